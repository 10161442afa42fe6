"""`lss console`: talk to the running station in the language of its script.

command.py     the command: with a terminal or without
attached.py    the station: asked, lost, found again, here or elsewhere
catalogue.py   what can be named: commands, sources, mounts, variables, the library; and what a line is
answers.py     a line → what is shown
manual.py      `help` for functions of the library
completion.py  what could stand where the cursor is
highlight.py   a line in colours
status_bar.py  how the station is, in one line of any width
watch.py       looks at the station again and again, for the line at the bottom
terminal.py    all of it in a terminal (prompt_toolkit, which nothing else imports)
beside.py      the station as a process of this terminal
"""
