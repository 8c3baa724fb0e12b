"""The shorter way to the main text gives what the public function gives, or leaves the page to it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from corpus.cleaning import main_text

trafilatura = pytest.importorskip("trafilatura")
of_known_version = pytest.mark.skipif(
    trafilatura.__version__ != main_text.KNOWN, reason="another version of trafilatura is only asked as a whole"
)

SENTENCE = "Lautta kuljettaa kaksikymmentä autoa ja sata matkustajaa saareen joka tunti, kertoo liikennelaitos."
NAMES = [
    "comments", "article-comments", "Commentary", "comol", "disqus_thread", "mvp-post-add-box", "infinite-scroll",
    "elementor-share-buttons", "article-body", "content", "sidebar", "share-bar", "hidden", "caption", "text",
]  # fmt: skip
TAGS = ["div", "section", "aside", "details", "ul", "form", "main", "article", "span", "table", "footer", "figure"]


def asked(way: Any, page: str) -> Any:
    try:
        return way(html.document_fromstring(page))
    except Exception as error:  # either way may stumble: `main_text` makes nothing of it
        return type(error)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Boxes in boxes with telling names, sentences in them, and what is never shown."""
    parts = ["<head><title>Lautta</title><script>1</script></head><body>"]
    for number in range(draw(st.integers(1, 12))):
        tag, name = draw(st.sampled_from(TAGS)), draw(st.sampled_from(NAMES))
        opened = f'<{tag} {draw(st.sampled_from(["class", "id"]))}="{name}">'
        text = f"<p>{SENTENCE} {number}</p>" * draw(st.integers(0, 3))
        item = draw(st.sampled_from(["<ul><li>kello 5.30</li></ul>", "<script>2</script>", "irti ", "<h2>Reitti</h2>"]))
        parts.append(f"{opened}{text}{item}{draw(st.sampled_from([f'</{tag}>', '']))}")
    return "".join(parts)


@of_known_version
@given(pages())
def test_the_steps_give_what_the_whole_gives(page: str) -> None:
    by_steps = asked(main_text.by_steps, page)
    assert by_steps is None or by_steps == asked(main_text.at_once, page)


@of_known_version
@pytest.mark.parametrize("name", NAMES)
def test_a_box_of_any_name_is_judged_alike(name: str) -> None:
    box = f'<div class="{name}"><p>{SENTENCE} Toisin.</p></div><div id="{name}"><p>{SENTENCE} Kolmas.</p></div>'
    page = f"<html><body><div>{''.join(f'<p>{SENTENCE} {n}</p>' for n in range(9))}</div>{box}</body></html>"
    by_steps = asked(main_text.by_steps, page)
    assert isinstance(by_steps, str)
    assert by_steps == asked(main_text.at_once, page)


@of_known_version
def test_a_page_of_a_few_words_is_left_to_the_whole() -> None:
    page = "<html><body><p>Lautta kulkee.</p></body></html>"
    assert main_text.by_steps(html.document_fromstring(page)) is None
    assert main_text.main_text(html.document_fromstring(page)) == main_text.at_once(html.document_fromstring(page))


def test_of_another_version_the_whole_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_text, "KNOWN", "0")
    monkeypatch.setattr(main_text, "by_steps", lambda _tree: pytest.fail("asked by steps"))
    page = html.document_fromstring(f"<html><body>{f'<p>{SENTENCE}</p>' * 5}</body></html>")
    assert SENTENCE in (main_text.main_text(page) or "")
