"""A disagreement is put on record, answered, and withdrawn by those who raised it."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from apps.alignment.dissents.services import answer_dissent, raise_dissent, withdraw_dissent
from apps.alignment.models import Dissent
from apps.core.models import Job
from apps.core.services import EditConflict
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import DissentFactory
from tests.factories.benchmarks import BenchmarkFactory, GateFactory
from tests.factories.missions import MissionAgencyFactory

DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def gate(mission):
    return GateFactory(mission=mission)


@pytest.fixture
def dissent(mission, gate, ministry):
    return DissentFactory(mission=mission, gate=gate, agency=ministry, raised_on=DAY)


def test_a_dissent_on_a_gate_or_a_benchmark(mission, gate, ministry, internal_counterpart):
    benchmark = BenchmarkFactory(mission=mission)
    for about, field in ((gate, "gate"), (benchmark, "benchmark")):
        made = raise_dissent(
            by=internal_counterpart.user,
            mission=mission,
            agency=ministry,
            statement=" Nobody counted the auxiliaries. ",
            raised_on=DAY,
            about=about,
        )
        assert (getattr(made, field), made.statement) == (about, "Nobody counted the auxiliaries.")
        assert LogEntry.objects.get_for_object(made).get().actor == internal_counterpart.user
    assert Job.objects.filter(task="coherence.assess", about=mission.uuid).exists()


def test_what_cannot_be_raised(mission, gate, ministry):
    given = {"by": None, "mission": mission, "raised_on": DAY, "about": gate, "statement": "No."}
    for wrong in (
        {"agency": AgencyFactory()},
        {"agency": ministry, "statement": " "},
        {"agency": ministry, "about": GateFactory()},
    ):
        with pytest.raises(ValidationError):
            raise_dissent(**given | wrong)
    assert not Dissent.objects.exists()


def test_an_answer_resolves_nothing(dissent):
    answer_dissent(by=None, dissent=dissent, answer="They are counted in March.")
    dissent.refresh_from_db()
    assert (dissent.answer, dissent.resolved_on, dissent.row_version) == (
        "They are counted in March.",
        None,
        2,
    )
    with pytest.raises(ValidationError):
        answer_dissent(by=None, dissent=dissent, answer="")


def test_an_answer_has_a_day_and_is_not_known_before(dissent):
    answer_dissent(by=None, dissent=dissent, answer="In March.", answered_on=datetime.date(2026, 2, 1))
    answer_dissent(by=None, dissent=dissent, answer="In March.", answered_on=datetime.date(2026, 3, 1))
    dissent.refresh_from_db()
    assert (dissent.answered_on, dissent.row_version) == (datetime.date(2026, 2, 1), 2)
    assert dissent.answer_by(datetime.date(2026, 1, 31)) is None
    assert dissent.answer_by(datetime.date(2026, 2, 1)) == "In March."
    dissent.answered_on = None
    assert dissent.answer_by(DAY) == "In March."
    dissent.resolved_on = datetime.date(2026, 2, 1)
    assert dissent.answer_by(DAY) is None


def test_the_same_open_dissent_is_raised_once(mission, gate, ministry, agency_a):
    given = {"by": None, "mission": mission, "agency": ministry, "raised_on": DAY, "about": gate}
    made = raise_dissent(**given, statement="Nobody counted us.")
    assert raise_dissent(**given, statement=" Nobody counted us. ") == made
    benchmark = BenchmarkFactory(mission=mission)
    for changes in ({"agency": agency_a}, {"about": benchmark}, {"statement": "They did."}):
        assert raise_dissent(**given | {"statement": "Nobody counted us."} | changes) != made
    withdraw_dissent(by=None, dissent=made, resolved_on=DAY)
    assert raise_dissent(**given, statement="Nobody counted us.") != made
    assert Dissent.objects.count() == 5


def test_an_answer_to_what_somebody_changed_meanwhile_is_refused(dissent):
    mine = Dissent.objects.get(pk=dissent.pk)
    answer_dissent(by=None, dissent=dissent, answer="They are counted in March.")
    with pytest.raises(EditConflict):
        answer_dissent(by=None, dissent=mine, answer="They are not.")


def test_a_withdrawn_dissent_stays_on_record(dissent):
    with pytest.raises(ValidationError):
        withdraw_dissent(by=None, dissent=dissent, resolved_on=datetime.date(2025, 12, 31))
    withdraw_dissent(by=None, dissent=dissent, resolved_on=datetime.date(2026, 2, 1))
    dissent.refresh_from_db()
    assert (dissent.resolved_on, dissent.statement) != (None, "")


@pytest.mark.parametrize(
    ("persona", "may"),
    [
        ("internal_counterpart", ["raise", "withdraw"]),
        ("planner", ["answer"]),
        ("editor_a", []),
        ("donor", []),
        ("mission_admin", []),
        ("outsider", []),
        ("anonymous", []),
    ],
)
def test_who_may_what(request, mission, ministry, dissent, persona, may):
    user = request.getfixturevalue(persona).user
    presence = mission.missionagency_set.get(agency=ministry)
    rows = {"raise": presence, "answer": dissent, "withdraw": dissent}
    assert [name for name, row in rows.items() if user.has_perm(f"alignment.{name}_dissent", row)] == sorted(
        may, key=list(rows).index
    )


def test_an_editor_speaks_for_the_own_agency_only(mission, agency_a, agency_b, editor_a):
    MissionAgencyFactory(mission=mission)
    may = [
        presence.key
        for presence in mission.missionagency_set.all()
        if editor_a.user.has_perm("alignment.raise_dissent", presence)
    ]
    assert may == ["AGA"]
