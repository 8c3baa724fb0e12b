"""What the engines cost, against the bare library with the same tokens in the same run.

    python -m bench.engines [documents] [--queries N] [--engine NAME ...]

Prints CPU milliseconds (wall time on a shared machine says little): per document for indexing, the median per query
for searching, and the ratio engine : bare. "Bare" is what a short script would write: the library's own objects,
top ten with ids and the total, no replacing, no ties, no errors; its prefix and fuzzy queries score every
document alike. Documents are generated: terms by Zipf's law, some 600 postings each (log-normal, 100 to 3,000), every
eighth stacked on the one before it, ids as those of pages.
"""

import argparse
import gc
import random
import tempfile
from collections.abc import Callable, Iterator
from itertools import accumulate
from math import log
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from corpus.model import page_id
from indexer.contract import And, DateRange, Fuzzy, IndexDocument, Phrase, Posting, Prefix, Query, Term
from indexer.engines import open_engine

POSTINGS, SPREAD = 500, 0.6
REPEATED = 3  # times each query, of which the median counts
VOCABULARY = 60_000
SEED = 20_260_101
Question = tuple[str, Query]
Measured = dict[str, float]


def vocabulary(rng: random.Random) -> list[str]:
    syllables = ["ka", "lo", "ti", "su", "pe", "ra", "mi", "no", "vä", "hö"]
    words = {"fi:" + "".join(rng.choices(syllables, k=rng.randint(2, 6))) for _ in range(VOCABULARY)}
    return sorted(words, key=lambda _: rng.random())


def documents(count: int, words: list[str]) -> Iterator[IndexDocument]:
    rng = random.Random(SEED)
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for number in range(count):
        position, postings = -1, []
        length = min(max(round(rng.lognormvariate(log(POSTINGS), SPREAD)), 100), 3_000)
        for at, word in enumerate(rng.choices(words, cum_weights=weights, k=length)):
            position += at % 8 != 7
            postings.append(Posting(word, position))
        yield IndexDocument(
            id=page_id(f"example.org/page/{number:06}"),
            fields={"body": tuple(postings)},
            langs=(rng.choice(["fi", "sv", "en"]),),
            site=f"site{rng.randrange(20)}",
            kind="news",
            date=rng.choice([None, 20150101 + rng.randrange(5) * 10_000 + rng.randrange(28)]),
        )


def questions(sample: list[IndexDocument], each: int) -> list[Question]:
    """Taken from the documents themselves, so that they find something."""
    rng = random.Random(SEED)
    made: list[Question] = []
    for _ in range(each):
        postings = rng.choice(sample).fields["body"]
        at = rng.randrange(len(postings) - 8)
        first, second = postings[at].term, next(p.term for p in postings[at:] if p.position > postings[at].position)
        term = Term(field="body", term=first)
        made += [
            ("term", term),
            ("and", And(must=(term, Term(field="body", term=second)))),
            ("phrase", Phrase(field="body", terms=(first, second))),
            ("prefix", Prefix(field="body", prefix=first[:7])),
            ("fuzzy", Fuzzy(field="body", term=first, keep=4)),
            ("date range", And(must=(term, DateRange(first=20160101, last=20171231)))),
            ("facet", term),
        ]
    return made


def timed(ask: Callable[[str, Query], object], asked: list[Question]) -> Measured:
    spent: dict[str, list[float]] = {}
    for kind, query in asked:
        times = []
        for _ in range(REPEATED):
            start = process_time()
            ask(kind, query)
            times.append((process_time() - start) * 1000)
        spent.setdefault(kind, []).append(median(times))
    return {kind: median(times) for kind, times in spent.items()}


def measure_engine(name: str, folder: Path, given: list[IndexDocument], asked: list[Question]) -> Measured:
    engine = open_engine(name, folder, create=True)
    start = process_time()
    engine.write(given)
    figures = {"index": (process_time() - start) * 1000 / len(given)}

    def ask(kind: str, query: Query) -> object:
        return engine.facets(query, ["lang"])["lang"] if kind == "facet" else engine.search(query, limit=10)

    figures |= timed(ask, asked)
    engine.close()
    return figures


def measure_bare_tantivy(folder: Path, given: list[IndexDocument], asked: list[Question]) -> Measured:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body")
    builder.add_text_field("lang", fast=True, tokenizer_name="raw")
    builder.add_integer_field("date", fast=True)
    schema = builder.build()
    folder.mkdir()
    index = tantivy.Index(schema, str(folder))
    start = process_time()
    writer = index.writer(64_000_000, 1)
    for document in given:
        native = tantivy.Document()
        native.add_text("id", document.id)
        native.add_text("lang", document.langs[0])
        if document.date is not None:
            native.add_integer("date", document.date)
        tokens = [tantivy.Token(posting.term, posting.position, 0, 0) for posting in document.fields["body"]]
        native.add_pre_tokenized_text("body", tantivy.PreTokenizedString("", tokens))
        writer.add_document(native)
    writer.commit()
    writer.wait_merging_threads()
    figures = {"index": (process_time() - start) * 1000 / len(given)}
    index.reload()
    searcher = index.searcher()

    def native_query(query: Query) -> tantivy.Query:
        match query:
            case Term():
                return tantivy.Query.term_query(schema, "body", query.term)
            case Phrase():
                return tantivy.Query.phrase_query(schema, "body", [str(term) for term in query.terms])
            case Prefix():
                return tantivy.Query.regex_query(schema, "body", query.prefix + ".*")
            case Fuzzy():
                return tantivy.Query.fuzzy_term_query(schema, "body", query.term, query.distance)
            case DateRange():
                kind = tantivy.FieldType.Integer
                return tantivy.Query.range_query(schema, "date", kind, query.first, query.last)
            case And():
                return tantivy.Query.boolean_query([(tantivy.Occur.Must, native_query(part)) for part in query.must])
        raise TypeError(query)

    def ask(kind: str, query: Query) -> object:
        if kind == "facet":
            return searcher.aggregate(native_query(query), {"lang": {"terms": {"field": "lang"}}})
        hits = searcher.search(native_query(query), 10).hits
        return [searcher.doc(address)["id"] for _, address in hits]

    return figures | timed(ask, asked)


def measure_bare_whoosh(folder: Path, given: list[IndexDocument], asked: list[Question]) -> Measured:
    from whoosh import analysis, fields, index, sorting
    from whoosh import query as native

    class Ready(analysis.Analyzer):  # type: ignore[misc]  # the library has no types
        def __call__(self, value: Any, **_: object) -> Iterator[Any]:
            token = analysis.Token(positions=True, chars=False, removestops=True, mode="index")
            for posting in value.postings:
                token.text, token.pos, token.boost, token.stopped = posting.term, posting.position, 1.0, False
                yield token

    class Stream(str):
        postings: tuple[Posting, ...]

    schema = fields.Schema(
        id=fields.ID(stored=True),
        body=fields.TEXT(analyzer=Ready(), phrase=True),
        lang=fields.ID(sortable=True),
        date=fields.NUMERIC(sortable=True),
    )
    # The schema is written as a pickle, which cannot hold a class of this function.
    schema["body"].analyzer, analyzer = None, schema["body"].analyzer
    folder.mkdir()
    index.create_in(str(folder), schema)
    schema["body"].analyzer = analyzer
    opened = index.open_dir(str(folder), schema=schema)
    start = process_time()
    writer = opened.writer(limitmb=64)
    for document in given:
        stream = Stream("x")
        stream.postings = tuple(document.fields["body"])
        extra = {} if document.date is None else {"date": document.date}
        writer.add_document(id=document.id, lang=document.langs[0], body=stream, **extra)
    writer.schema["body"].analyzer = None
    writer.commit()
    figures = {"index": (process_time() - start) * 1000 / len(given)}
    searcher = index.open_dir(str(folder), schema=schema).searcher()

    def native_query(query: Query) -> Any:
        match query:
            case Term():
                return native.Term("body", query.term)
            case Phrase():
                return native.Phrase("body", list(query.terms))
            case Prefix():
                return native.Prefix("body", query.prefix)
            case Fuzzy():
                return native.FuzzyTerm("body", query.term, maxdist=query.distance, prefixlength=query.keep)
            case DateRange():
                return native.NumericRange("date", query.first, query.last)
            case And():
                return native.And([native_query(part) for part in query.must])
        raise TypeError(query)

    def ask(kind: str, query: Query) -> object:
        if kind == "facet":
            return searcher.search(native_query(query), groupedby=sorting.FieldFacet("lang")).groups()
        results = searcher.search(native_query(query), limit=10)
        return [hit["id"] for hit in results], len(results)

    return figures | timed(ask, asked)


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU of the engines against the bare libraries.")
    parser.add_argument("documents", type=int, nargs="?", default=2_000)
    parser.add_argument("--queries", type=int, default=40, help="of each kind")
    parser.add_argument("--engine", choices=BARE, nargs="*", default=list(BARE))
    options = parser.parse_args()
    given = list(documents(options.documents, vocabulary(random.Random(SEED))))
    gc.freeze()  # no archive holds its documents in memory while it answers
    asked = questions(given[:200], options.queries)
    found: dict[str, tuple[Measured, Measured]] = {}
    for name in options.engine:
        # Engine and library in turn, twice, the better of each: the first one warms the machine for the other.
        ours, theirs = [], []
        for _ in range(2):
            with tempfile.TemporaryDirectory() as temporary:
                ours.append(measure_engine(name, Path(temporary) / "engine", given, asked))
                theirs.append(BARE[name](Path(temporary) / "bare", given, asked))
        found[name] = best(ours), best(theirs)
        print(f"\n{name}, {options.documents} documents, CPU ms\n{'':12}{'engine':>9}{'bare':>9}{'ratio':>7}")
        for kind, mine in found[name][0].items():
            other = found[name][1][kind]
            print(f"{kind:12}{mine:9.3f}{other:9.3f}{mine / other:7.2f}")
    if len(found) == len(BARE):
        print("\ntantivy as kielo uses it : bare whoosh")
        for kind, mine in found["tantivy"][0].items():
            print(f"{kind:12}{mine / found['whoosh'][1][kind]:25.2f}")


def best(runs: list[Measured]) -> Measured:
    return {kind: min(run[kind] for run in runs) for kind in runs[0]}


BARE: dict[str, Callable[[Path, list[IndexDocument], list[Question]], Measured]] = {
    "tantivy": measure_bare_tantivy,
    "whoosh": measure_bare_whoosh,
}


if __name__ == "__main__":
    main()
