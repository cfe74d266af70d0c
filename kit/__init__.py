"""The student's commands: `python -m kit --help`."""
