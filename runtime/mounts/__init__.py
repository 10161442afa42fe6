"""Mounts from the station's side: encoders, and the rings they fill.

One `EncoderNode` per source and format encodes what it is offered and hands the frames to the mounts that
share it; a `MountOutput` puts them into its mount's rings, framed as listeners will get them. Edges do the
rest. A `PassThroughMount` fills its rings with what a source client sends, and with its fallback's frames while
none is there. May import `audio`, `codecs`, `protocols.icy`, `protocols.source`, `media`, `plan` and `errors`.
"""
