"""Export of an import says what the import said (rule 11), field by field."""

import contextlib
import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink, Dissent
from apps.coherence.models import Assessment
from apps.coherence.references import services as references
from apps.exchange.bundle import check, differences, read
from apps.exchange.bundle.collections import COLLECTIONS, MISSION, Field
from apps.exchange.selectors import export_bundle, export_pieces
from apps.exchange.services import import_bundle
from apps.missions.models import Membership, Mission
from tests.exchange.bundle.examples import activity, agency, document, indicator, link, objective
from tests.exchange.documents import Row, full_document, strewn

AT = datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)
ROOT = Path(__file__).parents[2]
FILES = [ROOT / "tests" / "data" / "karo.bundle.json", *sorted((ROOT / "demo").glob("*.bundle.json"))]

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def exported(code: str) -> Row:
    """The mission as a program that reads the file gets it."""
    pieces = export_pieces(mission=Mission.objects.get(code=code), at=AT)
    return read(b"".join(pieces))


def assert_lossless(original: Row) -> None:
    """Import, export, import that into an empty database, export again: the same, with all identifiers."""
    with forgotten():
        assert import_bundle(by=None, document=original, at=AT).changed
        first = exported(original["mission"]["code"])
    assert differences(original, first, only_given_uuids=True) == []
    assert check(first) == []
    with forgotten():
        assert import_bundle(by=None, document=first, at=AT).changed
        second = exported(original["mission"]["code"])
        assert not import_bundle(by=None, document=first, at=AT, replace=True).changed
    assert differences(first, second) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "/" + path.name)
def test_files_of_the_project_travel_without_loss(path: Path) -> None:
    assert_lossless(read(path.read_bytes()))


def test_what_was_kept_and_restated_here_travels_with_its_occasion() -> None:
    karo = json.loads(FILES[0].read_text("utf-8"))
    day = datetime.date(2026, 1, 1)
    with forgotten():
        import_bundle(by=None, document=karo, at=AT)
        mission = Mission.objects.get(code="KARO")
        given = {"by": None, "mission": mission, "as_of": day, "audience": "mission"}
        kept = references.keep(**given, occasion="review", note="Half-year", at=AT)
        AlignmentLink.objects.update(grade="claimed")
        again = references.restate(by=None, assessment=kept, at=AT)
        Dissent.objects.update(answer="They are counted now.", answered_on=day)
        first = exported("KARO")
        keys = (kept.key, again.key)
    with forgotten():
        import_bundle(by=None, document=first, at=AT)
        old, new = (Assessment.objects.get(key=key) for key in keys)
        assert (old.occasion, old.note, old.restates) == ("review", "Half-year", None)
        assert (new.occasion, new.restates) == ("restatement", old)
        assert set(Dissent.objects.values_list("answered_on", flat=True)) == {day}
        assert differences(first, exported("KARO")) == []
        import_bundle(by=None, document=karo, at=AT, replace=True, overwrite=True)
        assert not Assessment.objects.filter(key__in=keys).exists()


def test_a_restatement_of_itself_is_refused() -> None:
    rows = [{"key": "A1", "as_of": "2026-01-01", "restates": "A1"}]
    (fault,) = check({**document(), "assessments": rows})
    assert fault.code == "rule_broken"


def test_the_full_document_fills_every_field() -> None:
    full = full_document()
    rows = {"mission": [full["mission"]], **{c.name: full[c.name] for c in COLLECTIONS}}
    fields = {"mission": MISSION, **{c.name: c.fields for c in COLLECTIONS}}
    empty = [
        f"{name}.{path}" for name in fields for path, given in _given(fields[name], rows[name]) if not given
    ]
    assert empty == []


def _given(fields: tuple[Field, ...], rows: list[Row]) -> Iterator[tuple[str, bool]]:
    for field in fields:
        values = [row[field.name] for row in rows if row.get(field.name) is not None]
        yield field.name, bool(values)
        inner = [entry for value in values for entry in (value if isinstance(value, list) else [value])]
        for path, filled in _given(field.fields, [entry for entry in inner if isinstance(entry, dict)]):
            yield f"{field.name}.{path}", filled


def test_every_field_travels_without_loss() -> None:
    assert_lossless(full_document())


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_is_in_the_fields_travels_without_loss(seed: int) -> None:
    assert_lossless(json.loads(json.dumps(strewn(seed))))


def test_pieces_say_the_same_as_the_document() -> None:
    import_bundle(by=None, document=full_document(), at=AT)
    mission = Mission.objects.get(code="FULL")
    assert exported("FULL") == json.loads(json.dumps(export_bundle(mission=mission, at=AT)))


def test_a_collection_without_rows_is_not_written() -> None:
    import_bundle(by=None, document=document(), at=AT)
    mission = Mission.objects.get(code="T")
    assert exported("T") == {
        **document(),
        "exported_at": "2026-02-01T00:00:00Z",
        "mission": {**document()["mission"], "uuid": str(mission.uuid)},
    }


# --- what a person may see ---


def audienced() -> Row:
    """A mission in which agency H keeps an activity to itself, and everything that could give it away."""
    return document(
        mission={"registers": {"forums": "recorded"}},
        agencies=[agency("A"), agency("H")],
        documents=[{"key": "D", "title": "Open"}, {"key": "E", "title": "Kept", "audience": "agency"}],
        objectives=[objective("O")],
        indicators=[indicator("I")],
        observations=[
            {
                "key": "N",
                "indicator": "I",
                "observed_on": "2025-01-01",
                "state": "accepted",
                "documents": ["E"],
            },
            {
                "key": "M",
                "indicator": "I",
                "observed_on": "2025-01-02",
                "state": "draft",
                "audience": "agency",
                "submitted_by": "H",
            },
        ],
        activities=[
            activity("X", documents=["D", "E"], audience="public", registers={"consultations": "recorded"}),
            activity("Y", lead="H", audience="agency"),
        ],
        alignment_links=[link("L", documents=["E"]), link("K", activity="Y")],
        funding_lines=[
            {"key": f"F{key}", "activity": key, "funder": "A", "period_from": "2025-01-01", "currency": "USD"}
            for key in "XY"
        ],
        contradictions=[
            {
                "key": "C",
                "activity_a": "X",
                "activity_b": "Y",
                "score": -1,
                "grade": "claimed",
                "status": "open",
            }
        ],
        contradiction_reviews=[
            {"key": "V", "scope": "mission", "reviewed_on": "2025-01-01", "activities": ["X", "Y"]},
            {"key": "W", "scope": "mission", "reviewed_on": "2025-01-01", "activities": ["X"]},
        ],
        policy_commitments=[
            {
                "key": "P",
                "agency": "H",
                "text": "Help",
                "activities": [{"activity": "Y", "grade": "claimed"}],
            },
            {
                "key": "Q",
                "agency": "A",
                "text": "Help",
                "activities": [{"activity": "X", "grade": "claimed", "documents": ["E", "D"]}],
            },
        ],
        mission_agencies=[
            {"key": "MA", "agency": "A", "registers": {"policy_commitments": "recorded"}},
            {"key": "MH", "agency": "H", "registers": {"policy_commitments": "recorded"}},
        ],
        consultations=[
            {"key": "S", "activity": "X", "internal_actor": "A", "held_on": "2025-01-01"},
            {"key": "T", "activity": "Y", "internal_actor": "A", "held_on": "2025-01-01"},
        ],
        liaison_requests=[
            {
                "key": "R",
                "internal_actor": "A",
                "requested_on": "2025-01-01",
                "kind": "meeting",
                "consultation": "T",
            }
        ],
        forums=[{"key": "F", "name": "Forum"}],
        comments=[
            {"key": "1", "text": "Kept", "written_on": "2025-01-01", "audience": "agency", "agency": "H"},
            {"key": "2", "text": "Answer", "written_on": "2025-01-02", "reply_to": "1"},
            {"key": "3", "text": "Answer to that", "written_on": "2025-01-03", "reply_to": "2"},
            {"key": "4", "text": "Open", "written_on": "2025-01-04"},
            {"key": "5", "text": "On it", "written_on": "2025-01-04", "activity": "Y"},
        ],
    )


def seen_by(user: User | None) -> Row:
    return export_bundle(mission=Mission.objects.get(code="T"), user=user)


def keys(bundle: Row) -> dict[str, list[str]]:
    return {name: [row["key"] for row in rows] for name, rows in bundle.items() if isinstance(rows, list)}


def member_for(name: str | None) -> User:
    user = User.objects.create(email=f"{name}@example.org")
    own = None if name is None else Agency.objects.get(name=name)
    Membership.objects.create(user=user, mission=Mission.objects.get(), agency=own, role="agency_editor")
    return user


def test_a_member_exports_what_members_may_see() -> None:
    import_bundle(by=None, document=audienced(), at=AT)
    bundle = seen_by(member_for("Agency A"))
    assert check(bundle) == []
    assert keys(bundle) == {
        "documents": ["D"],
        "agencies": ["A", "H"],
        "mission_agencies": ["MA", "MH"],
        "objectives": ["O"],
        "indicators": ["I"],
        "observations": ["N"],
        "activities": ["X"],
        "alignment_links": ["L"],
        "policy_commitments": ["Q"],
        "contradiction_reviews": ["W"],
        "consultations": ["S"],
        "forums": ["F"],
        "funding_lines": ["FX"],
        "comments": ["4"],
    }
    assert bundle["activities"][0]["documents"] == ["D"]
    assert bundle["alignment_links"][0]["documents"] == []
    assert bundle["policy_commitments"][0]["activities"][0]["documents"] == ["D"]
    registers = {row["key"]: row.get("registers") for row in bundle["mission_agencies"]}
    assert registers == {"MA": {"policy_commitments": "recorded"}, "MH": {}}


def test_a_member_of_the_agency_exports_its_own_rows_too() -> None:
    import_bundle(by=None, document=audienced(), at=AT)
    bundle = seen_by(member_for("Agency H"))
    assert check(bundle) == []
    given = keys(audienced())
    assert keys(bundle) == {**given, "documents": ["D"]}


def test_who_is_no_member_exports_no_row() -> None:
    import_bundle(by=None, document=audienced(), at=AT)
    assert keys(seen_by(User.objects.create(email="outsider@example.org"))) == {}
    assert keys(seen_by(None)) == keys(audienced())


def test_queries_do_not_grow_with_the_rows() -> None:
    user = User.objects.create(email="p@example.org")

    def cost(code: str, number: int) -> int:
        rows = [activity(f"{code}{n}") for n in range(number)]
        links = [link(row["key"], activity=row["key"]) for row in rows]
        import_bundle(
            by=None,
            document=document(
                mission={"code": code},
                agencies=[agency("A", name=code)],
                objectives=[objective("O")],
                activities=rows,
                alignment_links=links,
            ),
            at=AT,
        )
        mission = Mission.objects.get(code=code)
        Membership.objects.create(user=user, mission=mission, role="planner")
        with CaptureQueriesContext(connection) as queries:
            export_bundle(mission=mission)
            export_bundle(mission=mission, user=user)
        return len(queries)

    assert cost("A", 1) == cost("B", 3)
