import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from apps.core.middleware import Privacy


class Session:
    def __init__(self, *, accessed: bool) -> None:
        self.accessed = accessed


def answer(*, accessed: bool, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/")
    request.session = Session(accessed=accessed)
    return Privacy(lambda _request: HttpResponse(headers=headers))(request)


def test_what_was_made_for_one_person_is_kept_by_nobody():
    assert answer(accessed=True)["Cache-Control"] == "private, no-store"


def test_what_was_made_for_everybody_may_be_kept():
    assert not answer(accessed=False).has_header("Cache-Control")


def test_a_page_that_says_how_long_it_lasts_is_believed():
    assert answer(accessed=True, **{"Cache-Control": "max-age=60"})["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("accessed", [True, False])
def test_no_other_site_embeds_what_we_serve(accessed):
    assert answer(accessed=accessed)["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/m/K%00/", "/p/%00/", "/m/%00/activities/map/", "/admin/%00/"])
@pytest.mark.django_db
def test_an_address_with_a_nul_is_no_page(client, address):
    assert client.get(address).status_code == 404
