"""Sentences and lines out of a grammar, in one language of one generated site.

Lives here: expanding symbols, numbers and dates. Not here: the words (grammars), what pages are made of (generator.py).
"""

import random
import re

from msgspec import Struct, field

from bench.grammars import GRAMMARS

_SLOT = re.compile(r"\{(\w+)\}")


class Voice(Struct, kw_only=True):
    """A language of one site: the words it has settled for, and what it has said already."""

    lang: str
    host: str
    rng: random.Random
    said: set[str] = field(default_factory=set)
    fixed: dict[str, str] = field(default_factory=dict)

    def say(self, symbol: str) -> str:
        """An expansion of the symbol, as a sentence or line begins."""
        text = self.expand(f"{{{symbol}}}")
        return text[0].upper() + text[1:] if text else text

    def once(self, symbol: str) -> str:
        """One that this site has not used yet."""
        for _ in range(50):
            text = self.say(symbol)
            if text not in self.said:
                break
        self.said.add(text)
        return text

    def always(self, symbol: str) -> str:
        """The one that this site uses everywhere."""
        if symbol not in self.fixed:
            self.fixed[symbol] = self.say(symbol)
        return self.fixed[symbol]

    def several(self, symbol: str, count: int) -> list[str]:
        return self.rng.sample(GRAMMARS[self.lang][symbol], count)

    def expand(self, pattern: str) -> str:
        return _SLOT.sub(lambda slot: self._slot(slot[1]), pattern)

    def _slot(self, name: str) -> str:  # noqa: PLR0911, PLR0912  a table of slots
        if name in GRAMMARS[self.lang]:
            return self.expand(self.rng.choice(GRAMMARS[self.lang][name]))
        rng = self.rng
        match name:
            case "n":
                return str(rng.randint(7, 98))
            case "year":
                return str(rng.randint(2015, 2021))
            case "later":
                return str(rng.randint(2022, 2026))
            case "percent":
                return str(rng.randint(21, 89))
            case "sum":
                comma = "," if self.lang == "en" else " "
                return f"{rng.randint(11, 980)}{comma}{rng.choice(('000', '500', '250', '400'))}"
            case "digits":
                return str(rng.randint(10**7, 10**8 - 1))
            case "id":
                return f"{rng.randint(10**6, 10**7 - 1)}-{rng.randint(1, 9)}"
            case "postcode":
                return f"{rng.randint(10, 99)}{rng.randint(1, 9)}00"
            case "hours":
                return f"{rng.randint(8, 17)}.{rng.choice(('00', '15', '30'))}"
            case "phone":
                return f"0{rng.choice(('40', '50', '9', '19'))} {rng.randint(100, 999)} {rng.randint(1000, 9999)}"
            case "person":
                return self.expand("{first_name} {surname}")
            case "date":
                return self._date()
        raise KeyError(name)

    def _date(self) -> str:
        day, year = self.rng.randint(1, 28), self.rng.randint(2015, 2023)
        if self.rng.random() < 0.6:
            return f"{day}.{self.rng.randint(1, 12)}.{year}"
        dot = "." if self.lang == "fi" else ""
        return f"{day}{dot} {self.rng.choice(GRAMMARS[self.lang]['months'])} {year}"
