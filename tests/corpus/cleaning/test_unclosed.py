"""What is opened and never closed swallows nothing."""

import pytest

from corpus.cleaning import markup, walk
from corpus.model import Cleaned
from corpus.page import clean_page

SAID = "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan."
TEXT = f"<p>{SAID}</p>" * 12
END = "<p>Lopuksi puut.</p></body></html>"


def told(html: str) -> list[str]:
    tree = markup.parse(html)
    return [] if tree is None else [piece.text for piece in walk.pieces(tree)]


@pytest.mark.parametrize(
    "opening",
    [
        "<!-- ",
        "<script>",
        "<SCRIPT type=x>if (a<b) go();",
        "<style>p {color: red}",
        "<title>",
        "<textarea>",
        "<iframe>",
        "<noembed>",
        "<plaintext>",
        '<p title="',
        "<p class='menu title='",
    ],
)
def test_what_follows_is_read(opening: str) -> None:
    texts = told(f"<html><body>{opening}{TEXT}{END}")
    assert sum(SAID in text for text in texts) >= 11
    assert "Lopuksi puut." in " ".join(texts)


def test_several_things_left_open_are_all_closed() -> None:
    texts = told(f"<html><head><title>Tori<style>p {{}}</head><body><!-- {TEXT}<!-- {TEXT}{END}")
    assert sum(SAID in text for text in texts) == 24


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body>{TEXT}<!-- {TEXT} --><p>Lopuksi puut.</p></body></html>",
        f"<html><body>{TEXT}<!-- {'ei muuta ' * 90}",
        f"<html><body>{TEXT}<script>x = '<div>{'a' * 900}</div>';",
        f"<html><body>{TEXT}<script><!-- {'go(); ' * 200}</script>{END}",
        f"<html><body>{TEXT}<p data-box='{TEXT.replace('p', 'b')}'>x</p>{END}",
    ],
    ids=[
        "closed comment",
        "cut off in a comment",
        "cut off in a script",
        "comment in a script",
        "markup in an attribute",
    ],
)
def test_what_is_closed_or_cut_off_itself_stays_unread(html: str) -> None:
    assert sum(SAID in text for text in told(html)) == 12
    assert not any("go()" in text or "aaa" in text or "ei muuta" in text for text in told(html))


def test_a_page_swallowed_whole_is_kept() -> None:
    page = clean_page(f'<html><body><h1>Tori</h1><p title="{TEXT}{END}')
    assert isinstance(page, Cleaned)
    assert page.text.count(SAID) >= 11
