"""Pages to measure speed on: generated sites with the head and the scripts of a real site around them, or a folder's.

Lives here: making them, and laying them out as files. Not here: what stands on generated pages (generator.py).
"""

import gzip
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfileobj

from bench.rendering import generate

PAGES_A_SITE = 30
FIRST_SEED = 200  # those below are for the measures of cleaning
PAGE_BYTES = 19_000
"""A page of a town's site, as content management systems write it; most of it is head and scripts."""


def write_sites(folder: Path, sites: int) -> list[Path]:
    """The pages of generated sites, a folder for each."""
    files = []
    for seed in range(FIRST_SEED, FIRST_SEED + sites):
        for page in generate(seed, PAGES_A_SITE):
            file = folder / page.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_padded(page.body, seed))
            files.append(file)
    return files


def write_new_pages(folder: Path, seed: int, pages: int, *, invented: int = 0) -> None:
    """The last pages of a site that has grown: files of a folder. `invented` words that no page has stand on each."""
    rng = random.Random(f"{seed} invented")
    for page in generate(seed, PAGES_A_SITE + pages)[-pages:]:
        words = [_invented(rng) for _ in range(invented)]
        told = "".join(f"<p>{' '.join(words[at : at + WORDS])}.</p>" for at in range(0, invented, WORDS))
        file = folder / page.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_padded(page.body.replace(b"</h1>", b"</h1>" + told.encode(), 1), seed))


WORDS = 15  # of a paragraph of invented ones
_SYLLABLES = (
    "ba",
    "de",
    "fi",
    "go",
    "ju",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "yl",
    "äs",
    "ön",
    "hå",
)


def _invented(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(3, 5)))


def copy_pages(source: Path, folder: Path) -> list[Path]:
    """The HTML pages of a folder, unpacked."""
    folder.mkdir(parents=True)
    files = []
    for number, path in enumerate(sorted([*source.rglob("*.html"), *source.rglob("*.html.gz")])):
        file = folder / f"{number:05}.html"
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as packed, file.open("wb") as unpacked:
            copyfileobj(packed, unpacked)
        files.append(file)
    return files


def _padded(body: bytes, seed: int) -> bytes:
    """The page with style sheets and scripts in its head and a script at its end, the same on all pages of a site."""
    missing = max(0, PAGE_BYTES - len(body))
    head, _, rest = body.partition(b"</head>")
    inside, _, end = rest.rpartition(b"</body>")
    styles, scripts, last = (b"".join(_up_to(missing * share // 10, seed, part)) for part, share in _SHARES)
    return b"".join((head, styles, scripts, b"</head>", inside, last, b"</body>", end))


def _style(rng: random.Random) -> str:
    names = [f".{rng.choice(_BLOCKS)}__{rng.choice(_ELEMENTS)}" for _ in range(2)]
    return f"<style>{','.join(names)}{{margin:0 {rng.randrange(40)}px;color:#{rng.randrange(1 << 24):06x}}}</style>\n"


def _link(rng: random.Random) -> str:
    return (
        f'<link rel="preload" as="script" href="/assets/{rng.randrange(1 << 32):08x}.js" crossorigin>\n'
        f'<script src="/assets/{rng.randrange(1 << 32):08x}.js" defer></script>\n'
    )


def _script(rng: random.Random) -> str:
    told = ",".join(f'"{rng.choice(_BLOCKS)}{n}":{{"on":true,"id":"{rng.randrange(1 << 32):08x}"}}' for n in range(12))
    return f"<script>window.site=window.site||[];window.site.push({{{told}}});</script>\n"


_BLOCKS = ("nav", "hero", "card", "grid", "footer", "banner", "modal", "list")
_ELEMENTS = ("title", "inner", "icon", "link", "item", "text")
_SHARES = ((_style, 3), (_link, 2), (_script, 5))


def _up_to(size: int, seed: int, part: Callable[[random.Random], str]) -> Iterator[bytes]:
    """Parts that together have a size, or a little more."""
    rng = random.Random(f"{seed} {part.__name__}")
    while size > 0:
        made = part(rng).encode()
        size -= len(made)
        yield made
