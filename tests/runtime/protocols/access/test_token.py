import base64
import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.access import TOKEN_BYTES, Token, make_token, read_token

KEY = b"a secret for signing"


class TestAToken:
    @given(
        st.integers(0, 10**11),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    )
    def test_says_what_was_written_into_it(self, end, mount, user):
        token = Token(end, mount, "192.0.2.7", user)

        assert read_token(make_token(token, KEY), KEY) == token

    def test_is_worth_nothing_under_another_secret(self):
        assert read_token(make_token(Token(5), KEY), KEY + b"!") is None

    def test_is_worth_nothing_when_a_letter_is_changed(self):
        text = make_token(Token(2_000_000_000, "/a"), KEY)
        changed = [
            text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :] for at in range(len(text) - 1)
        ]

        assert {read_token(each, KEY) for each in changed} == {None}

    def test_can_be_made_by_any_program_with_hmac(self):
        said = f"2000000000.{base64.urlsafe_b64encode(b'/a.mp3').decode().rstrip('=')}.."
        signature = hmac.new(KEY, said.encode(), hashlib.sha256).digest()
        text = f"{said}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"

        assert read_token(text, KEY) == Token(2_000_000_000, "/a.mp3")

    @given(st.text(max_size=200))
    def test_is_nothing_that_somebody_made_up(self, text):
        assert read_token(text, KEY) is None

    def test_has_a_bound(self):
        assert read_token(make_token(Token(5, "/" * TOKEN_BYTES), KEY), KEY) is None
