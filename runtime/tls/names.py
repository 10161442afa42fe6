"""Names as certificates have them."""

__all__ = ["ascii_name"]


def ascii_name(name: str) -> str:
    """A DNS name in small letters, its parts as A-labels ("xn--bcher-kva.example"); "" for what can be none.

    What the script asks an authority for is read more strictly (`runtime.tls.acme.names`); here it is only compared.
    """
    try:
        return name.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
