"""A class graded: side by side, again, after a kill, with odd submissions in it."""

import errno
import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor

import faults
import pytest
from nbgrader.api import Gradebook
from tiny_course import RIGHT, WRONG, books, graded, hand_in, make, release

from grading.__main__ import main
from grading.classroom import run as class_run
from grading.classroom import work as work_module
from grading.classroom import workers as workers_module
from grading.classroom.run import Options, autograde
from grading.classroom.work import work
from grading.classroom.workers import DaskPool, LocalPool
from grading.errors import GradingError

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "8"))
CLASS = {
    "ada": RIGHT,
    "ben": WRONG,
    "chen": {
        "double": RIGHT["double"],
        "triple": WRONG["triple"],
        "why": "Since it is.",
    },
    "dina": {"double": WRONG["double"], "triple": RIGHT["triple"]},
    "emil": {},
}
SCORES = {"ada": 5, "ben": 0, "chen": 2, "dina": 3, "emil": 0}


@pytest.fixture(scope="session")
def template(tmp_path_factory, root):
    """A released course with the class's submissions; tests work on copies."""
    folder = tmp_path_factory.mktemp("template")
    make(folder, root / "nbgrader_config.py")
    for student, sources in CLASS.items():
        hand_in(folder, student, {"why": "Well.", **sources} if sources else {})
    return folder


@pytest.fixture
def course(template, tmp_path, monkeypatch):
    return _copy(template, tmp_path / "course", monkeypatch)


def _copy(template, target, monkeypatch):
    shutil.copytree(template, target)
    monkeypatch.chdir(target)
    return target


class Threads:
    """A pool in this process, for stand-ins that do nobody any harm."""

    workers, lost_worker, most_losses = 2, BrokenExecutor, 3
    executor = ThreadPoolExecutor

    def start(self):
        return self.executor(self.workers)

    def why_nothing_comes(self):
        return ""


def grade(course, do=faults.execute, pool=None, **options):
    pool = pool or Threads()
    return autograde(course, "tiny", Options(workers=2, **options), do, pool).as_json()


def errors(report):
    return [error for one in report["students"].values() for error in one["errors"]]


def points(course):
    return {
        student: sum(
            value[0] or 0 for name, value in row.items() if str(name).endswith("-check")
        )
        for student, row in books(course).items()
    }


def test_a_class_is_graded_and_the_second_time_nothing_is_run(course):
    report = grade(course)
    assert points(course) == SCORES
    assert report["notebooks"] == 10
    assert {one["state"] for one in report["students"].values()} == {"graded"}
    assert [report["students"][name]["score"] for name in sorted(SCORES)] == [
        5,
        0,
        2,
        3,
        0,
    ]
    assert report["students"]["ada"]["needs_manual_grade"]
    assert errors(report) == []
    told = graded(course, "chen")
    assert {seed for seed, _ in told.values()} == {report["seed"]}
    assert told["01-first"][1]["double-check"] == ["✓ y (2 points)\n", ""]
    assert "✗ y (3 points)" in told["02-second"][1]["triple-check"][0]
    before = books(course)
    again = grade(course)
    assert again["notebooks"] == 0
    assert {one["state"] for one in again["students"].values()} == {"unchanged"}
    assert books(course) == before
    assert not list(course.glob("classroom/*.run")) and not list(course.rglob("*.part"))


def test_an_answer_that_was_left_blank_is_recognised(course):
    grade(course)
    assert books(course)["emil"]["double", "comment"] == ("No response.", None)
    assert books(course)["emil"]["why"] == (0.0, None, False)
    assert books(course)["ada"]["double", "comment"] == (None, None)
    assert books(course)["ada"]["why"] == (None, None, True)


def test_only_what_changed_gets_a_new_draw(course):
    first = grade(course)["seed"]
    hand_in(
        course, "ben", {piece: f"# ben's\n{source}" for piece, source in RIGHT.items()}
    )
    second = grade(course)
    assert second["seed"] != first
    assert {seed for seed, _ in graded(course, "ben").values()} == {second["seed"]}
    assert {seed for seed, _ in graded(course, "ada").values()} == {first}
    assert second["students"]["ada"]["state"] == "unchanged"
    assert points(course) == SCORES | {"ben": 5}


def test_all_is_run_again_when_asked(course):
    first = grade(course)["seed"]
    second = grade(course, force=True)
    assert second["notebooks"] == 10 and second["seed"] != first
    assert {seed for seed, _ in graded(course, "ada").values()} == {second["seed"]}
    assert points(course) == SCORES


def test_a_draw_can_be_repeated(course):
    grade(course, seed="this one")
    assert {seed for seed, _ in graded(course, "ada").values()} == {"this one"}
    assert grade(course, seed="this one")["notebooks"] == 0


def _edit(course, section, old, new):
    path = course / "chapters/tiny" / f"{section}.ipynb"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    release(course)


def test_an_edited_check_takes_effect(course):
    grade(course)
    _edit(course, "01-first", "check.normal(5)", "check.normal(7)")
    report = grade(course)
    assert report["notebooks"] == 5  # one section's
    assert points(course) == SCORES


def test_an_edited_reference_takes_effect(course):
    grade(course)
    _edit(
        course, "01-first", "return 2 * x", "return x"
    )  # now what ben answers is right
    report = grade(course)
    assert report["notebooks"] == 5  # one section's
    assert points(course) == {"ada": 3, "ben": 2, "chen": 0, "dina": 5, "emil": 2}


def test_a_moved_deadline_and_an_extension_take_effect(course):
    config = course / "nbgrader_config.py"
    config.write_text(
        config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n',
        "utf-8",
    )
    hand_in(course, "ada", RIGHT, when="2026-01-03 12:00:00 UTC")
    url = f"sqlite:///{course}/classroom/gradebook.db"
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-01-02 12:00:00 UTC")
    assert grade(course)["students"]["ada"]["late_penalty"] == 5
    with Gradebook(url) as gradebook:
        gradebook.grant_extension("tiny", "ada", days=2)
    report = grade(course)
    assert not report["students"]["ada"]["late_penalty"]
    assert report["students"]["ben"]["state"] == "unchanged"
    assert report["notebooks"] == 0


def test_points_given_by_hand_stay(course):
    grade(course)
    with Gradebook(f"sqlite:///{course}/classroom/gradebook.db") as gradebook:
        found = gradebook.find_grade("why", "02-second", "tiny", "ada")
        found.manual_score, found.needs_manual_grade = 4, False
        gradebook.db.commit()
    hand_in(course, "ada", RIGHT | {"why": "Well, well."})
    assert grade(course)["students"]["ada"]["score"] == 9


def test_odd_files_cost_their_own_points_only(course):
    assert grade(course) and points(course)["ada"] == 5
    (course / "classroom/submitted/ada/tiny/02-second.ipynb").write_text("{not JSON")
    (course / "classroom/submitted/ben/tiny/01-first.ipynb").unlink()
    renamed = {"02-second": "02-second (1).ipynb"}
    hand_in(course, "chen", RIGHT, names=renamed)
    shutil.rmtree(course / "classroom/submitted/dina/tiny")
    (course / "classroom/submitted/dina/tiny").mkdir()
    report = grade(course)
    assert points(course) == {"ada": 2, "ben": 0, "chen": 5, "dina": 3, "emil": 0}
    assert len(errors(report)) == 2
    assert "ada: 02-second.ipynb cannot be read" in errors(report)[0]
    assert "dina handed in none" in errors(report)[1]
    assert "renamed" in " ".join(report["students"]["chen"]["notes"])
    assert "cannot be read" in graded(course, "ada")["02-second"][1]["triple-check"][0]
    assert errors(grade(course)) == errors(report)  # it is said as long as it is so
    hand_in(course, "chen", WRONG, names=renamed)
    grade(course)
    assert points(course)["chen"] == 0  # not what stood under the first name


def test_only_the_students_asked_for(course):
    report = grade(course, students=("ada",))
    assert list(report["students"]) == ["ada"] and list(books(course)) == ["ada"]
    assert not list(course.glob("**/*.run"))
    with pytest.raises(GradingError, match="Nothing is submitted by zoe"):
        grade(course, students=("zoe",))


def test_odd_names_of_students(course):
    hand_in(course, "Zoë O'Neil", RIGHT)
    hand_in(course, "[z]", RIGHT)  # for a shell this is a pattern
    report = grade(course)
    assert report["students"]["Zoë O'Neil"]["score"] == 5
    assert report["students"]["[z]"]["score"] == 5
    assert errors(report) == []


def test_a_name_that_is_not_text_costs_nobody_else_anything(course):
    parent = os.fsencode(course / "classroom/submitted")
    os.makedirs(parent + b"/\xff\x1b[2J/tiny")
    report = grade(course)
    assert points(course) == SCORES
    assert len(errors(report)) == 1 and "Rename it" in errors(report)[0]
    assert errors(report)[0].isprintable()


def test_a_time_of_handing_in_that_is_none_is_said(course):
    stamp = course / "classroom/submitted/ada/tiny/timestamp.txt"
    for text in ("No space left on device", "x" * 5000, "99999-99-99"):
        stamp.write_text(text)
        report = grade(course)
        assert points(course) == SCORES
        assert len(errors(report)) == 1 and "ada: timestamp.txt" in errors(report)[0]


def test_odd_things_beside_the_notebooks_cost_nothing(course):
    folder = course / "classroom/submitted/ada/tiny"
    (folder / "notes.ipynb").symlink_to("/proc/self/mem")
    (folder / "gone.ipynb").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.ipynb")
    with (folder / "sparse.dat").open("wb") as file:
        file.truncate(500 * 10**9)
    before = sorted(os.listdir(folder))
    report = grade(course)
    assert points(course) == SCORES and errors(report) == []
    assert sorted(os.listdir(folder)) == before  # nothing is written there


def test_refusals(course, capsys):
    with (course / "classroom/tiny.lock").open("w") as file:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
        assert main(["autograde", "tiny"]) == 2
    assert "being graded already" in capsys.readouterr().err
    assert main(["autograde", "huge"]) == 2
    assert "assignment's name" in capsys.readouterr().err
    (course / "classroom/tiny.released").unlink()
    assert main(["autograde", "tiny"]) == 2
    assert "make release" in capsys.readouterr().err


@pytest.mark.slow
def test_a_gradebook_of_another_release_is_refused(course):
    (course / "classroom/gradebook.db").unlink()
    with pytest.raises(GradingError, match="make release"):
        grade(course)


def test_an_unknown_limit_is_refused(course):
    config = course / "nbgrader_config.py"
    config.write_text(
        config.read_text() + '\nc.Execute.limits = {"patience": 1}\n', "utf-8"
    )
    with pytest.raises(GradingError, match=r"c\.Execute\.limits.*patience"):
        grade(course)


def test_without_a_sandbox_only_what_is_trusted_is_graded(course, capsys):
    with pytest.raises(GradingError, match="No sandbox"):
        grade(course, faults.no_sandbox)
    assert books(course) == {}
    grade(course, faults.no_sandbox, trusted=True)
    assert "without a sandbox" in capsys.readouterr().err
    assert points(course) == SCORES
    assert grade(course, faults.no_sandbox, trusted=True)["notebooks"] == 0


def test_a_worker_of_another_version_is_refused(course):
    with pytest.raises(GradingError, match="another version of torch"):
        grade(course, faults.too_old)


def test_a_locked_gradebook_and_a_full_disk_are_named_and_resumed(course, monkeypatch):
    lock = sqlite3.connect(course / "classroom/gradebook.db")
    lock.execute("begin exclusive")
    with pytest.raises(GradingError, match="locks the gradebook") as raised:
        grade(course)
    assert raised.value.resumable
    lock.rollback()
    lock.close()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(class_run, "replace_file", full)
        with pytest.raises(GradingError, match="disk is full") as raised:
            grade(course)
        assert raised.value.resumable
    grade(course)
    assert points(course) == SCORES


def test_a_slow_submission_goes_last_and_gets_what_it_earns(course, monkeypatch):
    grade(course)
    wanted = books(course)
    monkeypatch.setattr(work_module, "SECONDS_IN_TURN", 0)  # each section is too long
    report = grade(course, force=True)
    assert report["notebooks"] == 10 and books(course) == wanted
    assert {one["state"] for one in report["students"].values()} == {"graded"}
    assert grade(course)["notebooks"] == 0


def test_a_slow_submission_goes_on_when_all_others_stand(course, monkeypatch):
    grade(course)
    hand_in(course, "ada", {name: f"# new\n{text}" for name, text in RIGHT.items()})
    monkeypatch.setattr(work_module, "SECONDS_IN_TURN", 0)
    monkeypatch.setattr(workers_module, "TASKS_PER_WORKER", 0.5)  # one task fills all
    assert grade(course)["notebooks"] == 2 and points(course) == SCORES


# Faults.


@pytest.mark.slow
def test_a_notebook_that_ends_its_worker_is_set_aside_and_nobody_else(course):
    assert grade(course) and points(course)["chen"] == 2
    hand_in(course, "chen", RIGHT | {"triple": "triple = 3 # KILL"})
    for student in ("ada", "ben", "dina"):
        hand_in(
            course,
            student,
            RIGHT | {"why": "Afresh.", "double": "double = 2 * x # new"},
        )
    report = grade(course, pool=LocalPool(2))
    assert points(course) == {"ada": 5, "ben": 5, "chen": 2, "dina": 5, "emil": 0}
    assert books(course)["chen"]["triple-check"] == (0, None, False)
    assert (
        len(errors(report)) == 1
        and "chen: 02-second.ipynb is set aside" in errors(report)[0]
    )
    assert (
        "ended its worker 3 times"
        in graded(course, "chen")["02-second"][1]["triple-check"][0]
    )
    hand_in(course, "chen", RIGHT)
    assert errors(grade(course)) == [] and points(course)["chen"] == 5


@pytest.mark.slow
def test_what_ends_a_worker_at_once_is_not_looked_at_here(course, monkeypatch):
    """Reading the files may be what ended it: the coordinator leaves that to workers."""
    hand_in(course, "chen", RIGHT | {"double": "double = 2 * x # KILL"})

    def looked(*_):
        raise AssertionError("the coordinator has looked into a submission")

    monkeypatch.setattr("grading.classroom.work.match_files", looked)
    report = grade(course, pool=LocalPool(2))  # whose processes are not patched
    assert points(course)["chen"] == 3 and len(errors(report)) == 1


@pytest.mark.slow
def test_lost_workers_cost_nothing(course):
    for student in ("ada", "dina"):
        marker = course / f"{student}.kill"
        marker.touch()
        hand_in(course, student, RIGHT | {"double": f"double = 2 * x # KILL {marker}"})
    report = grade(course, pool=LocalPool(2))
    assert errors(report) == [] and points(course) == SCORES | {"dina": 5}
    assert not list(course.glob("*.kill"))


@pytest.mark.slow
def test_workers_that_end_at_once_are_not_the_fault_of_the_class(course):
    with pytest.raises(GradingError, match="Workers end") as raised:
        grade(course, faults.die, LocalPool(2))
    assert raised.value.resumable
    assert grade(course)["notebooks"] == 10 and points(course) == SCORES


def _in_a_child(course, seconds, **options):
    """Grade in a forked process that dies after so much of its CPU time; whether it did."""
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(
                signal.ITIMER_PROF, seconds
            )  # its signal kills, wherever it strikes
            grade(course, **options)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.slow
def test_a_run_that_is_killed_anywhere_goes_on_as_if_it_had_not_been(
    template, tmp_path, monkeypatch
):
    undisturbed = _copy(template, tmp_path / "undisturbed", monkeypatch)
    before = time.process_time()
    grade(undisturbed)
    whole = time.process_time() - before
    wanted = books(undisturbed)
    chance = random.Random(5)
    killed = 0
    for number in range(ROUNDS):
        course = _copy(template, tmp_path / f"round{number}", monkeypatch)
        draws = set()
        for _ in range(2):
            if not _in_a_child(course, chance.uniform(0.02, whole)):
                break
            killed += 1
            draws |= {
                json.loads(path.read_text())["seed"] for path in course.glob("**/*.run")
            }
        report = grade(course)
        assert books(course) == wanted
        assert errors(report) == [] and len(report["students"]) == len(CLASS)
        draws |= {seed for name in CLASS for seed, _ in graded(course, name).values()}
        assert len(draws) == 1
        assert not list(course.glob("**/*.run")) and not list(course.glob("**/*.part"))
        assert grade(course)["notebooks"] == 0
        shutil.rmtree(course)
    assert killed >= ROUNDS / 2


# The same grades, whoever executes: with the real engine.


def _seen(course):
    return books(course), {student: graded(course, student) for student in CLASS}


@pytest.fixture(scope="session")
def alone(template, tmp_path_factory):
    """What one worker makes of the class on a given draw."""
    course = tmp_path_factory.mktemp("alone") / "course"
    shutil.copytree(template, course)
    command = [sys.executable, "-m", "grading", "autograde", "tiny", "--workers", "1"]
    done = subprocess.run(
        [*command, "--seed", "a draw", "--json"],
        cwd=course,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # quiet where there is no terminal
    assert json.loads(done.stdout)["students"]["ada"]["score"] == 5
    return _seen(course)


@pytest.mark.slow
def test_two_workers_give_the_same_grades(course, alone):
    grade(course, work, LocalPool(2), seed="a draw")
    assert _seen(course) == alone


@pytest.mark.slow
def test_plain_nbgrader_gives_the_same_grades(course, alone):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.Execute.seed = "a draw"\n', "utf-8")
    command = [sys.executable, "-m", "nbgrader", "autograde", "tiny"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert _seen(course) == alone


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_grades(
    course, alone, monkeypatch
):
    distributed = pytest.importorskip("distributed")
    marker = course / "victim"
    marker.touch()
    monkeypatch.setenv("KILL_ONCE", str(marker))
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        address = cluster.scheduler_address
        grade(course, faults.die_half_way, DaskPool(address), seed="a draw")
    assert not marker.exists()
    assert _seen(course) == alone


class Lost(ThreadPoolExecutor):
    """Like Dask's executor when the scheduler is gone."""

    def submit(self, *_):
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future

    def shutdown(self, wait=True):
        super().shutdown(wait)


def test_a_scheduler_that_is_lost(course):
    pool = Threads()
    pool.executor = Lost
    with pytest.raises(GradingError, match="scheduler was lost") as raised:
        grade(course, pool=pool)
    assert raised.value.resumable
    grade(course)
    assert points(course) == SCORES


@pytest.mark.slow
def test_a_cluster_that_is_not_there():
    with pytest.raises(
        GradingError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"
    ):
        DaskPool("tcp://127.0.0.1:9")
