"""Every page of the site with an address of the demonstration that shows it, for Karo and for Burundi."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

KARO, BURUNDI = "KARO", "BDI"


@dataclass(frozen=True)
class Place:
    """One address. Parts in braces stand for a row of the demonstration: {objective}, {activity}, ..."""

    view: str
    parts: dict[str, str] = field(default_factory=dict)
    query: str = ""
    signed_in: bool = True
    address: str = ""
    status: int = 200

    @property
    def name(self) -> str:
        """What a failing test is called."""
        words = [
            self.parts.get("code", ""),
            self.view.partition(":")[2] or self.view,
            *(value for key, value in self.parts.items() if key != "code" and not value.startswith("{")),
            self.query,
            "" if self.signed_in else "signed out",
        ]
        return " ".join(filter(None, words))

    def path(self, rows: dict[tuple[str, str], Any]) -> str:
        """The address, with the rows of this database put in."""
        code = self.parts.get("code", "")
        parts = {
            key: str(rows[code, value[1:-1]]) if value.startswith("{") else value
            for key, value in self.parts.items()
        }
        return (self.address or reverse(self.view, kwargs=parts)) + self.query


def mission_pages(code: str) -> list[Place]:
    """What both demonstration missions have."""

    def at(view: str, query: str = "", **parts: str) -> Place:
        return Place(view, {"code": code, **parts}, query)

    def public(view: str, query: str = "", **parts: str) -> Place:
        return Place(view, {"code": code, **parts}, query, signed_in=False)

    whole = {"subject": "mission"}
    return [
        at("portal:overview"),
        at("portal:my_work"),
        at("portal:positions"),
        at("portal:audiences"),
        at("portal:audience_propose", kind="activity", uuid="{activity}"),
        at("portal:audience_propose_mission"),
        at("portal:audience_preview"),
        at("portal:framework"),
        at("portal:objective", uuid="{objective}"),
        at("portal:versions"),
        at("portal:version_compare"),
        at("portal:version_compare", "?view=tracked"),
        at("portal:adoption", version="{adopted}"),
        at("portal:theory"),
        at("portal:paper"),
        at("portal:phases"),
        at("portal:phase_add"),
        at("portal:areas"),
        at("portal:area_add"),
        at("portal:area_shapes"),
        at("portal:draft"),
        at("portal:quality"),
        at("portal:rounds"),
        at("portal:promises"),
        at("portal:coverage"),
        at("portal:promise_new"),
        at("portal:registers"),
        at("portal:reference_new", book="mandate"),
        at("portal:reference_new", book="framework"),
        at("portal:benchmarks"),
        at("portal:gates"),
        at("benchmarks:reporting"),
        at("alignment:activities"),
        at("alignment:activities", "?linked=no"),
        at("alignment:activities", "?sort=-money"),
        at("alignment:activities", "?q=no+such+word"),
        at("alignment:activities", "?lead=wrong"),
        at("alignment:activities_map"),
        at("portal:saved_filters"),
        at("portal:filter_save", "?linked=no"),
        at("alignment:activity", uuid="{activity}"),
        at("activities:new"),
        at("activities:copy", uuid="{activity}"),
        at("activities:edit", uuid="{activity}"),
        at("activities:close", uuid="{activity}"),
        at("funding:duplicates"),
        at("alignment:grid"),
        at("alignment:bulk"),
        at("alignment:unlinked"),
        at("alignment:matrix"),
        at("alignment:matrix", "?by=money"),
        at("alignment:matrix", "?by=grade"),
        at("alignment:link_activity", uuid="{activity}"),
        at("alignment:link_objective", uuid="{objective}"),
        at("alignment:link_edit", uuid="{link}"),
        at("alignment:link_renew", uuid="{link}"),
        at("alignment:link_remove", uuid="{link}"),
        at("exchange:imports"),
        at("publication:activities"),
        at("publication:activity", uuid="{activity}"),
        at("portal:reports"),
        at("portal:report_new", kind="framework"),
        at("coherence:link", uuid="{link}"),
        at("coherence:link_request", uuid="{link}"),
        at("coherence:link_say", uuid="{link}"),
        at("portal:agencies"),
        at("portal:changes"),
        at("missions:second_factor"),
        at("missions:documents"),
        at("missions:document_add"),
        at("portal:timeline"),
        at("funding:money"),
        at("funding:money", "?since=never"),
        at("funding:gaps"),
        at("funding:funders"),
        at("funding:lines"),
        at("portal:transition"),
        at("funding:add", kind="plan"),
        at("portal:own_funder"),
        at("portal:funder", uuid="{agency}"),
        at("portal:timeline", "?calendar=money&since=2030&until=2020"),
        at("portal:agency", uuid="{agency}"),
        at("coherence:dashboard"),
        at("coherence:level", level="agency"),
        at("coherence:subject", level="agency", subject="{subject}"),
        at("coherence:subject", level="external", **whole),
        at("coherence:subject", level="internal_external", **whole),
        at("coherence:indicator", level="agency", subject="{subject}", indicator="A1"),
        at("coherence:indicator", level="external", indicator="E1", **whole),
        at("coherence:findings"),
        at("coherence:finding", token="{finding}"),
        at("coherence:method"),
        at("coherence:network"),
        *(at("coherence:signal", signal=signal) for signal in ("D1", "D9", "D13", "P2", "T1")),
        at("coherence:decisions"),
        at("coherence:decision_new"),
        at("coherence:what_ifs"),
        at("coherence:what_if_new"),
        at("coherence:what_ifs_compared"),
        at("coherence:samples"),
        at("coherence:sample_draw"),
        at("coherence:deferrals"),
        at("coherence:history"),
        at("coherence:references"),
        at("coherence:compare"),
        public("portal:public"),
        public("portal:public_activities"),
        public("portal:public_activities", "?sort=-start"),
        public("portal:public_indicator", uuid="{series}"),
        public("portal:public_money"),
        public("portal:public_agreed"),
    ]


PAGES = [
    Place("portal:home"),
    Place("portal:home", signed_in=False),
    Place("missions:invitation", signed_in=False),
    Place("portal:templates"),
    Place("portal:template", {"key": "un-isf"}),
    Place("portal:template", {"key": "nepad-pcr"}),
    Place("account_login", signed_in=False),
    Place("account_reset_password", signed_in=False),
    Place("account_reset_password_done", signed_in=False),
    Place("account_reset_password_from_key", {"uidb36": "1", "key": "old-link"}, signed_in=False),
    Place("account_reset_password_from_key_done", signed_in=False),
    Place("account_signup", signed_in=False),
    Place("account_change_password"),
    Place("account_email"),
    Place("account_logout"),
    Place("accounts:second_factor"),
    Place("accounts:mails"),
    Place("api:documentation"),
    Place("api:feeds_page"),
    *(
        Place(f"missions:{page}", {"code": BURUNDI, "uuid": "{document}"})
        for page in ("document", "document_edit", "document_version", "document_remove")
    ),
    Place("portal:erase_me"),
    Place("mfa_index"),
    Place("mfa_list_webauthn"),
    Place("usersessions_list"),
    Place("socialaccount_connections"),
    Place("socialaccount_login_cancelled", signed_in=False),
    Place("no such page", address="/no/such/page/", status=404),
    Place("no such page", address="/no/such/page/", status=404, signed_in=False),
    *mission_pages(KARO),
    *mission_pages(BURUNDI),
    Place("portal:benchmark", {"code": KARO, "uuid": "{benchmark}"}),
    Place("portal:gate", {"code": KARO, "uuid": "{gate}"}),
    Place("portal:decide_gate", {"code": KARO, "uuid": "{gate}"}),
    Place("portal:dissent", {"code": KARO, "uuid": "{dissent}"}),
    Place("portal:gate_dissent", {"code": KARO, "uuid": "{gate}"}, status=404),
    Place("portal:benchmark_comment", {"code": KARO, "uuid": "{benchmark}"}),
    Place("portal:benchmark_dissent", {"code": KARO, "uuid": "{benchmark}"}, status=404),
    Place("exchange:series", {"code": BURUNDI, "uuid": "{series}"}),
    Place("exchange:sheet", {"code": KARO}),
    Place("benchmarks:observe", {"code": KARO, "uuid": "{benchmark}"}),
    Place("benchmarks:observation", {"code": KARO, "uuid": "{observation}"}),
    Place("benchmarks:observation_return", {"code": KARO, "uuid": "{observation}"}),
    Place("coherence:dashboard", {"code": KARO}, "?as_of=2025-06-30"),
    Place("coherence:dashboard", {"code": KARO}, "?as_of=1990-01-01"),
    Place("coherence:level", {"code": KARO, "level": "whole_of_government"}),
    Place("coherence:subject", {"code": KARO, "level": "whole_of_government", "subject": "N"}),
    Place(
        "coherence:indicator", {"code": KARO, "level": "external", "subject": "mission", "indicator": "E4"}
    ),
    *(
        Place("portal:register", {"code": KARO, "register": register})
        for register in ("calendar", "contradictions", "relationships", "commitments", "networks")
    ),
    Place("portal:register_add", {"code": KARO, "register": "meetings"}),
    Place("portal:register_add", {"code": KARO, "register": "calendar"}),
    Place("portal:register_add", {"code": KARO, "register": "contradictions"}, "?pick=activity_a"),
    Place("portal:contradictions_suggested", {"code": KARO}),
    Place("portal:overlaps", {"code": KARO}),
    *(
        Place(f"portal:{view}", {"code": KARO, "register": register, "uuid": f"{{{kind}}}"})
        for view, register, kind in (
            ("register_row", "contradictions", "contradiction"),
            ("register_edit", "contradictions", "contradiction"),
            ("register_remove", "reviews", "review"),
            ("register_row", "forums", "forum"),
            ("register_edit", "forums", "forum"),
            ("register_traces", "commitments", "commitment"),
        )
    ),
    Place("portal:contradiction_act", {"code": KARO, "uuid": "{contradiction}", "act": "withdraw"}),
    Place("portal:series", {"code": BURUNDI, "uuid": "{series}"}),
    Place("alignment:activities", {"code": BURUNDI}, "{next}"),
    Place("portal:public_activities", {"code": BURUNDI}, "{next}", signed_in=False),
]

EVIDENCE = "the person of the demonstration speaks for nobody; opened by tests/coherence/evidence"
WHAT_IF = "the demonstration has no what-if; opened by tests/coherence/what_if/test_views.py"
IMPORT = "nobody has an import in the demonstration; opened by tests/exchange/portfolio"
PLACES = "the same form as the page that adds one; opened by tests/portal/places"
DRAFT = "no draft is open in Burundi; opened by tests/portal/drafting"
FACTOR = "asks who has one, or says once more who they are, first; opened by tests/e2e/test_account.py"
ELSEWHERE = {
    "benchmarks:observation_accept": "takes a form, shows nothing",
    "benchmarks:observation_change": "all of Karo's are accepted; the form is that of benchmarks:observe",
    "portal:audience_decide": "nothing is proposed in the demo; opened by tests/portal/test_audiences.py",
    "portal:audience_postpone": "no version is below an embargo in the demo; tests/portal/test_audiences.py",
    "portal:calendar_act": "no date is proposed in the demo; opened by tests/portal/registers",
    "portal:my_data": "says once more who it is first; opened by tests/e2e/test_people.py",
    "portal:my_data_file": "a file, not a page",
    **dict.fromkeys(
        (
            "missions:members",
            "missions:members_log",
            "missions:invite",
            "missions:invited",
            "missions:member",
            "missions:remove_member",
            "webhooks:list",
            "webhooks:new",
            "webhooks:one",
            "webhooks:remove",
        ),
        "for mission administrators; opened by tests/e2e/test_people.py",
    ),
    "accounts:stop_mail": "needs a link out of a mail; opened by tests/portal/mails",
    "missions:invitation_link": "leads on, shows nothing",
    "portal:begin": "leads on, shows nothing",
    "portal:filter_remove": "nobody of the demonstration keeps one; opened by tests/portal/saved",
    **dict.fromkeys(
        (
            "portal:asked",
            "portal:liaison_enough",
            "portal:liaison_hours",
            "portal:objection",
            "portal:position",
            "portal:review",
            "portal:reviews",
        ),
        "for who speaks for an agency; opened by tests/portal/counterpart and tests/e2e/test_agency_day.py",
    ),
    "missions:document_file": "a file, not a page",
    "publication:file": "a file, not a page",
    "publication:agency_file": "a file, not a page",
    "coherence:again": "takes a form, shows nothing",
    "coherence:decision": "the demonstration decides nothing; opened by tests/coherence/decisions",
    "coherence:decision_remove": "the demonstration decides nothing; opened by tests/coherence/decisions",
    "coherence:ask_day": "takes a form, shows nothing",
    "coherence:ask_comparison": "takes a form, shows nothing",
    "coherence:restate": "nothing is kept in the demonstration; opened by tests/coherence/references",
    "portal:accept_finding": "the demonstration has no open version; opened by tests/portal/quality",
    "portal:withdraw_reason": "the demonstration has no open version; opened by tests/portal/quality",
    **dict.fromkeys(
        (
            "portal:consultation",
            "portal:public_round",
            "portal:round",
            "portal:round_close",
            "portal:round_comment",
            "portal:round_open",
            "portal:round_position",
            "portal:round_thread",
        ),
        "the demonstration has no comment round; opened by tests/portal/rounds",
    ),
    **dict.fromkeys(
        ("portal:reference", "portal:reference_item", "portal:reference_remove"),
        "the demonstration answers to nothing; opened by tests/portal/references",
    ),
    "funding:change": "the same form as the page that adds one; opened by tests/funding/editing",
    "funding:remove": "a button; opened by tests/funding/editing",
    "portal:overlap": "the pair of what is agreed on one; opened by tests/portal/registers",
    "portal:relationship_band": "two choices for one side of it; opened by tests/portal/registers",
    "portal:trace_evidence": "boxes to tick; opened by tests/portal/registers",
    "portal:trace_verify": "a text for a peer; opened by tests/portal/registers",
    "portal:register_empty": "a box to tick; opened by tests/portal/registers",
    "portal:promise": "the demonstration promises nothing; opened by tests/portal/promises",
    "portal:promise_remove": "the demonstration promises nothing; opened by tests/portal/promises",
    "portal:adopt": "the demonstration has no open version; opened by tests/portal/versions",
    "coherence:sample": "the demonstration has no sample; opened by tests/coherence/audits/test_views.py",
    **dict.fromkeys(
        (
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_add_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "mfa_login_webauthn",
        ),
        FACTOR,
    ),
    "socialaccount_login_error": "needs a provider of single sign-on",
    "socialaccount_signup": "needs a provider of single sign-on",
    "openid_connect_login": "needs a provider of single sign-on",
    "openid_connect_callback": "needs a provider of single sign-on",
    **dict.fromkeys(
        (
            "exchange:import",
            "exchange:import_activities",
            "exchange:import_apply",
            "exchange:import_columns",
            "exchange:import_file",
            "exchange:import_organisations",
            "exchange:import_remove",
        ),
        IMPORT,
    ),
    "funding:merge": "takes two activities; opened by tests/funding/duplicates",
    "funding:apart": "nothing is merged in the demonstration; opened by tests/funding/duplicates",
    "coherence:link_verify": EVIDENCE,
    "coherence:link_settle": EVIDENCE,
    "coherence:link_unask": EVIDENCE,
    "coherence:what_if": WHAT_IF,
    "coherence:what_if_add": WHAT_IF,
    "coherence:what_if_copy": WHAT_IF,
    "coherence:what_if_edit": WHAT_IF,
    "coherence:what_if_remove": WHAT_IF,
    "portal:new_mission": "nobody of the demonstration may; opened by tests/portal/starting",
    "portal:mission_from_file": "nobody of the demonstration may; opened by tests/portal/starting",
    "portal:draft_template": "takes a form, shows nothing",
    "portal:phase": PLACES,
    "portal:phase_remove": PLACES,
    "portal:area": PLACES,
    "portal:area_remove": PLACES,
    "portal:paper_word": "a file, not a page",
    **dict.fromkeys(
        ("portal:report", "portal:report_again", "portal:report_file", "portal:report_remove"),
        "nobody of the demonstration keeps a report; opened by tests/portal/papers",
    ),
    "portal:draft_begin": "takes a form, shows nothing",
    "portal:draft_undo": "takes a form, shows nothing",
    "portal:draft_remove": "takes a form, shows nothing",
    "portal:draft_move": "takes a form, shows nothing",
    "portal:draft_part": DRAFT,
    "portal:translations": DRAFT,
    "portal:translate_part": DRAFT,
    "portal:draft_add": DRAFT,
    "portal:gate_decision": "nothing is decided in the demonstration; opened by tests/portal/test_gates.py",
    "portal:public_areas": "a file, not a page",
    "portal:audience_preview_page": "the public page again, for who may make it public",
    "alignment:activity_funding": "a file, not a page",
    "set_language": "answers a form, shows nothing",
    "accounts:token_withdraw": "takes a form, shows nothing",
    "webhooks:rotate": "takes a form, shows nothing",
    "webhooks:again": "takes a form, shows nothing",
    "accounts:tokens": FACTOR,
    "account_inactive": "a sentence in the frame that other account pages show",
    "account_reauthenticate": "nothing of ours asks for it: no second factor, no social accounts",
    "account_email_verification_sent": "addresses are not verified: administrators enter them",
    "account_confirm_email": "addresses are not verified: administrators enter them",
    "account_set_password": "redirects whoever has a password, and everybody has one",
    "account_confirm_login_code": "signing in by code is off",
}
"""Named addresses without a place in PAGES, and why."""
