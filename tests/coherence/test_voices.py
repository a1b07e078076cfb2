"""The line under the number of a level: who says so."""

from django.urls import reverse

from apps.coherence.voices import who_says_so


def page_of(client, name, **kwargs):
    return client.get(reverse(f"coherence:{name}", kwargs={"code": "KARO"} | kwargs))


def test_every_level_says_who_says_so(assessed, karo_planner):
    for level in ("agency", "whole_of_government"):
        page = page_of(karo_planner.client, "level", level=level)
        assert page.context["voices"]["evidence"] == "medium evidence"
    for level in ("external", "internal_external"):
        page = page_of(karo_planner.client, "subject", level=level, subject="mission")
        assert b"Who says so?" in page.content
    assert (
        b"Who says so?" not in page_of(karo_planner.client, "subject", level="agency", subject="DEV").content
    )


def test_too_few_second_voices_are_said_to_be_too_few(assessed, karo_planner):
    page = page_of(karo_planner.client, "level", level="agency")
    assert page.context["voices"]["agreement"] is None
    assert b"too few second voices" in page.content


def test_an_assessment_from_before_says_nothing(assessed):
    assert who_says_so(assessed.result, "agency") is not None
    del assessed.result["who_says_so"]
    assert who_says_so(assessed.result, "agency") is None
