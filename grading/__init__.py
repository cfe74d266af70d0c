"""Untrusted notebooks in, fair scores out.

The way of a submission: `repair` lays the student's cells into the instructor's notebook,
`execute` runs the result in the `sandbox`, `judge` compares what the checks
reported with what the reference reports on the same secret draw.  `score` does this for one
folder without a database; `steps` are the same three as steps of nbgrader's autograder, and
`batch` grades a class: a `crew` executes, nbgrader writes one `gradebook`, and
`notes` remember how far it came.  Nothing here knows linear regression.
"""

import sys

# jsonschema would import this grammar of international addresses, which no notebook holds; it
# takes longer than all else that a worker has to import.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
