"""What goes over the wire, as cores that do no input or output: bytes and the time go in, events and bytes
come out.

`http1` reads request heads as radio's clients really send them and writes answers, `icy` puts titles into a
stream and takes them out, `icecast` is what a listener hears from a mount and how source clients publish by
HTTP, `shoutcast` how they do without, `source` what they all say. May import `media` and below;
never asyncio, sockets or a clock.
"""
