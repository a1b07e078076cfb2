"""What the collections of the country share: names, sizes, draws."""

import datetime
import random
from itertools import accumulate
from typing import Any

FIRST, LAST = datetime.date(2010, 7, 1), datetime.date(2025, 6, 30)
DAYS = (LAST - FIRST).days
QUARTERS = [datetime.date(2010 + n // 4, 3 * (n % 4) + 1, 1) for n in range(2, 62)]

DIMENSIONS = ("political", "security", "development", "human_rights", "humanitarian", "rule_of_law")
GRADES = ("claimed", "evidenced", "verified")
PHASES = ("stabilisation", "transition", "consolidation")
GROUPS = ("displaced", "ex-combatants", "women", "youth", "police", "courts", "farmers", "general")
TYPES = ("training", "cash grant", "infrastructure", "facilitation", "advice", "food", "clinic", "audit")
RESPONSES = ("changed", "accepted_with_reasons", "refused_with_reasons", "none")

Row = dict[str, Any]


class Country:
    """The names, sizes and draws that the collections below share."""

    def __init__(self, seed: int, activities: int) -> None:
        self.chance = random.Random(seed)
        self.activities = activities
        self.agency = [f"A{n:03}" for n in range(500)]
        self.internal, self.external = self.agency[:60], self.agency[70:]
        self.objective = [f"O{n:02}" for n in range(60)]
        self.province = [f"P{n:02}" for n in range(18)]
        self.district = [f"D{n:03}" for n in range(90)]
        self.state_of = {
            key: f"S{chr(65 + n % 30 // 26)}{chr(65 + n % 30 % 26)}"
            for n, key in enumerate(self.agency[70:240])
        }
        # A few agencies lead much and most lead little.
        self._leads = list(accumulate(1 / (n + 8) for n in range(len(self.agency))))
        self._order = self.chance.sample(self.agency, len(self.agency))

    def lead(self) -> str:
        return self.chance.choices(self._order, cum_weights=self._leads)[0]

    def day(self, start: datetime.date = FIRST, end: datetime.date = LAST) -> str:
        return str(start + datetime.timedelta(days=self.chance.randint(0, max(0, (end - start).days))))

    def after(self, start: str, least: int, most: int) -> str:
        return str(datetime.date.fromisoformat(start) + datetime.timedelta(self.chance.randint(least, most)))

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.often(share) else None

    def money(self, most: int = 3_000_000) -> str:
        return f"{self.chance.randint(1, most)}.00"
