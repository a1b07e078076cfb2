"""The framework as a document, and one objective, for each kind of reader."""

import csv
import datetime
import io
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from apps.benchmarks.drafting.document import seal
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import CommitmentStatus, VersionStatus
from apps.frameworks.models import FrameworkVersion
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, CommentFactory, DissentFactory
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory, IndicatorFactory
from tests.factories.frameworks import (
    ConflictFactorFactory,
    EndorsementFactory,
    FrameworkVersionFactory,
    LinkedFrameworkFactory,
    LinkedFrameworkItemFactory,
    MutualCommitmentFactory,
    ObjectiveLinkedItemFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
    VersionAcknowledgementFactory,
    VersionReservationFactory,
    VersionSectionFactory,
)
from tests.factories.missions import DocumentFactory, MandateFactory, MandateTaskFactory

ADOPTED, LATER, DAY = datetime.date(2025, 1, 1), datetime.date(2025, 7, 1), datetime.date(2026, 1, 1)
ADOPTED_QUERIES, DRAFT_QUERIES, OBJECTIVE_QUERIES = 10, 13, 13


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED, vision="Peace by 2030"
    )


def address(name="framework", **kwargs):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | kwargs)


def worded(version, code="O1", **options):
    return ObjectiveTextFactory(
        mission=version.mission, framework_version=version, code=code, title=f"{code} title", **options
    )


def sealed(version):
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def pages(version):
    text = worded(version)
    return [address(), address("objective", uuid=text.objective.uuid)]


@pytest.mark.parametrize("persona", ["planner", "donor", "editor_a", "internal_counterpart"])
def test_members_open_every_page(request, pages, persona):
    client = request.getfixturevalue(persona).client
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_others_find_nothing_and_the_anonymous_sign_in(pages, outsider, anonymous):
    assert [outsider.client.get(page).status_code for page in pages] == [404, 404]
    for page in pages:
        response = anonymous.client.get(page)
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={page}")


def test_what_does_not_exist_is_not_found(pages, planner, outsider):
    assert planner.client.get(reverse("portal:framework", kwargs={"code": "NOWHERE"})).status_code == 404
    assert planner.client.get(address("objective", uuid=uuid.uuid4())).status_code == 404
    elsewhere = outsider.user.membership_set.first().mission
    foreign = worded(FrameworkVersionFactory(mission=elsewhere))
    assert planner.client.get(address("objective", uuid=foreign.objective.uuid)).status_code == 404


@pytest.mark.parametrize("number", ["2", "one", "-1", "1.0", "²"])
def test_a_version_that_is_not_there_is_said_and_what_was_typed_is_kept(pages, planner, number):
    answer = planner.client.get(address(), {"version": number})
    body = answer.content.decode()
    assert (answer.status_code, answer.context["version"].number) == (200, 1)
    assert "There is no version of this number. Write one of these: 1." in body
    assert f'value="{number}"' in body
    assert planner.client.get(address(), {"version": number, "format": "csv"}).status_code == 404


def test_an_objective_on_a_day_that_is_none(pages, planner):
    body = planner.client.get(pages[1], {"as_of": "soon"}).content.decode()
    assert ("Write a day as year, month and day" in body, 'value="soon"' in body) == (True, True)


def test_pages_change_nothing(pages, planner):
    assert [planner.client.post(page).status_code for page in pages] == [405, 405]


def test_without_a_version_the_page_says_what_belongs_there(mission, planner):
    response = planner.client.get(address())
    assert response.status_code == 200
    assert "portal/framework_empty.html" in [template.name for template in response.templates]


def test_the_version_in_force_is_shown_and_any_other_by_its_number(version, planner):
    version.status, version.superseded_on = VersionStatus.SUPERSEDED, LATER
    version.save()
    newer = FrameworkVersionFactory(
        mission=version.mission, number=2, status=VersionStatus.ADOPTED, adopted_on=LATER
    )
    draft = FrameworkVersionFactory(mission=version.mission, number=3)
    assert planner.client.get(address()).context["version"] == newer
    assert planner.client.get(address(), {"version": 1}).context["version"] == version
    shown = planner.client.get(address(), {"version": 3})
    assert shown.context["version"] == draft
    assert [label for label, current in shown.context["steps"] if current] == ["Draft"]
    assert shown.context["in_force"] == newer


def test_a_draft_is_shown_where_nothing_is_in_force(mission, planner):
    draft = FrameworkVersionFactory(mission=mission, number=1)
    response = planner.client.get(address())
    assert (response.context["version"], response.context["in_force"]) == (draft, None)


def test_objectives_stand_by_pillar_with_lead_needs_and_benchmarks(version, planner, agency_a):
    one = worded(version, "O1", pillar="Security", position=1, phases=["transition"])
    two = worded(version, "O2", pillar="Security", position=2, lead_agencies_recorded=True)
    worded(version, "O3", position=3)
    one.lead_agencies.add(agency_a)
    for amount, year in ((Decimal(12), 2025), (Decimal(7), 2026)):
        ResourceRequirementFactory(
            mission=version.mission,
            objective=one.objective,
            period_from=datetime.date(year, 1, 1),
            period_to=datetime.date(year, 12, 31),
            amount=amount,
        )
    BenchmarkTextFactory(
        mission=version.mission,
        framework_version=version,
        benchmark=BenchmarkFactory(mission=version.mission, objective=two.objective),
    )
    sealed(version)
    response = planner.client.get(address())
    assert [
        (pillar, [row["wording"].code for row in rows]) for pillar, rows in response.context["pillars"]
    ] == [("Security", ["O1", "O2"]), (None, ["O3"])]
    (_, (first, second)), (_, (third,)) = response.context["pillars"]
    assert [lead.label for lead in first["leads"]] == ["AGA"]
    assert (second["leads"], third["leads"]) == ([], None)
    assert (first["benchmarks"], second["benchmarks"]) == (0, 1)
    assert response.context["periods"] == ["2025", "2026"]
    assert [[need.amount for need in needs] for needs in first["needs"]] == [[Decimal(12)], [Decimal(7)]]
    assert response.context["figure"].table.rows == (
        ("O1 O1 title", 1),
        ("O2 O2 title", None),
        ("O3 O3 title", None),
    )


def test_factors_say_which_objective_answers_them(version, planner):
    text = worded(version)
    answered = ConflictFactorFactory(mission=version.mission, key="A", title="Unpaid forces")
    ConflictFactorFactory(mission=version.mission, key="B", title="Cattle raids")
    text.conflict_factors.add(answered)
    response = planner.client.get(address())
    assert [
        (one["factor"].title, [row["wording"].code for row in one["answered"]])
        for one in response.context["factors"]
    ] == [("Unpaid forces", ["O1"]), ("Cattle raids", [])]
    assert response.content.decode().count("no objective answers this") == 1


def test_mandates_and_linked_frameworks_say_which_items_are_answered(version, planner):
    mission = version.mission
    task = MandateTaskFactory(mandate=MandateFactory(mission=mission), key="a")
    plan = LinkedFrameworkFactory(mission=mission)
    item = LinkedFrameworkItemFactory(linked_framework=plan, key="1")
    LinkedFrameworkItemFactory(linked_framework=plan, key="2")
    text = worded(version)
    text.mandate_tasks.add(task)
    ObjectiveLinkedItemFactory(objective_text=text, linked_framework=plan, item=item)
    context = planner.client.get(address()).context
    for name, expected in (("mandates", [["O1"]]), ("others", [["O1"], []])):
        (one,) = context[name]
        assert [[row["wording"].code for row in line["answered"]] for line in one["items"]] == expected


def test_commitments_show_the_status_as_each_side_sees_it(version, planner, agency_a):
    MutualCommitmentFactory(
        mission=version.mission,
        party=agency_a,
        text="Hold elections",
        status_by_party=CommitmentStatus.KEPT,
        status_by_others=CommitmentStatus.MISSED,
    )
    content = planner.client.get(address()).content.decode()
    assert "Agency A" in content
    assert content.index("Kept") < content.index("Missed")


def test_an_adopted_version_is_shown_from_its_document(version, planner):
    ConflictFactorFactory(mission=version.mission, title="As adopted")
    sealed(version)
    version.mission.conflictfactor_set.update(title="Changed later")
    response = planner.client.get(address())
    assert response.context["sealed"] is True
    assert b"As adopted" in response.content
    assert b"Changed later" not in response.content


def test_who_read_it_what_they_hold_against_it_and_its_documents(version, planner, agency_a, agency_b):
    VersionAcknowledgementFactory(framework_version=version, agency=agency_a)
    VersionReservationFactory(framework_version=version, agency=agency_b, text="Not pillar two.")
    version.documents.add(
        DocumentFactory(mission=version.mission, title="Resolution"),
        DocumentFactory(mission=version.mission, title="Kept", audience=Audience.AGENCY),
    )
    response = planner.client.get(address())
    assert [(one.name, one.text) for one in response.context["reservations"]] == [("AGB", "Not pillar two.")]
    assert [one.name for one in response.context["documents"]] == ["Resolution"]
    assert "1 of 2 agencies" in response.content.decode()


def test_the_objectives_leave_as_a_file_without_formulas(version, planner):
    worded(version, pillar="=1+1", lead_agencies_recorded=True)
    header, row = rows_of(planner.client.get(address(), {"format": "csv"}))
    assert header == ["Objective", "Title", "Pillar", "Dimension", "Phases", "Lead", "Benchmarks"]
    assert row == ["O1", "O1 title", "'=1+1", "Rule of law", "", "", "0"]


def test_user_text_is_escaped(version, planner):
    text = worded(version, pillar="<u>p</u>", description="<u>d</u>")
    version.vision = "<u>v</u>"
    version.save()
    for page in (address(), address("objective", uuid=text.objective.uuid)):
        assert b"<u>" not in planner.client.get(page).content


def test_a_long_framework_has_pages(version, planner):
    for place in range(51):
        worded(version, f"O{place:02}", position=place)
    (_, first), *_rest = planner.client.get(address()).context["pillars"]
    (_, second), *_rest = planner.client.get(address(), {"page": 2}).context["pillars"]
    assert (len(first), [row["wording"].code for row in second]) == (50, ["O50"])


def test_an_objective_lists_links_by_grade_that_one_may_see(version, editor_a, editor_b, agency_a):
    text = worded(version)
    for title, grade, audience in (
        ("Claims", Grade.CLAIMED, None),
        ("Verifies", Grade.VERIFIED, Audience.PUBLIC),
        ("Hides", Grade.EVIDENCED, Audience.AGENCY),
    ):
        activity = ActivityFactory(mission=version.mission, lead=agency_a, title=title, audience=audience)
        AlignmentLinkFactory(
            mission=version.mission, activity=activity, objective=text.objective, grade=grade
        )
    page = address("objective", uuid=text.objective.uuid)
    for persona, titles in ((editor_a, ["Verifies", "Hides", "Claims"]), (editor_b, ["Verifies", "Claims"])):
        response = persona.client.get(page)
        assert [link.activity.title for link in response.context["links"]] == titles
        assert (b"Hides" in response.content) is ("Hides" in titles)


def test_an_objective_shows_its_wording_on_the_day(version, planner):
    text = worded(version)
    version.status, version.superseded_on = VersionStatus.SUPERSEDED, LATER
    version.save()
    newer = FrameworkVersionFactory(
        mission=version.mission, number=2, status=VersionStatus.ADOPTED, adopted_on=LATER
    )
    reworded = ObjectiveTextFactory(
        mission=version.mission, framework_version=newer, objective=text.objective, title="Reworded"
    )
    page = address("objective", uuid=text.objective.uuid)
    assert planner.client.get(page, {"as_of": "2025-06-30"}).context["text"] == text
    assert planner.client.get(page, {"as_of": "2025-07-01"}).context["text"] == reworded
    assert [one.title for one in planner.client.get(page).context["texts"]] == ["Reworded", "O1 title"]


def test_an_objective_names_who_stands_behind_it_and_who_does_not(version, planner, agency_a, ministry):
    text = worded(version)
    EndorsementFactory(objective_text=text, agency=ministry, endorsed_on=ADOPTED)
    DissentFactory(
        mission=version.mission, objective=text.objective, agency=agency_a, raised_on=ADOPTED, statement="No."
    )
    context = planner.client.get(address("objective", uuid=text.objective.uuid)).context
    assert [one.agency for one in context["endorsements"]] == ["MIN"]
    assert [(one.agency, one.text) for one in context["dissents"]] == [("AGA", "No.")]


def test_at_a_past_day_no_dissent_is_resolved_that_was_resolved_later(version, planner, agency_a):
    text = worded(version)
    resolved = ADOPTED + datetime.timedelta(days=9)
    DissentFactory(
        mission=version.mission,
        objective=text.objective,
        agency=agency_a,
        raised_on=ADOPTED,
        resolved_on=resolved,
    )
    page = address("objective", uuid=text.objective.uuid)
    for asked, expected in (({"as_of": ADOPTED}, None), ({"as_of": resolved}, resolved), ({}, resolved)):
        assert [one.resolved_on for one in planner.client.get(page, asked).context["dissents"]] == [expected]


def fill(version, rows, agency):
    """A version with so many rows of every kind; returns one of its wordings."""
    mission = version.mission
    for place in range(rows):
        text = worded(version, f"O{place}", position=place)
        text.lead_agencies.add(agency)
        text.conflict_factors.add(ConflictFactorFactory(mission=mission))
        plan = LinkedFrameworkFactory(mission=mission)
        item = LinkedFrameworkItemFactory(linked_framework=plan)
        ObjectiveLinkedItemFactory(objective_text=text, linked_framework=plan, item=item)
        text.mandate_tasks.add(MandateTaskFactory(mandate=MandateFactory(mission=mission)))
        MutualCommitmentFactory(mission=mission, party=agency, objective=text.objective)
        ResourceRequirementFactory(mission=mission, objective=text.objective)
        VersionSectionFactory(framework_version=version)
        VersionReservationFactory(framework_version=version, agency=agency)
        version.documents.add(DocumentFactory(mission=mission))
        EndorsementFactory(objective_text=text, agency=agency)
    for _row in range(rows):
        benchmark = BenchmarkFactory(mission=mission, objective=text.objective)
        BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
        IndicatorFactory(mission=mission, benchmark=benchmark)
        CommentFactory(mission=mission, objective=text.objective, written_on=ADOPTED)
        activity = ActivityFactory(mission=mission, lead=agency)
        AlignmentLinkFactory(mission=mission, activity=activity, objective=text.objective)
    return text


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_number_of_queries_whatever_they_hold(
    version, planner, agency_a, django_assert_num_queries, rows
):
    text = fill(version, rows, agency_a)
    # session, user, mission, versions, agencies, texts, their translations, their lists, sections,
    # factors, requirements, mandates and strategies, commitments, documents and reservations
    with django_assert_num_queries(DRAFT_QUERIES):
        response = planner.client.get(address())
    assert response.context["page"].paginator.count == len(response.context["promised"]) == rows
    # session, user, mission, wordings, their translations, lists, links (count, rows), voices,
    # requirements, and benchmarks: wordings, indicators, everything dated
    with django_assert_num_queries(OBJECTIVE_QUERIES):
        response = planner.client.get(address("objective", uuid=text.objective.uuid))
    assert len(response.context["links"]) == len(response.context["rated"]) == rows
    sealed(version)
    # the document and the objectives' addresses in the place of the version's rows
    with django_assert_num_queries(ADOPTED_QUERIES):
        planner.client.get(address())
