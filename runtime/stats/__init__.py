"""What is counted and shown: listeners of every edge added up, and the status that pages, JSON and logs all read.

One set of numbers for every reader. May import the edge's and kernel's types; knows no HTTP and no audio.
"""
