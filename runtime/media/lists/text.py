"""The text of a list, whatever program wrote it."""

__all__ = ["lines_of", "text_of"]

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Byte order marks; one that begins like another stands before it."""


def text_of(data: bytes) -> str:
    """Decode by a byte order mark, else as UTF-8 where that is valid, else as Windows-1252."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines_of(text: str) -> list[str]:
    """Lines without what ends them, on any system; others of Unicode's line ends may stand in a name."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
