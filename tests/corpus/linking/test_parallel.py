"""Blocks of two pages beside each other, and short versions that their addresses tell."""

import numpy as np

from corpus.linking.packing import joined_blocks
from corpus.linking.parallel import LACKING, _Blocks, likeness
from corpus.linking.relating import relate

SITE = "https://www.example.org"
SERVICES = (
    ("kirjasto", "biblioteket", "the library"),
    ("uimahalli", "simhallen", "the swimming hall"),
    ("neuvola", "rådgivningen", "the clinic"),
    ("päiväkoti", "daghemmet", "the day care"),
    ("terveysasema", "hälsostationen", "the health centre"),
)


def blocks(*keys):
    """Blocks of one feature each."""
    return _Blocks(joined_blocks(np.ones(len(keys), int), np.array(keys), np.full(len(keys), 200)))


def test_pages_that_run_in_parallel_are_alike_in_order_and_in_their_poorest_block():
    assert likeness(blocks(1, 2, 3, 4), blocks(1, 2, 3, 4)) == (1.0, 1.0)


def test_blocks_without_a_counterpart_count_against_a_page_the_more_the_more_there_are():
    poorest = [likeness(blocks(1, 2, 3, 4), blocks(*(1, 2, 3, 4)[:n], *range(10, 14 - n)))[1] for n in (3, 2, 1, 0)]
    assert poorest == [-LACKING / 4, -LACKING / 2, -LACKING * 3 / 4, -LACKING]


def test_a_page_of_few_blocks_has_no_order_but_lacks_counterparts_on_a_long_one():
    assert likeness(blocks(1, 2), blocks(1, 2)) == (-1.0, 1.0)
    assert likeness(blocks(1, 2), blocks(1, 2, *range(10, 16))) == (-1.0, round(-LACKING * 6 / 8, 4))
    assert likeness(blocks(1), blocks(2)) == (-1.0, 0.0)
    assert likeness(blocks(), blocks(2)) == (-1.0, 0.0)


def numbered(page, first):
    """A site of services in two languages, the numbers of whose addresses agree, and a short Swedish page."""
    for n, (fi, sv, _) in enumerate(SERVICES):
        texts_fi = [f"Palvelu avataan {n + day}.5.2022 ja maksaa {day}{n}7 euroa." for day in range(1, 6)]
        texts_sv = [f"Servicen öppnas den {n + day}.5.2022 och kostar {day}{n}7 euro." for day in range(1, 6)]
        sv_url, fi_url = f"{SITE}/sv/{sv}-{first + n}", f"{SITE}/fi/{fi}-{first + n}"
        yield page(fi_url, "fi", f"Palvelu {fi}", *texts_fi, versions=[("sv", sv_url)])
        yield page(sv_url, "sv", f"Servicen {sv}", *texts_sv, versions=[("fi", fi_url)])
    long = "Raaseporin nuorisotilat ovat auki iltaisin, ja ohjaajat järjestävät retkiä, kerhoja ja konsertteja. " * 6
    yield page(f"{SITE}/fi/nuoret-900", "fi", "Nuorisotyö", long, "Toimintaa on Raaseporissa ja Hangossa.")
    yield page(f"{SITE}/sv/unga-900", "sv", "För unga", "Verksamhet ordnas i Raseborg och Hangö.")


def test_a_short_version_is_found_by_the_number_of_its_address(page, forms):
    pages = list(numbered(page, 100))
    links, _ = relate(pages, [each.id for each in pages], forms)
    of = {each.id: each.address for each in pages}
    (found,) = [link for link in links if {of[link.a], of[link.b]} == {f"{SITE}/fi/nuoret-900", f"{SITE}/sv/unga-900"}]
    assert (found.relation, found.state) == ("translation", "accepted")
    assert "address" in {each.kind for each in found.evidence}
