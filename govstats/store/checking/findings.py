"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass, field

TOLD_AT_MOST = 5  # faults of one check: the first ones show what is wrong


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that should not be so.

    Attributes:
        where: the row, such as report 3, figure 17.
        what: what is wrong with it.
    """

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check has found.

    Attributes:
        name: the check, in a word or two.
        told: what was looked at, with its number, or why nothing was.
        faults: how many faults there are.
        first: the first few of them.
        is_done: whether anything could be looked at.
    """

    name: str
    told: str
    faults: int = 0
    first: tuple[Fault, ...] = ()
    is_done: bool = True

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.faults == 0


@dataclass(slots=True)
class Tally:
    """Counts what a check looks at and what it finds, and keeps no more than the first few faults.

    Attributes:
        name: the check.
        count: how many things it has looked at.
        faults: how many faults it has found.
        first: the first few of them.
    """

    name: str
    count: int = 0
    faults: int = 0
    first: list[Fault] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note a fault."""
        self.faults += 1
        if len(self.first) < TOLD_AT_MOST:
            self.first.append(Fault(where, what))

    def checked(self, told: str) -> Checked:
        """Give what was found.

        Args:
            told: what was looked at; {count} stands for its number.
        """
        return Checked(self.name, told.format(count=self.count), self.faults, tuple(self.first))
