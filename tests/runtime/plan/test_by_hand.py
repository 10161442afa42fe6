"""A plan that is changed by hand."""

import pytest

from runtime.plan import (
    Added,
    Always,
    Amplify,
    Blank,
    CannotBe,
    Dropped,
    Fallback,
    FallsBack,
    Mount,
    Mp3,
    PassThrough,
    Station,
    Switch,
    Tone,
    Turns,
    amended,
    one_account,
)


def station(*, radio):
    sources = {"a": Tone(), "b": Blank(), "radio": radio}
    mounts = {path: Mount(path, "radio", Mp3()) for path in ("/radio.mp3", "/more.mp3")}
    guest = PassThrough("/guest", one_account("pw"), fallback="/more.mp3")
    return Station(
        "/", sources=sources, mounts=mounts, pass_through={"/guest": guest}, aliases={"/x": "/radio.mp3"}
    )


PLAIN = station(radio=Fallback(("a", "b")))


class TestAMountThatIsTakenOut:
    def test_is_gone_with_its_other_names(self):
        after = amended(PLAIN, [Dropped("/radio.mp3")])

        assert (list(after.mounts), after.aliases) == (["/more.mp3"], {})

    @pytest.mark.parametrize(
        ("name", "words"), [("/more.mp3", '"/guest" falls back to "/more.mp3"'), ("/no", 'no mount "/no"')]
    )
    def test_has_to_be_there_and_needed_by_nobody(self, name, words):
        with pytest.raises(CannotBe, match=words):
            amended(PLAIN, [Dropped(name)])


class TestASourceThatIsTakenOut:
    @pytest.mark.parametrize(
        ("radio", "left"),
        [
            (Fallback(("a", "b")), Fallback(("b",))),
            (Switch(("a", "b"), (Always(), Always())), Switch(("b",), (Always(),))),
            (Turns(("a", "b"), "rotate", (1, 3)), Turns(("b",), "rotate", (3,))),
            (Turns(("a", "b"), "rotate"), Turns(("b",), "rotate")),
        ],
    )
    def test_is_played_by_nobody_and_what_is_said_of_it_goes_too(self, radio, left):
        assert amended(station(radio=radio), [Dropped("a")]).sources["radio"] == left

    @pytest.mark.parametrize(
        ("radio", "name", "words"),
        [
            (Fallback(("a",)), "a", "would have nothing to play"),
            (Amplify(("a",)), "a", "is made of"),
            (Fallback(("a", "b")), "radio", "is what /radio.mp3 sends"),
            (Fallback(("a", "b")), "c", 'no source "c"'),
        ],
    )
    def test_has_to_be_one_of_several(self, radio, name, words):
        with pytest.raises(CannotBe, match=words):
            amended(station(radio=radio), [Dropped(name)])


class TestAFallback:
    def test_is_another_one(self):
        after = amended(PLAIN, [FallsBack("/guest", "/radio.mp3"), Dropped("/more.mp3")])

        assert after.pass_through["/guest"].fallback == "/radio.mp3"

    def test_is_none(self):
        assert amended(PLAIN, [FallsBack("/guest", None)]).pass_through["/guest"].fallback is None

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (FallsBack("/radio.mp3", "/more.mp3"), "plays a source of the script"),
            (FallsBack("/guest", "/guest"), "is no mount with an encoder"),
            (FallsBack("/no", "/more.mp3"), "there is no mount"),
        ],
    )
    def test_is_of_mounts_that_have_one(self, change, words):
        with pytest.raises(CannotBe, match=words):
            amended(PLAIN, [change])


def test_what_was_added_is_in_the_plan_already():
    assert amended(PLAIN, [Added('mount("/x.mp3", radio, mp3())')]) is PLAIN
