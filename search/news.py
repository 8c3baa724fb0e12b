"""What is new in the answer of a saved search since somebody saw it: pages that came, changed, or left it.

Lives here: two answers -> what differs, one entry a programme. Pure, but for the searcher it reads from.
Not here: keeping searches and what was seen (corpus.store), printing (saved_commands.py).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from corpus.model import PageId, PageSummary, ProgrammeId
from search.answers import by_language
from search.service import Searcher

What: TypeAlias = Literal["new", "changed", "gone"]
UNTOLD = "which pages have left the answer is told since it was last looked at, not since a date"


class NewsPage(Struct, frozen=True, kw_only=True):
    """A page and what has become of it.

    `new`: it has come in since, and nothing could find it then. `changed`: it says something else, or this search finds
    it only now. `gone`: it is in the archive still, and the search does not find it any more.
    """

    what: What
    page: PageSummary


class NewsEntry(Struct, frozen=True, kw_only=True):
    """A programme with its pages that are news: new or gone as a whole, else changed. `title`: of the first of them."""

    programme: ProgrammeId
    what: What
    title: str
    pages: tuple[NewsPage, ...]


class News(Struct, frozen=True, kw_only=True):
    """What is new for a saved search since a time (ISO) or date; programmes in the order of the answer, gone ones last.

    `pages` are all that the search finds now.
    """

    name: str
    query: str
    since: str
    pages: int
    entries: tuple[NewsEntry, ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)


def differences(
    now: Mapping[PageId, int], seen: Mapping[PageId, int], arrived: Collection[PageId]
) -> dict[PageId, What]:
    """What has become of each page of one answer or the other; `arrived` are pages that were not there then."""
    found: dict[PageId, What] = {}
    for page, version in now.items():
        if page not in seen:
            found[page] = "new" if page in arrived else "changed"
        elif seen[page] != version:
            found[page] = "changed"
    return found | {page: "gone" for page in seen if page not in now}


def entries_of(
    searcher: Searcher, now: Sequence[PageSummary], seen: Mapping[PageId, int], arrived: Collection[PageId]
) -> tuple[NewsEntry, ...]:
    """What differs between the answer there is now and the one that was seen, by programme."""
    differ = differences({page.id: page.version for page in now}, seen, arrived)
    known = searcher.summaries(list(differ))
    pages: dict[ProgrammeId, list[NewsPage]] = {}
    for page, what in differ.items():
        if page in known:  # else nothing is known of it any more
            pages.setdefault(known[page].programme, []).append(NewsPage(what=what, page=known[page]))
    found = {page.programme for page in now}
    seen_before = {page.programme for page in now if page.id in seen}
    entries = []
    for programme, mine in pages.items():
        is_new = programme not in seen_before and all(each.what == "new" for each in mine)
        overall: What = "gone" if programme not in found else "new" if is_new else "changed"
        mine.sort(key=lambda each: (each.what == "gone", by_language(each.page)))
        entries.append(NewsEntry(programme=programme, what=overall, title=mine[0].page.title, pages=tuple(mine)))
    return tuple(sorted(entries, key=lambda entry: entry.what == "gone"))


def news_record(news: News) -> dict[str, Any]:
    """The shape that `--json` prints."""
    return {
        "name": news.name,
        "query": news.query,
        "since": news.since,
        "total": {"programmes": len(news), "pages": news.pages},
        "programmes": [
            {
                "programme": entry.programme,
                "what": entry.what,
                "title": entry.title,
                "pages": [
                    {
                        "what": each.what,
                        "page": each.page.id,
                        "address": each.page.address,
                        "title": each.page.title,
                        "lang": each.page.lang,
                        "version": each.page.version,
                        "fetched_at": each.page.fetched_at,
                    }
                    for each in entry.pages
                ],
            }
            for entry in news.entries
        ],
        "notes": list(news.notes),
    }
