"""Who cleans generated sites in the measure of cleaning: kielo with an archive, kielo page by page, trafilatura.

Lives here: running them. Not here: the sites (generator.py, rendering.py), their scores (sites.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from bench.rendering import GeneratedPage
from corpus.model import Block


class Cleaning(Struct, frozen=True, kw_only=True):
    """What a cleaner made of a page; `removed` gives its removed blocks with the reasons, where it tells."""

    title: str = ""
    text: str = ""
    kept: tuple[str, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()


Cleaner = Callable[[Sequence[GeneratedPage]], list[Cleaning]]


def available() -> frozenset[str]:
    from importlib.util import find_spec

    return frozenset(name for name in ("trafilatura",) if find_spec(name) is not None)


def archived(pages: Sequence[GeneratedPage], *, whole: bool = False) -> list[Cleaning]:
    """The pages as an archive gives them back after all have come in. `whole`: through `kielo`, with its index."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for page in pages:
            file = root / "sites" / page.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(page.body)
        folders = sorted((root / "sites").iterdir())
        made = dict(_through_kielo(root, folders) if whole else _through_store(root, folders))
    keys = [page.name if page.style == "plain" else page.url for page in pages]
    return [made.get(key, Cleaning()) for key in keys]


def _through_kielo(root: Path, folders: Sequence[Path]) -> Iterator[tuple[str, Cleaning]]:
    import kielo

    with kielo.open(root / "archive", create=True) as archive:
        archive.ingest(folders)
        for summary in archive.pages():
            page = archive.page(summary.id)
            yield page.address, _cleaning(page.cleaned.title, page.cleaned.all_blocks)


def _through_store(root: Path, folders: Sequence[Path]) -> Iterator[tuple[str, Cleaning]]:
    from corpus.ingest import ingest
    from corpus.store import Store

    store = Store.open(root / "archive", create=True)
    with store.writing():
        ingest(store, folders)
    for page in store.pages():
        yield page.address, _cleaning(page.cleaned.title, page.cleaned.all_blocks)
    store.close()


def alone(pages: Sequence[GeneratedPage]) -> list[Cleaning]:
    """Each page by itself, as `kielo.clean` gives it."""
    import kielo

    made: list[Cleaning] = []
    for page in pages:
        try:
            cleaned = kielo.clean(page.body, url=page.url)
        except kielo.InputError:
            made.append(Cleaning())
        else:
            made.append(_cleaning(cleaned.title, cleaned.all_blocks))
    return made


def by_trafilatura(pages: Sequence[GeneratedPage]) -> list[Cleaning]:
    """Its favor_recall; of plain text nothing, since it reads none."""
    from trafilatura import bare_extraction

    made: list[Cleaning] = []
    for page in pages:
        document = bare_extraction(page.body.decode(), favor_recall=True, include_comments=False, with_metadata=True)
        text = (document.text if document else "") or ""
        title = (document.title if document else "") or ""
        made.append(Cleaning(title=title, text=text, kept=tuple(text.splitlines())))
    return made


def _cleaning(title: str, blocks: Iterable[Block]) -> Cleaning:
    every = list(blocks)
    kept = tuple(block.text for block in every if block.reason is None)
    removed = tuple((block.reason, block.text) for block in every if block.reason is not None)
    return Cleaning(title=title, text="\n".join(kept), kept=kept, removed=removed)
