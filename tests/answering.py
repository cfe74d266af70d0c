"""An answer to one piece, in the place where a student would write it."""

from copy import deepcopy

from nbformat import NotebookNode

from grading.course import Chapter, Section, grade_id


def section_of(chapter: Chapter, piece: str) -> Section:
    """The section in which a piece is written."""
    sections = chapter.sections.values()
    return next(section for section in sections if piece in section.pieces)


def answered(section: Section, piece: str, source: str) -> NotebookNode:
    """The reference's notebook with one answer in it."""
    notebook = deepcopy(section.notebook)
    for cell in notebook.cells:
        if grade_id(cell) == piece:
            cell.source = source
    return notebook
