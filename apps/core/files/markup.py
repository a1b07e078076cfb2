"""XML: without document types and entities, and in an encoding that cannot hide them."""

import re
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from apps.core.files.kinds import as_text
from apps.core.files.refusals import FileRefused

ENCODINGS = {
    "utf-8",
    "utf8",
    "us-ascii",
    "ascii",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "iso-8859-1",
    "windows-1252",
}
DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
NO_TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
SHOWN_BY_BROWSERS = {"svg", "html", "xhtml", "script", "body", "head"}


def text_of(content: bytes) -> str:
    """The XML as text, without a document type. Raises FileRefused."""
    text = as_text(content)
    if text is None:
        raise FileRefused(_("The XML in the file is not text that can be read."), "not_text")
    text = text.lstrip("\ufeff")
    declared = DECLARED.match(text[:500])
    if declared and declared.group(1).lower() not in ENCODINGS:
        raise FileRefused(
            _("The XML is written in the encoding %(name)s. Save it as UTF-8.")
            % {"name": declared.group(1)[:20]},
            "encoding",
        )
    if NO_TYPE.search(text):
        raise FileRefused(
            _("The XML defines a document type or entities. Such files are not opened; remove that part."),
            "doctype",
        )
    return text


def parse(content: bytes) -> Any:
    """The root element (lxml) of a whole XML file. Raises FileRefused where it is not safe or well formed."""
    text_of(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused(
            _("The XML is not well formed (line %(line)s).") % {"line": getattr(error, "lineno", None) or 1},
            "not_well_formed",
        ) from error
    if etree.QName(root).localname.lower() in SHOWN_BY_BROWSERS:
        raise is_shown()
    return root


def is_shown() -> FileRefused:
    """For HTML and SVG, whatever they are called."""
    return FileRefused(
        _("The file is a web page or an SVG drawing, which can carry programs. Hand it in as PDF or PNG."),
        "active",
    )
