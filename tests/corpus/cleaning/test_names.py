"""What class names and ids are taken for: furniture by its habits, and content that uses the same words."""

import pytest

from corpus.cleaning.names import by_name
from corpus.model import Cleaned
from corpus.page import clean_page

PROSE = (
    "Kunnan torille rakennetaan keväällä uusia penkkejä, ja vanhat penkit maalataan samalla kertaa. "
    "Asukkaat ovat toivoneet torille puita, joten niitä istutetaan kymmenen lisää ennen juhannusta."
)

LEAD = "Torin kunnostus alkaa huhtikuussa, ja työt kestävät arviolta kaksi kuukautta, kertoo kunnan puutarhuri."

FURNITURE = [
    ("cookie-banner", "rule:cookie"),
    ("gdpr-consent-popup", "rule:cookie"),
    ("murupolku", "rule:breadcrumb"),
    ("portlet-breadcrumb", "rule:breadcrumb"),
    ("ms-breadcrumb-box", "rule:breadcrumb"),
    ("brödsmulor", "rule:breadcrumb"),
    ("share", "class:share"),
    ("social", "class:share"),
    ("some", "class:share"),
    ("social-media-links", "class:share"),
    ("block-social-media-links-block", "class:share"),
    ("c-social-share__list", "class:share"),
    ("some-linkit", "class:share"),
    ("some-jako", "class:share"),
    ("dela-sida knappar dela", "class:share"),
    ("sharedaddy sd-sharing-enabled", "rule:share"),
    ("elementor-share-buttons", "class:share"),
    ("elementor-social-icons-wrapper", "class:share"),
    ("wp-block-social-links", "class:share"),
    ("heading-row addtoany_share_save_container", "rule:share"),
    ("menu", "class:menu"),
    ("menu-item menu-item-12", "class:menu"),
    ("main-menu", "class:menu"),
    ("menu--main", "class:menu"),
    ("huvudmeny", "class:menu"),
    ("sivu-valikko", "class:menu"),
    ("elementor-widget elementor-widget-nav-menu", "class:nav"),
    ("ms-core-sideNavBox-removeLeftMargin", "class:nav"),
    ("post-navigation", "class:nav"),
    ("region-sidebar-first", "class:sidebar"),
    ("widget widget_recent_entries", "class:widget"),
    ("widget-area", "class:widget"),
    ("footer-widgets", "class:footer"),
    ("region-footer", "class:footer"),
    ("elementor-location-footer", "class:footer"),
    ("feedback-form", "class:feedback"),
    ("palaute", "class:feedback"),
    ("related-posts", "class:related"),
    ("newsletter-signup", "class:newsletter"),
    ("comments-area", "class:comments"),
    ("language-switcher", "rule:language-menu"),
    ("caption", "class:caption"),
    ("wp-caption-text", "class:caption"),
    ("featured-image-caption", "class:caption"),
    ("kuvateksti", "class:caption"),
    ("bildtext", "class:caption"),
]

CONTENT = [
    "social-och-halsovard",
    "service-card social-services",
    "social-care",
    "social-welfare-reform",
    "social-section",
    "social-media-policy",
    "sosiaali-ja-terveyspalvelut",
    "some-text",
    "some-ohjeet",
    "market-share",
    "share-of-costs",
    "information-sharing",
    "kustannusten-jako-kunnille",
    "lunch-menu",
    "lunch-meny",
    "menu-of-services",
    "asiakas-palaute-2020",
    "feedback-summary",
    "respons-fran-kommunerna",
    "related-services",
    "work-related-illness",
    "informed-consent",
    "gdpr-seloste",
    "policy-recommendations",
    "comments-on-draft",
    "kakor-och-bullar",
    "newsletter-2021-text",
    "page-with-sidebar",
    "content--no-sidebar",
    "has-sidebar",
    "blockquote-footer",
    "card-footer",
    "entry-content",
    "post-12 type-post status-publish hentry",
    "wp-block-media-text",
    "wp-block-column",
    "elementor-element elementor-widget elementor-widget-text-editor",
    "elementor-widget-container",
    "elementor-widget-wrap",
    "block block-system block-system-main",
    "region region-content",
    "field field--name-body field--type-text-with-summary",
    "field--name-field-social-services",
    "node__content",
    "portlet-body",
    "portlet-content-container",
    "journal-content-article",
    "ms-rtestate-field",
    "ms-WPBody noindex",
    "article-header",
    "item-caption",
    "video-caption",
    "table-caption",
    "no-caption",
    "socialservice",
]


@pytest.mark.parametrize(("names", "reason"), FURNITURE)
def test_a_name_of_furniture_gives_its_reason(names: str, reason: str) -> None:
    found = by_name(names)
    assert found is not None
    assert found.reason == reason


@pytest.mark.parametrize("names", CONTENT)
def test_a_name_of_content_gives_none(names: str) -> None:
    assert by_name(names) is None


def kept(inside: str, lead: str = LEAD) -> list[str]:
    page = clean_page(f"<main><h1>Tori</h1><p>{lead}</p>{inside}</main>", media="html")
    assert isinstance(page, Cleaned)
    return [block.text for block in page.blocks][2:]


@pytest.mark.parametrize("name", ["social", "some", "share", "menu", "widget", "feedback-block", "palaute"])
def test_sentences_take_an_ordinary_name_back_with_all_that_stands_beside_them(name: str) -> None:
    said = f"<div class='{name}'><h2>Penkit</h2><p>{PROSE}</p><ul><li>puu</li></ul></div>"
    assert kept(said) == ["Penkit", PROSE, "puu"]
    assert kept(f"<div class='{name}'><h2>Penkit</h2><p>Penkit ovat uusia.</p></div>") == []


@pytest.mark.parametrize("name", ["cookie-banner", "sidebar", "nav", "site-footer", "related", "comments"])
def test_sentences_do_not_take_other_names_back(name: str) -> None:
    assert kept(f"<div class='{name}'><p>{PROSE}</p></div>", lead=PROSE) == []


def test_sentences_that_are_links_take_nothing_back() -> None:
    assert kept(f"<div class=menu><p><a href=x>{PROSE}</a></p></div>") == []


def test_furniture_in_an_element_that_is_taken_back_stays_out() -> None:
    nested = "<div class=share><a href=x>Lähetä</a></div><nav>Puistot</nav>"
    assert kept(f"<div class=widget><p>{PROSE}</p>{nested}</div>") == [PROSE]


def test_sentences_deep_inside_take_all_names_around_them_back() -> None:
    assert kept(f"<div class=social><h2>Penkit</h2><div class=widget><p>{PROSE}</p></div></div>") == ["Penkit", PROSE]


def test_names_nested_without_end_are_read() -> None:
    assert kept("<div class=menu>" * 50 + f"<p>{PROSE}</p>" + "</div>" * 50) == [PROSE]


def test_when_too_little_is_left_a_name_for_sharing_is_not_believed() -> None:
    sentences = "".join(f"<p>Torilla on penkki numero {number}.</p>" * 2 for number in range(10, 30))
    page = clean_page(f"<h1>Tori</h1><div class=share>{sentences.replace('.', ', ja se on uusi.')}</div>", media="html")
    assert isinstance(page, Cleaned)
    assert "numero 10" in page.text


@pytest.mark.parametrize(
    "names", ["article-body pagination-first", "l-sidebar-fixed l-article-body-segment", "entry-content nav"]
)
def test_the_body_of_an_article_is_content_whatever_else_its_element_is_called(names):
    assert by_name(names) is None
