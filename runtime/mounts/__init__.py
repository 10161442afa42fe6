"""Mounts from the station's side: encoders, and the rings they fill.

One `EncoderNode` per source and format encodes what it is offered and hands the frames to the mounts that
share it; a `MountOutput` puts them into its mount's rings, framed as listeners will get them. Edges do the
rest. May import `audio`, `codecs`, `protocols.icy`, `media`, `plan` and `errors`.
"""
