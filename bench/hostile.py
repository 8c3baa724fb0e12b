"""Input made to hurt, and what cleaning does with it: `python -m bench.hostile [NAME ...]`.

Each case is made anew, never stored, and cleaned in a fresh process with 20 s of CPU time and 2 GB of memory. Printed:
outcome, CPU seconds, peak memory, and which shares of the visible characters were kept and removed with a reason.
*Silent loss* is a page of whose visible text under 2 % is either, though nothing was refused; and a page that lost the
sentence that every case with markup carries last.

Lives here: the run. Not here: the cases (hostile_cases.py), what is refused (corpus/sniffing.py, cleaning/guard.py).
"""

import json
import re
import resource
import subprocess
import sys

from msgspec import Struct, to_builtins

from bench.hostile_cases import CASES, LAST, Case
from corpus.model import Cleaned
from corpus.page import Refusal, clean_page

CPU_SECONDS = 20
MEMORY = 2_000_000_000
LEAST = 0.02
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_UNSEEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_SPACE = re.compile(r"\s+")


class Outcome(Struct, frozen=True, kw_only=True):
    """`verdict`: cleaned, refused, silent loss, or what stopped the process."""

    verdict: str
    detail: str = ""
    kept: float = 0.0
    removed: float = 0.0


def outcome_of(case: Case, body: bytes | str) -> Outcome:
    """What cleaning makes of the body of a case."""
    return judge(case, body, clean_page(body))


def judge(case: Case, body: bytes | str, page: Cleaned | Refusal) -> Outcome:
    if isinstance(page, Refusal):
        return Outcome(verdict="refused", detail=str(page)[:90])
    visible = _size(_visible(_as_text(body)))
    kept = (_size(page.text) + _size(page.title)) / (visible or 1)
    removed = sum(_size(block.text) for block in page.dropped) / (visible or 1)
    every = " ".join(block.text for block in page.all_blocks)
    lost = case.marked and LAST not in every
    silent = lost or (case.rich and kept + removed < LEAST)
    detail = "the last sentence" if lost else ""
    return Outcome(verdict="silent loss" if silent else "cleaned", detail=detail, kept=kept, removed=removed)


def _as_text(body: bytes | str) -> str:
    from corpus.cleaning.decoding import decode

    return decode(body) if isinstance(body, bytes) else body


def _visible(text: str) -> str:
    """The text without tags, comments, scripts and style sheets; what is never closed counts as visible. Linear."""
    for opening, closing in _UNSEEN:
        first, *others = text.split(opening)
        parts = [first]
        for other in others:
            unseen, closed, after = other.partition(closing)
            parts.append(after if closed else unseen)
        text = " ".join(parts)
    return _TAG.sub(" ", text)


def _size(text: str) -> int:
    return len(_SPACE.sub("", text))


def run_alone(name: str, fraction: float) -> tuple[Outcome, float, float]:
    """The outcome of a case in a process of its own, its CPU seconds and peak memory in MB."""
    command = [sys.executable, "-m", "bench.hostile", "--inside", name, str(fraction)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10 * CPU_SECONDS)
    except subprocess.TimeoutExpired:
        return Outcome(verdict="hung"), 0.0, 0.0
    if done.returncode == 0:
        told = json.loads(done.stdout)
        return Outcome(**told["outcome"]), told["seconds"], told["memory"]
    last = (done.stderr.strip().splitlines() or [""])[-1]
    verdict = f"killed by signal {-done.returncode}" if done.returncode < 0 else "crashed"
    return Outcome(verdict=verdict, detail=last[:90]), float(CPU_SECONDS), 0.0


def inside(name: str, fraction: float) -> None:
    """One case, in this process: its limits hold from here on, and what making it took is not counted."""
    case = CASES[name]
    body = case.body(fraction)
    clean_page("Tori\n\n" + LAST)  # loads the libraries
    clean_page(CASES["UTF-8 without meta"].body())
    before = resource.getrusage(resource.RUSAGE_SELF)
    spent = before.ru_utime + before.ru_stime
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + CPU_SECONDS + 1, resource.RLIM_INFINITY))
    page = clean_page(body)
    after = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    seconds = after.ru_utime + after.ru_stime - spent
    json.dump(
        {"outcome": to_builtins(judge(case, body, page)), "seconds": seconds, "memory": after.ru_maxrss / 1000},
        sys.stdout,
    )


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--inside"]:
        inside(arguments[1], float(arguments[2]))
        return 0
    unknown = [name for name in arguments if name not in CASES]
    if unknown:
        print(f"no such case: {', '.join(unknown)}")
        return 2
    bad = 0
    print(f"{'case':34} {'outcome':20} {'CPU s':>6} {'MB':>6} {'kept':>6} {'removed':>7}  detail")
    for name in arguments or CASES:
        outcome, seconds, memory = run_alone(name, 1.0)
        bad += outcome.verdict not in ("cleaned", "refused")
        shares = f"{outcome.kept:6.2f} {outcome.removed:7.2f}"
        print(f"{name:34} {outcome.verdict:20} {seconds:6.1f} {memory:6.0f} {shares}  {outcome.detail}", flush=True)
    print(f"{bad} bad outcomes")
    return bad > 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
