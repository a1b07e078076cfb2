"""What leaves of the activities of a mission, read in batches so that its size does not matter to memory."""

import datetime
import mimetypes
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote, urlsplit

from apps.activities.enums import ActivityStatus, Source
from apps.activities.models import Activity, ActivityArea, ActivitySector, SourceRecord
from apps.activities.selectors import core_dimensions, dimension_names, is_humanitarian
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink
from apps.core.enums import Grade
from apps.exchange.iati import writer
from apps.exchange.iati.activity import UNDETERMINED
from apps.exchange.iati.outgoing import Link, Organisation, Outgoing, Result
from apps.exchange.iati.worded import worded_results
from apps.exchange.publication.money import Line, put_money
from apps.exchange.publication.notes import LEFT_OUT
from apps.exchange.publication.places import Places
from apps.exchange.publication.results import shared_results
from apps.funding.models import FundingLine
from apps.missions.models import Document, Mission
from apps.missions.models.base import Readership

BATCH = 500
COLUMNS = tuple(Line.__annotations__)
STATUSES = {
    ActivityStatus.PROPOSED: "1",
    ActivityStatus.APPROVED: "1",
    ActivityStatus.ACTIVE: "2",
    ActivityStatus.COMPLETED: "4",
    ActivityStatus.CANCELLED: "5",
    ActivityStatus.SUSPENDED: "6",
}
BEGUN = (ActivityStatus.ACTIVE, ActivityStatus.COMPLETED, ActivityStatus.SUSPENDED)
TYPES = {
    "peace_operation": "40",
    "un_fund_or_programme": "40",
    "multilateral_bank": "40",
    "regional_organisation": "40",
    "pooled_fund": "40",
    "bilateral_agency": "10",
    "ministry_or_public_body": "10",
    "sub_national_authority": "11",
    "ingo": "21",
    "national_ngo_or_civil_society": "24",
    "womens_organisation": "24",
    "private_sector": "70",
    "traditional_or_religious_authority": "90",
}
"""Codelist OrganisationType, in the reverse of apps/exchange/iati/codes.py."""
CATEGORIES = (
    ("evaluat", "A07"),
    ("review", "A07"),
    ("memorandum", "A09"),
    ("agreement", "A09"),
    ("contract", "A11"),
    ("result", "A08"),
    ("report", "A08"),
    ("budget", "A05"),
    ("appraisal", "A01"),
)
"""Beginnings of kinds of documents with their code in codelist DocumentCategory."""
PAGE = "A12"
DEDICATED = "2"
EXACT = Decimal("0.000001")
HUNDRED = Decimal(100)


@dataclass(slots=True)
class Account:
    """What became of the activities that were asked for, and how many of them have each remark."""

    asked: int = 0
    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, notes: Iterable[str]) -> bool:
        """Whether the activity leaves, having counted what there is to know of it."""
        self.asked += 1
        found = set(notes)
        if stopped := found & LEFT_OUT:
            self.left_out.update(stopped)
            return False
        self.written += 1
        self.notes.update(found)
        return True


class Publication:
    """A file of a mission, or of the activities that one agency leads, for the members or for everybody.

    `public`: it rests on what everybody may see of a public mission, else on what every member may see; what
    an agency keeps inside is in neither. Reads seven queries at first, and ten for each batch.
    """

    def __init__(
        self, mission: Mission, today: datetime.date, *, agency: Agency | None = None, public: bool = True
    ) -> None:
        self.mission, self.today, self.agency, self.public = mission, today, agency, public
        self.readers = Readership(mission, public=public)
        self.account = Account()
        self._places = Places(mission, public=public)
        self._agencies: dict[int, Organisation] = {}
        self._dimensions, self._core = dimension_names(mission), core_dimensions(mission)
        self._shared = shared_results(self.readers, self._places.named(), today, self.account.notes)
        self._kept: dict[int, Any] = {}

    def activities(self) -> Any:
        """The activities that may leave: seen by all these readers, and somebody decided that they do."""
        rows = Activity.objects.visible_to(self.readers).filter(iati_publish=True)
        if self.public and self.mission.audience != "public":
            rows = rows.none()
        return rows if self.agency is None else rows.filter(lead=self.agency)

    def elements(self) -> Iterator[Any]:
        """The elements of the file, by key. What is left out, and why, is in `account` afterwards."""
        pks = list(self.activities().order_by("key").values_list("pk", flat=True))
        for at in range(0, len(pks), BATCH):
            for one, notes in self.read(pks[at : at + BATCH]):
                if self.account.add(notes):
                    yield writer.element_of(one, self._kept)

    def pieces(self, at: datetime.datetime) -> Iterator[bytes]:
        """The file in pieces."""
        return writer.pieces(self.elements(), at=at)

    def preview(self, activity: Activity) -> tuple[list[tuple[str, str]], list[str]]:
        """Every field of one activity as it would leave, decided or not, and codes of what to know."""
        ((one, notes),) = list(self.read([activity.pk]))
        if notes & LEFT_OUT:
            return [], sorted(notes)
        return writer.fields_of(writer.element_of(one)), sorted(notes)

    def read(self, pks: Sequence[int]) -> Iterator[tuple[Outgoing, set[str]]]:
        """Of these activities what leaves and what to know, in their order. Ten queries."""
        rows = {row.pk: row for row in Activity.objects.filter(pk__in=pks).defer("search")}
        co_leads = self._pairs(Activity.co_leads.through, pks, "agency_id")
        implementers = self._pairs(Activity.implementers.through, pks, "agency_id")
        areas = self._pairs(ActivityArea, pks, "area_id")
        sectors: dict[int, list[tuple[str, float | None]]] = defaultdict(list)
        for owner, code, share in (
            ActivitySector.objects.filter(activity__in=pks)
            .order_by("pk")
            .values_list("activity_id", "code", "share")
        ):
            sectors[owner].append((code, share))
        money: dict[int, list[Line]] = defaultdict(list)
        for values in (
            FundingLine.objects.filter(activity__in=pks)
            .order_by("pk")
            .values_list(*(f"{name}_id" if name in {"activity", "funder"} else name for name in COLUMNS))
        ):
            line = Line(*values)
            money[line.activity].append(line)
        documents = self._documents(pks)
        reported = self._reported(pks)
        serves: dict[int, list[int]] = defaultdict(list)
        if self._shared:
            for owner, objective in (
                AlignmentLink.objects.visible_to(self.readers)
                .filter(activity__in=pks, grade__in=(Grade.EVIDENCED, Grade.VERIFIED), dispute__isnull=True)
                .order_by("pk")
                .values_list("activity_id", "objective_id")
            ):
                serves[owner].append(objective)
        named = {row.lead_id for row in rows.values()}
        for pairs in (co_leads, implementers):
            named.update(pk for found in pairs.values() for pk in found)
        named.update(line.funder for lines in money.values() for line in lines)
        self._know(named)
        for pk in pks:
            row = rows[pk]
            notes: set[str] = set()
            one = self._begin(row, reported.get(pk, []), notes)
            one.parties.append(("2", self._agencies[row.lead_id]))
            one.parties += [("2", self._agencies[who]) for who in co_leads.get(pk, ())]
            funders = dict.fromkeys(line.funder for line in money.get(pk, ()))
            one.parties += [("1", self._agencies[who]) for who in funders]
            one.parties += [("4", self._agencies[who]) for who in implementers.get(pk, ())]
            one.places, coarser = self._places.of(
                areas.get(pk, []), humanitarian=is_humanitarian(row, self._core)
            )
            if coarser:
                notes.add("coarser")
            self._put_sectors(one, row, sectors.get(pk, []), notes)
            put_money(one, money.get(pk, ()), self._agencies, self.today, notes)
            self._put_links(one, documents.get(pk, ()), notes)
            if row.results is not None:
                one.results += worded_results(writer.clean(row.results))
            one.results += self._results(serves.get(pk, ()))
            yield one, notes

    # What it is ----------------------------------------------------------------------------------------

    def _begin(self, row: Activity, reported: list[dict[str, Any]], notes: set[str]) -> Outgoing:
        lead = self._agencies[row.lead_id]
        source = reported[0] if reported else {}
        reporting = lead
        said = source.get("reporting")
        if self.agency is None and said is not None:
            kind = said.get("kind")
            reporting = Organisation(
                said.get("name") or said.get("id"), said.get("id"), kind if str(kind).isdigit() else None
            )
        if reporting.identifier is None:
            notes.add("no_reporter")
        if reporting.type is None:
            notes.add("kind_unknown")
        title = writer.clean(row.title)
        if not title:
            notes.add("no_title")
        identifier = writer.clean(row.iati_identifier or "")
        if not identifier:
            notes.add("no_identifier")
            code = "".join(sign if sign not in "/&|?" else "-" for sign in row.key)
            identifier = f"{self.mission.code}-{writer.clean(code)}"
        if not row.language:
            notes.add("no_language")
        one = Outgoing(
            identifier=identifier,
            reporting=reporting,
            secondary=self.agency is None,
            title=title,
            language=row.language or UNDETERMINED,
            humanitarian=row.humanitarian,
            status=STATUSES[ActivityStatus(row.status)],
        )
        if row.status == ActivityStatus.APPROVED:
            notes.add("approved")
        if row.key != identifier:
            one.identifiers.append(writer.clean(row.key))
        self._put_texts(one, row, notes)
        self._put_dates(one, row, notes)
        self._put_country(one, source.get("countries"), notes)
        one.markers.append((row.dimension, self._dimensions.get(row.dimension, row.dimension)))
        one.markers += [(phase, phase) for phase in row.intended_phases or ()]
        for name in ("approved_on", "people_planned", "intervention_type"):
            if getattr(row, name) is not None:
                notes.add(name)
        if any(getattr(row, f"country_owned_results_q{place}") is not None for place in (1, 2, 3)):
            notes.add("country_owned_results")
        return one

    def _put_texts(self, one: Outgoing, row: Activity, notes: set[str]) -> None:
        """Paragraphs are descriptions of their own: the first the general one, the others further ones."""
        paragraphs = [text for text in map(writer.clean, (row.description or "").split("\n\n")) if text]
        if not paragraphs:
            notes.add("no_description")
            paragraphs = [one.title]
        one.descriptions = [("4" if place else "1", text) for place, text in enumerate(paragraphs)]
        if row.target_group is not None and (text := writer.clean(row.target_group)):
            one.descriptions.append(("3", text))

    def _put_dates(self, one: Outgoing, row: Activity, notes: set[str]) -> None:
        if row.start is None:
            notes.add("no_start")
            return
        begun = row.status in BEGUN and row.start <= self.today
        one.dates.append(("2" if begun else "1", row.start))
        if row.end is None:
            return
        if row.end < row.start:
            notes.add("end_before_start")
            return
        over = row.status == ActivityStatus.COMPLETED and row.end <= self.today
        one.dates.append(("4" if over else "3", row.end))

    def _put_country(self, one: Outgoing, reported: list[str] | None, notes: set[str]) -> None:
        """The only country that the source names, else the only one of the mission; else no single one."""
        countries = list(dict.fromkeys(reported or self.mission.countries or ()))
        if len(countries) == 1 and len(countries[0]) == 2 and countries[0].isalpha():
            one.country = countries[0].upper()
        else:
            notes.add("countries")
            one.region = ", ".join(countries) or self.mission.name

    def _put_sectors(
        self, one: Outgoing, row: Activity, sectors: list[tuple[str, float | None]], notes: set[str]
    ) -> None:
        percents = percents_of([share for _code, share in sectors])
        vocabularies = {"1" if len(code) == 5 else "2" for code, _share in sectors}
        if sectors and percents is not None and len(vocabularies) == 1:
            (vocabulary,) = vocabularies
            one.sectors = [
                (vocabulary, code, percent, None)
                for (code, _share), percent in zip(sectors, percents, strict=True)
            ]
            return
        notes.add("sector_shares" if sectors else "no_sector")
        words = self._dimensions.get(row.dimension, row.dimension)
        one.sectors = [(writer.OWN, row.dimension, None, str(words))]

    def _put_links(self, one: Outgoing, documents: Iterable[Any], notes: set[str]) -> None:
        for title, kind, language, day, address, media in documents:
            url = web_address(address)
            if url is None:
                notes.add("no_address")
                continue
            category = next((code for start, code in CATEGORIES if start in (kind or "").casefold()), None)
            if category is None:
                notes.add("category")
            form = media or mimetypes.guess_type(urlsplit(url).path)[0] or "text/html"
            one.links.append(Link(url, form, title, category or PAGE, language, day))

    def _results(self, objectives: Iterable[int]) -> list[Result]:
        return [result for objective in objectives for result in self._shared.get(objective, ())]

    # Reading -------------------------------------------------------------------------------------------

    def _pairs(self, through: Any, pks: Sequence[int], other: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        pairs = through._default_manager.filter(activity__in=pks).order_by("pk")
        for owner, pk in pairs.values_list("activity_id", other):
            found[owner].append(pk)
        return found

    def _documents(self, pks: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        through = Activity.documents.through
        pairs = self._pairs(through, pks, "document_id")
        seen = {
            values[0]: values[1:]
            for values in Document.objects.visible_to(self.readers)
            .filter(pk__in={pk for found in pairs.values() for pk in found})
            .values_list("pk", "title", "type", "language", "dated_on", "url", "media_type")
        }
        return {owner: [seen[pk] for pk in found if pk in seen] for owner, found in pairs.items()}

    def _reported(self, pks: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """Who reported an activity to IATI and for which countries: published there, hence no secret."""
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        records = SourceRecord.objects.filter(
            activity__in=pks, source=Source.IATI, content__record__isnull=False
        )
        # Only these two of a record that holds all that came: reading it whole took a third of the time.
        names = ("content__record__reporting", "content__record__countries")
        for owner, reporting, countries in records.order_by("pk").values_list("activity_id", *names):
            found[owner].append({"reporting": reporting, "countries": countries})
        return found

    def _know(self, pks: set[int]) -> None:
        for row in Agency.objects.filter(pk__in=pks - self._agencies.keys()):
            identifier = writer.clean(row.iati_identifier or "") or None
            self._agencies[row.pk] = Organisation(row.name, identifier, TYPES.get(row.kind or ""))


def percents_of(shares: Sequence[float | None]) -> list[Decimal | None] | None:
    """Shares as percent that add up to exactly 100; [None] for a single one; None where they cannot.

    What rounding takes or adds goes to the largest share.
    """
    if len(shares) == 1:
        return [None] if shares[0] is None or abs(shares[0] - 1) < 0.0005 else None
    known = [Decimal(str(share)) * HUNDRED for share in shares if share is not None]
    if len(known) < len(shares) or abs(sum(known, Decimal(0)) - HUNDRED) > Decimal("0.05") * len(known):
        return None
    rounded = [share.quantize(EXACT) for share in known]
    largest = max(range(len(rounded)), key=rounded.__getitem__)
    rounded[largest] += HUNDRED - sum(rounded, Decimal(0))
    return cast("list[Decimal | None]", rounded) if 0 <= rounded[largest] <= HUNDRED else None


def web_address(text: str | None) -> str | None:
    """The address, quoted where it has to be; None of what is none on the web."""
    address = writer.clean(text or "")
    if not address.startswith(("http://", "https://")):
        return None
    try:
        urlsplit(address)
    except ValueError:
        return None
    return quote(address, safe=":/?#[]@!$&'()*+,;=%-._~")
