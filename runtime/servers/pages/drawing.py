"""The picture of what has none: the station's letters on waves of its colour, as SVG."""

from html import escape

from runtime.audio.cover import Picture

from .front import hue

__all__ = ["drawing"]

_ANGLES = (0, 18, 32, 48, 100, 150, 178, 200, 216, 258, 290, 335)
"""The page's colours in degrees of HSL, which is what every program that shows SVG knows."""

_RINGS = (60, 110, 160, 210, 260, 310, 360)


def drawing(station: str) -> Picture:
    """Draw it; the same for the same name."""
    angle = _ANGLES[hue(station)]
    rings = "".join(
        f'<circle cx="320" cy="80" r="{radius}" opacity="{0.5 - place * 0.055:.2f}"/>'
        for place, radius in enumerate(_RINGS)
    )
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">'
        f'<defs><linearGradient id="g" x1="0" y1="1" x2="1" y2="0"><stop stop-color="hsl({angle},45%,18%)"/>'
        f'<stop offset="1" stop-color="hsl({(angle + 14) % 360},62%,46%)"/></linearGradient></defs>'
        '<rect width="400" height="400" fill="url(#g)"/>'
        f'<g fill="none" stroke="#fff" stroke-width="10">{rings}</g>'
        '<text x="32" y="364" fill="#fff" font-family="system-ui,sans-serif" font-weight="800" font-size="128" '
        f'letter-spacing="-5">{escape(_letters(station))}</text></svg>'
    )
    return Picture("image/svg+xml", text.encode("utf-8", "replace"))


def _letters(station: str) -> str:
    """The first letters of the first two words that have one."""
    words = [[c for c in word if c.isalnum()] for word in station.split()]
    return "".join(letters[0] for letters in words if letters)[:2].upper() or "♪"
