"""Files as honest people hand them in."""

import io
import zipfile

from PIL import Image

TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
CORE = (
    '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="c" xmlns:dc="d">'
    "<dc:title>Minutes</dc:title><dc:creator>Anna Author</dc:creator>"
    "<cp:lastModifiedBy>Bela Author</cp:lastModifiedBy></cp:coreProperties>"
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:ins w:id="1" w:author="Cara Author">'
    "<w:t>Courts are open</w:t></w:ins></w:document>"
)
MAIN = {
    "docx": ("word/document.xml", DOCUMENT),
    "xlsx": ("xl/workbook.xml", '<workbook xmlns="s"><sheets/></workbook>'),
    "pptx": ("ppt/presentation.xml", '<p:presentation xmlns:p="p"/>'),
}
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Author (Anna) >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def zipped(parts, *, how=zipfile.ZIP_DEFLATED):
    """A zip of these parts, a mapping or pairs of name (or ZipInfo) and content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            made.writestr(name, content)
    return out.getvalue()


def office(kind="docx", **more):
    """A small document of this kind; parts `more` by name, `__` for a slash and `_` for a dot."""
    name, main = MAIN[kind]
    parts = {"[Content_Types].xml": TYPES, name: main, "docProps/core.xml": CORE}
    return zipped(parts | {key.replace("__", "/").replace("_", "."): value for key, value in more.items()})


def opened(kind="odt"):
    name = {"odt": "text", "ods": "spreadsheet"}[kind]
    meta = "<office:meta xmlns:office='o' xmlns:dc='d'><dc:creator>Anna Author</dc:creator></office:meta>"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{name}",
            "content.xml": "<office:document-content xmlns:office='o'/>",
            "meta.xml": meta,
        }
    )


def picture(form="PNG", *, size=(20, 10), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form, **options)
    return out.getvalue()


def located():
    """A JPEG that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (12.0, 7.0, 30.0)
    return picture("JPEG", exif=exif, comment=b"taken by Anna Author")


GOOD = {
    "report.pdf": PDF,
    "report.docx": office("docx"),
    "table.xlsx": office("xlsx"),
    "talk.pptx": office("pptx"),
    "report.odt": opened("odt"),
    "table.ods": opened("ods"),
    "photo.jpg": picture("JPEG"),
    "PHOTO.JPEG": picture("JPEG"),
    "map.png": picture(),
    "map.webp": picture("WEBP"),
    "table.csv": "Région;Écoles\nNord;3\n".encode("cp1252"),
    "note.txt": "السلام".encode(),
    "windows.txt": "Écoles".encode("utf-16"),
    "chart.docx": office("docx", word__embeddings__Table1_xlsx=office("xlsx")),
    "link.docx": office(
        "docx",
        word__rels__document_xml_rels='<Relationships><Relationship Type="http://x/hyperlink" '
        'Target="https://un.org" TargetMode="External"/></Relationships>',
    ),
}
