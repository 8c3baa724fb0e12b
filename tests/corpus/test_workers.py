"""Worker processes: order, limits, and that nobody pays for another's value.

Each test runs in a process of its own: pytest's has threads, beside which nothing is forked.
"""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from filelock import FileLock

from corpus import workers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def in_a_process(code):
    """What the code prints; `run` and `Limits` are at hand."""
    whole = "from corpus.workers import *\nimport os, re, signal, time\n" + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_results_come_in_the_order_of_the_values():
    code = """
        def work(n):
            time.sleep(0.05 if n % 3 == 0 else 0)
            return n * n
        print([out for _, out in run(work, range(20), jobs=3)] == [n * n for n in range(20)])
    """
    assert in_a_process(code) == "True"


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("while True: pass", "takes more than 0.5 s of computing"),
        ("re.match(r'(a+)+$', 'a' * 60 + 'b')", "takes more than 0.5 s of computing"),  # inside C, deaf to Python
        ("os.kill(os.getpid(), signal.SIGKILL)", "ended its worker (SIGKILL)"),
        ("[0] * 10**9", "needs too much memory"),
        ("{}['x']", "KeyError: 'x' (<string>:6)"),
        ("time.sleep(60)", "silent for 1 s"),
    ],
)
def test_a_value_that_goes_wrong_is_the_only_one_lost(deed, why):
    code = f"""
        def work(n):
            if n == 5:
                {deed}
            return n
        limits = Limits(seconds=0.5, memory=1 << 30, silence={1 if "sleep" in deed else 60})
        print(*[out.why if isinstance(out, Failed) else out for _, out in run(work, range(9), jobs=2, limits=limits)])
    """
    assert in_a_process(code) == f"0 1 2 3 4 {why} 6 7 8"


def test_what_is_no_work_keeps_its_place_and_starts_no_worker():
    code = """
        started = []
        done = run(lambda n: n, range(6), jobs=2, is_work=lambda n: False, before_start=lambda: started.append(1))
        print(list(done), started)
    """
    assert in_a_process(code) == f"{[(n, None) for n in range(6)]} []"


def test_values_are_taken_only_a_few_ahead():
    code = """
        taken = []
        def values():
            for n in range(100):
                taken.append(n)
                yield n
        done = run(lambda n: n, values(), jobs=2)
        next(done)
        print(len(taken))
    """
    assert int(in_a_process(code)) <= 2 * workers.AHEAD * 2 + 1


def test_large_values_and_results_do_not_lock_each_other_out():
    code = """
        done = run(lambda body: body * 2, (b"x" * 1_000_000 for _ in range(12)), jobs=2)
        print(sum(len(out) for _, out in done))
    """
    assert in_a_process(code) == str(12 * 2_000_000)


def test_workers_end_when_nobody_wants_their_results_any_more():
    code = """
        done = run(lambda n: os.getpid(), range(50), jobs=2)
        one = next(done)[1]
        done.close()
        try:
            os.kill(one, 0)
        except ProcessLookupError:
            print("gone")
    """
    assert in_a_process(code) == "gone"


def test_beside_threads_the_work_is_done_here():
    code = """
        import threading
        stop = threading.Event()
        threading.Thread(target=stop.wait).start()
        def work(n):
            if n == 1:
                raise ValueError("no")
            return os.getpid() == parent
        parent = os.getpid()
        print(*[out.why if isinstance(out, Failed) else out for _, out in run(work, range(3), jobs=2)])
        stop.set()
    """
    assert in_a_process(code) == "True ValueError: no (<string>:9) True"


def test_a_worker_that_dies_between_values_costs_none_of_them():
    code = """
        pids = []
        def values():
            for n in range(8):
                if n == 4:  # all that was given out is answered by then
                    time.sleep(0.3)
                    os.kill(pids[0], signal.SIGKILL)
                    time.sleep(0.1)
                yield n
        for _, pid in run(lambda n: os.getpid(), values(), jobs=1):
            pids.append(pid)
        print(len(pids), len(set(pids)), all(isinstance(pid, int) for pid in pids))
    """
    assert in_a_process(code) == "8 2 True"


def test_what_cannot_be_sent_back_is_the_only_one_lost():
    code = """
        done = [out for _, out in run(lambda n: (lambda: n) if n == 1 else n, range(3), jobs=1)]
        print(done[0], isinstance(done[1], Failed) and "pickle" in done[1].why, done[2])
    """
    assert in_a_process(code) == "0 True 2"


@pytest.mark.parametrize(
    "broken",
    ["values=Broken()", "is_work=no", "before_start=lambda: no(0)", "values=[lambda: 0]"],
    ids=["values", "is_work", "before_start", "a value that cannot be sent"],
)
def test_a_mistake_on_the_way_is_told_and_leaves_no_worker_and_no_open_file(broken):
    code = f"""
        def no(n):
            if n in (0, 5):
                raise ValueError("no")
            return True
        class Broken:
            def __iter__(self):
                return (n for n in range(1, 9) if no(n))
        options = dict(values=range(1, 9), jobs=2) | dict({broken})
        def files():
            return len(os.listdir("/dev/fd"))
        before = files()
        for _ in range(3):
            try:
                list(run(lambda n: n, **options))
            except Exception as error:
                print(type(error).__name__)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("no worker", files() - before)
    """
    told = in_a_process(code).split("\n")
    assert len(told) == 4
    assert len(set(told[:3])) == 1
    assert told[3] == "no worker 0"


def test_workers_hold_no_file_of_their_parent(tmp_path):
    """Its lock least of all: a worker deep in a computation lives on for seconds when its parent is killed."""
    code = f"""
        from filelock import FileLock
        FileLock({str(tmp_path / "lock")!r}).acquire()
        def work(n):
            os.write(1, b"busy\\n")
            re.match(r'(a+)+$', 'a' * 60 + 'b')
        list(run(work, range(1), jobs=1, limits=Limits(seconds=3)))
    """
    whole = "from corpus.workers import *\nimport os, re\n" + textwrap.dedent(code)
    with subprocess.Popen([sys.executable, "-c", whole], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"busy\n"
        process.kill()
        process.wait(timeout=60)
        with FileLock(tmp_path / "lock", timeout=0):
            pass


def test_an_interrupt_ends_the_workers_and_is_passed_on():
    code = """
        def work(n):
            os.write(1, b"busy\\n")
            time.sleep(30)
        try:
            list(run(work, range(9), jobs=2))
        except KeyboardInterrupt:
            try:
                os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                print("no worker left")
    """
    # a shell that runs the tests in the background has them ignore the signal, and their children with them
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    whole = heard + "from corpus.workers import *\nimport os, time\n" + textwrap.dedent(code)
    command = [sys.executable, "-c", whole]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert [process.stdout.readline() for _ in range(2)] == [b"busy\n"] * 2
        os.killpg(process.pid, signal.SIGINT)
        told, problems = process.communicate(timeout=60)
    assert (told, problems) == (b"no worker left\n", b"")
