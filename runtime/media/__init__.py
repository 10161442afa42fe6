"""Encoded audio with its time: frames, titles, the ring that carries them to listeners, and how far behind
a listener plays.

Pure data and arithmetic over memory that others own; no clock, no sockets, and no third-party package,
since every edge imports it.
"""
