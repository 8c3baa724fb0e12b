"""The Finnish chain: Voikko's cheapest readings, and what to do with forms it does not know.

Lives here: form -> FormAnalysis. Not here: Voikko itself (voikko.py), words in a text (tokens.py).

Measured over 9,500 content forms (`python -m bench.analysis`), pairs that should share a lemma, precision / recall:
with the verb behind every participle .863 / .977, without those that the dictionary also has as words of their own .880
/ .971. On a larger set of 17,800: first reading only .90 / .66, cheapest readings .90 / .72. Boundaries of compounds,
F1: of the best reading .929, without those in names of months, which the treebank has none of, .936, with
lexicalised ones that are free ones as well .940.
"""

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Protocol

from corpus.analysis.forms import FormAnalysis
from corpus.analysis.terms import LONGEST_FORM, analyse_hyphened, listed, make_analysis
from corpus.analysis.tokens import cut_ending
from corpus.analysis.voikko import Lookup, Reading, best_lookup, read, read_prefix

PREFIXES = listed(
    "ala ali alku ensi epä eri esi etelä etu etä huippu itä jälki kauko keski lisä lähi länsi myötä oma pohjois sisä "
    "suur taka täys ulko uudis uus vapaa varhais vasta yhteis yli ylä"
)
"""First parts that say how, not of what; they may hide in a word which Voikko does not split."""


FIXED = listed(
    "aikataul aikuiskoulu ajankohtai ajoneuvo alkoholihai alkuperä aluehallin aluekehi ammattikoulu arvonlisä "
    "asiakaspalvelu asiakirj ehtosopimu elinikä elinkaar elinkeino elintarvi elinympäristö elokuv ennaltaehkäi "
    "ensihoi erityisopetu esihenkilö esiopetu hankesuunni henkilöstöhallin henkilötie hoitoty huoltovarmuu "
    "huumausain hyvinvoin ihmisoikeu ilmastonmuuto itsehallin itsemääräämi jatkohoi jälkihuol kansalaistoimin "
    "kansanterve kehitysvamma kiinteistöhuol kokemusasiantuntij kotihoi kotoutumi koulukuljetu kouluterve käsikirj "
    "käyttöjärjestelm lainsäädän lastenhoi lastensuojelu lautakun liikuntapai linja-auto lähihoi lähisuh lääkehoi "
    "maahanmuut maankäyt mielenterve muistisairau neuvottelukun nuorisoty omaishoi omavalvon opintotu opiskeluhuol "
    "oppisopimu osa-aika osavuo ostopalvelu paikkatie palkanlask palkkatu palveluasumi palvelujärjestelm "
    "palveluohjau palveluseteli palvelutar palvelutuotan perhehoi perhekeskuk perheneuvol perhety perusopetu "
    "perusterve potilastie puheterapi pysäköintitunnu päihdehuol päivämäär rajapin riskienhallin ruokapalvelu "
    "sairaanhoi sosiaaliturv sosiaality suuronnettomuu sähköauto talousministeri tasa-arvo terveydenhuol "
    "tiedonhallin tietohallin tietojärjestelm tietoliiken tietosuoj tietoturv tilinpäätö toimeentulo toimikun "
    "toimintakyk toimintaterapi toimintayksi tukiasun tukihenkilö tukiperh turvallisuussuunnitelm työelämä "
    "työhyvinvoin työkyk työmarkkin työpai työpöy työsuojelu työterve työttömyysturv vaikutusarvioin "
    "valmiussuunnitelm valtuuskun vammaispalvelu vapaaehtoisty varhaiskasva verkkokaup verkkosivu viikonlop "
    "viranomai vuorovaiku väestötie väkival yhdenvertaisuu yhteistyö ympärivuorokau"
)
"""Compounds that are not taken apart when they share something (varhaiskasvatus|laki), up to where they are inflected.

Voikko does not tell what is usual from what is possible; a word in use among them makes the difference."""

MONTHS = frozenset(listed("tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu"))
"""With `kuu` names, not compounds: no page with a date is about the moon. A suspended one may share it."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the package's own name)


def analyse_finnish(form: str, look_up: Lookup | None = None) -> FormAnalysis:
    """`form` in lower case, with its accents; a trailing hyphen marks the first part of a suspended compound."""
    look_up = look_up or best_lookup()
    word = cut_ending(form.rstrip("-"))
    if len(word) > LONGEST_FORM:
        return make_analysis(word, [word])
    readings = all_readings(word, look_up)
    if readings:
        return _from_readings(word, readings)
    if "'" in word[1:-1]:  # Bordeaux'n; vaa'an is known and does not come here
        return analyse_finnish(word.partition("'")[0], look_up)
    if "-" in word[1:-1]:
        return analyse_hyphened(word, lambda part: analyse_finnish(part, look_up))
    return make_analysis(word, [_stemmer().stemWord(word)])


def all_readings(word: str, look_up: Lookup) -> tuple[Reading, ...]:
    """Best first; those of what only begins other words where there are no others."""
    return read(word, look_up) or read_prefix(word, look_up)


def is_one_word(word: str) -> bool:
    """Whether the dictionary holds the word as one, not as a compound made up of others."""
    return any(len(reading.pieces) == 1 for reading in read(word, best_lookup()))


def is_word(word: str) -> bool:
    return bool(read(word, best_lookup()))


def shape_of(part: str) -> str:
    """What kind of first part it is: coordinated ones are of one kind (kunnan- ja kaupungin|hallitukset)."""
    if part in PREFIXES:
        return "prefix"
    readings = all_readings(part, best_lookup())
    return "genitive" if readings and readings[0].is_genitive else "noun"


def _from_readings(word: str, readings: tuple[Reading, ...]) -> FormAnalysis:
    cheapest = [reading for reading in readings if reading.cost == readings[0].cost]
    lemmas = [reading.lemma for reading in cheapest] + list(_verbs_behind(cheapest))
    parts = [part for reading in cheapest if not _is_month(reading) for part in _parts(reading)]
    splits, inner = _boundaries(word, readings)
    return make_analysis(word, lemmas, parts, splits, inner)


def _verbs_behind(readings: Sequence[Reading]) -> Iterator[str]:
    """The verbs behind participles; not where the same base form is a word of its own (tehtävä, tapahtuma, kuollut)."""
    own = {reading.lemma for reading in readings if not reading.verb}
    return (reading.verb for reading in readings if reading.verb and reading.lemma not in own)


def _is_month(reading: Reading) -> bool:
    bases = [piece.base for piece in reading.pieces]
    return len(bases) == 2 and bases[1] == "kuu" and reading.pieces[0].form in MONTHS


def _parts(reading: Reading) -> list[str]:
    """Base forms of the parts; of a word that is lexicalised as a whole (`kuukausi`), those inside it."""
    bases = [piece.base.lower() for piece in reading.pieces]
    if len(bases) == 1:
        bases = bases[0].split("=")
    return [base.replace("=", "").rstrip("-") for base in bases] if len(bases) > 1 else []


def _boundaries(word: str, readings: tuple[Reading, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of the best reading. One inside a lexicalised noun counts as well if another reading has it (elo|kuva)."""
    splits, inner, nominal = _offsets(readings[0])
    if "".join(piece.form for piece in readings[0].pieces).rstrip("-").lower() != word:
        return (), ()
    if _is_month(readings[0]):
        return (), splits
    free = {split for reading in readings[1:] for split in _offsets(reading)[0]} & {*nominal} if nominal else set()
    return tuple(sorted({*splits, *free})), tuple(at for at in inner if at not in free)


def _offsets(reading: Reading) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Where pieces begin, what lies inside them, and what of that in nouns."""
    starts = [0, *itertools.accumulate(len(piece.form) for piece in reading.pieces)]
    placed = list(zip(starts, reading.pieces, strict=False))
    inner = tuple(start + offset for start, piece in placed for offset in piece.inner)
    return tuple(starts[1:-1]), inner, tuple(s + at for s, piece in placed if piece.is_noun for at in piece.inner)


@functools.cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer("finnish")
    return stemmer
