"""What an assessment found is read through `coherence.selectors.shown`, which takes out what a reader is not
shown (docs/decisions/0019): whoever touches the stored result itself says here why."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOB = "the result of a job, of which a page shows what `shown` leaves"
WRITES = "computes and stores it"
GATES = "reads what holds at gates, in which no level counts"
READ_BY = {
    "coherence/gates/picture.py": GATES,
    "coherence/gates/selectors.py": JOB,
    "coherence/gates/services.py": GATES,
    "coherence/history/selectors.py": "the first day of the rows",
    "coherence/references/comparisons.py": JOB,
    "coherence/references/selectors.py": JOB,
    "coherence/references/trend.py": "the trend, of which `trend_without` takes out; a comparison by `shown`",
    "coherence/selectors/reviewers.py": "asks whether anybody answered",
    "coherence/selectors/shown.py": "is the one place",
    "coherence/references/views.py": JOB,
    "coherence/services.py": WRITES,
    "coherence/views/findings.py": "the findings, which hold no figure of a level",
    "coherence/views/levels.py": "who says so of the levels that have subjects",
    "coherence/what_if/selectors.py": WRITES,
    "coherence/what_if/sentences.py": "why a what-if could not be computed",
    "coherence/what_if/views/reading.py": "the what-if, by `shown`",
    "api/v1/missions.py": "the findings, which hold no figure of a level",
    "portal/views/gates.py": GATES,
    "reports/progress.py": GATES,
}
ROOMS = ("coherence", "portal", "reports", "api")


def readers() -> set[str]:
    """Files that read the attribute `result` of anything, but for the engine, the models and migrations."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / "apps" / room).rglob("*.py"):
            file = str(path.relative_to(ROOT / "apps"))
            if "/engine/" in file or "/migrations/" in file or "result" not in path.read_text("utf-8"):
                continue
            nodes = ast.walk(ast.parse(path.read_text("utf-8")))
            if any(isinstance(node, ast.Attribute) and node.attr == "result" for node in nodes):
                found.add(file)
    return found


def test_stored_results_are_read_in_one_place_or_for_a_reason():
    assert readers() - READ_BY.keys() == set()
    assert READ_BY.keys() - readers() == set()
