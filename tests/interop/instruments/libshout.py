"""A source client on libshout, in a process of its own, that sends the MP3 of its input:

    libshout.py PORT TLS-MODE CA-FILE USER PASSWORD MOUNT

The modes of TLS are libshout's own: 11 is HTTPS (RFC 2818), 12 an upgrade within plain HTTP (RFC 2817).
"""

import ctypes
import ctypes.util
import sys

HTTP, MP3 = 0, 1
PIECE = 4096


def main(words):
    port, mode = int(words[0]), int(words[1])
    shout = ctypes.CDLL(ctypes.util.find_library("shout") or "libshout.so.3")
    shout.shout_new.restype = ctypes.c_void_p
    shout.shout_get_error.restype = ctypes.c_char_p
    shout.shout_init()
    client = ctypes.c_void_p(shout.shout_new())

    def do(name, *arguments):
        if getattr(shout, name)(client, *arguments):
            sys.exit(f"{name}: {shout.shout_get_error(client).decode()}")

    do("shout_set_host", b"localhost")
    do("shout_set_port", ctypes.c_ushort(port))
    do("shout_set_tls", mode)
    for name, word in zip(("ca_file", "user", "password", "mount"), words[2:], strict=True):
        do(f"shout_set_{name}", word.encode())
    do("shout_set_protocol", HTTP)
    do("shout_set_format", MP3)
    do("shout_open")
    while piece := sys.stdin.buffer.read(PIECE):
        do("shout_send", piece, len(piece))
        shout.shout_sync(client)
    do("shout_close")


if __name__ == "__main__":
    main(sys.argv[1:])
