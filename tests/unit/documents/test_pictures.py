"""Nothing but the pixels of a picture survives, and nothing but a picture is taken."""

import random
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from adapters.documents.pictures import (
    Picture,
    PictureError,
    PixelPictures,
    rebuild,
    thumbnail,
)
from bot.ports import PictureRefused, Pictures

CANARY = b"CANARY-7f3a"
WORD = CANARY.decode()


def plain(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x010F] = WORD  # make
    data[0x0112] = orientation
    data[0x013B] = WORD  # artist
    data.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 12.34), 3: "E", 4: (127.0, 2.0, 56.78)})
    data.get_ifd(0x8825)[29] = WORD
    return data


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(WORD, CANARY * 10)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    image.load()
    return image


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to the pixels."""
    markers, position = [], 2
    while jpeg[position + 1] != 0xDA:
        markers.append(jpeg[position + 1])
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4])
    return markers


def jpeg_full_of_secrets() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(
        plain(),
        "JPEG",
        exif=exif(),
        comment=CANARY,
        icc_profile=profile + CANARY,
        xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>",
    )
    return data + archive() + CANARY


def png_full_of_secrets() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", WORD)
    text.add_text("Hidden", WORD, zip=True)
    text.add_itxt("XML:com.adobe.xmp", WORD)
    return saved(plain(), "PNG", pnginfo=text, exif=exif()) + archive()


def webp_full_of_secrets() -> bytes:
    return saved(plain(), "WEBP", exif=exif(), xmp=CANARY) + CANARY


def gif_full_of_secrets() -> bytes:
    return saved(plain(mode="P"), "GIF", comment=CANARY) + CANARY


SECRETS = [jpeg_full_of_secrets, png_full_of_secrets, webp_full_of_secrets, gif_full_of_secrets]


@pytest.mark.parametrize("make", SECRETS)
def test_nothing_but_the_pixels_survives(make: Callable[[], bytes]) -> None:
    given = make()
    assert CANARY in given
    picture = rebuild(given)
    for secret in (CANARY, b"Exif", b"GPS", b"xmp", b"ICC", b"PK\x03\x04"):
        assert secret not in picture.data
        assert secret not in thumbnail(picture)
    # Only the JFIF header, tables and frame, then pixels, then the end.
    assert set(segments(picture.data)) == {0xE0, 0xDB, 0xC0, 0xC4}
    assert picture.data.endswith(b"\xff\xd9")
    image = opened(picture)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("make", SECRETS)
def test_the_picture_is_still_the_same_to_see(make: Callable[[], bytes]) -> None:
    given = Image.open(BytesIO(make())).convert("L")
    made = opened(rebuild(make())).convert("L")
    pairs = zip(given.tobytes(), made.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) < 20


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_upright(orientation: int, kind: str) -> None:
    image = Image.new("RGB", (48, 32), "white")
    image.paste((255, 0, 0), (0, 0, 16, 16))
    image.paste((0, 0, 255), (32, 16, 48, 32))
    given = saved(image, kind, exif=exif(orientation))
    upright = ImageOps.exif_transpose(Image.open(BytesIO(given))).convert("RGB")
    made = opened(rebuild(given))
    assert made.size == upright.size == ((48, 32) if orientation < 5 else (32, 48))
    width, height = made.size
    for point in [(4, 4), (width - 4, 4), (4, height - 4), (width - 4, height - 4)]:
        colours = zip(made.getpixel(point), upright.getpixel(point), strict=True)
        assert all(abs(a - b) < 60 for a, b in colours)


@pytest.mark.parametrize(
    ("size", "made"),
    [
        ((4096, 3072), (2048, 1536)),
        ((1000, 5000), (410, 2048)),
        ((2048, 2048), (2048, 2048)),
        ((300, 200), (300, 200)),
        ((1, 1), (1, 1)),
        ((6000, 1), (2048, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_longest_side_is_2048(size: tuple[int, int], made: tuple[int, int], kind: str) -> None:
    picture = rebuild(saved(plain(size), kind))
    assert (picture.width, picture.height) == opened(picture).size == made
    assert picture.mime == "image/jpeg"


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 16, 32))
    for given in (saved(image, "PNG"), saved(image.convert("P"), "PNG", transparency=0)):
        made = opened(rebuild(given))
        assert min(made.getpixel((28, 16))) > 240
    assert opened(rebuild(saved(image, "PNG"))).getpixel((2, 2))[1] < 30


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    image = Image.new("I;16", (64, 48), 32768) if mode == "I;16" else plain(mode=mode)
    made = opened(rebuild(saved(image, "PNG")))
    assert made.mode == "RGB"
    if mode == "I;16":
        assert abs(made.getpixel((5, 5))[0] - 128) < 4


def test_a_printers_jpeg_is_read() -> None:
    assert opened(rebuild(saved(plain(mode="CMYK"), "JPEG"))).mode == "RGB"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
    given = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    picture = rebuild(given)
    red, green, blue = opened(picture).getpixel((20, 20))
    assert red > 230
    assert green < 30
    assert blue < 30


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("width", "height"), [(6400, 6400), (12_000, 10_000), (60_000, 60_000), (2**31 - 1, 1)]
)
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    bomb = png_of(width, height, bytes(1 << 24))
    assert len(bomb) < 100_000
    begin = time.perf_counter()
    with pytest.raises(PictureError, match=r"^photo\.too_large$"):
        rebuild(bomb)
    assert time.perf_counter() - begin < 10


def test_a_gif_bomb_is_refused() -> None:
    gif = bytearray(saved(plain(mode="P"), "GIF"))
    gif[6:10] = struct.pack("<HH", 65_535, 65_535)
    with pytest.raises(PictureError, match=r"^photo\.too_large$"):
        rebuild(bytes(gif))


def test_the_limits_can_be_set() -> None:
    given = saved(plain((100, 100)), "PNG")
    assert rebuild(given, max_bytes=len(given), max_pixels=10_000).width == 100
    with pytest.raises(PictureError, match=r"^photo\.too_large$"):
        rebuild(given, max_bytes=len(given) - 1)
    with pytest.raises(PictureError, match=r"^photo\.too_large$"):
        rebuild(given, max_pixels=9_999)


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(PictureError, match=r"^photo\.too_large$"):
        rebuild(saved(plain(), "JPEG") + bytes(10 << 20))


HEIC = bytes.fromhex("0000001866747970") + b"heic" + bytes(4) + b"mif1heic" + bytes(200)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"hello",
        "사진이에요".encode(),
        b"%PDF-1.7\n%",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        HEIC,
        archive(),
        saved(plain(), "BMP"),
        saved(plain(), "TIFF"),
        saved(plain(), "ICO"),
        bytes(5000),
    ],
)
def test_what_is_not_a_picture_of_ours_is_refused(given: bytes) -> None:
    with pytest.raises(PictureError, match=r"^photo\.unreadable$"):
        rebuild(given)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_a_file_cut_off_is_refused(kind: str, share: float) -> None:
    noise = Image.effect_noise((200, 200), 90)
    whole = saved(noise.convert("P") if kind == "GIF" else noise.convert("RGB"), kind)
    with pytest.raises(PictureError, match=r"^photo\.unreadable$"):
        rebuild(whole[: int(len(whole) * share)])


# Pillow warns of what it repairs; the point here is that nothing but PictureError comes out.
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("make", SECRETS)
def test_a_damaged_file_gives_a_picture_or_our_error(make: Callable[[], bytes]) -> None:
    chance = random.Random(20261122)
    whole = make()
    outcomes = set()
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(min(len(damaged), 900))] = chance.randrange(256)
        try:
            outcomes.add(rebuild(bytes(damaged)).mime)
        except PictureError as error:
            outcomes.add(str(error))
    assert "photo.unreadable" in outcomes
    assert outcomes <= {"image/jpeg", "photo.unreadable", "photo.too_large"}


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_broken_exif_block_does_not_cost_the_picture() -> None:
    whole = saved(plain(), "JPEG", exif=exif())
    at = whole.index(b"Exif\x00\x00") + 10
    assert rebuild(whole[:at] + b"\xff" * 30 + whole[at + 30 :]).width == 64


def test_thumbnail() -> None:
    picture = rebuild(saved(plain((1600, 1200)), "JPEG"))
    with Image.open(BytesIO(thumbnail(picture))) as small:
        assert small.format == "JPEG"
        assert small.size == (320, 240)


def test_it_is_the_port_the_bot_asks_for() -> None:
    pictures: Pictures = PixelPictures()
    assert pictures.rebuild(saved(plain(), "PNG")) == rebuild(saved(plain(), "PNG")).data
    with pytest.raises(PictureRefused) as refused:
        pictures.rebuild(b"hello")
    assert refused.value.key == "photo.unreadable"


def test_the_pixels_are_not_in_its_text() -> None:
    assert "data" not in repr(rebuild(saved(plain(), "PNG")))
