"""Where somebody comes from: networks, and what proxies say about those behind them."""

from .forwarded import LONGEST_WALK, client_address, forwarded_scheme, is_forwarded
from .networks import NAMED, Networks, is_private, limit_key
from .proxy_line import PROXY_BYTES, ProxyHeader, read_proxy_header

__all__ = [
    "LONGEST_WALK",
    "NAMED",
    "PROXY_BYTES",
    "Networks",
    "ProxyHeader",
    "client_address",
    "forwarded_scheme",
    "is_forwarded",
    "is_private",
    "limit_key",
    "read_proxy_header",
]
