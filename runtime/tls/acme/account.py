"""Our account at an authority: found, made, or made anew."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

from acme import messages
from josepy.errors import DeserializationError

from runtime.tls.storage import Account

from .authority import AcmeFault
from .keys import account_key, new_key
from .settings import Accounts, AuthoritySettings
from .talk import Talk
from .words import clean, told

__all__ = ["open_account"]

logger = logging.getLogger(__name__)

GONE = frozenset({"accountDoesNotExist", "unauthorized"})
"""What an authority says of an account that it forgot, or that was deactivated."""


async def open_account(talk: Talk, settings: AuthoritySettings, accounts: Accounts) -> Account:
    """Speak as our account from now on; make one where there is none that holds.

    A new key is kept before the authority hears of it, so that no crash leaves an account that nobody can use.

    Raises:
        AcmeFault: the authority does not let us have one.
        OperatorFault: the key could not be kept.
    """
    kept = await asyncio.to_thread(accounts.account, settings.directory, settings.binding)
    found = await _existing(talk, kept, settings) if kept else None
    if found is None:
        found = await _registered(talk, settings, accounts, _key_to_use(kept))
    if found != kept:
        await asyncio.to_thread(accounts.keep_account, found, settings.binding)
    talk.speak_as(found.uri)
    return found


def _key_to_use(kept: Account | None) -> str:
    """A key that was kept and never came to an account is used; one whose account is gone is not."""
    return kept.key_pem if kept and not kept.uri else ""


async def _existing(talk: Talk, kept: Account, settings: AuthoritySettings) -> Account | None:
    """The account that a key has, or None where it has none that holds."""
    if not _sign(talk, kept):
        return None
    question = messages.NewRegistration(only_return_existing=True)
    try:
        answer = await talk.post(await talk.url_of("newAccount"), question)
    except AcmeFault as fault:
        if fault.problem not in GONE:
            raise
        logger.warning("%s does not take our account any more: a new one is made", talk.host)
        return None
    found = Account(
        kept.directory, answer.headers.get("Location", ""), kept.key_pem, kept.contact, kept.terms
    )
    if not found.uri or not _holds(talk.parsed(messages.Registration, answer)):
        return None
    return await _with_contact(talk, found, settings.email)


def _holds(body: messages.Registration) -> bool:
    """Whether an account is valid. The package leaves its status as the authority writes it."""
    return str(getattr(body.status, "name", body.status)) == messages.STATUS_VALID.name


async def _with_contact(talk: Talk, account: Account, email: str) -> Account:
    """Tell the authority of another e-mail address than it has."""
    if email == account.contact:
        return account
    talk.speak_as(account.uri)
    await talk.post(account.uri, messages.UpdateRegistration(contact=_contact(email)))
    return replace(account, contact=email)


async def _registered(talk: Talk, settings: AuthoritySettings, accounts: Accounts, key_pem: str) -> Account:
    terms = await _terms(talk, settings)
    fresh = Account(settings.directory, "", key_pem or await talk.do(new_key), settings.email, terms)
    await asyncio.to_thread(accounts.keep_account, fresh, settings.binding)
    _sign(talk, fresh)
    binding = await _binding(talk, settings)
    wish = messages.NewRegistration(
        contact=_contact(settings.email), terms_of_service_agreed=True, external_account_binding=binding
    )
    answer = await talk.post(await talk.url_of("newAccount"), wish)
    if not (uri := answer.headers.get("Location", "")):
        raise AcmeFault("answer", f"{talk.host} made an account and does not say which")
    logger.info("an account at %s was made%s", talk.host, f"; its terms, agreed to: {terms}" if terms else "")
    return replace(fresh, uri=uri)


async def _terms(talk: Talk, settings: AuthoritySettings) -> str:
    """The terms to agree to, as the authority names them; raises when it has no use for strangers."""
    directory = await talk.directory()
    if settings.external is None and _client_only(directory):
        raise AcmeFault("externalAccountRequired", told("externalAccountRequired", talk.url))
    meta = getattr(directory, "meta", None)
    return clean(getattr(meta, "terms_of_service", None) or "")


def _client_only(directory: messages.Directory) -> bool:
    """Whether the authority wants proof that we are a customer."""
    return bool(getattr(getattr(directory, "meta", None), "external_account_required", False))


async def _binding(talk: Talk, settings: AuthoritySettings) -> dict[str, Any] | None:
    if settings.external is None:
        return None
    external, directory = settings.external, await talk.directory()
    try:
        return messages.ExternalAccountBinding.from_data(
            talk.key.public_key(), external.kid, external.hmac_key, directory, external.algorithm
        )
    except (ValueError, DeserializationError) as wrong:
        raise AcmeFault(
            "externalAccountRequired",
            f"the key for {talk.host} (eab_key) cannot be read: it is written in base64url, as the authority's site shows it",
        ) from wrong


def _sign(talk: Talk, account: Account) -> bool:
    """Sign with an account's key; returns whether it is one."""
    try:
        talk.sign_with(account_key(account.key_pem))
    except ValueError:
        logger.warning("the key of our account at %s cannot be read: a new account is made", talk.host)
        return False
    talk.speak_as("")
    return True


def _contact(email: str) -> tuple[str, ...]:
    return (f"mailto:{email}",) if email else ()
