"""Pictures rebuilt from their pixels, so that nothing else of a file is ever kept.

A photo tells where and when it was taken, by whose phone, and may carry a smaller copy of what was
cut away (EXIF, GPS, XMP, comments, colour profiles, thumbnails, bytes after the end). Saving anew
is not enough: Pillow drops EXIF but keeps the JPEG comment (tried with 13.0). So only the decoded
pixels are carried over into a new picture.
"""

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from bot.ports import PictureRefused

MAX_BYTES = 10 << 20
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2048
THUMBNAIL_SIDE = 320

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_SMOOTH = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
_QUALITY = 85
_EXIF_ORIENTATION = 0x0112
_WHITE = (255, 255, 255)

# How a picture with this EXIF orientation must be turned to stand upright (EXIF 2.32, 4.6.5).
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow's readers raise on files that are cut off or made to break them.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureError(PictureRefused):
    """The bytes cannot become a picture. The message is the key of the words that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG made from pixels only; sides in pixels."""

    data: bytes = field(repr=False)
    width: int
    height: int
    mime: str = "image/jpeg"


class PixelPictures:
    """The port ``Pictures``: rebuilds what residents send."""

    def rebuild(self, data: bytes) -> bytes:
        return rebuild(data).data


def rebuild(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Picture:
    """Make a new upright JPEG, at most 2048 pixels long, of a JPEG, PNG, WebP or GIF.

    Of an animation the first frame is taken; what is transparent becomes white. Raises
    PictureError: ``photo.too_large`` for too many bytes or pixels (said by the header, before
    anything is unpacked), ``photo.unreadable`` for all that is not such a picture, HEIC included
    (Pillow cannot read it).
    """
    if len(data) > max_bytes:
        raise PictureError("photo.too_large")
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > max_pixels:
                raise PictureError("photo.too_large")
            # A JPEG can be unpacked at a half or a quarter of its size, for less time and memory.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            orientation = _orientation(image)
            return _picture(_upright(_flat(_shrunk(image)), orientation), LONGEST_SIDE)
    except _BOMB:
        raise PictureError("photo.too_large") from None
    except _BROKEN:
        raise PictureError("photo.unreadable") from None


def thumbnail(picture: Picture) -> bytes:
    """Make a small JPEG, at most 320 pixels long, of a rebuilt picture."""
    with Image.open(BytesIO(picture.data), formats=("JPEG",)) as image:
        return _picture(image.convert("RGB"), THUMBNAIL_SIDE).data


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_EXIF_ORIENTATION, 1))
    except _BROKEN:
        return 1  # a broken EXIF block is no reason to refuse the pixels


def _shrunk(image: Image.Image) -> Image.Image:
    """Shrink before converting where that can be done well: forty megapixels are 160 MB."""
    if image.mode in _SMOOTH:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _flat(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Sixteen bits of grey: converting alone would turn all but the darkest white.
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, _WHITE)
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return image.transpose(turn) if turn is not None else image


def _picture(image: Image.Image, side: int) -> Picture:
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    pixels = Image.frombytes("RGB", image.size, image.tobytes())
    out = BytesIO()
    pixels.save(out, "JPEG", quality=_QUALITY)
    return Picture(data=out.getvalue(), width=pixels.width, height=pixels.height)
