"""Who an organisation of a source is here: by its IATI identifier, its names, its acronym; or nobody yet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.agencies.enums import AgencyKind
from apps.agencies.models import Agency
from apps.exchange.iati import codes
from apps.exchange.portfolio import names
from apps.exchange.portfolio.record import Party
from apps.missions.enums import Side
from apps.missions.models import Mission, MissionAgency

JOINT_KEY = "JOINT"
JOINT_NAME = "Several donors together (shares not recorded)"
COUNTRY = re.compile(r"([A-Z]{2})-")
NOT_A_COUNTRY = frozenset({"XI", "XM", "XR", "XX"})
OF_ONE_COUNTRY = frozenset(
    {
        AgencyKind.MINISTRY_OR_PUBLIC_BODY,
        AgencyKind.SUB_NATIONAL_AUTHORITY,
        AgencyKind.NATIONAL_NGO_OR_CIVIL_SOCIETY,
        AgencyKind.WOMENS_ORGANISATION,
        AgencyKind.TRADITIONAL_OR_RELIGIOUS_AUTHORITY,
    }
)
OF_A_STATE = ("minist", "government", "gouvernement", "gobierno", "prefecture", "commune", "municipality")
NOT_IN_KEYS = re.compile(r"[^\w.&()' -]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a name: the agency it means, that it is new on a side, or to leave it out."""

    choice: str
    agency: int | None = None
    side: str | None = None


@dataclass(slots=True)
class Unknown:
    """A name that no agency here has; how often it came, and what it would become."""

    name: str
    identifier: str | None
    kind: str | None
    side: str
    count: int = 0


@dataclass(slots=True)
class Arrivals:
    """Agencies and presences that a file brings; to be stored before the rows that name them."""

    agencies: list[Agency] = field(default_factory=list)
    presences: list[MissionAgency] = field(default_factory=list)


class Directory:
    """All agencies, those of the mission first. Two queries; finding one asks none."""

    def __init__(self, mission: Mission, decisions: Mapping[str, Decision] | None = None) -> None:
        self.mission = mission
        self.countries = {str(code).upper() for code in mission.countries or []}
        self.unknown: dict[str, Unknown] = {}
        self.arrivals = Arrivals()
        self.presences = list(
            MissionAgency.objects.filter(mission=mission).select_related("agency").order_by("pk")
        )
        self._decisions = dict(decisions or {})
        self._here: dict[str, Agency | None] = {}
        self._elsewhere: dict[str, Agency | None] = {}
        self._identifiers: dict[str, Agency] = {}
        self._keys = {presence.key.casefold() for presence in self.presences}
        self._present = {presence.agency_id for presence in self.presences}
        self._by_pk: dict[int, Agency] = {}
        self._by_uuid: dict[str, Agency] = {}
        self._known: dict[tuple[str | None, str | None, str | None], Agency | None] = {}
        for presence in self.presences:
            self._learn(presence.agency, self._here, acronym=True)
            _put(self._here, names.plain(presence.key), presence.agency)
        for agency in Agency.objects.exclude(pk__in=self._present).order_by("pk"):
            if self._travels(agency):
                self._learn(agency, self._elsewhere, acronym=False)

    def _learn(self, agency: Agency, index: dict[str, Agency | None], *, acronym: bool) -> None:
        self._by_uuid[str(agency.uuid)] = agency
        if agency.pk is not None:
            self._by_pk[agency.pk] = agency
        if agency.iati_identifier:
            self._identifiers.setdefault(agency.iati_identifier.casefold(), agency)
        for name in (agency.name, *(agency.other_names or [])):
            _put(index, names.plain(str(name)), agency)
            base, short = names.parts(str(name))
            _put(index, names.plain(base), agency)
            if acronym and short is not None:
                _put(index, names.plain(short), agency)
        if acronym and agency.acronym:
            _put(index, names.plain(agency.acronym), agency)

    def name_of(self, uuid: str) -> str | None:
        """The name of an agency by its public identifier, of one that is about to be stored too."""
        found = self._by_uuid.get(uuid)
        return None if found is None else found.name

    def _travels(self, agency: Agency) -> bool:
        """Whether an agency of another mission can be meant by its name alone: every country has a ministry
        of health."""
        if agency.state is not None and agency.state.upper() in self.countries:
            return True
        return agency.kind not in OF_ONE_COUNTRY and not names.plain(agency.name).startswith(OF_A_STATE)

    def left_out(self, party: Party) -> bool:
        """A person decided that this name is to be left out."""
        found = self._decision(party)
        return found is not None and found.choice == "leave_out"

    def _decision(self, party: Party) -> Decision | None:
        return self._decisions.get(names.plain(party.name or party.identifier or ""))

    def find(self, party: Party) -> Agency | None:
        """The agency that a source names, made if there is none; None where it names nobody.

        An agency that is not in the mission yet, or not here at all, stands in `arrivals` from then on.
        """
        if party.identifier is None and names.is_nobody(party.name):
            return None
        asked = (party.identifier, party.name, party.kind)
        if asked not in self._known:
            self._known[asked] = self._find(party)
        found = self._known[asked]
        name = names.plain(party.name or party.identifier or "")
        if name in self.unknown:
            self.unknown[name].count += 1
        return found

    def _find(self, party: Party) -> Agency | None:
        decision = self._decision(party)
        if decision is not None and decision.choice == "leave_out":
            return None
        found = None
        if decision is not None and decision.agency is not None:
            found = self._by_pk.get(decision.agency)
        if found is None:
            found = self._recognised(party)
        if found is None:
            found = self._made(party, decision)
        elif found.pk is None:
            self._enrich(found, party)
        if found.pk is None or found.pk not in self._present:
            self._arrive(found, party, decision)
        return found

    def _recognised(self, party: Party) -> Agency | None:
        if party.identifier is not None:
            found = self._identifiers.get(party.identifier.casefold())
            if found is not None:
                return found
        if names.is_nobody(party.name):
            return None
        for index in (self._here, self._elsewhere):
            for spelling in names.spellings(party.name or ""):
                if (agency := index.get(spelling)) is not None:
                    return agency
        return None

    def _made(self, party: Party, decision: Decision | None) -> Agency:
        name = " ".join((party.name or party.identifier or "").split())
        country = self._country(party)
        kind = self._kind(party, country)
        agency = Agency(
            name=name,
            acronym=names.parts(name)[1],
            iati_identifier=party.identifier,
            kind=kind,
            state=country if party.kind in codes.STATE_KINDS else None,
        )
        self.arrivals.agencies.append(agency)
        if decision is None:
            self.unknown[names.plain(name)] = Unknown(name, party.identifier, kind, self._side(party))
        self._learn(agency, self._here, acronym=True)
        return agency

    def _enrich(self, agency: Agency, party: Party) -> None:
        """A later mention of an agency that is about to be stored may say more of it."""
        country = self._country(party)
        agency.kind = agency.kind or self._kind(party, country)
        agency.iati_identifier = agency.iati_identifier or party.identifier
        agency.state = agency.state or (country if party.kind in codes.STATE_KINDS else None)
        name = names.plain(agency.name)
        if name in self.unknown and self._side(party) == Side.INTERNAL:
            self.unknown[name].side = Side.INTERNAL
            for presence in self.arrivals.presences:
                if presence.agency is agency:
                    presence.side = Side.INTERNAL

    def _arrive(self, agency: Agency, party: Party, decision: Decision | None) -> None:
        if any(one.agency is agency for one in self.arrivals.presences):
            return
        side = self._side(party) if decision is None or decision.side is None else decision.side
        self.arrivals.presences.append(
            MissionAgency(
                mission=self.mission,
                agency=agency,
                key=self._free_key(agency),
                side=side,
                remarks=_(
                    "Named by an import. Its side follows from what the file says of it: please check."
                ),
            )
        )
        if agency.pk is not None:
            self._present.add(agency.pk)

    def _country(self, party: Party) -> str | None:
        found = COUNTRY.match(party.identifier or "")
        return found[1] if found is not None and found[1] not in NOT_A_COUNTRY else None

    def _kind(self, party: Party, country: str | None) -> str | None:
        if party.kind in codes.ORGANISATIONS:
            abroad, at_home = codes.ORGANISATIONS[party.kind]
            return at_home if country in self.countries else abroad
        for start, kind in codes.MULTILATERAL.items():
            if (party.identifier or "").startswith(start):
                return str(AgencyKind(kind))
        return None

    def _side(self, party: Party) -> str:
        """Internal only where identifier and kind say so: a wrong `internal` would count as ownership."""
        kind, country = party.kind, self._country(party)
        at_home = country is not None and country in self.countries
        if at_home and kind in {"10", "11", "15", "22", "24"}:
            return Side.INTERNAL
        return Side.EXTERNAL

    def joint(self) -> Agency:
        """The row under which money of several funders stands whose shares nobody recorded."""
        return self.find(Party("funding", JOINT_NAME)) or self._made(Party("funding", JOINT_NAME), None)

    def _free_key(self, agency: Agency) -> str:
        wish = JOINT_KEY if agency.name == JOINT_NAME else agency.acronym or agency.name
        base = " ".join(NOT_IN_KEYS.sub(" ", wish).split())[:56].strip() or "agency"
        key, number = base, 1
        while key.casefold() in self._keys:
            number += 1
            key = f"{base} {number}"
        self._keys.add(key.casefold())
        return key

    def suggestions(self, name: str) -> list[tuple[Agency, float]]:
        """Agencies whose names are most like this one, the best first."""
        known = [
            (pk, names.plain(str(text)))
            for pk, agency in self._by_pk.items()
            for text in (agency.name, agency.acronym, *(agency.other_names or []))
            if text
        ]
        return [(self._by_pk[pk], found) for pk, found in names.closest(name, known)]


def _put(index: dict[str, Agency | None], name: str, agency: Agency) -> None:
    """A name that two agencies have leads to neither."""
    if name and name not in names.NOBODY:
        index[name] = agency if name not in index or index[name] is agency else None


def decisions_of(entries: Iterable[Mapping[str, object]], agencies: Mapping[str, int]) -> dict[str, Decision]:
    """Decisions as they are kept with a run, by folded name; `agencies` are primary keys by uuid."""
    found = {}
    for entry in entries:
        agency = agencies.get(str(entry.get("agency") or ""))
        choice = str(entry.get("choice") or "")
        if choice == "same" and agency is None:
            continue  # the agency is gone since
        side = str(entry["side"]) if entry.get("side") else None
        found[str(entry["name"])] = Decision(choice, agency, side)
    return found
