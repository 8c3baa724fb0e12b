"""Vocabularies in SKOS, as RDF/XML, Turtle or N-Triples, read with rdflib, which comes with the extra `kielo[skos]`.

Lives here: the labels of concepts -> names by language. Not here: what makes a name, how large a vocabulary may be
(vocabulary.py).
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from corpus.errors import EngineError, InputError
from corpus.model import LANGUAGES, Lang
from corpus.vocabulary import ReadVocabulary, read_vocabulary

FORMS: Final[dict[str, str]] = {".rdf": "xml", ".xml": "xml", ".ttl": "turtle", ".nt": "nt"}
"""By how a file's name ends, what rdflib calls its form."""

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_SWELLING: Final = re.compile(rb"\0|<!ENTITY[^>]*&|<!ENTITY[^>]{500}")
"""Entities made of others, and long ones: a few lines of XML grow into more than any memory holds, and the parser
follows them for hours. Those that shorten addresses pass. A NUL is UTF-16, in which none of this would be seen."""
_LABELS: Final = ("prefLabel", "altLabel")  # preferred names come before others


def read_skos(body: bytes, ending: str) -> ReadVocabulary:
    """The concepts of a SKOS file, in the order of their addresses: files that say the same give the same.

    Raises InputError for what cannot be read, EngineError where rdflib is not installed.
    """
    rdflib = _rdflib()
    if FORMS[ending] == "xml" and _SWELLING.search(body):
        raise InputError("this XML declares entities that may grow, or is UTF-16", hint="save it as Turtle")
    graph = rdflib.Graph()
    try:
        graph.parse(data=body, format=FORMS[ending], publicID="urn:kielo:vocabulary")
    except Exception as error:  # each of its parsers has errors of its own, without a common base
        told = " ".join(str(error).split())[:200]
        raise InputError(f"this cannot be read as SKOS: {told or type(error).__name__}") from error
    concepts: dict[str, dict[Lang, list[str]]] = {}
    others = 0
    for label in _LABELS:
        for concept, lang, name in sorted(_labelled(graph, rdflib.URIRef(_SKOS + label))):
            names = concepts.setdefault(concept, {each: [] for each in LANGUAGES})
            spoken = next((each for each in LANGUAGES if each == lang), None)
            if spoken is None:
                others += 1
            else:
                names[spoken].append(name)
    return read_vocabulary((names for _, names in sorted(concepts.items())), others)


def _labelled(graph: Any, label: Any) -> Iterable[tuple[str, str, str]]:
    """The concepts that have such a label, with its language (of `sv-FI` the first part) and the name."""
    for concept, name in graph.subject_objects(label):
        lang = (getattr(name, "language", None) or "").casefold().partition("-")[0]
        yield str(concept), lang, str(name)


def _rdflib() -> Any:
    try:
        import rdflib
    except ImportError as error:
        raise EngineError(
            "SKOS files are read with rdflib, which is not installed", hint="pip install 'kielo[skos]'"
        ) from error
    return rdflib
