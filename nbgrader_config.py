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
    "kit", "scaffold", "solutions",
    "mistakes.json", "reference.json", "requirements.txt", "README.md",
]  # fmt: skip
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# `nbgrader autograde` and formgrader's button take the same steps as ours.
steps = "grading.classroom.nbgrader_steps"
c.Autograde.exporter_class = f"{steps}.Reader"
c.Autograde.pre_convert_hook = f"{steps}.use_renamed"
c.Autograde.sanitize_preprocessors = [f"{steps}.Repair"]
c.Autograde.autograde_preprocessors = [
    f"{steps}.Execute",
    f"{steps}.Judge",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Feedback and formgrader's pages: nothing of a submission runs in anybody's browser.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    "markdown2html": "grading.report.cleaning.markdown2html",
    "clean_html": "grading.report.cleaning.clean",
}
c.HTMLExporter.preprocessors = ["grading.report.cleaning.Bare"]

c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.LimitOutput",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# What a notebook may use while it is graded (grading/sandbox lists all limits), for
# example c.Execute.limits = {"cell_seconds": 60}
