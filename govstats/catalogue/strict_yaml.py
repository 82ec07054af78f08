"""A strict reader of the catalogue's YAML: what it does not expect is an error that names file and line.

Scalars stay text until their field's type asks for more, so that 0.10 never passes through a binary fraction and a
code such as 010108 keeps its zero.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import msgspec
import yaml

from govstats.errors import CatalogueError

_Entry = TypeVar("_Entry")
_SafeLoader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel carries it
_FIX = "correct the file; docs/catalogue.md lists what an entry may hold"
_PATH_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_UNKNOWN_FIELD = re.compile(r"unknown field `(.+)`")


class _Loader(_SafeLoader):  # type: ignore[misc]
    """Leaves every scalar the text that it is, and spares the search for a type: a third of the time."""

    def resolve(self, _kind: Any, _value: Any, _implicit: Any) -> str:
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, _node: Any, _index: Any) -> None: ...

    def ascend_resolver(self) -> None: ...


def read_entries(path: Path, entry_type: type[_Entry]) -> tuple[_Entry, ...]:
    """Read a file that holds a list of entries.

    Args:
        path: a YAML file in UTF-8 whose top level is a list.
        entry_type: a msgspec structure that forbids unknown fields.

    Returns:
        The entries in the order of the file.

    Raises:
        CatalogueError: the file is missing, not YAML, or an entry is not of the type.
    """
    return tuple(located.entry for located in read_located(path, entry_type))


@dataclass(frozen=True, slots=True)
class Located(Generic[_Entry]):
    """An entry that knows where it stands.

    Attributes:
        entry: the entry.
        path: its file.
        node: its node in the file.
    """

    entry: _Entry
    path: Path
    node: yaml.Node

    def where(self, *steps: str | int) -> str:
        """Give the file and line of the entry, or of what keys and indexes lead to in it: "examples", 0, "text"."""
        node = self.node
        for step in steps:
            inner = _step(node, step if isinstance(step, str) else None, str(step))
            if inner is None:
                break
            node = inner
        return f"{self.path}:{int(node.start_mark.line) + 1}"


def read_located(path: Path, entry_type: type[_Entry]) -> tuple[Located[_Entry], ...]:
    """Read a file that holds a list of entries, and where each of them stands.

    Args:
        path: a YAML file in UTF-8 whose top level is a list.
        entry_type: a msgspec structure that forbids unknown fields.

    Returns:
        The entries in the order of the file.

    Raises:
        CatalogueError: the file is missing, not YAML, or an entry is not of the type.
    """
    node = _compose(path)
    entries = _convert(path, node, tuple[entry_type, ...])  # type: ignore[valid-type]
    return tuple(Located(entry, path, inner) for entry, inner in zip(entries, node.value, strict=True))


def read_document(path: Path, document_type: type[_Entry]) -> _Entry:
    """Read a file that holds one document.

    Args:
        path: a YAML file in UTF-8.
        document_type: a msgspec structure that forbids unknown fields.

    Returns:
        The document.

    Raises:
        CatalogueError: the file is missing, not YAML, or not of the type.
    """
    return cast("_Entry", _read(path, document_type))


def _read(path: Path, wanted: Any) -> Any:
    return _convert(path, _compose(path), wanted)


def _compose(path: Path) -> yaml.Node:
    try:
        node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}", "restore the file") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(f"{path}:{line}: not valid YAML: {error.problem}", _FIX) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        told = str(error).partition("\n")[0]
        raise CatalogueError(f"{path}:1: not valid YAML: {told}", _FIX) from error
    except RecursionError as error:
        raise CatalogueError(f"{path}:1: it is nested too deeply", _FIX) from error
    if node is None:
        raise CatalogueError(f"{path}:1: the file is empty", _FIX)
    return node


def _convert(path: Path, node: yaml.Node, wanted: Any) -> Any:
    try:
        return msgspec.convert(_plain(node, path, set()), wanted, strict=False)
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at ")
        line = _line_of(node, where.strip("`"), problem)
        raise CatalogueError(f"{path}:{line}: {problem}", _FIX) from error
    except RecursionError as error:
        raise CatalogueError(f"{path}:1: it is nested too deeply", _FIX) from error


def _plain(node: yaml.Node, path: Path, seen: set[int]) -> Any:
    """Turn nodes into lists, dicts and strings; a key that stands twice, and a node that an alias repeats, is an error."""
    where = f"{path}:{int(node.start_mark.line) + 1}"
    if id(node) in seen:
        raise CatalogueError(f"{where}: aliases are not allowed", "write the words out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path, seen) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        plain: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise CatalogueError(f"{where}: a key is no word", _FIX)
            if key.value in plain:
                raise CatalogueError(
                    f"{path}:{key.start_mark.line + 1}: the key {key.value!r} stands twice", _FIX
                )
            plain[key.value] = _plain(value, path, seen)
        return plain
    if "\0" in node.value:
        raise CatalogueError(f"{where}: a NUL character cannot be kept", "remove it")
    return node.value


def _line_of(node: yaml.Node, where: str, problem: str) -> int:
    """Find the line that a path such as $[3].examples[0].value leads to, or of an unknown key there."""
    for match in _PATH_STEP.finditer(where):
        inner = _step(node, *match.groups())
        if inner is None:
            break
        node = inner
    unknown = _UNKNOWN_FIELD.search(problem)
    if unknown and isinstance(node, yaml.MappingNode):
        node = next((key for key, _ in node.value if key.value == unknown[1]), node)
    return int(node.start_mark.line) + 1


def _step(node: yaml.Node, key: str | None, index: str | None) -> yaml.Node | None:
    if key is not None and isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if index is not None and index.isdigit() and isinstance(node, yaml.SequenceNode):
        return node.value[int(index)] if int(index) < len(node.value) else None
    return None
