"""How exactly a file may name places."""

from apps.exchange.iati.outgoing import Place
from apps.missions.models import Area, Mission

PUBLIC_LEVEL, HUMANITARIAN_LEVEL = 2, 1
"""What everybody reads names no place below the second level of a mission's tree of places; of humanitarian
work none below the first."""


class Places:
    """The areas of a mission, read once. One query."""

    def __init__(self, mission: Mission, *, public: bool) -> None:
        self._public = public
        self._rows = {
            pk: (name, code, parent)
            for pk, name, code, parent in Area.objects.filter(mission=mission).values_list(
                "pk", "name", "code", "parent_id"
            )
        }
        self._made: dict[int, Place] = {}
        self._ways: dict[int, tuple[int, ...]] = {}

    def of(self, areas: list[int], *, humanitarian: bool) -> tuple[list[Place], bool]:
        """The places to name for these areas, each once, and whether one of them was made coarser."""
        deepest = (HUMANITARIAN_LEVEL if humanitarian else PUBLIC_LEVEL) if self._public else None
        found: dict[int, None] = {}
        coarser = False
        for area in areas:
            way = self._way(area)
            if deepest is not None and len(way) > deepest:
                coarser = True
                way = way[:deepest]
            found[way[-1]] = None
        return [self._place(pk) for pk in found], coarser

    def named(self) -> dict[int, tuple[str, bool]]:
        """Of each area its name, and whether the file may name it in a result."""
        return {
            pk: (name, not self._public or len(self._way(pk)) <= PUBLIC_LEVEL)
            for pk, (name, _code, _parent) in self._rows.items()
        }

    def _way(self, pk: int) -> tuple[int, ...]:
        """From the top of the tree down to the area."""
        if pk not in self._ways:
            way, at = [pk], self._rows[pk][2]
            while at is not None and at not in way:
                way.append(at)
                at = self._rows[at][2]
            self._ways[pk] = tuple(reversed(way))
        return self._ways[pk]

    def _place(self, pk: int) -> Place:
        if pk not in self._made:
            name, code, _parent = self._rows[pk]
            self._made[pk] = Place(name, code or None)
        return self._made[pk]
