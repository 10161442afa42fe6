"""Relays: streams of other servers, fetched and passed on.

`pull` fetches one stream once; `relay` keeps at it, with several servers, back-off, and gaps that nobody hears, which `stitch`
closes; `mirror` relays whatever a server has. Where the sound goes, a mount or the programme, they do not know.
"""
