import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.audio.hints import LONGEST_TIME, MOST_CUSTOM, MOST_GAIN, Hints, read_hints


class TestHints:
    def test_are_read_under_their_own_names(self):
        tags = {"cue_in": "3.2", "CUE_OUT": "180", "fade_in": "1", "fade_out": "2.5", "gain": "-3 dB"}

        assert read_hints(tags) == Hints(cue_in=3.2, cue_out=180.0, fade_in=1.0, fade_out=2.5, gain_db=-3.0)

    def test_are_read_under_liquidsoap_s_names_which_count_more(self):
        tags = {"liq_cue_in": "4", "cue_in": "3", "liq_cross_duration": "5", "liq_amplify": "-6dB"}

        assert read_hints(tags) == Hints(cue_in=4.0, cross=5.0, gain_db=-6.0)

    @pytest.mark.parametrize(
        ("text", "gain"), [("1", 0.0), ("2.", 6.0206), ("0.5", -6.0206), ("3 dB", 3.0), ("0", None)]
    )
    def test_take_an_amplification_without_a_unit_as_a_factor(self, text, gain):
        found = read_hints({"liq_amplify": text}).gain_db

        assert found == (gain if gain is None else pytest.approx(gain, abs=1e-4))

    def test_read_replay_gain_and_r128_on_one_scale(self):
        replay = read_hints({"REPLAYGAIN_TRACK_GAIN": "-7.25 dB", "replaygain_track_peak": "0.98"})
        r128 = read_hints({"R128_TRACK_GAIN": "-3136"})

        assert (replay.replaygain_db, replay.replaygain_peak) == (-7.25, 0.98)
        assert r128.replaygain_db == -7.25

    @pytest.mark.parametrize("text", ["true", "Yes", "1"])
    @pytest.mark.parametrize("name", ["jingle", "liq_jingle", "jingle_mode"])
    def test_know_a_jingle(self, name, text):
        assert read_hints({name: text}).jingle

    @pytest.mark.parametrize(
        "name", ["liq_cross_start_next", "liq_fade_out_start_next", "liq_start_next", "start_next"]
    )
    def test_say_from_where_on_the_next_one_is_heard(self, name):
        assert read_hints({name: "171.5"}) == Hints(start_next=171.5)

    def test_say_by_which_curve_it_comes_and_goes(self):
        tags = {"liq_fade_in_type": "exp", "fade_out_type": "Lin", "liq_fade_in": "2"}

        assert read_hints(tags) == Hints(fade_in=2.0, fade_in_shape="exp", fade_out_shape="lin")
        assert read_hints({"liq_fade_in_type": "zigzag"}) == Hints()

    def test_say_that_nothing_is_to_stand_beside_it(self):
        assert read_hints({"liq_append": "false", "liq_prepend": "no"}) == Hints(
            no_append=True, no_prepend=True
        )
        assert read_hints({"liq_append": "true"}) == Hints()

    @pytest.mark.parametrize("text", ["-14.5", "-14.5 LUFS", "-14.5LUFS"])
    def test_read_a_measured_loudness_on_the_scale_of_replay_gain(self, text):
        assert (
            read_hints({"liq_integrated_lufs": text, "replaygain_track_gain": "9 dB"}).replaygain_db == -3.5
        )

    def test_keep_what_else_is_told(self):
        tags = {
            "title": "One",
            "artist": "Ada",
            "Genre": "Folk",
            "liq_playlist_name": "morning",
            "cue_in": "1",
        }

        assert read_hints(tags).custom == {"genre": "Folk", "liq_playlist_name": "morning"}

    def test_keep_a_bounded_number_of_further_tags(self):
        assert len(read_hints({f"tag{n}": "x" for n in range(1000)}).custom) == MOST_CUSTOM


class TestWhatMeansNothing:
    @pytest.mark.parametrize("text", ["", "soon", "-1", "nan", "1e9", "3 4", "9" * 50, "90000"])
    def test_says_nothing_as_a_time(self, text):
        assert read_hints({"cue_in": text}).cue_in is None

    def test_is_an_end_before_the_beginning(self):
        assert read_hints({"cue_in": "10", "cue_out": "9"}).cue_out is None

    def test_is_a_gain_beyond_reason(self):
        assert read_hints({"gain": "-90"}).gain_db is None

    @given(
        st.dictionaries(
            st.sampled_from(
                ["liq_cue_in", "cue_out", "gain", "liq_amplify", "r128_track_gain", "fade_in", "x"]
            ),
            st.text(max_size=20),
        )
    )
    def test_leaves_what_is_told_within_bounds(self, tags):
        hints = read_hints(tags)
        times = [hints.cue_in, hints.cue_out, hints.fade_in]
        gains = [hints.gain_db, hints.replaygain_db]

        assert all(time is None or 0 <= time <= LONGEST_TIME for time in times)
        assert all(gain is None or abs(gain) <= MOST_GAIN for gain in gains)
