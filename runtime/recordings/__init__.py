"""Recordings: what encoders write, in files that are whole whatever happens.

`recording` is the output an encoder writes to, `keeper` the thread that has to do with the disk; `naming` says what a file is
called, `ledger` which files were written here and may be deleted when they are old.
"""
