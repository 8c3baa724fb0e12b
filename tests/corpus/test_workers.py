"""Worker processes: order, limits, and that nobody pays for another's value.

Each test runs in a process of its own: pytest's has threads, beside which nothing is forked.
"""

import os
import subprocess
import sys
import textwrap

import pytest

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
