"""How often the right objective stands among the first three suggestions: `python -m bench.suggestions`.

`labels.tsv` holds titles of real projects, as spelled in their sources, with the objectives that each serves
and why. They come from the aid databases of Burundi and of Somalia (AidData research releases, ODC-By 1.0):
a random draw of each (seeds 20261130 and 7), without relief, and a second draw by sector so that the rarer
objectives occur. One engineer of the project, no expert of either country, labelled them from title and
sector alone, before the method was written; nobody has checked them. Titles that serve none are kept with an
empty label and count only in the last column. `frameworks.tsv` holds the objectives: the priority areas of
the strategic framework of Burundi (2007) by title, and the goals of the Somali Compact (2013), shortened.

Every title is judged as if all other labelled titles of its country were linked already ("with links"), and
as if none were ("no links yet"). What is compared:

- *most frequent*: the three objectives with most links;
- *sector only*: the three objectives most often linked in the same sector, then in its category, then in all;
  without links the objectives whose title is closest to the name of the sector.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from apps.alignment.suggesting import Goal, Known, Suggester, Work
from apps.alignment.suggesting.grams import Rarity, cosine
from apps.alignment.suggesting.sectors import category, names

HERE = Path(__file__).parent
FIRST = 3


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def goals_of(mission: str) -> list[Goal]:
    return [
        Goal(row["objective"], (row["title"],), row["dimension"])
        for row in table("frameworks.tsv")
        if row["mission"] == mission
    ]


def work_of(row: dict[str, str]) -> Work:
    return Work(row["title"], tuple(row["sectors"].split()))


def known_of(rows: Sequence[dict[str, str]]) -> list[Known]:
    return [Known(row["title"], work_of(row), tuple(row["objectives"].split())) for row in rows]


def by_method(goals: list[Goal], known: list[Known], work: Work) -> list[str]:
    return [one.goal for one in Suggester(goals, known).suggest(work, most=FIRST)]


def by_frequency(goals: list[Goal], known: list[Known], _work: Work) -> list[str]:
    counted = Counter({goal.key: 0 for goal in goals})
    counted.update(key for row in known for key in row.goals)
    return [key for key, _count in counted.most_common(FIRST)]


def by_sector(goals: list[Goal], known: list[Known], work: Work) -> list[str]:
    if not known:
        rarity = Rarity([*(name for both in names().values() for name in both), *(g.texts[0] for g in goals)])
        said = " ".join(names().get(code, names().get(category(code), ("",)))[0] for code in work.sectors)
        vector = rarity.vector(said)
        near = [(cosine(vector, rarity.vector(goal.texts[0])), goal.key) for goal in goals]
        return [key for value, key in sorted(near, key=lambda item: (-item[0], item[1])) if value > 0][:FIRST]
    own, wide = set(work.sectors), {category(code) for code in work.sectors}
    same: Counter[str] = Counter()
    near_: Counter[str] = Counter()
    for row in known:
        if own & set(row.work.sectors):
            same.update(row.goals)
        if wide & {category(code) for code in row.work.sectors}:
            near_.update(row.goals)
    everywhere = by_frequency(goals, known, work)
    ordered = [key for counted in (same, near_) for key, _count in counted.most_common()]
    return list(dict.fromkeys([*ordered, *everywhere]))[:FIRST]


def judged(rows: list[dict[str, str]], mission: str, *, linked: bool, method) -> tuple[dict[str, float], int]:
    """Figures of one method, and for how many titles without an objective it stays silent."""
    own = [row for row in rows if row["mission"] == mission]
    goals = goals_of(mission)
    right = first = any_ = labels = titles = silent = 0
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for row in own:
        others = [other for other in own if other is not row and other["objectives"]] if linked else []
        given = method(goals, known_of(others), work_of(row))
        objectives = set(row["objectives"].split())
        if not objectives:
            silent += not given
            continue
        titles += 1
        labels += len(objectives)
        hits = objectives & set(given)
        right += len(hits)
        any_ += bool(hits)
        first += bool(given) and given[0] in objectives
        wanted.update(objectives)
        found.update(hits)
    even = sum(found[key] / wanted[key] for key in wanted) / len(wanted)
    return {
        "titles": titles,
        "labels": labels,
        "right": right / labels,
        "any": any_ / titles,
        "first": first / titles,
        "even": even,
    }, silent


def main() -> None:
    rows = table("labels.tsv")
    methods = {"most frequent": by_frequency, "sector only": by_sector, "suggestions": by_method}
    head = ("right in first 3", "a right one in first 3", "first is right", "mean over objectives", "silent")
    print(f"{'':32}" + "".join(f"{name:>24}" for name in head))
    for mission in sorted({row["mission"] for row in rows}):
        for linked in (True, False):
            for name, method in methods.items():
                if name == "most frequent" and not linked:
                    continue
                told, silent = judged(rows, mission, linked=linked, method=method)
                known = "with links" if linked else "no links yet"
                figures = "".join(f"{told[key]:>23.0%} " for key in ("right", "any", "first", "even"))
                empty = sum(row["mission"] == mission and not row["objectives"] for row in rows)
                print(f"{mission} {known:13}{name:15}{figures}{silent:>19} / {empty}")
        print(f"{mission}: {told['titles']} titles with {told['labels']} right objectives")


if __name__ == "__main__":
    main()
