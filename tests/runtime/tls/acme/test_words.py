import pytest

from runtime.tls.acme.words import MOST_DETAIL, PROBLEMS, clean, host_of, told

DIRECTORY = "https://acme.example.org/dir"


class TestWhatAnAuthorityObjectsTo:
    @pytest.mark.parametrize("problem", [*PROBLEMS, "neverHeardOf", ""])
    @pytest.mark.parametrize("kind", ["", "http-01", "tls-alpn-01", "dns-01"])
    def test_is_a_whole_sentence_for_every_problem(self, problem, kind):
        words = told(problem, DIRECTORY, ("radio.example",), kind)

        assert "{" not in words
        assert words == words.strip()
        assert not words.endswith(".")

    @pytest.mark.parametrize(
        ("problem", "kind", "advice"),
        [
            ("connection", "http-01", "port 80"),
            ("connection", "tls-alpn-01", "port 443"),
            ("caa", "", "CAA entries of radio.example"),
            ("dns", "http-01", "A or AAAA entry"),
            ("dns", "dns-01", "_acme-challenge.radio.example"),
            ("unauthorized", "http-01", "points to another server"),
            ("unauthorized", "dns-01", "TXT entry"),
            ("unauthorized", "", "does not let our account"),
            ("rateLimited", "", "too many requests"),
            ("externalAccountRequired", "", "eab_id and eab_key"),
            ("userActionRequired", "", "new terms"),
            ("rejectedIdentifier", "", "spelled right"),
        ],
    )
    def test_says_what_to_look_at(self, problem, kind, advice):
        assert advice in told(problem, DIRECTORY, ("radio.example",), kind)

    def test_brings_the_authority_s_own_words(self):
        words = told("rateLimited", DIRECTORY, (), "", "too many certificates (5) already issued")

        assert words.endswith("(acme.example.org says: too many certificates (5) already issued)")

    def test_names_few_names_and_counts_many(self):
        assert "a.example and b.example" in told("caa", DIRECTORY, ("a.example", "b.example"))
        assert "a.example and 4 other names" in told(
            "caa", DIRECTORY, tuple(f"{name}.example" for name in "abcde")
        )


class TestForeignWords:
    def test_are_one_line_of_bounded_length_and_steer_no_terminal(self):
        line = clean("one\r\ntwo\x1b[31m\0" + "x" * 10_000)

        assert line.startswith("one two?[31m?xxx")
        assert len(line) == MOST_DETAIL

    def test_of_a_directory_are_its_host(self):
        assert host_of("https://acme-v02.api.letsencrypt.org/directory") == "acme-v02.api.letsencrypt.org"
