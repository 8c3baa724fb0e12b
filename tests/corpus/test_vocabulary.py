"""Vocabularies of people's own: reading tables and SKOS, and keeping what was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import vocabulary_files
from corpus.errors import InputError, KieloError
from corpus.skos import read_skos
from corpus.store import Store
from corpus.vocabulary import LONGEST_NAME, MOST_NAMES, read_csv, read_vocabulary, vocabulary_name
from corpus.vocabulary_files import keep_vocabulary, name_for, read_file

HEAD = "fi,sv,en\n"
COOLER = (("fi", ("lietejäähdytin",)), ("sv", ("slamkylare",)), ("en", ("sludge cooler",)))


def read(text):
    return read_csv(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + "lietejäähdytin,slamkylare,sludge cooler\n", id="commas"),
        pytest.param("\ufeff" + HEAD + "lietejäähdytin,slamkylare,sludge cooler\r\n", id="mark and Windows lines"),
        pytest.param("sv\ten\tnote\tFI \nslamkylare\tsludge cooler\tx\tlietejäähdytin\n", id="tabs, other columns"),
        pytest.param("fi;sv;en\nlietejäähdytin;slamkylare;sludge cooler\n", id="semicolons"),
        pytest.param(
            HEAD + "lietejäähdytin (laite),slamkylare , sludge  cooler\n\n", id="qualifier, spaces, blank line"
        ),
        pytest.param(HEAD + "lieteja\u0308a\u0308hdytin,slamkylare,sludge cooler\n" * 2, id="decomposed, twice"),
    ],
)
def test_a_table_is_read_as_people_write_it(text):
    assert read(text).concepts == (COOLER,)


def test_the_first_name_of_a_cell_comes_first_and_each_is_kept_once():
    (concept,) = read(HEAD + "kotiutus; kotiuttaminen;Kotiutus,hemförlovning,\n").concepts
    assert concept == (("fi", ("kotiutus", "kotiuttaminen")), ("sv", ("hemförlovning",)))


def test_concepts_in_one_language_are_counted_and_left_out():
    found = read(HEAD + "kivi,sten,\nkuu,,\n,,sun\n")
    assert (len(found.concepts), found.one_language) == (1, 2)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD + "kivi,sten,stone\n\n" + "x" * (LONGEST_NAME + 1) + ",sten,\n", "line 4: no name"),
        (HEAD + "kivi,sten,one two three four five six seven eight nine\n", "line 2: no name"),
        (HEAD + "kivi,--,stone\n", "line 2: no name"),
        ("suomi,ruotsi\nkivi,sten\n", "line 1: the first line names the columns"),
        ("fi,fi,sv\nkivi,kivi,sten\n", "line 1: the first line names the columns"),
        ("", "line 1"),
        (HEAD, "no concept has names in two"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_line(text, what):
    with pytest.raises(InputError, match=what):
        read(text)


def test_a_table_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(InputError, match="line 3 is not UTF-8"):
        read_csv((HEAD + "kivi,sten,stone\nyö,natt,night\n").encode("latin-1"))


def test_all_faults_of_a_table_are_told_up_to_ten():
    with pytest.raises(InputError, match=r"line 2: .*line 11: .*and 2 more"):
        read(HEAD + "--,sten,stone\n" * 12)


def test_names_beyond_the_most_are_counted_and_left_out():
    found = read_vocabulary([{"fi": [f"nimi {n}" for n in range(MOST_NAMES + 3)], "sv": ["namn"]}])
    assert (len(found.concepts[0][0][1]), found.unfit) == (MOST_NAMES, 3)


def test_there_may_not_be_more_concepts_than_the_most(monkeypatch):
    monkeypatch.setattr("corpus.vocabulary.MOST_CONCEPTS", 2)
    with pytest.raises(InputError, match="may hold 2 concepts"):
        read(HEAD + "".join(f"nimi {n},namn {n},\n" for n in range(3)))


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=4))
def test_what_was_kept_comes_out_the_same_when_it_is_read_again(rows):
    concepts = [{lang: cell.split(";") for lang, cell in zip(("fi", "sv", "en"), row, strict=True)} for row in rows]
    try:
        once = read_vocabulary(concepts)
    except InputError:
        return
    again = read_vocabulary([dict(concept) for concept in once.concepts])
    assert (again.concepts, again.unfit, again.one_language) == (once.concepts, 0, 0)


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "a/b", "a\nb", "x" * 41])
def test_what_is_no_word_is_no_name_for_a_vocabulary(name):
    with pytest.raises(InputError, match="no name for a vocabulary"):
        vocabulary_name(name)


def test_a_vocabulary_is_called_as_its_file_unless_it_is_named(tmp_path):
    assert name_for(tmp_path / "our terms (2).csv", None) == "our-terms-2"
    assert name_for(tmp_path / "terms.csv", "ours") == "ours"


# SKOS

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x:2> skos:prefLabel "lietejäähdytin (laite)"@fi, "slamkylare"@sv-FI, "sludge cooler"@en, "Schlammkühler"@de .
<urn:x:1> skos:altLabel "kotiuttaminen"@fi ; skos:prefLabel "kotiutus"@fi, "hemförlovning"@sv ; skos:note "x"@en .
<urn:x:3> skos:prefLabel "kuu"@fi, "luna" .
"""
TRIPLES = """
<urn:x:2> <http://www.w3.org/2004/02/skos/core#prefLabel> "slamkylare"@sv .
<urn:x:2> <http://www.w3.org/2004/02/skos/core#prefLabel> "lietej\\u00e4\\u00e4hdytin"@fi .
<urn:x:2> <http://www.w3.org/2004/02/skos/core#prefLabel> "sludge cooler"@en .
"""
XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="urn:x:2"><skos:prefLabel xml:lang="fi">lietejäähdytin</skos:prefLabel>
<skos:prefLabel xml:lang="sv">slamkylare</skos:prefLabel>
<skos:prefLabel xml:lang="en">sludge cooler</skos:prefLabel></skos:Concept></rdf:RDF>
"""


def test_preferred_labels_come_first_and_what_is_left_out_is_counted():
    pytest.importorskip("rdflib")
    found = read_skos(TURTLE.encode(), ".ttl")
    assert found.concepts == ((("fi", ("kotiutus", "kotiuttaminen")), ("sv", ("hemförlovning",))), COOLER)
    assert (found.other_languages, found.one_language) == (2, 1)


@pytest.mark.parametrize(("body", "ending"), [(TRIPLES, ".nt"), (XML, ".rdf"), (XML, ".xml")])
def test_every_form_of_skos_gives_the_same_concept(body, ending):
    pytest.importorskip("rdflib")
    assert read_skos(body.encode(), ending).concepts == (COOLER,)


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".rdf"])
def test_what_is_no_skos_is_refused(tmp_path, ending):
    pytest.importorskip("rdflib")
    file = tmp_path / f"broken{ending}"
    file.write_text("<a> <b", "utf-8")
    with pytest.raises(InputError, match=r"broken.*cannot be read as SKOS"):
        read_file(file)


@pytest.mark.parametrize(
    ("body", "is_taken"),
    [
        ('<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + XML.partition("\n")[2], False),
        (f'<!DOCTYPE r [<!ENTITY a "{"a" * 1000}">]>' + XML.partition("\n")[2], False),
        ('<!DOCTYPE r [<!ENTITY skos "http://www.w3.org/2004/02/skos/core#">]>' + XML.partition("\n")[2], True),
    ],
    ids=["nested", "long", "an address"],
)
def test_entities_that_may_grow_are_refused(body, is_taken):
    pytest.importorskip("rdflib")
    if is_taken:
        assert read_skos(body.encode(), ".rdf").concepts == (COOLER,)
        return
    with pytest.raises(InputError, match="entities that may grow"):
        read_skos(body.encode(), ".rdf")
    with pytest.raises(InputError, match="UTF-16"):
        read_skos(XML.encode("utf-16"), ".rdf")


def test_without_rdflib_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rdflib", None)
    with pytest.raises(KieloError, match=r"pip install 'kielo\[skos\]'"):
        read_skos(b"", ".ttl")


# Files, and keeping them


def test_files_that_cannot_be_a_vocabulary_are_refused(tmp_path, monkeypatch):
    (tmp_path / "terms.csv").write_text(HEAD + "kivi,sten,stone\n", "utf-8")
    with pytest.raises(InputError, match=r"no vocabulary by its name.*\.ttl"):
        read_file(tmp_path / "terms.docx")
    with pytest.raises(InputError, match="No such file"):
        read_file(tmp_path / "none.csv")
    monkeypatch.setattr(vocabulary_files, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="more than 0 MB"):
        read_file(tmp_path / "terms.csv")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as opened:
        yield opened


def keep(store, text, name="own"):
    return keep_vocabulary(store, read(text), name, store.folder / "terms.csv")


def test_a_vocabulary_is_kept_as_it_was_read_and_the_index_is_behind(store):
    before = store.revision()
    made = keep(store, HEAD + "lietejäähdytin,slamkylare,sludge cooler\n")
    assert store.vocabularies().all() == [made.kept]
    assert store.vocabularies().concepts("own") == (COOLER,)
    assert store.revision() > before
    assert store.is_related()  # links do not rest on it


def test_one_of_the_same_name_takes_its_place_and_the_same_again_changes_nothing(store):
    keep(store, HEAD + "kivi,sten,stone\n")
    made = keep(store, HEAD + "kuu,måne,moon\n")
    assert (made.replaced, [each.concepts for each in store.vocabularies().all()]) == (True, [1])
    before = store.revision()
    keep(store, HEAD + "kuu,måne,moon\n")
    assert store.revision() == before


def test_removing_says_whether_there_was_one(store):
    keep(store, HEAD + "kivi,sten,stone\n")
    assert store.vocabularies().delete("own")
    before = store.revision()
    assert not store.vocabularies().delete("own")
    assert (store.vocabularies().all(), store.vocabularies().concepts("own")) == ([], ())
    assert store.revision() == before


def test_there_may_not_be_more_vocabularies_than_the_most(store, monkeypatch):
    monkeypatch.setattr(vocabulary_files, "MOST_VOCABULARIES", 1)
    keep(store, HEAD + "kivi,sten,stone\n")
    keep(store, HEAD + "kuu,måne,moon\n")
    with pytest.raises(InputError, match="may have 1 vocabularies"):
        keep(store, HEAD + "kuu,måne,moon\n", name="other")
