"""Pictures are rebuilt from pixels: nothing else of the file survives, and what is no picture is refused."""

import io

import pytest
from PIL import Image, PngImagePlugin

from config.catalog.channels import ImageRules
from hotline import images
from hotline.errors import Refused

CANARY = "18.3428,105.9057 canary"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112], exif[0x8298] = CANARY, 6, CANARY
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_pictures_of_the_allowed_kinds_become_jpeg(kind: str) -> None:
    clean = images.clean(picture(kind))
    for data in (clean.full, clean.thumb):
        with Image.open(io.BytesIO(data)) as opened:
            assert opened.format == "JPEG"


def test_what_a_camera_wrote_is_gone_and_the_picture_stands_upright() -> None:
    clean = images.clean(with_exif())
    assert b"canary" not in clean.full + clean.thumb
    with Image.open(io.BytesIO(clean.full)) as opened:
        assert not opened.getexif()
        assert opened.size == (48, 64)


def test_text_chunks_and_appended_bytes_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", CANARY)
    clean = images.clean(picture("PNG", pnginfo=notes) + b"appended canary")
    assert b"canary" not in clean.full + clean.thumb


def test_a_large_picture_is_made_smaller() -> None:
    with Image.open(io.BytesIO(images.clean(picture(size=(3000, 1000))).full)) as opened:
        assert max(opened.size) == images.rules().side


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image.kind"),
        (b"MZ\x90\x00 program", "image.kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image.kind"),
        (b"%PDF-1.7", "image.kind"),
        (picture("TIFF"), "image.kind"),
        (picture()[:200], "image.unreadable"),
    ],
)
def test_anything_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        images.clean(data)
    assert caught.value.code == code


def test_too_many_bytes_or_pixels_are_refused() -> None:
    limits = ImageRules(largest=10_000, pixels=1_000, side=100, thumb=10)
    for data in (b"x" * 10_001, picture("PNG", (200, 200))):
        with pytest.raises(Refused) as caught:
            images.clean(data, limits)
        assert caught.value.code == "image.too_large"
