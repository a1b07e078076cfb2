"""How values of a random mission are drawn."""

import random
from typing import Any

Document = dict[str, Any]

AS_OF = "2026-01-01"
DAYS = (
    "2024-03-01",
    "2024-12-15",
    "2025-01-01",
    "2025-04-10",
    "2025-09-30",
    "2025-12-31",
    "2026-01-01",
    "2026-02-01",
)
PHASES = ("stabilisation", "transition", "consolidation", "exit")
GATES = ("G0", "G1", "G2")
GRADES = ("claimed", "evidenced", "verified")
DIMENSIONS = ("political", "security", "development", "human_rights", "humanitarian", "rule_of_law")
KINDS = (
    "bilateral_agency",
    "ministry_or_public_body",
    "sub_national_authority",
    "womens_organisation",
    "private_sector",
)
REGISTERS = ("recorded", "declared_empty", "missing", None)


class Maker:
    """Draws rows; `maybe` leaves a value out now and then."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  repeatable examples, no secret

    def one(self, items: Any) -> Any:
        return self.random.choice(list(items))

    def some(self, items: Any, least: int = 0) -> list[Any]:
        pool = list(items)
        return self.random.sample(pool, self.random.randint(min(least, len(pool)), len(pool)))

    def maybe(self, value: Any, chance: float = 0.8) -> Any:
        return value if self.random.random() < chance else None

    def day(self) -> str:
        return self.one(DAYS)

    def flag(self) -> bool | None:
        return self.maybe(self.random.random() < 0.5)

    def amount(self) -> str:
        return f"{self.random.choice((0, 1, 10, 250, 999)) * self.random.randint(1, 9)}.00"


def register(maker: Maker, *, rows: bool) -> str | None:
    """A register state that does not contradict the rows."""
    return maker.one(("recorded", None)) if rows else maker.one(("declared_empty", "missing", None))
