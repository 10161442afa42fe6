from runtime.media.lists.pls import read_pls


class TestAPLS:
    def test_goes_by_its_numbers(self):
        text = "[playlist]\nFile2=b.mp3\nfile1 = a.mp3\nTitle1=Ada - One\nLength1=12\nTitle2=Two\nNumberOfEntries=9\n"
        found = read_pls(text)

        assert [entry.name for entry in found.entries] == ["a.mp3", "b.mp3"]
        assert [dict(entry.called) for entry in found.entries] == [
            {"artist": "Ada", "title": "One"},
            {"title": "Two"},
        ]

    def test_counts_the_addresses_it_leaves_out(self):
        found = read_pls("[playlist]\nFile1=mms://x.example/\nFile2=\n")

        assert (found.entries, found.addresses) == ((), 1)
