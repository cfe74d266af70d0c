"""Untrusted notebooks in, fair scores out.

A submission walks through the rooms in this order and never turns back:

1. `intake`: whatever was handed in becomes a notebook that can be run;
2. `sandbox`: that notebook becomes its outputs, confined;
3. `verdict`: the outputs become points and reasons;
4. `classroom`: a class of them is graded, and written into nbgrader's gradebook;
5. `report`: what is shown of it in a browser is made harmless.

`course` is the instructor's side, `grader` walks one notebook through the first three
rooms, `score` grades one folder without a database. Nothing here knows linear
regression.
"""
