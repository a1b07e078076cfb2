"""What an import did, or would do."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """Keys of the rows of one collection, by what happened to them."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "same": len(self.same),
            "kept": len(self.kept),
            "removed": len(self.removed),
        }


@dataclass(slots=True)
class ImportReport:
    """What an import did to one mission; of a dry run what it would do.

    `widened` counts the rows that more people see than before. `kept` are rows that the file does not name;
    with `replace` they are `removed` instead.
    """

    code: str
    mission: uuid.UUID | None
    mission_is_new: bool
    mission_changed: list[str]
    collections: dict[str, Outcome]
    dry_run: bool
    widened: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was."""
        return (
            self.mission_is_new
            or bool(self.mission_changed)
            or any(one.new or one.changed or one.removed for one in self.collections.values())
        )

    def counts(self) -> dict[str, dict[str, int]]:
        """Collection to kind to number of rows, for the collections that have any."""
        return {name: counts for name, counts in self._counts() if any(counts.values())}

    def _counts(self) -> Iterator[tuple[str, dict[str, int]]]:
        for name, outcome in self.collections.items():
            yield name, outcome.counts()
