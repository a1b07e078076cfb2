"""Reading a file of activities: one record after the other, whatever the version; memory stays flat.

What is not used is counted by its path, attributes with an @, and values that lead to nothing with their
value: `sector[vocabulary=98]`. Together with what is used that is the whole file.
"""

from collections import Counter
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree

from apps.exchange.iati.activity import read_activity
from apps.exchange.iati.codes import VERSIONS
from apps.exchange.iati.prolog import Guarded, guarded, not_xml
from apps.exchange.portfolio.record import Record, Unreadable

ROOT = "iati-activities"
ACTIVITY = "iati-activity"
ORGANISATIONS = "iati-organisations"


class Reading:
    """One pass over a file. Iterating gives its records; afterwards `unused` and `used` are complete."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Raises Unreadable for what is not XML, not IATI, too old or too new, or hostile."""
        self.unused: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.read = 0
        self._source: Guarded = guarded(stream)
        # No entity is resolved, no definition loaded, nothing fetched; depth and lengths stay limited.
        self._events = etree.iterparse(
            self._source,
            events=("start", "end"),
            tag=(ROOT, ACTIVITY, ORGANISATIONS),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self.version = self._begin()

    def _next(self) -> "tuple[str, Any] | None":
        try:
            return next(self._events, None)
        except etree.XMLSyntaxError as error:
            reason = (error.msg or "").split(",")[0][:120]
            if not error.lineno:
                message = _("The XML is broken (%(reason)s). Nothing was taken from the file.")
                raise Unreadable(message % {"reason": reason}) from error
            message = _("Line %(line)d: the XML is broken (%(reason)s). Nothing was taken from the file.")
            raise Unreadable(message % {"line": error.lineno, "reason": reason}) from error
        except (LookupError, UnicodeError, ValueError) as error:
            raise not_xml() from error

    def _begin(self) -> str:
        first = self._next()
        root = self._events.root if first is None else first[1]
        if root is None:
            raise not_xml()
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(_("The file has a DOCTYPE, which IATI never has: it was not read."))
        if root.tag == ORGANISATIONS:
            raise Unreadable(_("This IATI file is about organisations; a file of activities is needed."))
        if root.tag != ROOT:
            raise Unreadable(
                _("This is an XML file, but not one of IATI activities: it begins with “%(tag)s”.")
                % {"tag": str(root.tag)[:80]}
            )
        version = (root.get("version") or "").strip()
        if version not in VERSIONS:
            raise Unreadable(
                _("It says it is IATI version “%(version)s”; versions %(first)s to %(last)s can be read.")
                % {"version": version[:20], "first": VERSIONS[0], "last": VERSIONS[-1]}
            )
        for name in root.attrib:
            (self.used if name in {"version", "generated-datetime"} else self.unused)[f"@{_plain(name)}"] += 1
        self.generated = (root.get("generated-datetime") or "")[:10] or None
        self._root = root
        return version

    def __iter__(self) -> Iterator[Record]:
        while (event := self._next()) is not None:
            what, element = event
            if what == "start" or element.tag != ACTIVITY or element.getparent() is not self._root:
                continue
            if (entity := next(element.iter(etree.Entity), None)) is not None:
                message = _(
                    "Line %(line)d: “%(entity)s” is defined nowhere. Nothing was taken from the file."
                )
                raise Unreadable(message % {"line": entity.sourceline or 0, "entity": str(entity.text)[:60]})
            self.read += 1
            yield read_activity(element, self.used, self.unused)
            self._source.settle()
            element.clear()
            while (before := element.getprevious()) is not None:
                self._leave(before)
        for rest in list(self._root):
            self._leave(rest)

    def _leave(self, element: Any) -> None:
        """Let go of a child of the root; one that is no activity is counted as unused."""
        if element.tag != ACTIVITY:
            self.unused[_plain(element.tag)] += 1
        self._root.remove(element)


def _plain(name: str) -> str:
    """A name without the long address of its namespace."""
    return (
        name.rpartition("}")[2]
        if name.startswith("{http://www.w3.org/XML")
        else name.replace("{", "").replace("}", ":")
    )


def opened(stream: IO[bytes]) -> Reading:
    """Begin to read a file, plain or gzip. Raises Unreadable."""
    return Reading(stream)
