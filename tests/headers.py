"""Scores an answer's headers as Mozilla's HTTP Observatory does, offline."""

import re
from http.client import HTTPMessage
from http.cookies import SimpleCookie

SIX_MONTHS = 15768000
PRIVATE_REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def policy(headers: HTTPMessage) -> dict[str, list[str]]:
    """The content security policy as directive -> sources."""
    parts = (part.split() for part in (headers["Content-Security-Policy"] or "").split(";"))
    return {name.lower(): sources for name, *sources in filter(None, parts)}


def score(headers: HTTPMessage, body: str, *, redirects_to_https: bool) -> int:
    """100 less penalties; bonuses count only where the penalties leave 90 or more."""
    csp = policy(headers)
    scripts = csp.get("script-src", csp.get("default-src", []))
    cookies = [next(iter(SimpleCookie(line).values())) for line in headers.get_all("Set-Cookie", [])]
    framed = "frame-ancestors" in csp or "X-Frame-Options" in headers
    age = re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"] or "")
    from_elsewhere = re.findall(r"<script[^>]*\ssrc=[\"'](?:https?:)?//", body)

    penalties = sum(
        points
        for points, wrong in (
            (25, not csp),
            (20, bool(csp) and not scripts),
            (20, "'unsafe-inline'" in scripts or "'unsafe-eval'" in scripts or "data:" in scripts),
            (20, any(not cookie["secure"] for cookie in cookies)),
            (30, any(not cookie["httponly"] for cookie in cookies)),
            (20, any(not cookie["samesite"] for cookie in cookies)),
            (50, headers["Access-Control-Allow-Origin"] == "*"),
            (20, not redirects_to_https),
            (20, age is None),
            (10, age is not None and int(age[1]) < SIX_MONTHS),
            (5, headers["X-Content-Type-Options"] != "nosniff"),
            (20, not framed),
            (50, bool(from_elsewhere)),
            (5, headers["Referrer-Policy"] in {"unsafe-url", "no-referrer-when-downgrade", "origin"}),
            (5, headers["Cross-Origin-Resource-Policy"] == "cross-origin"),
        )
        if wrong
    )
    if penalties > 10:
        return 100 - penalties
    unsafe = any("unsafe" in source for sources in csp.values() for source in sources)
    bonuses = sum(
        points
        for points, right in (
            (10, csp.get("default-src") == ["'none'"] and not unsafe),
            (5, bool(cookies)),
            (5, headers["Referrer-Policy"] in PRIVATE_REFERRER),
            (5, "frame-ancestors" in csp),
            (10, headers["Cross-Origin-Resource-Policy"] in {"same-origin", "same-site"}),
        )
        if right
    )
    return 100 - penalties + bonuses


def inline(body: str) -> list[str]:
    """What a strict policy keeps from running: handlers, styles and scripts that stand in the page itself."""
    tags = re.findall(r"<[a-zA-Z][^>]*>", body)
    return [
        tag
        for tag in tags
        if re.search(r"\s(?:on[a-z]+|style)\s*=|=[\"']?\s*javascript:", tag)
        or tag.startswith("<style")
        or (tag.startswith("<script") and "src=" not in tag and "application/json" not in tag)
    ]


def requests_elsewhere(body: str) -> list[str]:
    """What a browser fetches, or sends a form to, on another host; a link that a person follows is none."""
    tags = re.findall(r"<(?!a\s)[a-zA-Z][^>]*>", body)
    fetching = r"\s(?:src|srcset|href|action|formaction|poster|data|ping)=[\"']?(?:https?:)?//"
    return [tag for tag in tags if re.search(fetching, tag)] + re.findall(
        r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)]*", body
    )
