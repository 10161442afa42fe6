"""The command line, and the one place that joins the phases: reads files, compiles, prints.

`compile_file` is what `lsrun` and the tools stand on. The only package of the language that opens files and may import
all of the runtime.
"""
