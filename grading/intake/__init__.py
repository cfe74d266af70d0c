"""Whatever was handed in becomes a notebook that can be run, or a sentence.

`handin` opens files, `reading` makes plain notebooks of their content, `which_section`
finds out which file is which section, `repair` lays the student's cells into the
instructor's notebook, and `rules` applies what the chapter forbids; for that `source`
parses a cell, and `name_resolution` follows what its names stand for.
"""
