from runtime.audio.left_alone import LeftAlone


class Hanging:
    """Something that hangs until it does not."""

    over = False

    def __call__(self):
        return self.over


class TestWhatHangs:
    def test_is_left_only_so_many_times_in_the_whole_station(self):
        left = LeftAlone(3)
        first = Hanging()
        taken = [left.take("music", first), *(left.take("news", Hanging()) for _ in range(4))]
        first.over = True

        assert taken == [True, True, True, False, False]
        assert left.take("music", Hanging())

    def test_is_told_once_with_the_sources_that_hold_it(self, caplog):
        left = LeftAlone(3)
        for source in ("music", "news", "news", "jingles", "jingles"):
            left.take(source, Hanging())

        (told,) = (record.getMessage() for record in caplog.records)
        assert told.startswith(
            "3 files and folders hang on disks that do not answer: news (2), music (1); no more"
        )

    def test_is_told_again_once_it_was_better(self, caplog):
        left, hanging = LeftAlone(3), [Hanging() for _ in range(3)]
        for each in (*hanging, Hanging()):
            left.take("music", each)
        for each in hanging:
            each.over = True
        for _ in range(4):
            left.take("news", Hanging())

        assert len(caplog.records) == 2
