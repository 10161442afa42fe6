import pytest

from lsscript.syntax.units import SLIPS, UNITS, Measured, Unmeasured, measure


@pytest.mark.parametrize(
    ("text", "amount", "kind"),
    [
        ("3s", 3, "duration"),
        ("500ms", 0.5, "duration"),
        ("15min", 900, "duration"),
        ("1h30min", 5400, "duration"),
        ("7d", 604_800, "duration"),
        ("128kbps", 128_000, "bitrate"),
        ("44.1kHz", 44_100, "frequency"),
        ("3dB", 3, "level"),
        ("16LUFS", 16, "loudness"),
        ("64KiB", 65_536, "size"),
        ("20%", 20, "percent"),
    ],
)
def test_a_quantity_is_in_its_base_unit(text, amount, kind):
    assert measure(text) == Measured(amount, kind)


@pytest.mark.parametrize(
    ("text", "unit", "likely"),
    [
        ("90m", "m", "90min"),
        ("5secs", "secs", "5s"),
        ("128kb", "kb", "128kbps"),
        ("44.1khz", "khz", "44.1kHz"),
        ("3db", "db", "3dB"),
        ("1H30M", "H", "1h30min"),
        ("1h30", "", None),
        ("3x", "x", None),
        ("3s5kbps", "", None),
    ],
)
def test_a_slip_is_guessed_where_it_can_be(text, unit, likely):
    assert measure(text) == Unmeasured(unit, likely)


def test_every_slip_leads_to_a_unit():
    assert set(SLIPS.values()) <= set(UNITS)
    assert not set(SLIPS) & set(UNITS)
