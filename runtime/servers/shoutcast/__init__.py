"""SHOUTcast's pages, as panels, widgets and statistics programs ask for them.

`figures` are a stream's numbers by SHOUTcast's names; `pages` is what everybody may read; `admin_cgi` is for admins, with
kicking and banning; `bans` are the addresses that are kept out, remembered in the state folder.
"""

from .admin_cgi import AdminCgi
from .bans import Bans
from .pages import ShoutcastPages

__all__ = ["AdminCgi", "Bans", "ShoutcastPages"]
