"""What the pages of a generation teach of words: its linked pages, aligned, and the translations these passages show.

The pages of a link are aligned once, for as long as neither changes: what they teach goes from one generation into the
next, so that a generation that grows only aligns what is new. Learning from it is done anew, and takes a second.

Lives here: which links teach, in what time, and what is taken over. Not here: the file (translations.py), aligning and
learning (corpus.alignment, corpus.lexicon), links (corpus.linking).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from corpus import workers
from corpus.model import Block, Lang, Link, PageId
from corpus.shipped import DATA
from indexer.catalogue import Catalogue
from indexer.translations import Aligned, Lesson, TranslationsWriter

if TYPE_CHECKING:
    from corpus.alignment import Reader
    from corpus.lexicon import Entry
    from corpus.store import Store

MOST_LINKS = 1_500
"""The surest. 25 ms of CPU each, once, so that what an archive of any size takes for it is bounded. Their last hundreds
still teach: of 1,050 links, 1,000 find .894 of the mates on service pages (`python -m bench.mates`)."""
LINKS_A_TASK = 10
WORTH_WORKERS = 100  # links

Progress: TypeAlias = Callable[[str, int, int | None], None]


class Teaching(Struct, frozen=True, kw_only=True):
    """A generation whose pages are written, the one before it, if any, and the time there is."""

    folder: Path
    before: Path | None
    jobs: int
    on_progress: Progress


def teach(store: "Store", teaching: Teaching) -> None:
    """Write the translations of a generation; the same pages and links give the same."""
    lessons = _lessons(store, teaching.folder)
    with TranslationsWriter(teaching.folder, teaching.before) as writer:
        if writer.take_over(lessons):
            return
        due = [lesson for lesson in lessons if writer.lacks(lesson)]
        for done, (lesson, aligned) in enumerate(_aligned(due, teaching)):
            teaching.on_progress("aligning passages", done, len(due))
            writer.put(lesson, aligned)
        writer.finish(lessons, _learned(lessons, writer) if lessons else ())


def _lessons(store: "Store", folder: Path) -> list[Lesson]:
    """The surest links between translations; none where there are too few to learn from."""
    from corpus.passages import LEAST_LINKS, pairs_of

    links = [link for link in store.links("translation") if link.state in ("accepted", "confirmed")]
    if len(links) < LEAST_LINKS:
        return []
    digests = _digests(folder)
    langs = {page: lang for page, lang in store.langs().items() if page in digests}
    links = [link for link in links if link.a in langs and link.b in langs]
    sure = sorted(pairs_of(links, langs), key=_surest_first)[:MOST_LINKS]
    if len(sure) < LEAST_LINKS:
        return []
    return [
        Lesson(link.a, link.b, (langs[link.a], langs[link.b]), digests[link.a] + digests[link.b] + _shipped())
        for link in sure
    ]


def _digests(folder: Path) -> dict[PageId, bytes]:
    """Of what is indexed of each page."""
    catalogue = Catalogue(folder)
    try:
        return {page: held.digest for page, held in catalogue.held().items()}
    finally:
        catalogue.close()


def _surest_first(link: Link) -> tuple[float, PageId, PageId]:
    return -link.confidence, link.a, link.b


def _learned(lessons: Sequence[Lesson], writer: TranslationsWriter) -> "Iterable[Entry]":
    return learned_from((lesson.langs, (lesson.a, lesson.b), writer.passages(lesson)) for lesson in lessons)


def learned_from(taught: Iterable[tuple[tuple[Lang, Lang], tuple[PageId, PageId], Aligned]]) -> "Iterable[Entry]":
    """The translations that passages show, by the languages and pages of their links."""
    from corpus.lexicon import ParallelPassage, Place, Word, learn

    passages = (
        ParallelPassage(
            langs=langs,
            a=tuple(Word(word, word) for word in a),
            b=tuple(Word(word, word) for word in b),
            places=(Place(pages[0], i), Place(pages[1], j)),
        )
        for langs, pages, aligned in taught
        for i, j, a, b in aligned
    )
    return learn(passages, phrases=False).entries


@cache
def _shipped() -> bytes:
    """Changes when pages are aligned otherwise because of what kielo brings along."""
    told = [(DATA / name).read_bytes() for name in ("gazetteer.tsv", "common_words.tsv")]
    return blake2b(b"\0".join(told), digest_size=6).digest()


def _aligned(lessons: Sequence[Lesson], teaching: Teaching) -> Iterator[tuple[Lesson, Aligned]]:
    """What each link teaches; worker processes align where there are many."""
    pupil = _Pupil(folder=teaching.folder)
    if teaching.jobs < 2 or len(lessons) < WORTH_WORKERS:
        yield from ((lesson, pupil.align(lesson)) for lesson in lessons)
        return
    tasks = [lessons[start : start + LINKS_A_TASK] for start in range(0, len(lessons), LINKS_A_TASK)]
    for task, made in workers.run(pupil.align_all, tasks, jobs=teaching.jobs):
        # a worker that died: here it fails aloud
        found = made if isinstance(made, list) else [pupil.align(lesson) for lesson in task]
        yield from zip(task, found, strict=True)


class _Pupil(Struct, kw_only=True):
    """Aligns linked pages of a generation; each process reads it by itself, from its first link on."""

    folder: Path
    _catalogue: Catalogue | None = None
    _reader: "Reader | None" = None

    def align_all(self, lessons: Sequence[Lesson]) -> list[Aligned]:
        return [self.align(lesson) for lesson in lessons]

    def align(self, lesson: Lesson) -> Aligned:
        """The words of passages that are surely translations of each other, where the pages have enough of these."""
        from corpus.alignment import align
        from corpus.passages import SURE

        catalogue, reader = self._opened()
        a, b = catalogue.blocks(lesson.a), catalogue.blocks(lesson.b)
        paired = [each for each in align(a, b, lesson.langs, reader) if not each.is_gap]
        if 2 * len(paired) < min(len(a), len(b)):
            return ()
        one, other = lesson.langs
        return tuple(
            (each.a[0], each.b[0], self._words(a[slice(*each.a)], one), self._words(b[slice(*each.b)], other))
            for each in paired
            if each.confidence >= SURE
        )

    def _words(self, blocks: Sequence[Block], lang: Lang) -> tuple[str, ...]:
        from corpus.passages import words_of

        forms = self._opened()[0].forms
        own = [block.text for block in blocks if block.lang == lang]
        return tuple(word.base for text in own for word in words_of(text, lang, forms))

    def _opened(self) -> "tuple[Catalogue, Reader]":
        from corpus.alignment import Reader
        from corpus.linking.gazetteer import Gazetteer, shipped_entries

        if self._catalogue is None or self._reader is None:
            self._catalogue = Catalogue(self.folder)
            names = Gazetteer(shipped_entries(), self._catalogue.forms, self._catalogue.names)
            self._reader = Reader(names, self._catalogue.forms)
        return self._catalogue, self._reader
