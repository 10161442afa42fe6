"""Lines of the logs that other programs read: Icecast's access and playlist logs, and SHOUTcast's.

Rule: whatever a listener or a DJ put into a field stays in that field, on that line (CVE-2011-4612).
"""

from datetime import UTC, datetime

from runtime.kernel.log import escape

__all__ = ["W3C_HEAD", "access_line", "playlist_line", "w3c_line"]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

W3C_HEAD = (
    "#Software: SHOUTcast\n#Version: 1.9.8\n"
    "#Fields: c-ip c-dns date time cs-uri-stem c-status cs(User-Agent) sc-bytes x-duration avgbandwidth\n"
)
"""What a file of this kind begins with."""


def access_line(
    moment: datetime,
    *,
    address: str,
    user: str,
    mount: str,
    protocol: str,
    sent: int,
    referer: str,
    agent: str,
    seconds: float,
) -> str:
    """A listener who has gone, as Icecast 2.4 writes it: NCSA's combined form, and the seconds behind it."""
    request = f"GET {_quoted(mount)} {protocol or 'HTTP/1.0'}"
    return (
        f'{address or "-"} - {_word(user)} [{_ncsa(moment)}] "{request}" 200 {sent}'
        f' "{_quoted(referer) or "-"}" "{_quoted(agent) or "-"}" {int(seconds)}\n'
    )


def playlist_line(moment: datetime, mount: str, listeners: int, title: str) -> str:
    """A title that began, as Icecast 2.4 writes it."""
    return f"{_ncsa(moment)}|{escape(mount)}|{listeners}|{escape(title).replace('|', '/')}\n"


def w3c_line(moment: datetime, *, address: str, mount: str, sent: int, agent: str, seconds: float) -> str:
    """A listener who has gone, as SHOUTcast writes it."""
    when = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    rate = int(sent * 8 / seconds) if seconds >= 1 else 0
    player = _word(agent)
    return (
        f"{address or '-'} {address or '-'} {when} {_word(mount)} 200 {player} {sent} {int(seconds)} {rate}\n"
    )


def _ncsa(moment: datetime) -> str:
    month = MONTHS[moment.month - 1]
    return f"{moment.day:02}/{month}/{moment.year:04}:{moment.strftime('%H:%M:%S %z')}"


def _quoted(text: str) -> str:
    return escape(text.replace("\\", "\\\\")).replace('"', '\\"')


def _word(text: str) -> str:
    """One word: a blank would begin the next field, a quotation mark hide it."""
    return (
        "".join("%20" if letter.isspace() else letter for letter in escape(text)).replace('"', "%22") or "-"
    )
