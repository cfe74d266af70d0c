# attack: the notebook asks for another kernel, in which nothing of the checks can fail
# bites: nowhere (nbgrader restores the kernel too)
def tamper(notebook):
    notebook.metadata["kernelspec"] = {
        "name": "bash",
        "display_name": "Bash",
        "language": "bash",
    }
    notebook.metadata["language_info"] = {"name": "bash"}
