"""The same requests against Icecast and against another server, and every difference between the two.

It needs nothing but Python, pytest and Debian's `icecast2`, and knows nothing of the server it compares: `README.md` says
how to run it against yours.
"""
