"""A copy of the repository, in which CONTRIBUTING's recipes are followed."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

PLACEHOLDER = re.compile(r"<\w+>")


class Repository:
    """A copy of all files that git knows, with the same virtual environment.

    Args:
        root: the repository.
        folder: where the copy is made.
    """

    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        names = self._run("git", "ls-files", "-z", cwd=root).split("\0")
        for name in filter(None, names):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / name, folder / name)
        self._link_environment()
        for command in (["init", "--quiet"], ["add", "--all"]):
            self._run("git", *command)

    def _link_environment(self):
        """Let `make` find this very environment where it would make its own."""
        environment = self.folder / ".venv"
        environment.mkdir()
        for entry in Path(sys.prefix).iterdir():
            if entry.name != "ready":
                (environment / entry.name).symlink_to(entry)
        (environment / "ready").touch()

    def _run(self, *command, cwd=None):
        env = os.environ | {"PYTHONPATH": str(self.folder)}
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, (command, done.stdout[-3000:], done.stderr[-3000:])
        return done.stdout

    def copy_release(self):
        """Take over what the repository has released, with its gradebook."""
        source, target = self.root / "classroom", self.folder / "classroom"
        shutil.copytree(source / "release", target / "release")
        for path in [*source.glob("*.released"), source / "gradebook.db"]:
            shutil.copy(path, target)

    def recipe(self, what, chapter):
        """What CONTRIBUTING says about adding something.

        Args:
            what: `a section` or `a chapter`.
            chapter: the chapter's name, put in the place of its placeholder.

        Returns:
            A regular expression for each file that is touched, and the commands.
        """
        text = (self.folder / "CONTRIBUTING.md").read_text("utf-8")
        _, _, rest = text.partition(f"<!-- {what} -->\n```\n")
        files, _, rest = rest.partition("```")
        _, _, rest = rest.partition("```bash\n")
        commands, _, _ = rest.partition("\n```")
        return (
            [_pattern(line, chapter) for line in files.split()],
            commands.replace("<chapter>", chapter).splitlines(),
        )

    def follow(self, commands):
        """Give commands of CONTRIBUTING's."""
        for command in commands:
            self._run(*shlex.split(command))

    def python(self, *arguments):
        """Run a module of the copy's."""
        return self._run(sys.executable, "-m", *arguments)

    def touched(self):
        """Names of the files that are new or changed, as git sees it."""
        command = ("git", "ls-files", "-z", "--modified", "--others")
        names = self._run(*command, "--exclude-standard").split("\0")
        return sorted(filter(None, names))

    def list_in_contents(self, *notebooks):
        """List notebooks at the end of the book."""
        path = self.folder / "_toc.yml"
        lines = "".join(f"      - file: {name}\n" for name in notebooks)
        text = path.read_text("utf-8")
        path.write_text(f"{text}  - caption: More\n    chapters:\n{lines}", "utf-8")


def _pattern(line, chapter):
    text = line.replace("<chapter>", chapter)
    parts = [re.escape(part) for part in PLACEHOLDER.split(text)]
    return re.compile(r"\w+".join(parts).replace("NN", r"\d\d"))
