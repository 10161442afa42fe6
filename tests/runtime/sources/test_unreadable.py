from runtime.sources.unreadable import TOLD_EACH, Unplayable, Unreadable


def filled(count):
    told = []
    made = Unreadable("music", lambda text, *values: told.append(text % values))
    for number in range(count):
        made.add(str(number), Unplayable(f"m/{number}", "it is empty", (1, number)), 200)
    return made, told


class TestFilesThatCannotBePlayed:
    def test_are_told_one_by_one_at_first(self):
        _, told = filled(2)

        assert told == ["m/0 is left out: it is empty", "m/1 is left out: it is empty"]

    def test_are_summed_up_when_there_are_many(self):
        made, told = filled(150)
        made.sum_up(200)
        made.sum_up(200)

        assert [text.partition(" ")[0] for text in told[TOLD_EACH:]] == ["10", "100", "150"]

    def test_are_known_by_what_they_were_like(self):
        made, _ = filled(3)
        made.remove("1")
        made.keep({"0", "1"})

        assert (made.state("0"), made.state("1"), len(made)) == ((1, 0), None, 1)
        assert made.reasons == {"m/0": "it is empty"}
