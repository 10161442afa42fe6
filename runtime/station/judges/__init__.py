"""Judges of listeners that need files, databases or other people's servers."""
