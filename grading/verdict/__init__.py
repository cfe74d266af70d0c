"""From what the checks of a notebook reported to points, with a reason for each.

`outputs` reads what cells reported, `reference` what the instructor's own notebook
reported; `judge` compares the two; `writing` puts a verdict where nbgrader reads it.
"""
