"""Sources: what can be heard, one kind a file, and the floor that plays when nothing else does.

A source is pulled from the one thread that keeps the station's time. Pulling never blocks and never touches a
disk; what a source needs from outside it fetches in a thread of its own. What to play next and when to switch
are pure functions (`order.py`, `fallback.decide`), apart from the samples. `live` is the one source that others
push into: source clients, each decoded by a thread of its own. May import `audio`, `codecs`, `protocols.source`,
`media`, `plan` and `errors`.
"""
