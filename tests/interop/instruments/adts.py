"""AAC in ADTS, frames in a row (ISO 13818-7 §6.2.1)."""

SAMPLES = 1024
"""Of a frame."""

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def seconds(stream: bytes) -> float:
    """How much sound stands in whole frames, from the first on; AssertionError where one does not follow the last."""
    at, found = stream.index(b"\xff\xf1"), 0.0
    while at + 7 <= len(stream):
        length = (stream[at + 3] & 3) << 11 | stream[at + 4] << 3 | stream[at + 5] >> 5
        assert stream[at : at + 2] == b"\xff\xf1", f"no frame at byte {at}"
        if at + length > len(stream):
            break
        found += SAMPLES / RATES[stream[at + 2] >> 2 & 15]
        at += length
    return found
