"""HTML to pieces: both parsers give the same, and every word arrives."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import markup, walk
from corpus.cleaning.pieces import Piece

TAGS = ["div", "p", "ul", "li", "h2", "b", "a", "span", "table", "tr", "td", "blockquote", "nav", "aside", "section"]
ATTRIBUTES = ["", ' class="menu"', ' class="sr-only"', " hidden", ' href="x"', ' role="search"']


def pieces(html: str) -> tuple[Piece, ...]:
    tree = markup.parse(html)
    return () if tree is None else walk.pieces(tree)


def told(html: str) -> list[str]:
    return [f"{piece.kind}{piece.level or ''} {piece.text}" for piece in pieces(html)]


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Nested and unclosed tags with numbered words between them."""
    parts = []
    for number in range(draw(st.integers(1, 25))):
        tag = draw(st.sampled_from(TAGS))
        parts.append(draw(st.sampled_from([f"<{tag}{draw(st.sampled_from(ATTRIBUTES))}>", f"</{tag}>", "<br>", " "])))
        parts.append(f" sana{number} ")
    return "<body>" + "".join(parts) + "</body>"


@given(soups())
def test_the_two_parsers_give_the_same_pieces(html: str) -> None:
    assert pieces(html) == walk.pieces(markup.parse_deep(html))


@given(soups())
def test_every_word_of_the_body_is_in_a_piece_once(html: str) -> None:
    found = re.findall(r"sana\d+", " ".join(piece.text for piece in pieces(html)))
    assert sorted(found) == sorted(re.findall(r"sana\d+", html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h3>Mitä?</h3>teksti", ["heading3 Mitä?", "paragraph teksti"]),
        ("<p>rivi<br>toinen</p>", ["paragraph rivi toinen"]),
        ("<p>yksi<br><br>kaksi</p>", ["paragraph yksi", "paragraph kaksi"]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", ["item1 a", "item2 b", "item1 c"]),
        ("<blockquote><p>sanat</p></blockquote>", ["quote sanat"]),
        ("<dl><dt>a<dd>b</dl>", ["definition a", "definition b"]),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", ["row a | b", "row 1 | 2"]),
        ("<table><tr><td><h1>a</h1><td><p>b</p></table>", ["heading1 a", "paragraph b"]),
        ("<p>p. 050 000 0000</p>", ["contact p. 050 000 0000"]),
        ("<p>a <b>b</b><i>c</i></p>", ["paragraph a bc"]),
        ("<a href=x>fi</a><a href=y>sv</a>", ["paragraph fi sv"]),
        ("<p>a<script>b</script><style>c</style><template>d</template></p>", ["paragraph a"]),
        ("<p>a<img alt=kuva></p>", ["paragraph a"]),
    ],
)
def test_markup_becomes_typed_pieces(html: str, expected: list[str]) -> None:
    assert told(html) == expected


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<nav>x</nav>", "landmark:nav"),
        ("<div role=contentinfo>x</div>", "landmark:footer"),
        ("<footer>x</footer>", "landmark:footer"),
        ("<article><footer>x</footer></article>", None),
        ("<main><header>x</header></main>", None),
        ("<div class='cookie-banner'>x</div>", "rule:cookie"),
        ("<div class='has-sidebar'>x</div>", None),
        ("<p class='socialservice'>x</p>", None),
        ("<div id=header>x</div>", "class:header"),
        ("<div class=article-header>x</div>", None),
        ("<p style='display: none'>x</p>", "hidden"),
        ("<div class=accordion hidden>x</div>", None),
        ("<nav aria-label=Breadcrumb>x</nav>", "rule:breadcrumb"),
        ("<button>x</button>", "form"),
        ("<form>x</form>", None),
        ("<figure><figcaption>x</figcaption></figure>", "rule:caption"),
        ("<body class=menu>x", None),
    ],
)
def test_layout_gives_the_reason(html: str, reason: str | None) -> None:
    assert [piece.reason for piece in pieces(html)] == [reason]


def test_hidden_words_leave_the_sentence_around_them_whole() -> None:
    found = pieces("<p>Lue <a href=x>ohje<span class=sr-only> (ulkoinen)</span></a> ensin.</p>")
    assert [(piece.text, piece.reason) for piece in found] == [("(ulkoinen)", "hidden"), ("Lue ohje ensin.", None)]


def test_text_below_the_depth_one_parser_reads_is_not_lost() -> None:
    assert told("<div>" * 600 + "syvällä" + "</div>" * 600 + "<p>ja perässä</p>") == [
        "paragraph syvällä",
        "paragraph ja perässä",
    ]
