"""Pictures: measured before they are opened, then drawn anew, so that nothing but what is seen is kept."""

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from apps.core.files.refusals import FileRefused

MOST_PIXELS = 25_000_000
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def drawn_anew(kind: str, content: bytes) -> bytes:
    """The picture without place, camera, names and whatever else was hidden in it. Raises FileRefused."""
    name = FORMATS[kind]
    try:
        with Image.open(io.BytesIO(content), formats=[name]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large()
            ImageOps.exif_transpose(picture, in_place=True)
            mode = "RGB" if kind == "jpeg" else _mode(picture)
            plain = picture.convert(mode) if picture.mode != mode else picture.copy()
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError) as error:
        raise FileRefused(_("The picture is damaged and cannot be opened."), "damaged") from error
    out = io.BytesIO()
    plain.info = {}
    plain.save(out, name, **({"compress_level": 3} if kind == "png" else {"quality": 90}))
    return out.getvalue()


def _mode(picture: Image.Image) -> str:
    return "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"


def _too_large() -> FileRefused:
    return FileRefused(
        _("The picture has more than %(most)s million pixels. Make it smaller first.")
        % {"most": MOST_PIXELS // 1_000_000},
        "too_many_pixels",
    )
