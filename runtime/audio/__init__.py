"""Sound as samples: segments and blocks, files decoded ahead of time, and encoders from samples to frames.

PyAV, lameenc and NumPy live here and nowhere below; they are imported where they are first used, so that a
check of a script never wakes them. Both codecs let go of the interpreter's lock while they work: threads
suffice. May import `media`, `codecs`, `plan` and `errors`.
"""
