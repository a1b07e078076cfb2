"""Every page, in English and in Arabic direction, at 1280 and 360 pixels: does it stand?

Each page stands in one of the two languages, in turn, as most views have several pages here; axe, which takes
most of the time, looks wide in English and narrow in Arabic. `NEXUSPLAN_TEST_PAGES=all` opens each in both.
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import NARROW, WIDE
from tests.e2e.pages import ELSEWHERE, PAGES, Place
from tests.routes import named_routes

AXE = Axe().axe_script
DIRECTION = {"en": "ltr", "ar": "rtl"}
AXE_LOOKS_AT = {"en": WIDE, "ar": NARROW}
ALL = os.environ.get("NEXUSPLAN_TEST_PAGES") == "all"
TURNS = [
    pytest.param(place, language, id=f"{place.name}-{language}")
    for number, place in enumerate(PAGES)
    for turn, language in enumerate(DIRECTION)
    if ALL or number % 2 == turn
]
FACTS = """() => {
    const tabled = (figure) => {
        if (figure.querySelector("table tbody tr")) return true;
        for (let next = figure.nextElementSibling; next; next = next.nextElementSibling) {
            if (next.matches("figure")) return false;
            if (next.matches("table") || next.querySelector("table tbody tr")) return true;
        }
        return false;
    };
    const drawn = [...document.querySelectorAll("figure")].filter((one) => one.querySelector("svg"));
    return {
        lang: document.documentElement.lang,
        dir: document.documentElement.dir,
        title: document.title.trim(),
        headings: document.querySelectorAll("h1").length,
        tableless: drawn.filter((one) => !tabled(one)).map((one) => one.innerText),
        unnamed: drawn.filter((one) => !one.querySelector("svg title")?.textContent.trim()).length,
        doubled: [...document.querySelectorAll("[id]")].map((one) => one.id)
            .filter((id, place, ids) => ids.indexOf(id) !== place),
    };
}"""
# Without the rules whose faults are by definition minor or moderate, which take a fifth of the time.
SERIOUS = """axe.run(document, {
    preload: false,
    resultTypes: ["violations"],
    runOnly: axe._audit.rules
        .filter((one) => one.enabled && !one.tags.includes("experimental"))
        .filter((one) => !["minor", "moderate"].includes(one.impact))
        .map((one) => one.id),
})"""
OVERFLOW = """() => {
    const wide = document.scrollingElement;
    if (wide.scrollWidth <= innerWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter((one) => {
        const box = one.getBoundingClientRect();
        return (box.right > innerWidth + 1 || box.left < -1) && box.width && !one.closest(".scroll, svg *");
    });
    const name = (one) => `${one.tagName}.${one.getAttribute("class")}: ${one.innerText?.slice(0, 40)}`;
    return [`${wide.scrollWidth} > ${innerWidth}`, ...out.slice(0, 5).map(name)];
}"""


def test_every_page_of_the_site_is_in_the_table():
    names = {name for name in named_routes() if not name.startswith(("admin:", "api:"))}
    assert names - {place.view for place in PAGES} - set(ELSEWHERE) == set()


def serious(page: Page) -> list[str]:
    """What axe, already in the page, finds serious or critical there, with the element."""
    result = page.evaluate(SERIOUS)
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for fault in result["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"][:3]
    ]


def next_page(page: Page) -> str:
    """The query of the link to the next page."""
    return page.locator("a[rel=next]").first.get_attribute("href") or ""


@pytest.mark.parametrize(("place", "language"), TURNS)
def test_a_page_stands(watched, rows, place: Place, language: str):
    watch = watched(language, member=place.signed_in)
    page = watch.page
    page.set_viewport_size(WIDE)
    path = place.path(rows)
    if path.endswith("{next}"):
        path = path.removesuffix("{next}")
        page.goto(path)
        path += next_page(page)
    answer = watch.open(path)
    assert answer.status == place.status, path
    facts = page.evaluate(FACTS)
    wide = page.evaluate(OVERFLOW)
    page.set_viewport_size(NARROW)
    narrow = page.evaluate(OVERFLOW)
    page.set_viewport_size(AXE_LOOKS_AT[language])
    page.evaluate(AXE)
    checks = {
        "lang": facts["lang"] != language and facts["lang"],
        "dir": facts["dir"] != DIRECTION[language] and facts["dir"],
        "no title": not facts["title"],
        "h1, not one": facts["headings"] != 1 and facts["headings"],
        "figures without a table": facts["tableless"],
        "figures without a name": facts["unnamed"],
        "ids given twice": facts["doubled"],
        "browser": list(watch.faults),
        "wider than 1280": wide,
        "wider than 360": narrow,
        "axe": serious(page),
    }
    assert {name: fault for name, fault in checks.items() if fault} == {}
