"""nbgrader's configuration: where things lie, and our steps in its autograder."""

from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader provides it)
root = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "linear-regression-from-scratch"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "chapters"
c.CourseDirectory.release_directory = "classroom/release"
c.CourseDirectory.submitted_directory = "classroom/submitted"
c.CourseDirectory.autograded_directory = "classroom/autograded"
c.CourseDirectory.feedback_directory = "classroom/feedback"
c.CourseDirectory.solution_directory = "classroom/solution"
c.CourseDirectory.db_url = f"sqlite:///{root}/classroom/gradebook.db"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", ".*",
    "scaffold", "solutions", "reference.json", "requirements.txt", "README.md",
]  # fmt: skip
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

c.Autograde.exporter_class = "grading.classroom.nbgrader_steps.Reader"
c.Autograde.pre_convert_hook = "grading.classroom.nbgrader_steps.adopt_renamed"
c.Autograde.sanitize_preprocessors = ["grading.classroom.nbgrader_steps.Repair"]
c.Autograde.autograde_preprocessors = [
    "grading.classroom.nbgrader_steps.Execute",
    "grading.classroom.nbgrader_steps.Judge",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Feedback and formgrader's pages: nothing of a submission runs in anybody's browser.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "markdown2html": "grading.report.markdown2html",
    "clean_html": "grading.report.clean",
}
c.HTMLExporter.preprocessors = ["grading.report.Bare"]

# What a notebook may use while it is graded (grading/sandbox lists all limits), for example
# c.Execute.limits = {"cell_seconds": 60}
