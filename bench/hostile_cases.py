"""Input made to hurt: nesting, attributes, sizes, encodings, containers, and what our own patterns might choke on.

Lives here: the cases, made anew each time and never stored. Not here: running them (hostile.py).
"""

# ruff: noqa: E501  one case a line reads better than broken ones

import gzip
import random
import zlib
from collections.abc import Callable, Mapping

from msgspec import Struct

LAST = "Viimeinen virke kertoo, että torin penkit maalataan ja puut istutetaan ennen juhannusta."
_SENTENCE = "Kunnan torille rakennetaan keväällä uusia penkkejä numero {}, ja vanhat penkit maalataan samalla. "

Make = Callable[[int], bytes | str]
"""A case of a size: the size given with it is the full one, a test takes a fraction."""


class Case(Struct, frozen=True, kw_only=True):
    """`size`: of the full case. `marked`: it ends in the sentence that must not be lost. `rich`: it has text at all."""

    make: Make
    size: int
    marked: bool = False
    rich: bool = True

    def body(self, fraction: float = 1.0) -> bytes | str:
        return self.make(max(1, int(self.size * fraction)))


def _html(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Tori</title></head><body><h1>Torin penkit</h1>{body}<p>{LAST}</p></body></html>"


def _sentences(size: int, around: str = "{}") -> str:
    return "".join(around.format(_SENTENCE.format(number)) for number in range(max(1, size // len(_SENTENCE))))


def _nested(tag: str) -> Make:
    return lambda depth: _html(f"<{tag}>" * depth + "Syvällä. " + f"</{tag}>" * depth)


def _repeated(piece: str, around: str = "{}") -> Make:
    return lambda size: _html(around.format(piece * (size // len(piece) + 1)))


def _random_bytes(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def _laughs(depth: int) -> str:
    entities = "".join(f'<!ENTITY l{at + 1} "{f"&l{at};" * 10}">' for at in range(depth))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{entities}]><html><body><p>&l{depth};</p><p>{LAST}</p></body></html>'


def _marks(size: int) -> str:
    return _html("<p>" + "o" + "\u0316\u0301" * (size // 2) + "</p>")


STRUCTURE: Mapping[str, Case] = {
    "paragraphs 5 MB": Case(make=lambda size: _html(_sentences(size, "<p>{}</p>")), size=5_000_000, marked=True),
    "paragraphs 50 MB": Case(make=lambda size: _html(_sentences(size, "<p>{}</p>")), size=50_000_000, marked=True),
    "text node 20 MB": Case(make=lambda size: _html(f"<p>{_sentences(size)}</p>"), size=20_000_000, marked=True),
    "text node 9.5 MB": Case(make=lambda size: _html(f"<p>{_sentences(size)}</p>"), size=9_500_000, marked=True),
    "equal paragraphs": Case(make=_repeated(f"<p>{_SENTENCE}</p>"), size=2_000_000, marked=True),
    "links in one paragraph": Case(make=lambda n: _html("<p>" + '<a href="/x">linkki</a> ' * n + "</p>"), size=100_000, marked=True),
    "headings": Case(make=lambda n: _html("<h2>Torin penkit</h2>" * n), size=50_000, marked=True),
    "list items": Case(make=lambda n: _html("<ul>" + "<li>penkki" * n + "</ul>"), size=100_000, marked=True),
    "table cells": Case(make=lambda n: _html("<table>" + "<tr><td>penkki<td>puu" * (n // 2) + "</table>"), size=200_000, marked=True),
    "cells of one row": Case(make=lambda n: _html("<table><tr>" + "<td>penkki" * n + "</table>"), size=100_000, marked=True),
    "line breaks": Case(make=lambda n: _html("<p>" + "penkki<br>" * n + "</p>"), size=100_000, marked=True),
    "empty boxes": Case(make=lambda n: _html("<div></div>" * n), size=200_000, marked=True),
    "boxes 250 deep": Case(make=_nested("div"), size=250, marked=True),
    "boxes 260 deep": Case(make=_nested("div"), size=260, marked=True),
    "boxes 9,000 deep": Case(make=_nested("div"), size=9_000, marked=True),
    "boxes 100,000 deep": Case(make=_nested("div"), size=100_000, marked=True),
    "boxes 5,000 deep by wrong ends": Case(make=lambda n: _html("<div></b>" * 5 * n + "Syvällä. "), size=1_000, marked=True),
    "lists 2,000 deep": Case(make=_nested("ul><li"), size=1_000, marked=True),
    "tables 100 deep": Case(make=_nested("table><tr><td"), size=100, marked=True),
    "spans 5,000 deep": Case(make=_nested("span"), size=5_000, marked=True),
    "unclosed b and p": Case(make=lambda n: _html("<b><p>penkki " * n), size=20_000, marked=True),
    "formatting soup": Case(make=lambda n: _html("<a><b><i><font>penkki</a></b></i></font> " * n), size=3_000, marked=True),
    "misnested tables": Case(make=lambda n: _html("<table><b><tr><i><td></b>penkki</i>" * n), size=5_000, marked=True),
    "attributes on one tag": Case(make=lambda n: _html("<p " + " ".join(f"a{at}=1" for at in range(n)) + ">x"), size=200_000, marked=True),
    "many attributes, many tags": Case(make=lambda n: _html(("<p " + " ".join(f"a{at}=1" for at in range(4_000)) + ">x") * n), size=60, marked=True),
    "long attribute": Case(make=lambda n: _html(f'<p title="{"x" * n}">x'), size=90_000, marked=True),
    "long class names": Case(make=lambda n: _html(f'<p class="{"menu-" * n}">x' * 20), size=15_000, marked=True),
    "unclosed quote": Case(make=lambda n: _html('<p title="' + "<p>penkki " * n), size=100_000, marked=True),
    "unclosed comment": Case(make=lambda n: _html("<!-- " + "penkki " * n), size=300_000, marked=True),
    "unclosed script": Case(make=lambda n: _html("<script>" + "if (a<b) " * n), size=300_000, marked=True, rich=False),
    "unclosed textarea": Case(make=lambda n: _html("<textarea>" + "penkki " * n), size=300_000),
    "plaintext tag": Case(make=lambda n: _html("<plaintext>" + "penkki " * n), size=300_000),
    "all in noscript": Case(make=lambda n: f"<html><body><noscript><h1>Tori</h1>{_sentences(n, '<p>{}</p>')}</noscript></body></html>", size=100_000),
    "all in a template": Case(make=lambda n: f"<html><body><template>{_sentences(n, '<p>{}</p>')}</template></body></html>", size=100_000),
    "all in svg": Case(make=lambda n: f"<html><body><svg><text>{_sentences(n)}</text></svg></body></html>", size=100_000),
    "all hidden": Case(make=lambda n: f"<html><body style='display:none'>{_sentences(n, '<p>{}</p>')}</body></html>", size=100_000),
    "all in a form": Case(make=lambda n: f"<html><body><form>{_sentences(n, '<p>{}</p>')}</form></body></html>", size=100_000),
    "all in the head": Case(make=lambda n: f"<html><head>{_sentences(n, '<p>{}</p>')}</head></html>", size=100_000),
    "frameset": Case(make=lambda n: f"<html><frameset><frame src=a><noframes>{_sentences(n, '<p>{}</p>')}</noframes></frameset></html>", size=10_000),
    "title 1 MB": Case(make=lambda n: f"<html><title>{_sentences(n)}</title><body><p>{LAST}</p></body></html>", size=1_000_000, marked=True, rich=False),
    "language links": Case(make=lambda n: _html("".join(f'<link rel=alternate hreflang=sv href="/{at}">' for at in range(n))), size=50_000, marked=True),
    "metas": Case(make=lambda n: f"<html><head>{'<meta name=description content=x>' * n}</head><body><p>{LAST}</p></body></html>", size=50_000, marked=True),
    "JSON-LD nested": Case(make=lambda n: _html(f'<script type="application/ld+json">{"[" * n}</script>'), size=100_000, marked=True),
    "JSON-LD long": Case(make=lambda n: _html('<script type="application/ld+json">[' + '{"@type":"NewsArticle"},' * n + "{}]</script>"), size=100_000, marked=True),
    "breadcrumb": Case(make=lambda n: _html(f"<nav class=breadcrumb>{'<a href=x>Sivu</a> > ' * n}</nav>"), size=50_000, marked=True),
}  # fmt: skip

BYTES: Mapping[str, Case] = {
    "random bytes": Case(make=_random_bytes, size=2_000_000),
    "random letters": Case(make=lambda n: "".join(random.Random(n).choices("abcåäö <>&;=\"'/-.\n", k=n)), size=1_000_000),
    "jpeg named html": Case(make=lambda n: b"\xff\xd8\xff\xe0\x00\x10JFIF" + _random_bytes(n), size=100_000),
    "pdf named html": Case(make=lambda n: b"%PDF-1.7\n" + b"1 0 obj << /Type /Page >>\n" * n, size=10_000),
    "billion laughs": Case(make=_laughs, size=10, marked=True),
    "external entity": Case(make=lambda _: '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>&x;</p>' f"<p>{LAST}</p></body></html>", size=1, marked=True),
    "NUL in words": Case(make=lambda n: _html("<p>pen\x00kki</p>" * n), size=1_000, marked=True),
    "mostly NUL": Case(make=lambda n: b"a" + b"\x00" * n, size=1_000_000),
    "UTF-8 without meta": Case(make=lambda n: _html(_sentences(n, "<p>{}</p>")).encode(), size=10_000, marked=True),
    "UTF-16 with a mark": Case(make=lambda n: _html(_sentences(n, "<p>{}</p>")).encode("utf-16"), size=10_000, marked=True),
    "UTF-16 without a mark": Case(make=lambda n: _html(_sentences(n, "<p>{}</p>")).encode("utf-16-le"), size=10_000, marked=True),
    "UTF-32 with a mark": Case(make=lambda n: _html(_sentences(n, "<p>{}</p>")).encode("utf-32"), size=10_000, marked=True),
    "UTF-16 that declares UTF-8": Case(make=lambda n: ('<meta charset="utf-8">' + _html(_sentences(n))).encode("utf-16"), size=10_000, marked=True),
    "declares UTF-7": Case(make=lambda n: b'<meta charset="utf-7">' + _html(_sentences(n)).encode("cp1252"), size=10_000, marked=True),
    "declares a codec that is none": Case(make=lambda n: b'<meta charset="zlib">' + _html(_sentences(n)).encode("cp1252"), size=10_000, marked=True),
    "empty": Case(make=lambda _: b"", size=1, rich=False),
    "blank": Case(make=lambda n: b" \r\n\t" * n, size=1_000_000, rich=False),
    "only a byte order mark": Case(make=lambda _: b"\xef\xbb\xbf", size=1, rich=False),
    "plain text": Case(make=lambda n: _sentences(n) + LAST, size=10_000, marked=True),
    "gzip": Case(make=lambda n: gzip.compress(b"\x00" * n, mtime=0), size=50_000_000),
    "gzip in gzip": Case(make=lambda n: gzip.compress(gzip.compress(b"\x00" * n, mtime=0), mtime=0), size=50_000_000),
    "deflate": Case(make=lambda n: zlib.compress(b"<p>" + b"a" * n), size=10_000_000),
    "one line of 5 MB": Case(make=_sentences, size=5_000_000),
    "one word of 5 MB": Case(make=lambda n: "a" * n, size=5_000_000),
    "lines of one letter": Case(make=lambda n: "a\n" * n, size=500_000),
    "equal lines": Case(make=lambda n: (_SENTENCE + "\n") * n, size=20_000),
    "combining marks": Case(make=_marks, size=200_000, marked=True, rich=False),
    "lone surrogates": Case(make=lambda n: _html("<p>" + "\ud800a" * n + "</p>"), size=1_000, marked=True),
    "right to left": Case(make=lambda n: _html("<p>" + "\u202epenkki " * n + "</p>"), size=10_000, marked=True),
    "soft hyphens": Case(make=lambda n: _html("<p>" + "pen\u00adk\u200bki " * n + "</p>"), size=100_000, marked=True),
    "mojibake": Case(make=lambda n: _html("<p>" + "hyvää ".encode().decode("latin-1") * n + "</p>"), size=200_000, marked=True),
}  # fmt: skip

UNITS = (
    "<", "<a ", "</", "<!--", "<![CDATA[", "<!", "<?", "&", "&#", "&#x41", "&amp;", "&nbsp", ">", "=\"",
    " ", "\t", "\n \n", "\u00a0", ".", "-", "– ", "_", "(at)", "a@", "a.b@", "@", "0", "0400 ", "0400-", "+358 ", "(0", "1.", "1. ",
    "1.1.", "1.1.2020 ", "2020–", "15. kesäkuuta ", "A", "Aa ", "Aa-", "Aa Aa, ", "ä", "a-", "- ja ", "sosiaali- ja ", "https://", "www.a.", "kuva: ", "Kuvassa ",
    "Kuva a.", "© ", "etusivu > ", " > a", "julkaistu ", "julkaistu 1.1.2020 ", "Päivitetty: ", "tulosta ", "jaa ", "y-tunnus ", "y-tunnus 1 ", "verkkolasku", "ovt ",
    "tiedote ", "Tiedote 1/2020 ", "eväste", "käytämme ", "lue lisää ", "uusimmat uutiset ", "• ", "a) ", "o  ", "|", " | ", "“", "'", "1 000 ", "1 000 € ", "€",
    "00100 A", "PL 1 ", "kirjaamo", "a: ", ":", "…", "Ã¤", "\u0301", "ﬁ", "ja ", "the ",
)  # fmt: skip
"""What our own patterns begin with, repeat or stop at: each many times over on one line, on many lines, and in HTML."""


def _pattern_cases() -> dict[str, Case]:
    made: dict[str, Case] = {}
    for unit in UNITS:
        made[f"line of {unit!r}"] = Case(make=_one_line(unit), size=200_000, rich=False)
        made[f"lines of {unit!r}"] = Case(make=_many_lines(unit), size=200_000, rich=False)
        made[f"markup of {unit!r}"] = Case(make=_repeated(unit, "<p>{0}</p><ul><li>{0}</ul>"), size=100_000, rich=False)
    return made


def _one_line(unit: str) -> Make:
    return lambda size: f"Torin penkit\n\n{LAST} {unit * (size // len(unit))}x\n\n{LAST}"


def _many_lines(unit: str) -> Make:
    line = unit * (100 // len(unit)) + "\n"
    return lambda size: f"Torin penkit\n\n{LAST}\n\n{line * (size // len(line) + 1)}\n{LAST}"


CASES: Mapping[str, Case] = {**STRUCTURE, **BYTES, **_pattern_cases()}
