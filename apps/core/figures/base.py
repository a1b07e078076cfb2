"""What every figure is made of: numbers, escaped text, links and the frame of the drawing."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import mark_safe

Number = int | float | Decimal
Format = Callable[[Number], str]
Box = tuple[float, float, float, float]

WIDTH = 600.0
NARROW_EM = (
    20.0  # size of text on a narrow screen in units of the drawing (figures.css); lengths are cut for it
)
WIDE_EM = 11.0


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a figure as they came in; a missing one is None."""

    header: tuple[str, ...]
    rows: tuple[tuple[object | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, safe to be put into a page as it is, and the table that says the same."""

    svg: str
    table: Table


def plain(value: Number) -> str:
    """A number with a dot and without exponent: how figures write it if the caller gives no format."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def num(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text_of(value: object) -> str:
    """User text as XML can carry it: escaped, without the characters that XML forbids."""
    return str(escape("".join(sign for sign in str(value) if _allowed(sign))))


def _allowed(sign: str) -> bool:
    code = ord(sign)
    return sign in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def width_of(text: str, em: float = WIDE_EM) -> float:
    """A careful guess at how long a text is when drawn at a size; fonts are the reader's own."""
    units = 0.0
    for sign in text:
        if unicodedata.combining(sign):
            continue
        units += 1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.58
    return units * em


def cut(text: str, room: float, em: float = NARROW_EM) -> str:
    """The text, shortened with an ellipsis if it does not fit into so many units."""
    if width_of(text, em) <= room:
        return text
    kept = text
    while kept and width_of(kept + "…", em) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def label(x: float, y: float, text: str, *, anchor: str = "start", names: str = "", hint: str = "") -> str:
    """A text element; `names` are further classes, `hint` the whole text where only a part is shown."""
    classes = f"u {names}".strip()
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    title = f"<title>{text_of(hint)}</title>" if hint and hint != text else ""
    return f'<text class="{classes}" x="{num(x)}" y="{num(y)}"{at}>{title}{text_of(text)}</text>'


def rect(
    x: float, y: float, width: float, height: float, names: str, *, hint: str = "", fill: str = ""
) -> str:
    """A rectangle; `fill` is the id of a pattern."""
    paint = f' fill="url(#{fill})"' if fill else ""
    shape = (
        f'<rect class="{names}" x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"{paint}'
    )
    return f"{shape}><title>{text_of(hint)}</title></rect>" if hint else f"{shape}/>"


def linked(href: str | None, content: str, *, name: str = "") -> str:
    """The content inside a link, or as it is. Only addresses of web pages: no `javascript:`.

    `name` is what the link is called where its content is no text.
    """
    if href is None or not is_address(href):
        return content
    called = f' aria-label="{text_of(name)}"' if name else ""
    return f'<a href="{text_of(href)}"{called}>{content}</a>'


def is_address(href: str) -> bool:
    """Whether a link may go there: a path, a query or an anchor of this site, or http(s)."""
    return href.startswith(("/", "#", "?", "http://", "https://"))


def hatch(name: str) -> str:
    """The pattern for what is claimed or unknown: thin slanted lines, seen without colour as well."""
    return (
        f'<pattern id="{text_of(name)}" class="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="5" height="5"/>'
        '<path class="hatch-line" d="M1 0V5"/></pattern>'
    )


def draw(
    *,
    prefix: str,
    title: str,
    desc: str,
    width: float,
    height: float,
    parts: Iterable[str],
    names: str,
    defs: str = "",
) -> str:
    """The finished drawing.

    It is one image to a screen reader. With links in it it is a group instead, since nothing inside an
    image can be reached by the keyboard.
    """
    name = text_of(prefix)
    body = "".join(parts)
    role = "group" if "<a href=" in body else "img"
    inner = f"<defs>{defs}</defs>" if defs else ""
    return mark_safe(  # noqa: S308 - every text went through text_of
        f'<svg xmlns="http://www.w3.org/2000/svg" class="fig {names}" role="{role}" direction="ltr" '
        f'viewBox="0 0 {num(width)} {num(height)}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{text_of(title)}</title><desc id="{name}-d">{text_of(desc)}</desc>'
        f"{inner}{body}</svg>"
    )


def nothing(
    *,
    prefix: str,
    title: str,
    desc: str,
    empty: str,
    header: Sequence[str],
    names: str,
    width: float = WIDTH,
) -> Figure:
    """A figure without data: it says so in the words of the caller (`empty`, or else the description)."""
    words = empty or desc
    parts = [
        label(
            0, 22, cut(words, width, NARROW_EM if width == WIDTH else WIDE_EM), names="empty-text", hint=words
        )
    ]
    svg = draw(prefix=prefix, title=title, desc=desc, width=width, height=32, parts=parts, names=names)
    return Figure(svg, Table(tuple(header), ()))


def overlap(first: Box, second: Box) -> float:
    """The area two boxes (left, top, right, bottom) share."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def text_box(x: float, y: float, text: str, anchor: str = "start", em: float = NARROW_EM) -> Box:
    """The place a text takes, with y its baseline."""
    wide = width_of(text, em)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return (left, y - em * 0.8, left + wide, y + em * 0.25)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that cover low..high, both ends included, in steps of 1, 2 or 5 times a power of ten."""
    if high <= low:
        low, high = (min(0.0, low), max(0.0, high)) if low != 0 else (0.0, 1.0)
    raw = Decimal(str(high - low)) / (most - 1)
    power = Decimal(10) ** raw.adjusted()
    step = next(power * size for size in (1, 2, 5, 10, 20) if power * size >= raw)
    start = (Decimal(str(low)) / step).to_integral_value(rounding="ROUND_FLOOR") * step
    found = [start]
    while found[-1] < Decimal(str(high)):
        found.append(found[-1] + step)
    return [float(tick) for tick in found]
