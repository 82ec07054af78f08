"""Program: the command with its modules loaded already; it forks for each run that it is asked for.

Most of the time of a command is spent on loading modules, and the tests run many hundred. A run is a process of its own
all the same, with its own folder, environment, streams and exit code, which it leaves as any program does.
test_entry_points.py holds that the installed script does and says the same.

It is run by its path, so that it finds what the installed script finds, with the number of a socket. A request is a line
of JSON, {"words": [...], "folder": ..., "environment": {...}}, with the three standard streams. The answers are lines with
the number of the process, and with its exit code when it has ended.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, NoReturn

STREAMS = 3
MESSAGE = 1 << 20  # bytes; an environment has a few thousand


def load_program() -> None:
    """Load what the commands load when they run, but the part that stays unloaded in a child process of theirs."""
    import govstats  # noqa: PLC0415 -- when it is run as a program

    for module in walk_packages(govstats.__path__, "govstats."):
        if not module.name.rpartition(".")[2].startswith(
            ("sqlite_child", "worker", "program", "build", "migrations")
        ):
            import_module(module.name)
    for name in ("adbc_driver_postgresql.dbapi", "alembic.command", "cn2an", "psycopg"):
        import_module(name)
    gc.freeze()  # what is never looked at again is never copied


def serve(connection: socket.socket) -> bool:
    """Fork for each request; in the new process return True, at the end of the requests False."""
    while True:
        message, streams, _, _ = socket.recv_fds(connection, MESSAGE, STREAMS)
        if not message:
            return False
        while not message.endswith(b"\n"):
            message += connection.recv(MESSAGE)
        number = os.fork()
        if number == 0:
            connection.close()
            become(json.loads(message), streams)
            return True
        for stream in streams:
            os.close(stream)
        connection.sendall(f"{number}\n".encode())
        _, status = os.waitpid(number, 0)
        connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def run() -> NoReturn:
    """Run the command and end as a program does, but for the memory, which costs more to give back than to drop."""
    from govstats.cli import main  # noqa: PLC0415 -- when it is run as a program

    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 -- as the interpreter does
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def become(request: dict[str, Any], streams: list[int]) -> None:
    """Be the process that was asked for."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = request["words"]


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        load_program()
        is_run = serve(requests)
    if is_run:
        run()
