"""Second factors as a person meets them: an app, a key, codes, a passkey; every page is looked at."""

import sqlite3
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from apps.portal.management.commands.demo import PASSWORD
from tests.e2e.conftest import sign_in
from tests.e2e.test_people import confirm, faults

WHO = "counterpart"


@pytest.fixture
def host(site):
    """A browser offers keys to names only, not to numbers such as 127.0.0.1."""
    yield site.url.replace("127.0.0.1", "localhost")
    with sqlite3.connect(site.database) as database:
        database.execute("delete from mfa_authenticator")


def with_key(page):
    """Give the browser a key that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_factors_are_set_up_shown_and_taken_away(host, new_context_of, language):
    page = new_context_of(language, base_url=host).new_page()
    told = {}

    def look(name):
        told[name] = faults(page)

    page.goto("/accounts/login/")
    look("sign in")
    sign_in(page, WHO)
    page.goto("/accounts/2fa/totp/activate/")
    look("say who you are")
    confirm(page)
    page.wait_for_url("**/totp/activate/")
    look("set up an app")
    secret = page.locator("main code").first.inner_text().strip()
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/recovery-codes/")
    look("codes")
    code = page.locator("main li code").first.inner_text().strip()
    page.reload()
    look("codes, shown before")
    with_key(page)
    page.goto("/accounts/2fa/webauthn/add/")
    look("add a key")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    for name, path in (
        ("factors", "/accounts/2fa/"),
        ("keys", "/accounts/2fa/webauthn/"),
        ("new codes", "/accounts/2fa/recovery-codes/generate/"),
        ("no app", "/accounts/2fa/totp/deactivate/"),
        ("show a code", "/accounts/2fa/reauthenticate/"),
        ("show a key", "/accounts/2fa/webauthn/reauthenticate/"),
        ("addresses", "/accounts/email/"),
    ):
        assert page.goto(path).status == 200, path
        look(name)
    page.goto("/accounts/2fa/webauthn/")
    edit, remove = (one.get_attribute("href") for one in page.locator("main td a").all()[:2])
    for name, path in (("rename", edit), ("remove", remove)):
        assert page.goto(path).status == 200
        look(name)

    other = new_context_of(language, base_url=host).new_page()
    other.goto("/accounts/login/")
    other.fill("input[name=login]", f"{WHO}@demo.example")
    other.fill("input[name=password]", PASSWORD)
    other.click("main form button[type=submit]")
    other.wait_for_url("**/2fa/authenticate/")
    told["second step"] = faults(other)
    other.fill("input[name=code]", code)
    other.click("main form button[type=submit]")
    other.wait_for_url(host + "/")

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(host + "/")
    assert {name: fault for name, fault in told.items() if fault} == {}
