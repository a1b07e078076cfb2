"""Words planted where a reader may not look, and every page and file that the reader can reach.

Members who are not of an agency never meet what is kept inside it; nobody meets another mission; the portal
shows nothing that is not public. The crawler follows every link and every choice of every filter.
"""

import datetime
import difflib
import json
import re
from collections import deque
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.urls import resolve

from apps.activities.models import Activity
from apps.alignment.models import Comment
from apps.api.feeds.tables import FEEDS
from apps.benchmarks.drafting.document import seal
from apps.benchmarks.enums import GateRole, ObservationState
from apps.benchmarks.models import Observation
from apps.coherence import services
from apps.coherence.engine.what_if import LinkActivity, as_json
from apps.coherence.enums import AssessmentAudience
from apps.coherence.what_if import services as what_if_services
from apps.core.enums import Audience, Grade
from apps.exchange import mapping
from apps.exchange.publication.reading import Publication
from apps.exchange.selectors import export_bundle
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import MissionAudience
from apps.missions.models import Document, MissionAgency
from apps.reports.asked import Asked
from apps.reports.catalogue import REPORTS
from tests.addresses import PERSONAS, READ
from tests.factories import alignment, benchmarks, frameworks, funding, missions
from tests.factories.activities import ActivityAreaFactory, ActivityFactory, SourceRecordFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.coherence import WhatIfFactory
from tests.routes import named_routes

DAY = datetime.date(2025, 1, 1)
AS_OF = datetime.date(2025, 6, 1)
AT = datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)
PAGES_AT_MOST = 1500
LEFT_ALONE = re.compile(r"^/(?:admin|i18n|static)/|^/accounts/(?:logout|password|email|login)")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}


def word(reader: str, what: str) -> str:
    """A canary: no other text of the suite has it, and no filter folds it into another."""
    return f"canary{reader}{what}canary"


class Links(HTMLParser):
    """The addresses a page leads to: its links, and its filters with each of their choices."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.found: set[str] = set()
        self.form: str | None = None
        self.select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if tag == "a" and got.get("href"):
            self._add(got["href"] or "")
        elif tag == "form":
            plain = got.get("method", "get") == "get"
            self.form = urljoin(self.path, got.get("action") or "") if plain else None
        elif tag == "select":
            self.select = got.get("name")
        # One filter at a time, from the page as it is opened: not every combination of them.
        elif tag == "option" and self.form and self.select and "?" not in self.path and got.get("value"):
            self._add(f"{self.form}?{urlencode({self.select: got['value']})}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None

    def _add(self, href: str) -> None:
        parts = urlsplit(urljoin(self.path, href))
        if not parts.netloc and not parts.scheme and not LEFT_ALONE.search(parts.path):
            self.found.add(parts.path + (f"?{parts.query}" if parts.query else ""))


def crawl(client, *starts: str) -> dict[str, bytes]:
    """Every address that can be reached from these -> its headers and its body, as page and as htmx part."""
    seen: dict[str, bytes] = {}
    waiting = deque(starts)
    while waiting:
        path = waiting.popleft()
        # A sort or a page of an already filtered list says nothing that the list did not.
        if path in seen or path.count("=") > 1:
            continue
        assert len(seen) < PAGES_AT_MOST
        answer = client.get(path)
        assert answer.status_code in {200, 302}, (path, answer.status_code)
        body = answer.getvalue() if answer.streaming else answer.content
        seen[path] = str(answer.headers).encode() + TOKEN.sub(b"", body)
        if answer.status_code == 302:
            waiting.append(answer.headers["Location"])
        elif answer.headers["Content-Type"].startswith("text/html"):
            waiting.extend(sorted(Links(path, answer.content.decode()).found))
            if b"hx-get" in answer.content:
                part = client.get(path, headers={"HX-Request": "true"})
                seen[path] += str(part.headers).encode() + part.content
    return seen


def spotted(pages: dict[str, bytes], words: list[str]) -> dict[str, list[str]]:
    """Which of the words stand on which pages."""
    found = {
        path: [one for one in words if one.encode() in content.lower()] for path, content in pages.items()
    }
    return {path: ones for path, ones in found.items() if ones}


def plant(world: SimpleNamespace, reader: str, audience: str) -> list[str]:
    """Rows of this audience in mission A, and what hangs on them; returns the words written into them."""
    mission, lead, words = world.mission, world.agency_a, []

    def new(what: str) -> str:
        words.append(word(reader, what))
        return words[-1]

    activity = ActivityFactory(
        mission=mission,
        lead=lead,
        audience=audience,
        key=f"{reader}-activity",
        title=new("title"),
        description=new("description"),
        results=new("results"),
        target_group=new("group"),
        intervention_type=new("intervention"),
        iati_identifier=new("iati"),
        verification_deferred_reason=new("deferral"),
        iati_publish=True,
        start=DAY,
        end=datetime.date(2026, 1, 1),
    )
    ActivityAreaFactory(activity=activity, area=world.area)
    activity.implementers.add(world.ministry)
    document = missions.DocumentFactory(
        mission=mission,
        audience=audience,
        title=new("document"),
        type=new("documenttype"),
        description=new("documenttext"),
        url=f"https://{new('documenturl')}.example/",
    )
    activity.documents.add(document)
    link = alignment.AlignmentLinkFactory(
        mission=mission,
        activity=activity,
        objective=world.objective,
        grade=Grade.EVIDENCED,
        rationale=new("rationale"),
    )
    link.documents.add(document)
    alignment.LinkDisputeFactory(link=link, by=lead, reason=new("dispute"))
    funding.FundingLineFactory(
        mission=mission,
        activity=activity,
        funder=world.ministry,
        committed=777777,
        disbursed=777777,
    )
    SourceRecordFactory(
        mission=mission,
        activity=activity,
        identifier=new("record"),
        title=new("recordtitle"),
        content={"note": new("content")},
    )
    alignment.ConsultationFactory(
        mission=mission, activity=activity, internal_actor=world.ministry, topic=new("consultation")
    ).documents.add(document)
    alignment.InternalReviewFactory(
        mission=mission, activity=activity, internal_actor=world.ministry, text=new("review")
    )
    alignment.ContradictionFactory(
        mission=mission, activity_a=world.open, activity_b=activity, text=new("contradiction"), score=-3
    ).documents.add(document)
    alignment.DissentFactory(
        mission=mission,
        agency=world.ministry,
        activity=activity,
        statement=new("dissent"),
        answer=new("answer"),
    )
    alignment.AuditUnitFactory(sample=world.sample, activity=activity)
    alignment.CommentFactory(
        mission=mission,
        audience=audience,
        agency=lead,
        activity=activity,
        text=new("activitycomment"),
        author=new("author"),
    )
    for about in ({"objective": world.objective}, {"benchmark": world.benchmark}):
        alignment.CommentFactory(
            mission=mission,
            audience=audience,
            agency=lead,
            author=new(f"author{next(iter(about))}"),
            text=new(f"comment{next(iter(about))}"),
            **about,
        )
    alignment.LiaisonRequestFactory(
        mission=mission, internal_actor=world.ministry, activity=activity, topic=new("liaison")
    )
    alignment.CalendarProposalFactory(mission=mission)
    commitment = alignment.PolicyCommitmentFactory(mission=mission, agency=lead, text="Public commitment")
    alignment.CommitmentTraceFactory(
        commitment=commitment, activity=activity, grade="evidenced"
    ).documents.add(document)
    for indicator in (world.indicator, world.series):
        benchmarks.ObservationFactory(
            mission=mission,
            indicator=indicator,
            audience=audience,
            submitted_by=lead,
            observed_on=datetime.date(2025, 3, 3),
            value_number=77.77,
            source=new(f"source{indicator.pk}"),
            state=ObservationState.ACCEPTED,
        ).documents.add(document)
    missions.DocumentFactory(mission=mission, audience=audience, type="map", title=new("map"))
    return words


def adopted(mission):
    """A version of the mission's framework that is in force."""
    return frameworks.FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY)


def elsewhere(world: SimpleNamespace) -> list[str]:
    """Another mission of the same agency, with words in its rows."""
    words = []

    def new(what: str) -> str:
        words.append(word("elsewhere", what))
        return words[-1]

    mission = missions.MissionFactory(code=new("code"), name=new("mission"))
    missions.MissionAgencyFactory(mission=mission, agency=world.agency_a, key="AGA")
    missions.MissionAgencyFactory(mission=mission, agency=AgencyFactory(name=new("agency"), acronym=None))
    version = frameworks.FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY
    )
    objective = frameworks.ObjectiveFactory(mission=mission)
    frameworks.ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, title=new("objective")
    )
    activity = ActivityFactory(
        mission=mission, lead=world.agency_a, title=new("activity"), audience=Audience.PUBLIC
    )
    alignment.AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    indicator = benchmarks.IndicatorFactory(mission=mission, benchmark=None, title=new("indicator"))
    benchmarks.ObservationFactory(
        mission=mission, indicator=indicator, audience=Audience.PUBLIC, source=new("source")
    )
    missions.AreaFactory(mission=mission, name=new("area"))
    missions.DocumentFactory(mission=mission, audience=Audience.PUBLIC, title=new("document"))
    services.assess(mission=mission, as_of=AS_OF)
    return words


@pytest.fixture(autouse=True)
def fresh_limits():
    """The person of the test before may have had the same number, and asked all that one may in a minute."""
    cache.clear()


@pytest.fixture
def world(mission, agency_a, agency_b, ministry) -> SimpleNamespace:
    """A public mission with public rows, rows for its members, and rows kept inside agency A."""
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    version = frameworks.FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY
    )
    objective = frameworks.ObjectiveFactory(mission=mission)
    frameworks.ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    benchmark = benchmarks.BenchmarkFactory(mission=mission, objective=objective)
    benchmarks.BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
    indicator = benchmarks.IndicatorFactory(mission=mission, benchmark=benchmark, headline=True)
    gate = benchmarks.GateFactory(mission=mission)
    benchmarks.GateBenchmarkFactory(gate=gate, benchmark=benchmark, role=GateRole.CRITICAL)
    benchmarks.GateDecisionFactory(mission=mission, gate=gate)
    series = benchmarks.IndicatorFactory(mission=mission, benchmark=None, title="Series")
    for one in (indicator, series):
        benchmarks.ObservationFactory(
            mission=mission, indicator=one, audience=Audience.PUBLIC, source="Public source", value_number=0.5
        )
    area = missions.AreaFactory(mission=mission, geometry=SQUARE)
    open_ = ActivityFactory(
        mission=mission,
        lead=agency_b,
        audience=Audience.PUBLIC,
        title="Open activity",
        iati_publish=True,
        start=DAY,
    )
    ActivityAreaFactory(activity=open_, area=area)
    alignment.AlignmentLinkFactory(mission=mission, activity=open_, objective=objective)
    made = SimpleNamespace(
        mission=mission,
        agency_a=agency_a,
        ministry=ministry,
        objective=objective,
        benchmark=benchmark,
        indicator=indicator,
        series=series,
        area=area,
        open=open_,
        sample=alignment.AuditSampleFactory(mission=mission),
    )
    made.kept = plant(made, "kept", Audience.AGENCY)
    made.members = plant(made, "members", Audience.MISSION)
    made.elsewhere = elsewhere(made)
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    opened = alignment.CommentRoundFactory(
        mission=mission, framework_version=version, open_to="public", closes_on=datetime.date(2999, 1, 1)
    )
    for audience, what in ((None, "Open thread"), (Audience.AGENCY, made.kept[0])):
        alignment.CommentFactory(
            mission=mission,
            round=opened,
            framework_version=version,
            field="vision",
            agency=agency_a,
            audience=audience,
            text=what,
        )
    for audience in (AssessmentAudience.MISSION, AssessmentAudience.PUBLIC):
        services.assess(mission=mission, as_of=AS_OF, audience=audience)
    return made


def what_ifs_of(user, world) -> None:
    """Two what-ifs of this reader, computed: one without a change, and one that guessed a hidden key."""
    guessed = LinkActivity("kept-activity", world.objective.key, "claimed")
    for changes in ((), (guessed,)):
        what_if = WhatIfFactory(
            mission=world.mission, owner=user, shared=True, as_of=AS_OF, changes=as_json(changes)
        )
        what_if_services.compute(what_if=what_if)


def addresses_of(pages: dict[str, bytes]) -> set[str]:
    """The names of the addresses among these."""
    return {resolve(path.partition("?")[0]).view_name for path in pages}


def members_pages(reader: str) -> set[str]:
    """The pages of a mission that this reader may open, by the matrix of tests/test_permissions.py."""
    place = PERSONAS.index(reader)
    may_open = {name for name, _rows, statuses in READ if statuses[place] == 200}
    return {
        name
        for name, parts in named_routes().items()
        if "code" in parts and not name.startswith("portal:public") and name in may_open
    }


def changes(before: bytes, after: bytes) -> list[str]:
    """The lines that differ, for whoever reads of a failure."""
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line[:200] for line in lines if line.startswith(("- ", "+ "))][:6]


def changed_without(world, hidden: list[str], before: dict[str, bytes], look) -> dict[str, list[str]]:
    """What differs on the same pages once the hidden rows are not there: no count and no sum may."""
    for model in (Activity, Observation, Comment, Document):
        # Past the services: the rows turn into ones of a mission that nobody here can see.
        model.objects.filter(mission=world.mission, audience__in=hidden).update(
            mission=missions.MissionFactory(code=f"AWAY{model.__name__}")
        )
    after = look()
    assert sorted(before) == sorted(after)
    return {path: changes(before[path], after[path]) for path in before if before[path] != after[path]}


@pytest.mark.parametrize("reader", ["donor", "editor_b"])
def test_members_of_other_agencies_meet_nothing_that_is_kept_inside_one(world, reader, request):
    user, client = request.getfixturevalue(reader)
    what_ifs_of(user, world)
    # The ticks of a form are no links: side by side is asked for here.
    starts = ("/", "/m/MISA/", "/m/MISA/coherence/what-if/compare/")
    pages = crawl(client, *starts)
    assert members_pages(reader) - addresses_of(pages) == set()
    assert spotted(pages, world.kept + world.elsewhere) == {}
    # The same places are looked at: what is for members is met.
    met = {one for ones in spotted(pages, world.members).values() for one in ones}
    assert {word("members", what) for what in ("title", "rationale", "commentobjective", "record")} <= met
    if reader == "donor":
        assert changed_without(world, [Audience.AGENCY], pages, lambda: crawl(client, *starts)) == {}


def test_the_agency_itself_meets_what_it_keeps(world, editor_a):
    pages = crawl(editor_a.client, "/", "/m/MISA/")
    met = {one for ones in spotted(pages, world.kept).values() for one in ones}
    assert {
        word("kept", what)
        for what in ("title", "description", "rationale", "dispute", "record", "commentobjective")
    } <= met
    assert spotted(pages, world.elsewhere) == {}


@pytest.mark.parametrize("reader", ["anonymous", "outsider"])
def test_the_portal_shows_nothing_that_is_for_members(world, reader, request):
    """Nobody's sign-in, not even that of an editor of the agency in another mission, shows more."""
    client = request.getfixturevalue(reader).client
    pages = crawl(client, "/p/MISA/")
    assert {name for name in named_routes() if name.startswith("portal:public")} - addresses_of(
        pages
    ) == set()
    assert spotted(pages, world.kept + world.members + world.elsewhere) == {}
    assert any(b"Open activity" in content for content in pages.values())
    if reader == "anonymous":
        hidden = [Audience.AGENCY, Audience.MISSION]
        assert changed_without(world, hidden, pages, lambda: crawl(client, "/p/MISA/")) == {}


@pytest.mark.parametrize(
    ("reader", "address", "kinds"),
    [
        ("donor", "/m/MISA/activities/", ["kept"]),
        ("editor_b", "/m/MISA/agencies/", ["kept"]),
        ("anonymous", "/p/MISA/activities/", ["kept", "members"]),
    ],
)
def test_searching_for_what_is_hidden_is_answered_like_searching_for_nothing(
    world, reader, address, kinds, request
):
    client = request.getfixturevalue(reader).client

    def found(term: str) -> bytes:
        answer = client.get(address, {"q": term})
        return TOKEN.sub(b"", answer.content).replace(term.encode(), b"")

    nothing = found("nosuchwordatall")
    for kind in kinds:
        for term in getattr(world, kind):
            assert found(term) == nothing, term


CANARIES_AT_LEAST = 40


@pytest.mark.parametrize("reader", ["donor", "editor_b", "planner", "outsider"])
def test_programs_and_files_meet_nothing_that_is_kept_inside_an_agency(
    world, reader, request, record_property
):
    """The interface for programs, list by list as JSON and as CSV, and the bundle of this reader."""
    persona = request.getfixturevalue(reader)
    hidden = world.kept + (world.members if reader == "outsider" else world.elsewhere)
    assert len(set(hidden)) >= CANARIES_AT_LEAST
    told = {}
    for name in mapping.ORDER:
        for query in ("", "?format=csv"):
            address = f"/api/v1/missions/MISA/{name}/{query}"
            answer = persona.client.get(address)
            assert answer.status_code == (404 if reader == "outsider" else 200), address
            told[address] = str(answer.headers).encode() + answer.content
    for name in FEEDS:
        address = f"/api/v1/missions/MISA/feeds/{name}.json"
        answer = persona.client.get(address)
        assert answer.status_code == (404 if reader == "outsider" else 200), address
        told[address] = answer.content if reader == "outsider" else b"".join(answer.streaming_content)
    bundle = export_bundle(mission=world.mission, user=persona.user)
    told["bundle"] = json.dumps(bundle, default=str).encode()
    record_property("canaries sought", len(set(hidden)))
    assert spotted(told, hidden) == {}
    # A planted row that this reader may see is told, so that the words are sought where they would stand.
    assert (b"canarymemberstitlecanary" in told["/api/v1/missions/MISA/activities/"]) == (
        reader != "outsider"
    )


def papers(world, *, public: bool) -> dict[str, bytes]:
    """What every report says, of the agency that keeps rows and of its funder, and the files for IATI."""
    found = {}
    for kind, report in REPORTS.items():
        if public and not report.public:
            continue
        agencies = [world.agency_a, world.ministry] if report.agency else [None]
        for agency in agencies:
            presence = MissionAgency.objects.filter(mission=world.mission, agency=agency).first()
            asked = Asked(world.mission, public, AS_OF, agency=presence)
            found[f"{kind} {agency or ''}"] = str(report.make(asked)).encode()
    for agency in (None, world.agency_a, world.open.lead):
        file = Publication(world.mission, AS_OF, agency=agency, public=public)
        found[f"iati {agency or ''}"] = b"".join(file.pieces(AT))
        found[f"iati remarks {agency or ''}"] = str(file.account).encode()
    return found


@pytest.mark.parametrize("public", [False, True])
def test_a_paper_holds_what_all_of_its_readers_see(world, public):
    hidden = [Audience.AGENCY, *([Audience.MISSION] if public else [])]
    words = world.kept + world.elsewhere + (world.members if public else [])
    made = papers(world, public=public)
    assert spotted(made, words) == {}
    assert any(b"Open activity" in content for content in made.values())
    assert b"Open activity" in made["iati "]
    if not public:
        assert word("members", "title").encode() in made["iati "].lower()
        assert word("members", "title") in {
            one for ones in spotted(made, world.members).values() for one in ones
        }
    assert changed_without(world, hidden, made, lambda: papers(world, public=public)) == {}
