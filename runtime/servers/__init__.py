"""What the station answers itself, over connections an edge handed to it.

`doorman` looks at each of them. Source clients go to `source_server`, which finds out by `accounts` who may publish
and puts each on a `stage`: a live input or a pass-through mount; `source_connection` is one of them, from its first
byte to its last. All else goes to `web`, an aiohttp application with `icecast` and `pages` as its routes. The
listeners' audio never passes through here.
"""
