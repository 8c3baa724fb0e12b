"""Input made to hurt, scaled down: no crash, and nothing is lost without a word. In full: `python -m bench.hostile`."""

import resource
import subprocess
import sys

import pytest

from bench.hostile import outcome_of
from bench.hostile_cases import BYTES, CASES, LAST, STRUCTURE, UNITS, Case
from corpus.model import Cleaned, Reason
from corpus.page import Refusal, clean_page

LARGEST = 10_000  # of whatever a case counts: characters, tags, cells
SHORT = 400  # characters of a pattern's repetitions in one line
REFUSED = {
    "random bytes": Reason.NOT_TEXT,
    "jpeg named html": Reason.NOT_TEXT,
    "pdf named html": Reason.NOT_TEXT,
    "gzip": Reason.NOT_TEXT,
    "gzip in gzip": Reason.NOT_TEXT,
    "mostly NUL": Reason.NOT_TEXT,
    "empty": Reason.EMPTY,
    "blank": Reason.EMPTY,
    "only a byte order mark": Reason.EMPTY,
}
DEEP = ("boxes 250 deep", "boxes 260 deep", "boxes 9,000 deep", "boxes 5,000 deep by wrong ends")


def scaled(case: Case) -> bytes | str:
    """A fiftieth of the case, and no more than keeps the tests quick."""
    return case.body(min(0.02, LARGEST / case.size))


@pytest.mark.parametrize("name", [*STRUCTURE, *BYTES])
def test_hostile_input_is_cleaned_or_refused_and_never_lost_silently(name: str) -> None:
    case = CASES[name]
    outcome = outcome_of(case, scaled(case))
    assert outcome.verdict in ("cleaned", "refused"), outcome


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_as_such(name: str) -> None:
    outcome = clean_page(scaled(CASES[name]))
    assert isinstance(outcome, Refusal)
    assert outcome.reason is REFUSED[name]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (STRUCTURE["attributes on one tag"], Reason.HOSTILE),
        (STRUCTURE["boxes 100,000 deep"], Reason.HOSTILE),
        (Case(make=lambda depth: "<html>" + "<div></b>" * depth, size=10_001), Reason.HOSTILE),
        (Case(make=lambda size: "a" * size, size=10_000_001), Reason.TOO_LARGE),
    ],
    ids=["attributes", "depth", "depth by wrong ends", "size"],
)
def test_what_no_parser_should_be_given_is_refused_at_full_size(case: Case, reason: Reason) -> None:
    outcome = clean_page(case.body())
    assert isinstance(outcome, Refusal)
    assert outcome.reason is reason


@pytest.mark.parametrize("name", DEEP)
def test_text_inside_and_after_deep_nesting_is_kept(name: str) -> None:
    page = clean_page(CASES[name].body(min(1.0, 1_000 / CASES[name].size)))
    assert isinstance(page, Cleaned)
    told = " ".join(block.text for block in page.all_blocks)
    assert LAST in told
    assert "Syvällä." in told


def test_entities_are_neither_expanded_nor_fetched() -> None:
    for name in ("billion laughs", "external entity"):
        page = clean_page(CASES[name].body())
        assert isinstance(page, Cleaned)
        assert LAST in page.text
        assert len(page.text) < len(LAST) + 100


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_repeated_beginnings_of_patterns_do_no_harm(unit: str) -> None:
    for form in ("line", "lines", "markup"):
        case = CASES[f"{form} of {unit!r}"]
        outcome = outcome_of(case, case.body(SHORT / case.size))
        assert outcome.verdict in ("cleaned", "refused"), (form, outcome)


GUARD = 20  # CPU seconds, after which the process is killed
QUADRATIC = {
    "a long block beside a long main text": (  # under 1 s; over 20 s where each run of words is sought in the text
        "from corpus.cleaning.second import MainText\n"
        "text = ' '.join(f'sana{n}' for n in range(150_000))\n"
        "assert not MainText(text).holds(' '.join(f'muu{n}' for n in range(150_000)))"
    ),
    "many short lines beside a long main text": (
        "from corpus.cleaning.second import MainText\n"
        "main = MainText(' '.join(f'sana{n}' for n in range(400_000)))\n"
        "assert not any(main.holds(f'a{n} b{n} c{n} d{n}') for n in range(50_000))"
    ),
    "lists of other texts in a row": (
        "from corpus.cleaning import closing\n"
        "from corpus.cleaning.pieces import Piece\n"
        "pieces = [Piece(kind='paragraph', text='Suosittelemme', links=1.0)] * 30_000\n"
        "assert all(piece.reason for piece in closing.judge(pieces, None))"
    ),
    "headings over comments in a row": (
        "from corpus.cleaning import asides\n"
        "from corpus.cleaning.pieces import Piece\n"
        "pieces = [Piece(kind='heading', text='3 kommenttia', level=2 + n % 3) for n in range(30_000)]\n"
        "assert all(piece.reason for piece in asides.judge(pieces, None))"
    ),
}


def limit_time() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (GUARD, GUARD))


@pytest.mark.parametrize("name", QUADRATIC)
def test_what_grows_with_the_square_of_its_input_would_be_killed(name: str) -> None:
    command = [sys.executable, "-c", QUADRATIC[name]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit_time)
    assert (done.returncode, done.stderr) == (0, "")
