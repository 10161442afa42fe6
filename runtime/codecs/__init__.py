"""Encoded audio taken apart and put together, one format a file: bytes in, frames, pages and headers out.

Everything here is pure and bounded: it holds no file, no socket, no clock and no decoder, and whatever bytes
it is given, it answers with frames, with counts of what it left out, or with a `PeerFault`; never with
another exception. `incoming` is the way in for strangers: it knows a stream by its bytes. May import `media` and `errors` only.
"""
