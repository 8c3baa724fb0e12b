"""Why a page matched, and each of the stages at which it can be lost."""

import shutil

import pytest

import kielo

SITE = "https://www.lehtisaari.example"


@pytest.fixture(scope="module")
def lehtisaari(seasoned, write_page, tmp_path_factory):
    """An archive with a page for each cause; one of them has an earlier version."""
    folder = tmp_path_factory.mktemp("lehtisaari")
    pages = folder / "pages"
    footer = "<footer><p>Evästeasetukset ja saavutettavuusseloste</p></footer>"

    def page(name, title, *paragraphs, lang="fi"):
        return write_page(pages / f"{name}.html", title, *paragraphs, lang=lang, url=f"{SITE}/{name}")

    page("tuki", "Avustukset yhdistyksille", "Lehtisaaren kunta jakaa avustuksia yhdistyksille joka kevät.")
    page("stod", "Stöd till föreningar", "Kommunen delar ut bidrag till föreningarna varje vår.", lang="sv")
    page("sauna", "Saunan aukiolo", "Yleinen sauna on avoinna torstaisin, ja lapset pääsevät sinne ilmaiseksi.")
    with_footer = page(
        "satama", "Satama avataan", "Venesatama avataan toukokuussa, ja laituripaikkoja on vielä vapaana."
    )
    with_footer.write_text(with_footer.read_text("utf-8").replace("</body>", f"{footer}</body>"), "utf-8")
    archive = shutil.copytree(seasoned, folder / "archive")
    (pages / "kehys.html").write_text("<html><head><title>x</title></head><body><nav>a</nav></body></html>", "utf-8")
    with kielo.open(archive) as opened:
        opened.ingest([pages])
        page(
            "sauna", "Saunan aukiolo", "Yleinen sauna on suljettu kesän ajan, ja se avataan taas syksyllä uudistettuna."
        )
        opened.ingest([pages])
        yield opened


CAUSES = {
    "matched": ("avustus kunta", "tuki", {}),
    "never ingested": ("avustus", "ei-ole", {}),
    "refused": ("avustus", "kehys.html", {}),
    "cleaned away": ("evästeasetukset", "satama", {}),
    "filtered": ("avustus kind:decision", "tuki", {}),
    "other language": ("avustus", "stod", {"translate": False}),
    "other version": ("torstaisin", "sauna", {}),
    "not on the page": ("avustus", "satama", {}),
    "no query": ("???", "tuki", {}),
}


@pytest.mark.parametrize(("cause", "asked"), CAUSES.items(), ids=CAUSES)
def test_the_stage_that_lost_a_page_is_named(lehtisaari, cause, asked):
    query, page, options = asked
    verdict = lehtisaari.why(query, page, **options)
    assert verdict.cause == cause, verdict
    assert verdict.says


FILTERED = {
    "avustus lang:sv": ("other language", "in fi"),
    "avustus date:2020": ("filtered", "undated"),
    "avustus site:lehtisaari kind:news": ("filtered", "of kind"),
    "avustus NOT kunta": ("filtered", "has kunta"),
    "avustus number:3/2021": ("filtered", "not numbered"),
}


@pytest.mark.parametrize(("query", "told"), FILTERED.items(), ids=FILTERED)
def test_a_filter_says_what_the_page_is_instead(lehtisaari, query, told):
    verdict = lehtisaari.why(query, "tuki")
    assert (verdict.cause, told[1] in verdict.says) == (told[0], True), verdict


def test_below_the_cap_is_told_with_the_rank(lehtisaari, monkeypatch):
    monkeypatch.setattr("search.why.MAX_HITS", 1)
    causes = {lehtisaari.why("lang:fi", name).cause for name in ("tuki", "satama", "sauna")}
    assert causes == {"matched", "below the cap"}


def test_a_page_that_came_in_after_the_index_was_built_is_not_indexed(seasoned, write_page, tmp_path):
    from corpus.ingest import ingest

    write_page(tmp_path / "pages" / "uusi.html", "Uusi tuki", "Lehtisaaren kunta jakaa avustuksia.", url=f"{SITE}/uusi")
    with kielo.open(shutil.copytree(seasoned, tmp_path / "archive")) as archive:
        store = archive.store_for()
        with store.writing():
            ingest(store, [tmp_path / "pages"])
        assert archive.why("avustus", "uusi").cause == "not indexed"
        archive.reindex()
        assert archive.why("avustus", "uusi").cause == "matched"


def test_a_word_beyond_those_that_a_prefix_stands_for_is_below_the_cap(lehtisaari, monkeypatch):
    """Of the words that begin with `av`, `avataan` is on two pages, and what the other page has on that one alone."""
    for engine in ("tantivy_query", "terms"):
        monkeypatch.setattr(f"indexer.engines.{engine}.EXPANSION_LIMIT", 1, raising=False)
    assert lehtisaari.why("av*", "satama").cause == "matched"
    verdict = lehtisaari.why("av*", "tuki")
    assert verdict.cause == "below the cap", verdict
    assert "not among the most frequent" in verdict.says
    assert any("av*" in note for note in lehtisaari.search("av*").notes)


def test_the_parts_of_a_score_add_up(lehtisaari):
    verdict = lehtisaari.why("avustus", "tuki")
    assert {part.field for part in verdict.parts} >= {"title", "body"}
    assert sum(part.score for part in verdict.parts) == pytest.approx(verdict.score, rel=0.02)


def test_what_cleaning_removed_is_shown_with_its_rule(lehtisaari):
    verdict = lehtisaari.why("evästeasetukset", "satama")
    assert "Evästeasetukset" in verdict.block
    assert verdict.rule


def test_a_page_of_which_nothing_is_left_says_so(lehtisaari, tmp_path):
    shutil.copytree(lehtisaari.path, tmp_path / "archive")
    with kielo.open(tmp_path / "archive") as archive:
        archive.drop("tuki", *(str(n) for n in range(1, 1 + len(archive.page("tuki").cleaned.all_blocks))))
        verdict = archive.why("kumisaappaat", "tuki")
        assert (verdict.cause, "nothing is left of the page" in verdict.says) == ("not on the page", True)
        assert archive.why("kunta", "tuki").cause == "cleaned away"
        assert archive.why("avustus", "tuki").cause == "matched"  # by its title
