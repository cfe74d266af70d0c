"""An IPython shell without a terminal or a network protocol, which collects outputs.

What it collects is what a Jupyter kernel would send; a test compares the two.
"""

from __future__ import annotations

import inspect
import io
import re
import subprocess
import zlib
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Type
from traitlets.config import Config

_STREAM_OVERHEAD = 50  # characters that a stream output has besides its text
_HOOK_PRIORITY = 99


class _Publisher(DisplayPublisher):
    """Takes what `display` shows."""

    shell: Shell

    def publish(  # type: ignore[override]
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        output = {
            "output_type": "display_data",
            "data": data,
            "metadata": metadata or {},
        }
        display_id = (transient or {}).get("display_id")
        if update or display_id is not None:
            output["id"] = str(display_id)
        if update and self._update(output):
            return
        self.shell.show(output)

    def _update(self, output: dict[str, Any]) -> bool:
        """Change what this cell has shown under the same id; tell if there was any."""
        shown = self.shell.outputs
        earlier = [one for one in shown if one.get("id") == output["id"]]
        for one in earlier:
            one.update(output)
        return bool(earlier)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.clear_before_next = True
        if not wait:
            self.shell.clear_if_asked()


class _Result(DisplayHook):
    """Takes the value of a cell's last expression."""

    shell: Shell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        if not format_dict:
            return
        self.shell.show(
            {
                "output_type": "execute_result",
                "data": format_dict,
                "metadata": md_dict or {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        pass


class _Compiler(CachingCompiler):
    """Names a cell's code as ipykernel does; tracebacks depend on it."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        name = f"/tmp/ipykernel_1/{zlib.crc32(raw_code.encode())}.py"
        # Else a traceback looks through all modules, and the fork copies the pages of
        # each.
        inspect.modulesbyfile[name] = "__main__"
        return name


class Transformers(TransformerManager):
    """IPython's input transformers, which search only where there is something to find.

    To look at each token takes longer than most cells take to run.
    """

    usual = TransformerManager().token_transformers
    # What starts a line, is assigned or ends a line where there is a magic, a !command
    # or a help? for them to find.
    sign = re.compile(r"^\s*[%!?,;/]|=\s*[%!]|\?\s*$", re.MULTILINE)

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Replace magics, !commands and help? by Python."""
        nobody_added_one = self.token_transformers == self.usual
        if nobody_added_one and not self.sign.search("".join(lines)):
            return lines
        return super().do_token_transforms(lines)  # type: ignore[no-any-return, no-untyped-call]


class Shell(InteractiveShell):
    """An IPython whose `outputs` are those of the current cell."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Result)
    compiler_class = Type(_Compiler)
    input_transformer_manager = Instance(Transformers, ())

    def begin_cell(self, room: int) -> None:
        """Make ready for a cell that may write about `room` characters."""
        self.outputs: list[dict[str, Any]] = []
        self.room = room
        self.room_left = room
        self.clear_before_next = False

    def show(self, output: dict[str, Any]) -> None:
        """Append an output, instead of the earlier ones if these are to be cleared."""
        self.clear_if_asked()
        self.outputs.append(output)

    def show_error(self, kind: type, message: str, traceback: list[str]) -> None:
        """Append an error."""
        self.show(
            {
                "output_type": "error",
                "ename": kind.__name__,
                "evalue": message,
                "traceback": traceback,
            }
        )

    def write(self, stream: str, text: str) -> None:
        """Append text to a stream, but no more than will be reported anyway."""
        self.clear_if_asked()
        if not text or self.room_left < 0:
            return
        self.room_left -= len(text)
        if not self.outputs or self.outputs[-1].get("name") != stream:
            self.room_left -= _STREAM_OVERHEAD
            self.show({"output_type": "stream", "name": stream, "text": []})
        self.outputs[-1]["text"].append(text)

    def clear_if_asked(self) -> None:
        """Do what `clear_output` put off."""
        if self.clear_before_next:
            self.begin_cell(self.room)

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Compile a cell to see whether it awaits something only if it may."""
        may = "await" in raw_cell or "async" in raw_cell
        return may and super().should_run_async(raw_cell, **more)

    def init_virtualenv(self) -> None:
        """Look for no other environment."""

    def enable_gui(self, gui: Any = None) -> None:
        """Have none."""

    def ask_exit(self) -> None:
        """End the cell, not the process, when it calls `exit()`."""
        raise SystemExit

    def system(self, cmd: str) -> None:
        """Run `!cmd` and print what it prints."""
        command = str(self.var_expand(cmd, depth=1))  # type: ignore[no-untyped-call]
        done = subprocess.run(
            command,
            shell=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        print(done.stdout, end="")
        self.user_ns["_exit_code"] = done.returncode

    # Of the next two there is no public form. ipykernel overrides the second as well.

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, Any]:
        # For a history that nobody keeps, and as slow as the traceback itself.
        return {}

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.show_error(etype, str(evalue), stb)


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, shell: Shell) -> None:
        self.name = name
        self._shell = shell

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Show a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._shell.write(self.name, text)
        return len(text)


def make_shell() -> Shell:
    """Make the one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False  # no database and no thread
    shell: Shell = Shell.instance(config=config)
    shell.set_hook("show_in_pager", _show_nothing, _HOOK_PRIORITY)  # type: ignore[no-untyped-call]
    shell.begin_cell(0)
    return shell


def _show_nothing(*_: Any, **__: Any) -> None:
    """Stand in for the pager: help is no part of a notebook."""
