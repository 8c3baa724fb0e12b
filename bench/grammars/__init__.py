"""What the pages of generated sites say, in Finnish, Swedish and English: a small grammar a language.

A grammar maps a symbol to its alternatives; `{symbol}` in an alternative is expanded in turn. Places, people and
organisations are invented. Lives here: words. Not here: how they are drawn and made into pages (bench/generator.py).
"""

from bench.grammars.english import ENGLISH
from bench.grammars.finnish import FINNISH
from bench.grammars.swedish import SWEDISH

GRAMMARS: dict[str, dict[str, tuple[str, ...]]] = {"fi": FINNISH, "sv": SWEDISH, "en": ENGLISH}
