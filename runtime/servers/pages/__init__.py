"""What the station shows to people and their programs: the page at `/`, its events, pictures and lists.

`front` and `embed` write HTML, drawn from a `StationStatus` alone; `assets` are the style, the script and the signs that
come with the program. `events` keeps open pages up to date, `documents` is the same as JSON for others' pages,
`covers` gives pictures, `playlists` the small files that players open. Nothing here reaches outside, nothing here runs
on the path of the audio, and whatever strangers wrote (a title, a name, a Host header) is text and nothing else.
"""

from .routes import add_routes

__all__ = ["add_routes"]
