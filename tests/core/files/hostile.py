"""Files as nobody should hand them in: name, how it is made, and what must come of it.

What comes of it is the code of the refusal, or NEUTRAL where the kept file is a harmless one.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from tests.core.files.good import DOCUMENT, PDF, TYPES, located, office, opened, picture, zipped

NEUTRAL = "neutralised"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50000}">]><x>{"&a;" * 1000}</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
REMOTE = '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


class Hostile(NamedTuple):
    why: str
    name: str
    make: Callable[[], bytes]
    outcome: str


def of(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def bomb(size=500 * 2**20):
    """A table of half a MB that unpacks to 500 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr("[Content_Types].xml", TYPES)
        made.writestr("xl/workbook.xml", "<workbook/>")
        with made.open("xl/worksheets/sheet1.xml", "w") as sheet:
            piece = b" " * 2**20
            for _place in range(size // len(piece)):
                sheet.write(piece)
    return out.getvalue()


def many_parts():
    return zipped([("[Content_Types].xml", TYPES), *((f"word/{place}.xml", "") for place in range(2100))])


def lying(content: bytes, name: bytes, size: int) -> bytes:
    """The zip with another unpacked size for the part in its directory and before the part."""
    found = bytearray(content)
    start = 0
    while (start := found.find(b"PK\x01\x02", start)) >= 0:
        if found[start + 46 : start + 46 + len(name)] == name:
            found[start + 24 : start + 28] = struct.pack("<I", size)
        start += 4
    start = found.find(b"PK\x03\x04")
    while start >= 0:
        if found[start + 30 : start + 30 + len(name)] == name:
            found[start + 22 : start + 26] = struct.pack("<I", size)
        start = found.find(b"PK\x03\x04", start + 4)
    return bytes(found)


def flagged(content: bytes) -> bytes:
    """The zip with every part marked as encrypted."""
    found = bytearray(content)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = found.find(mark)
        while start >= 0:
            found[start + place] |= 1
            start = found.find(mark, start + 4)
    return bytes(found)


def packed_otherwise():
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": DOCUMENT}, how=zipfile.ZIP_LZMA)


def link():
    info = zipfile.ZipInfo("word/media/image1.png")
    info.external_attr = 0o120777 << 16
    return zipped([("[Content_Types].xml", TYPES), ("word/document.xml", DOCUMENT), (info, "/etc/passwd")])


def named(name):
    return zipped([("[Content_Types].xml", TYPES), ("word/document.xml", DOCUMENT), (name, "x")])


def twice():
    first = office("docx")
    other = first.replace(b"docProps/core.xml", b"word/document.xml")
    assert other != first
    return other


def relation(kind, target="http://evil.example/x"):
    return (
        f'<Relationships><Relationship Id="r1" Type="http://x/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def huge_picture(width=30_000, height=30_000):
    """A PNG of one colour, 30,000 by 30,000, of which nothing is stored but its measures and a little."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")


def text_bomb():
    """A PNG with a comment that unpacks to 200 MB."""
    plain = picture()
    data = b"Comment\0\0" + zlib.compress(b"a" * 200 * 2**20, 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return plain[:33] + chunk + plain[33:]


def pdf(extra=b"", after=b""):
    return PDF.replace(b"endobj", extra + b"\nendobj", 1) + after


def packed_objects(text, *, size=0):
    stream = zlib.compress(text + b" " * size, 9)
    return pdf(b"<< /Type /ObjStm /N 1 /Filter /FlateDecode >>\nstream\n" + stream + b"\nendstream")


def macros_by_type():
    """A table whose list of types admits to macros."""
    macros = '<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    types = TYPES.replace("/>", f">{macros}</Types>")
    return zipped({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>"})


def gif_js():
    return b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"


def xlsx(**more):
    return of(office("xlsx", **more))


def docx(**more):
    return of(office("docx", **more))


HOSTILE = [
    # Packed too well, too much, or with lies.
    Hostile("502 kB that unpack to 500 MB", "bomb.xlsx", bomb, "bomb"),
    Hostile("12 MB that unpack with a ratio above 100", "small.xlsx", lambda: bomb(12 * 2**20), "bomb"),
    Hostile("2,100 parts", "parts.docx", many_parts, "too_many_members"),
    Hostile(
        "directory says less than is packed",
        "lie.docx",
        lambda: lying(office("docx"), b"word/document.xml", 10),
        "damaged",
    ),
    Hostile(
        "directory says more than is packed",
        "lie.docx",
        lambda: lying(office("docx"), b"word/document.xml", 5000),
        "damaged",
    ),
    Hostile(
        "directory says 4 GB",
        "lie.docx",
        lambda: lying(office("docx"), b"word/document.xml", 2**32 - 2),
        "bomb",
    ),
    Hostile("zip in zip", "nested.docx", docx(word__media__a_zip=zipped({"a": "b"})), "nested"),
    Hostile(
        "zip in zip in zip",
        "nested.docx",
        docx(word__embeddings__a_xlsx=office("xlsx", xl__embeddings__b_xlsx=office("xlsx"))),
        "nested",
    ),
    Hostile("bomb in an embedded table", "b.docx", docx(word__embeddings__a_xlsx=bomb(12 * 2**20)), "bomb"),
    Hostile(
        "macros in an embedded table",
        "m.docx",
        docx(word__embeddings__a_xlsx=office("xlsx", xl__vbaProject_bin=b"x")),
        "macros",
    ),
    Hostile("plain archive", "files.zip", of(zipped({"a.txt": "b"})), "archive"),
    Hostile("archive called a document", "files.docx", of(zipped({"a.txt": "b"})), "archive"),
    Hostile(
        "program for Java", "tool.jar", of(zipped({"META-INF/MANIFEST.MF": "x", "A.class": "x"})), "archive"
    ),
    Hostile("cut off", "cut.docx", lambda: office("docx")[:-40], "damaged"),
    Hostile("only the beginning of a zip", "z.docx", of(b"PK\x03\x04" + b"\0" * 40), "damaged"),
    Hostile("password", "secret.docx", lambda: flagged(office("docx")), "encrypted"),
    Hostile("packed by LZMA", "odd.docx", packed_otherwise, "compression"),
    # Names that lead out.
    Hostile("..", "slip.docx", lambda: named("../../etc/cron.d/x"), "path"),
    Hostile(".. in the middle", "slip.docx", lambda: named("word/../../x"), "path"),
    Hostile("from the root", "slip.docx", lambda: named("/etc/passwd"), "path"),
    Hostile("backslashes", "slip.docx", lambda: named("..\\..\\x"), "path"),
    Hostile("drive", "slip.docx", lambda: named("C:/x"), "path"),
    Hostile("a name of 300 signs", "slip.docx", lambda: named("a" * 300), "path"),
    Hostile("symbolic link", "link.docx", link, "link"),
    Hostile("one part twice", "twice.docx", twice, "twice"),
    # XML.
    Hostile("billion laughs in a table", "a.xlsx", xlsx(xl__sharedStrings_xml=LAUGHS), "doctype"),
    Hostile("quadratic blow-up in a document", "a.docx", docx(word__styles_xml=QUADRATIC), "doctype"),
    Hostile("entity of a file", "a.docx", docx(word__comments_xml=OUTSIDE), "doctype"),
    Hostile("document type elsewhere", "a.docx", docx(customXml__item1_xml=REMOTE), "doctype"),
    Hostile("document type in UTF-16", "a.xlsx", xlsx(xl__styles_xml=OUTSIDE.encode("utf-16")), "doctype"),
    Hostile(
        "XML in UTF-7",
        "a.docx",
        docx(word__a_xml=b'<?xml version="1.0" encoding="UTF-7"?><x>+ADw-script</x>'),
        "encoding",
    ),
    Hostile(
        "document type without an ending of XML",
        "a.docx",
        docx(word__a_dat=LAUGHS.replace("\n", "")),
        "doctype",
    ),
    Hostile("XML of zeros", "a.docx", docx(word__a_xml=b"<x>\0</x>"), "not_text"),
    Hostile("XML where none is taken", "plan.xml", of(b"<x/>"), "kind"),
    # Programs.
    Hostile("macros", "book.xlsm", xlsx(xl__vbaProject_bin=b"x"), "macros"),
    Hostile("macros called a plain table", "book.xlsx", xlsx(xl__vbaProject_bin=b"x"), "macros"),
    Hostile("macros of Word", "letter.docm", docx(word__vbaProject_bin=b"x"), "macros"),
    Hostile("macros by their type", "book.xlsx", macros_by_type, "macros"),
    Hostile("sheets of macros", "old.xlsx", xlsx(xl__macrosheets__sheet1_xml="<x/>"), "macros"),
    Hostile("ActiveX", "form.docx", docx(word__activeX__activeX1_xml="<x/>"), "macros"),
    Hostile("object of another program", "obj.docx", docx(word__embeddings__oleObject1_bin=OLE), "macros"),
    Hostile("old format inside the new", "obj.docx", docx(word__media__image1_png=OLE), "macros"),
    Hostile(
        "program of Windows inside", "exe.docx", docx(word__media__image1_png=b"MZ" + b"\0" * 99), "macros"
    ),
    Hostile(
        "program of Linux inside", "elf.docx", docx(word__media__image1_png=b"\x7fELF" + b"\0" * 99), "macros"
    ),
    Hostile(
        "DDE in a table", "dde.xlsx", xlsx(xl__externalLinks__a_xml="<x><ddeLink a='cmd'/></x>"), "macros"
    ),
    Hostile(
        "DDE in a document",
        "dde.docx",
        docx(word__footer1_xml='<w:x xmlns:w="w"><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:x>'),
        "macros",
    ),
    Hostile("buttons that run something", "ui.xlsx", xlsx(customUI__customUI_xml="<x/>"), "macros"),
    Hostile(
        "macros of LibreOffice",
        "m.odt",
        of(
            zipped(
                {"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": "<x/>"}
            )
        ),
        "macros",
    ),
    Hostile(
        "script in an open document",
        "m.odt",
        of(
            zipped(
                {
                    "mimetype": "application/vnd.oasis.opendocument.text",
                    "content.xml": "<x xmlns:script='s'><script:script/></x>",
                }
            )
        ),
        "macros",
    ),
    Hostile("old format", "old.xls", of(OLE), "ole"),
    Hostile("old format called new", "old.docx", of(OLE), "ole"),
    Hostile(
        "template from elsewhere", "t.docx", docx(word__rels__a_rels=relation("attachedTemplate")), "fetches"
    ),
    Hostile("object from elsewhere", "t.docx", docx(word__rels__a_rels=relation("oleObject")), "fetches"),
    Hostile("picture from elsewhere", "t.docx", docx(word__rels__a_rels=relation("image")), "fetches"),
    Hostile("frame from elsewhere", "t.docx", docx(word__rels__a_rels=relation("frame")), "fetches"),
    # PDF.
    Hostile("script in a PDF", "a.pdf", lambda: pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "active"),
    Hostile("script in a PDF, spelt oddly", "a.pdf", lambda: pdf(b"<< /S /J#61va#53cript >>"), "active"),
    Hostile("script in a packed object", "a.pdf", lambda: packed_objects(b"<< /S /JavaScript >>"), "active"),
    Hostile("packed objects of 80 MB", "a.pdf", lambda: packed_objects(b"", size=80 * 2**20), "bomb"),
    Hostile("PDF that starts a program", "a.pdf", lambda: pdf(b"<< /S /Launch /F (cmd.exe) >>"), "active"),
    Hostile("PDF with files in it", "a.pdf", lambda: pdf(b"<< /Type /EmbeddedFile >>"), "active"),
    Hostile("PDF with a password", "a.pdf", lambda: pdf(b"<< /Encrypt 5 0 R >>"), "encrypted"),
    Hostile("PDF and web page in one", "a.pdf", lambda: pdf(after=HTML), "damaged"),
    Hostile("PDF and archive in one", "a.pdf", lambda: pdf(after=zipped({"a": "b" * 9000})), "damaged"),
    Hostile("PDF behind something else", "a.pdf", lambda: b"x" * 20 + PDF, "ending"),
    Hostile("cut off PDF", "a.pdf", lambda: PDF[:-10], "damaged"),
    # Web pages, drawings, polyglots.
    Hostile("SVG", "a.svg", of(SVG), "active"),
    Hostile("SVG called a picture", "a.png", of(SVG), "active"),
    Hostile("SVG behind a comment", "a.svg", of(b"<?xml version='1.0'?><!-- x -->" + SVG), "active"),
    Hostile("web page", "a.html", of(HTML), "active"),
    Hostile("web page called a PDF", "a.pdf", of(HTML), "active"),
    Hostile("web page called a text", "a.txt", of(HTML), "active"),
    Hostile("web page behind a mark", "a.txt", of(b"\xef\xbb\xbf \n" + HTML), "active"),
    Hostile("GIF and script in one", "a.gif", gif_js, "kind"),
    Hostile("GIF and script called a script", "a.js", gif_js, "kind"),
    Hostile("picture and web page in one", "a.png", lambda: picture() + HTML, NEUTRAL),
    Hostile("picture and archive in one", "a.jpg", lambda: picture("JPEG") + zipped({"a": "b"}), NEUTRAL),
    Hostile("script before a document", "a.docx", lambda: b"PK\x03\x04<script>" + office("docx"), NEUTRAL),
    Hostile("script in a picture's comment", "a.jpg", lambda: picture("JPEG", comment=HTML), NEUTRAL),
    Hostile("place where a picture was taken", "a.jpg", located, NEUTRAL),
    Hostile("30,000 x 30,000 pixels", "a.png", huge_picture, "too_many_pixels"),
    Hostile("picture whose comment unpacks to 200 MB", "a.png", text_bomb, "damaged"),
    Hostile("picture cut off", "a.png", lambda: picture(size=(400, 400))[:-60], "damaged"),
    Hostile("only the beginning of a picture", "a.jpg", of(b"\xff\xd8\xff\xe0" + b"\0" * 30), "damaged"),
    # Programs and names.
    Hostile("program of Windows", "a.exe", of(b"MZ" + b"\0" * 99), "kind"),
    Hostile("program of Windows called a PDF", "a.pdf", of(b"MZ" + b"\0" * 99), "kind"),
    Hostile("program of Linux", "a", of(b"\x7fELF" + b"\0" * 99), "kind"),
    Hostile("two endings", "report.pdf.exe", of(PDF), "ending"),
    Hostile("ending of a program on a text", "a.bat", of(b"del *.*"), "ending"),
    Hostile("document called a PDF", "a.pdf", lambda: office("docx"), "ending"),
    Hostile("table called a document", "a.docx", lambda: office("xlsx"), "ending"),
    Hostile("open document called a table", "a.ods", lambda: opened("odt"), "ending"),
    Hostile("a name that turns around", "report\u202efdp.exe", of(PDF), "ending"),
    Hostile("a name of 300 signs", "a" * 300 + ".pdf", of(PDF), NEUTRAL),
    Hostile("a name with folders", "../../etc/report.pdf", of(PDF), NEUTRAL),
    Hostile("a name that breaks a header", 'a"\r\nSet-Cookie: x=1\r\n.pdf', of(PDF), NEUTRAL),
    Hostile("nothing", "a.pdf", of(b""), "empty"),
    Hostile("21 MB", "a.txt", lambda: b"a" * 21 * 2**20, "too_large"),
    Hostile("noise", "a.csv", of(bytes(range(256)) * 4), "kind"),
]


def has_nothing_hidden(kept: bytes, kind: str) -> bool:
    """Whether a kept file is only what it says it is."""
    if kind in {"jpeg", "png", "webp"}:
        with Image.open(io.BytesIO(kept)) as found:
            plain = not found.getexif() and not {"exif", "comment", "xmp"} & set(found.info)
        return plain and all(word not in kept for word in (b"script", b"PK\x03\x04", b"Anna"))
    if kind in {"docx", "xlsx"}:
        with zipfile.ZipFile(io.BytesIO(kept)) as found:
            return kept.startswith(b"PK\x03\x04") and found.testzip() is None and b"<script>" not in kept
    return kept == PDF
