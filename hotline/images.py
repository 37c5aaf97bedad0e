"""Pictures rebuilt from their pixels: whatever else was in the file, place and camera and hidden parts, is gone.

An allow-list of formats; anything else is refused. No file is written, nothing is logged.
"""

import io
import warnings
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageOps, UnidentifiedImageError

from config.catalog.channels import ImageRules, load_channels
from hotline.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
QUALITY, THUMB_QUALITY = 85, 75


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A rebuilt JPEG and its thumbnail."""

    full: bytes
    thumb: bytes


@lru_cache(maxsize=1)
def rules() -> ImageRules:
    """Sizes, of config/channels.toml."""
    return load_channels().images


def clean(data: bytes, limits: ImageRules | None = None) -> Picture:
    """The picture as new JPEG files. Raises Refused: image.too_large, image.unreadable, image.kind."""
    limits = limits or rules()
    if len(data) > limits.largest:
        raise Refused("image.too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            pixels = _pixels(data, limits)
    except UnidentifiedImageError as error:
        raise Refused("image.kind") from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError, Warning) as error:
        raise Refused("image.unreadable") from error
    return Picture(_jpeg(pixels, limits.side, QUALITY), _jpeg(pixels, limits.thumb, THUMB_QUALITY))


def _pixels(data: bytes, limits: ImageRules) -> Image.Image:
    """The first frame, upright, as plain RGB pixels in a fresh image."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > limits.pixels:
            raise Refused("image.too_large")
        opened.draft("RGB", (limits.side, limits.side))
        opened.load()
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    return page


def _jpeg(pixels: Image.Image, side: int, quality: int) -> bytes:
    small = pixels.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
