"""Untrusted notebooks in, fair scores out.

A submission walks through these rooms, each of which hands on what it made:

1. `intake`: whatever was handed in becomes a notebook that can be run;
2. `sandbox`: that notebook becomes its outputs, confined;
3. `verdict`: the outputs become points and reasons.

Around them, `classroom` lets workers take the submissions of a class through these
three rooms and writes nbgrader's gradebook; `report` makes harmless what nbgrader's
pages show of a submission.

`course` is the instructor's side, `grader` walks one notebook through the first three
rooms, `execution` says which cells run and with what, `score` grades one folder without
a database. `known_mistakes` runs the wrong ones of the `sample_answers`, so that a
mistake has a name. `configuration` reads the course's limits; `errors` and `text` are
used everywhere. Nothing here knows linear regression.
"""
