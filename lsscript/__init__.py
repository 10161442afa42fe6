"""The `.lss` language: text in, a plan out.

    source → diagnostics → syntax | types → modules → check → evaluate → cli

Each package may import those to its left. Only `cli` reads files; everything else is handed text and a reader. Of the
runtime, the language knows `runtime.plan` alone. This front page imports nothing, so that reaching one package never
wakes another.
"""
