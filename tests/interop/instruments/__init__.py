"""Instruments of the proof: they look at what a station sent, and share no line of code with what sent it.

MP3 frames, Ogg pages, ICY titles and sound are read here a second time, from the documents, so that a mistake of `runtime`
cannot hide itself. May import NumPy and the standard library; nothing of `runtime` or `lsscript`.
"""
