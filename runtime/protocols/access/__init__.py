"""Who may listen, decided without asking anybody: passwords, tokens, addresses, players' names.

Rules travel from the station to the edges as plain fields and hold there also while the station is away.
"""

from .accounts import Accounts, check_password, read_accounts
from .ask import Ask, Told
from .credentials import Credentials, credentials_of
from .rules import AddressRule, AgentRule, PasswordRule, Refused, Rule, TokenRule, Visit, rule_from_fields
from .token import TOKEN_BYTES, Token, make_token, read_token
from .wrong import FORGET_SECONDS, MOST_REMEMBERED, MOST_WRONG, WrongPasswords

__all__ = [
    "FORGET_SECONDS",
    "MOST_REMEMBERED",
    "MOST_WRONG",
    "TOKEN_BYTES",
    "Accounts",
    "AddressRule",
    "AgentRule",
    "Ask",
    "Credentials",
    "PasswordRule",
    "Refused",
    "Rule",
    "Token",
    "TokenRule",
    "Told",
    "Visit",
    "WrongPasswords",
    "check_password",
    "credentials_of",
    "make_token",
    "read_accounts",
    "read_token",
    "rule_from_fields",
]
