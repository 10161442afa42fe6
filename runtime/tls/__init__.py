"""Certificates: the operator's own files, those of an authority (ACME), and what is kept of them.

Contexts and connections are in `runtime.net`; what the edges serve is a table in `runtime.protocols.tls`. Here it is decided
which certificate that is. The packages for certificates (cryptography, acme, josepy, cloudflare, dnspython) are imported where
they are used: a station without certificates never loads them. This page stays free of imports for the same reason.
"""
