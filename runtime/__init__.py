"""The station: everything that runs once a script has become a plan.

Imports run downwards only, in the order of `docs/design/architecture.md`; `lint-imports` keeps it. This file stays free of
imports, so that reaching `runtime.plan` never wakes asyncio.
"""
