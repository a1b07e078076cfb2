"""Shapes of the registry, and the mark by which `makemessages` finds a text in a room without Django."""

from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """The text itself; translated where it is shown. No literal percent sign in it unless as %(name)s."""
    return text


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """What the method page says about one indicator. All texts are message ids."""

    id: str
    level: str
    strip: str
    critical: bool
    wilson: bool
    name: str
    formula: str
    edge_cases: str
    source: str
    tells: str
    does_not_mean: str


@dataclass(frozen=True, slots=True)
class SignalText:
    """What the method page says about one signal; `kind` groups its findings."""

    id: str
    kind: str
    name: str
    formula: str
    caveat: str
    source: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule, precondition or trade-off: its name and what it says."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class MethodText:
    """A rule of aggregation, of benchmarks or of gates. All texts but the marks are message ids."""

    id: str
    name: str
    formula: str
    edge_cases: str
    tells: str
    does_not_mean: str
    source: str
    marks: str


@dataclass(frozen=True, slots=True)
class SettingText:
    """A threshold: its name, where it comes from, and the marks of its source."""

    name: str
    source: str
    marks: str
