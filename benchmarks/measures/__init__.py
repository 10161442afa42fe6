"""The measurements, one a module: `measure(folder)` takes an empty folder to work in and returns rows of the
table.
"""
