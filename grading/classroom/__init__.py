"""A class is graded: workers grade submissions, one process writes.

`run` is the run as a whole, `work` what a worker does, `workers` where they are and
what happens when they are lost. `gradebook` writes nbgrader's rows, `record` remembers
what is done. `nbgrader_steps` are the same steps for nbgrader's own autograder.
"""
