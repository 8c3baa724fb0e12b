"""CPU seconds of the dearest query trees that an engine does not refuse: `python -m bench.engine_limits [documents]`.

On the documents of bench.engines; the words asked for are the most frequent ones.
"""

import argparse
import random
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import process_time

from bench.engines import SEED, documents, vocabulary
from indexer.contract import EXPANSION_LIMIT, WORK_LIMIT, Fuzzy, Or, Phrase, Prefix, Query, Term
from indexer.engines import ENGINES, open_engine
from indexer.engines.phrases import work_of


def dearest(words: list[str]) -> dict[str, Query]:
    def phrases(phrase: Callable[[int], Phrase]) -> Or:
        return Or(any_of=tuple(phrase(at) for at in range((WORK_LIMIT - 1) // work_of(phrase(0)))))

    many, few = WORK_LIMIT - 1, WORK_LIMIT // (2 * EXPANSION_LIMIT) - 1
    return {
        "terms": Or(any_of=tuple(Term(field="body", term=words[at % len(words)]) for at in range(many))),
        "prefixes": Or(any_of=tuple(Prefix(field="body", prefix=word[:5]) for word in words[: 2 * few])),
        "fuzzy": Or(any_of=tuple(Fuzzy(field="body", term=word, distance=2, keep=0) for word in words[:few])),
        "slop": phrases(lambda at: Phrase(field="body", terms=(words[at], words[at + 1]), slop=300)),
        "alternatives": phrases(lambda at: Phrase(field="body", terms=(tuple(words[at : at + 16]),) * 2)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU of the dearest query trees.")
    parser.add_argument("documents", type=int, nargs="?", default=5_000)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    options = parser.parse_args()
    words = vocabulary(random.Random(SEED))
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_engine(options.engine, Path(folder), create=True)) as engine,
    ):
        engine.write(documents(options.documents, words))
        for kind, query in dearest(words).items():
            start = process_time()
            engine.search(query, limit=10)
            print(f"{kind:12}{process_time() - start:9.2f}", flush=True)


if __name__ == "__main__":
    main()
