"""What the station answers itself, over connections an edge handed to it: routes by dialect, on aiohttp.

`web` holds the application; `icecast` and `pages` are its routes. The listeners' audio never passes through here.
"""
