"""Untrusted notebooks in, fair scores out.

The way of a submission: :mod:`repair` lays the student's cells into the instructor's notebook,
:mod:`execute` runs the result in the :mod:`sandbox`, :mod:`judge` compares what the checks
reported with what the reference reports on the same secret draw.  :mod:`score` does this for one
folder without a database; :mod:`steps` are the same three as steps of nbgrader's autograder, and
:mod:`batch` grades a class: a :mod:`crew` executes, nbgrader writes one :mod:`gradebook`, and
:mod:`notes` remember how far it came.  Nothing here knows linear regression.
"""

import sys

# jsonschema would import this grammar of international addresses, which no notebook holds; it
# takes longer than all else that a worker has to import.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
