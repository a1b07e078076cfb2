"""Relationships: each side says its own, the band is agreed, and the closest come first."""

from django.urls import reverse

from apps.alignment.models import Relationship
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, RelationshipFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.missions import AreaFactory
from tests.pages import form_with


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA", "register": "relationships"} | parts)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_closest_are_listed_and_each_side_says_its_own(
    editor_a, editor_b, planner, mission, agency_a, agency_b, ministry
):
    area = AreaFactory(mission=mission)
    objectives = [ObjectiveFactory(mission=mission) for _one in range(2)]
    for lead, number in ((agency_a, 2), (agency_b, 2), (ministry, 1)):
        activity = ActivityFactory(mission=mission, lead=lead)
        ActivityAreaFactory(activity=activity, area=area)
        for objective in objectives[:number]:
            AlignmentLinkFactory(mission=mission, activity=activity, objective=objective)
    listed = editor_a.client.get(address("register"))
    [(own, counterparts)] = listed.context["closest"]
    assert own == agency_a
    assert [(one.agency, one.cells) for one, _rating, _page in counterparts] == [(agency_b, 2), (ministry, 1)]

    add = counterparts[0][2]
    given = form_with(editor_a.client.get(add).content, "rating_a")
    assert "rating_b" not in given
    assert given["agency_b"] == [str(agency_b.pk)]
    assert editor_a.client.post(add, given | {"rating_a": ["3"], "rating_b": ["5"]}).status_code == 302
    row = Relationship.objects.get()
    assert (row.rating_a, row.rating_b) == (3, None)
    again = editor_b.client.post(
        address("register_add"), {"agency_a": agency_b.pk, "agency_b": agency_a.pk, "rating_a": "1"}
    )
    assert "on record for some of these days" in text_of(again)

    edit = address("register_edit", uuid=row.uuid)
    other = form_with(editor_b.client.get(edit).content, "rating_b")
    assert "rating_a" not in other
    # Neither side sets the band alone: it is no field of what a side fills in.
    assert "band_min" not in other
    band = {"band_min": ["2"], "band_max": ["4"], "band_agreed_on": ["2026-01-01"]}
    assert editor_b.client.post(edit, other | band | {"rating_b": ["1"]}).status_code == 302
    row.refresh_from_db()
    assert (row.rating_a, row.rating_b, row.band_max) == (3, 1, None)
    page = address("register_row", uuid=row.uuid)
    for persona, seen, hidden in ((editor_a, "3: cooperation", "1: coexistence"),):
        text = text_of(persona.client.get(page))
        assert seen in text
        assert hidden not in text
        assert hidden not in persona.client.get(address("register") + "?format=csv").content.decode()
    both = text_of(planner.client.get(page))
    assert "3: cooperation" in both
    assert "1: coexistence" in both


def test_a_band_counts_once_the_other_side_has_agreed(
    editor_a, editor_b, planner, internal_counterpart, mission, agency_a, agency_b
):
    row = RelationshipFactory(mission=mission, agency_a=agency_a, agency_b=agency_b)
    here = address("register_row", uuid=row.uuid)

    def act(name):
        return reverse("portal:relationship_band", kwargs={"code": "MISA", "uuid": row.uuid, "act": name})

    def done(persona, name, **said):
        given = form_with(persona.client.get(act(name)).content, "row_version")
        return persona.client.post(act(name), given | {key: [value] for key, value in said.items()})

    assert internal_counterpart.client.get(act("propose")).status_code == 404
    assert planner.client.get(act("agree")).status_code == 404
    turned = done(editor_a, "propose", lowest="4", highest="2")
    assert set(turned.context["form"].errors) == {"highest"}
    assert done(editor_a, "propose", lowest="2", highest="3").status_code == 302
    row.refresh_from_db()
    assert (row.band_min, row.band_proposed_by, row.band_proposed_max) == (None, agency_a, 3)
    # The one that proposed it cannot agree to it, and a third party is not told.
    assert "Agree to the band" not in text_of(editor_a.client.get(here))
    assert editor_a.client.post(act("agree"), {"agency": agency_a.pk}).status_code == 302
    row.refresh_from_db()
    assert row.band_min is None
    told = text_of(internal_counterpart.client.get(here))
    assert "told to the two sides" in told
    assert "proposed by" not in told
    assert (
        "proposed by"
        not in internal_counterpart.client.get(address("register") + "?format=csv").content.decode()
    )

    waiting = text_of(editor_b.client.get(reverse("portal:my_work", kwargs={"code": "MISA"})))
    assert "proposes a band" in waiting
    assert "Agree to the band" in text_of(editor_b.client.get(here))
    # What was looked at is what is agreed to: another proposal in between is a conflict.
    seen = form_with(editor_b.client.get(act("agree")).content, "row_version")
    assert done(editor_a, "propose", lowest="0", highest="3").status_code == 302
    assert editor_b.client.post(act("agree"), seen).status_code == 409
    assert done(editor_b, "agree").status_code == 302
    row.refresh_from_db()
    assert (row.band_min, row.band_max, row.band_proposed_by) == (0, 3, None)
    assert row.band_agreed_on is not None
    assert done(editor_b, "propose", lowest="1", highest="1").status_code == 302
    assert done(editor_a, "refuse").status_code == 302
    row.refresh_from_db()
    assert (row.band_min, row.band_max, row.band_proposed_min) == (0, 3, None)
