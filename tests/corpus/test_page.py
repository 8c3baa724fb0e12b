"""One page from bytes to what is stored, or to the reason why not."""

import json
import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import asdict, fields, replace

from corpus.cleaning.pieces import Piece
from corpus.model import Block, Capture, Cleaned, Reason
from corpus.page import Draft, Refusal, _in_language, clean_page, draft_page
from corpus.store import Intake, Store

SENTENCES = [
    "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa.",
    "Asukkaat ovat toivoneet torille puita, joten niitä istutetaan kymmenen lisää ennen juhannusta.",
    "Staden planterar nya träd vid torget, och alla invånare får gärna komma och hjälpa till.",
    "The new benches are made of wood from the forests of the town, and they are painted green.",
]
FI = " ".join(SENTENCES[:2])


def cleaned(body: bytes | str, **known: str) -> Cleaned:
    page = clean_page(body, **known)  # type: ignore[arg-type]
    assert isinstance(page, Cleaned)
    return page


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        ("\n \u00a0", Reason.EMPTY),
        (b"%PDF-1.7", Reason.NOT_TEXT),
        ("<p>" + "<a " + "b=c " * 6_000 + ">x", Reason.HOSTILE),
        ("<nav><a href=a>Palvelut</a></nav><div></div>", Reason.NO_CONTENT),
        ("<html><body></body></html>", Reason.NO_CONTENT),
        ("Siirry sisältöön\nTulosta", Reason.NO_CONTENT),
    ],
    ids=["nothing", "blank", "pdf", "hostile", "menu only", "empty body", "furniture only"],
)
def test_what_is_no_page_is_refused_with_the_reason(body: bytes | str, reason: Reason) -> None:
    refusal = clean_page(body)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason


def test_one_block_that_was_removed_is_told_as_one() -> None:
    assert str(clean_page("Tulosta")) == "no content: 1 block removed: rule:print 1"


def test_a_refusal_for_lack_of_content_counts_what_was_removed() -> None:
    assert (
        str(clean_page("Siirry sisältöön\nTulosta")) == "no content: 2 blocks removed: rule:print 1, rule:skip-link 1"
    )


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.sampled_from([None, "html", "text"]))
def test_cleaning_never_fails(body: bytes | str, media: str | None) -> None:
    assert isinstance(clean_page(body, media=media), Cleaned | Refusal)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<p>", "<div", ">", "</", "<!--", "<![CDATA[", "<?xml", "&#0;", "'", "=", "\x00", "ä"]),
        max_size=25,
    )
)
def test_cleaning_never_fails_on_broken_markup(parts: list[str]) -> None:
    assert isinstance(clean_page("".join(parts), media="html"), Cleaned | Refusal)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
def test_cleaning_the_kept_text_again_loses_nothing(sentences: list[str]) -> None:
    first = cleaned("Torin penkit\n\n" + "\n\n".join(sentences), media="text")
    again = cleaned(first.text, media="text")
    assert again.text == first.text


def test_every_visible_word_is_kept_or_dropped() -> None:
    page = cleaned(f"<nav>yksi</nav><main><h1>kaksi</h1><p>{FI}</p><p hidden>kolme</p></main><footer>neljä</footer>")
    words = " ".join(block.text for block in page.all_blocks)
    assert re.findall(r"yksi|kaksi|kolme|neljä", words) == ["yksi", "kaksi", "kolme", "neljä"]
    assert [block.text for block in page.blocks] == ["kaksi", FI]


def test_a_two_sentence_notice_survives_its_menus() -> None:
    menu = "".join(f"<li><a href={number}>Palvelu {number}</a></li>" for number in range(60))
    page = cleaned(
        f"<div class=menu><ul>{menu}</ul></div><h1>Halli kiinni</h1><p>Halli on kiinni tänään. Pahoittelemme.</p>"
    )
    assert page.text == "Halli kiinni\nHalli on kiinni tänään. Pahoittelemme."


def test_names_that_would_eat_the_page_are_not_believed() -> None:
    page = cleaned(f"<div class=sidebar><h1>Tori</h1><p>{FI * 2}</p></div><p>Lue.</p>")
    assert page.text == f"Tori\n{FI * 2}\nLue."


def test_furniture_does_not_vote_on_the_language() -> None:
    page = cleaned(f"<nav><p>{SENTENCES[3]}</p><p>{SENTENCES[3]}</p></nav><main><h1>Tori</h1><p>{FI}</p></main>")
    assert (page.lang, page.languages) == ("fi", ("fi",))


def test_a_page_that_declares_another_language_is_marked() -> None:
    page = cleaned(f'<html lang="sv"><h1>Tori</h1><p>{FI}</p>')
    assert (page.lang, page.declared_lang, page.lang_conflict) == ("fi", "sv", True)


def test_alternates_are_resolved_against_the_address_a_browser_noted() -> None:
    page = cleaned(
        "<!-- saved from url=(0030)https://example.org/fi/tori/ -->\n"
        f'<html lang="fi"><a href="../torg">På svenska</a><h1>Tori</h1><p>{FI}</p></html>'
    )
    assert [(each.lang, each.url) for each in page.alternates] == [("sv", "https://example.org/fi/torg")]


def test_a_declared_title_names_a_text_and_a_heading_names_a_page() -> None:
    assert cleaned(f"Tori\n\n{FI}", media="text", title="Annettu").title == "Annettu"
    assert cleaned(f"<h1>Tori</h1><p>{FI}</p>", title="Annettu").title == "Tori"


def test_markup_that_is_not_there_makes_a_text_of_it() -> None:
    assert cleaned(f"Tori\n\n{FI}", media="html").blocks[0].kind == "heading"


def test_bytes_and_text_give_the_same_page() -> None:
    html = f"<h1>Tori</h1><p>{FI}</p>"
    assert clean_page(html.encode()) == clean_page(html) == clean_page(html.encode("cp1252"))


TOLD = """<html lang="fi"><head><title>Lautta</title><meta property="article:published_time" content="2021-03-05">
<link rel="alternate" hreflang="sv" href="https://www.example.org/sv/farjan"></head>
<body><h1>Lautta</h1><p>Lautta kuljettaa autoja saareen joka tunti, kertoo liikennelaitos.</p></body></html>"""


def test_what_a_draft_tells_is_all_of_it_but_the_blocks() -> None:
    draft = draft_page(TOLD, url="https://www.example.org/fi/lautta")
    assert isinstance(draft, Draft)
    assert draft.facts.dates
    assert draft.facts.alternates
    assert draft.about() == {name: value for name, value in to_builtins(draft).items() if name != "blocks"}
    assert Draft.of(json.loads(json.dumps(draft.about())), draft.blocks) == draft


def test_a_page_comes_back_from_a_worker_as_it_was() -> None:
    page = clean_page(TOLD)
    assert pickle.loads(pickle.dumps(page)) == page
    block = Block(kind="heading", text="Lautta", lang="fi", level=2, reason="vote")
    assert pickle.loads(pickle.dumps(block)) == block


def test_no_field_is_forgotten_where_they_are_listed_by_hand(tmp_path) -> None:
    block = Block(kind="heading", text="Lautta", lang="fi", level=2, reason="vote")
    piece = Piece("heading", "Lautta", 2, "vote", 0.5, True, 0.25, 3, (1, 4), True)
    for value in (block, piece):
        assert [each.name for each in fields(value) if getattr(value, each.name) == each.default] == []
        assert pickle.loads(pickle.dumps(value)) == value
    assert asdict(_in_language(block, "sv")) == {**asdict(block), "lang": "sv"}
    assert asdict(piece.because("links")) == {**asdict(piece), "reason": "links"}
    assert asdict(piece.because(None)) == {**asdict(piece), "reason": None}

    page = replace(cleaned(TOLD), all_blocks=(block, Block(kind="paragraph", text="Lautta kulkee.")))
    capture = Capture(address="crawl/lautta", body=TOLD.encode(), source="crawl", place="lautta", media="html")
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        store.add(store.begin_run(), [Intake(capture=capture, cleaned=page)])
        ids = [each.id for each in store.summaries()]
        (held,) = store.settling().pages(ids)
        assert (held.blocks, held.shown) == (page.all_blocks, page.all_blocks)
        removed = replace(page, all_blocks=tuple(replace(each, reason="template") for each in page.all_blocks))
        store.settling().write([(held, removed, None)])
        (held,) = store.settling().pages(ids)
        assert (held.blocks, held.shown) == (page.all_blocks, removed.all_blocks)
