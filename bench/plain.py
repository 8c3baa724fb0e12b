"""What a short script would do with a page: trafilatura, langdetect and Whoosh with its stemmer, each as it comes.

Lives here: that script, its steps timed one by one. It is what kielo's own speed is measured against (speed.py): no
blocks, no templates, no metadata, no store, no compounds, one stemmer for all languages.
"""

from pathlib import Path
from time import process_time
from typing import Any

Seconds = dict[str, list[float]]
"""CPU seconds of each page, by step."""


class PlainScript:
    """One run of it: `take` every page, then `commit`. Only `commit` makes them searchable."""

    def __init__(self, folder: Path) -> None:
        self.seconds: Seconds = {"read": [], "extract": [], "detect": [], "add": []}
        folder.mkdir()
        self._writer = _whoosh_writer(folder)

    def take(self, path: Path) -> None:
        from langdetect import LangDetectException, detect
        from trafilatura import extract

        started = process_time()
        body = path.read_bytes()
        read = process_time()
        text = extract(body) or ""
        extracted = process_time()
        try:
            lang = detect(text)
        except LangDetectException:  # no letters
            lang = ""
        detected = process_time()
        self._writer.add_document(path=str(path), lang=lang, text=text)
        for step, spent in zip(
            self.seconds,
            (read - started, extracted - read, detected - extracted, process_time() - detected),
            strict=True,
        ):
            self.seconds[step].append(spent)

    def commit(self) -> float:
        """CPU seconds it takes."""
        started = process_time()
        self._writer.commit()
        return process_time() - started


def load_plain(page: Path, folder: Path) -> None:
    """Load everything that is loaded at the first use, so that the first page does not pay for it."""
    from langdetect import DetectorFactory

    DetectorFactory.seed = 0
    script = PlainScript(folder)
    script.take(page)
    script.commit()


def _whoosh_writer(folder: Path) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own sources, at the first import
        from whoosh.analysis import StemmingAnalyzer
        from whoosh.fields import ID, TEXT, Schema
        from whoosh.index import create_in

    schema = Schema(path=ID(stored=True), lang=ID(stored=True), text=TEXT(analyzer=StemmingAnalyzer(), stored=True))
    return create_in(str(folder), schema).writer()
