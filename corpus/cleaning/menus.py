"""The words of menus, switches and sections in Finnish, Swedish and English, and lines made of nothing else.

Lives here: data, and the ways it is asked. Not here: sentences and labels of furniture (lexicon.py), where such a line
must stand to be furniture (opening.py, rules.py): "Tiedotteet" may be the title of a page.
"""

import re
from functools import lru_cache

EDGES = " \t›»>→«‹<↑▲☰×#•·|*.:!?…–-_"
"""What a line may begin or end with besides its words."""


def _phrases_of(*lines: str) -> frozenset[str]:
    return frozenset(phrase for line in lines for phrase in line.split("|"))


LANGUAGE_NAMES = _phrases_of(
    "suomi|suomeksi|fi|fin|finska|på finska|finnish|in finnish|ruotsi|ruotsiksi|svenska|på svenska|sv|sve|se",
    "swedish|in swedish|englanti|englanniksi|english|in english|en|eng|engelska|på engelska",
)
NETWORKS = _phrases_of(
    "facebook|twitter|x|instagram|linkedin|youtube|whatsapp|tiktok|flickr|rss|threads|bluesky|mastodon|pinterest",
    "snapchat|sähköposti|e-post|email",
)
_SHARE = _phrases_of("jaa|dela|share|seuraa meitä|följ oss|follow us|jaa sivu|dela sidan|share this page")
_TOOLS = _phrases_of(
    "valikko|päävalikko|avaa valikko|sulje valikko|haku|hae|hae sivustolta|sulje|kirjaudu|kirjaudu sisään|etusivu",
    "kuuntele|tulosta|siirry hakuun",
    "meny|huvudmeny|öppna menyn|stäng menyn|sök|sök på webbplatsen|stäng|logga in|hem|startsida|startsidan",
    "framsidan|lyssna|skriv ut",
    "menu|main menu|open menu|close menu|search|search this site|close|log in|login|sign in|home|home page",
    "front page|listen|print",
)
_POLICIES = _phrases_of(
    "tietosuoja|tietosuojaseloste|saavutettavuus|saavutettavuusseloste|evästeasetukset|evästeet|sivukartta",
    "rekisteriseloste",
    "dataskydd|dataskyddsbeskrivning|tillgänglighet|tillgänglighetsutlåtande|tillgänglighetsredogörelse",
    "kakinställningar|kakor|webbplatskarta",
    "privacy|privacy policy|privacy statement|accessibility|accessibility statement|cookie settings|cookies",
    "sitemap|site map|terms of use",
)
_ANSWERS = _phrases_of("kyllä|ei|ja|nej|yes|no")
_SECTIONS = _phrases_of(
    "tiedotteet|uutiset|ajankohtaista|tapahtumat|palvelut|hankkeet|päätöksenteko|yhteystiedot|lehdistötiedotteet",
    "mediatiedotteet|julkaisut|blogi|blogit|asukkaille|medialle|palaute|tietoa meistä|organisaatio|kuulutukset",
    "meddelanden|nyheter|aktuellt|evenemang|tjänster|projekt|beslutsfattande|kontakt|kontaktuppgifter",
    "pressmeddelanden|publikationer|blogg|bloggar|för media|respons|om oss|organisation|kungörelser",
    "announcements|news|press releases|media releases|releases|events|services|projects|decision-making",
    "contact|contact us|publications|blog|blogs|for the media|feedback|about us|about",
)
_REASONS = (
    (LANGUAGE_NAMES, "rule:language-menu"),
    (NETWORKS | _SHARE, "rule:share"),
    (_POLICIES, "rule:footer"),
    (_ANSWERS, "rule:feedback"),
    (_TOOLS | LANGUAGE_NAMES | NETWORKS | _SHARE | _POLICIES, "rule:menu"),
)
_LONGEST = 3  # words of a phrase
_FIRST = frozenset(phrase.split(" ", 1)[0] for phrases, _ in _REASONS for phrase in phrases)
"""The words that phrases begin with: a line that begins with another is none."""

_BETWEEN = re.compile(r"[\s|/•·,;:›»>☰]+|\s[-–]\s")
_REMEMBERED = 200  # characters of a line that is remembered folded
_MENU_LINE = 40
_MENU_WORDS = 4


def folded(line: str) -> str:
    """A line as the lexicons compare it: casefolded, without arrows, bullets and closing punctuation."""
    return _folded(line) if len(line) <= _REMEMBERED else _folded.__wrapped__(line)


@lru_cache(maxsize=20_000)  # asked many times of each line; results do not depend on it
def _folded(line: str) -> str:
    return " ".join(line.casefold().split()).strip(EDGES)


def reason_of_words(line: str) -> str | None:
    """Why a line that consists of two or more such words and no other is furniture; one alone may be a heading."""
    words = [word for word in _BETWEEN.split(folded(line)) if word]
    if not words or words[0] not in _FIRST:
        return None
    for phrases, reason in _REASONS:
        count = _phrases(words, phrases)
        if count > 1:
            return reason
    return None


def _phrases(words: list[str], known: frozenset[str]) -> int:
    """Of how many known phrases the words consist, taking the longest first; 0 when a word is left over."""
    at = count = 0
    while at < len(words):
        for length in range(_LONGEST, 0, -1):
            if " ".join(words[at : at + length]) in known:
                at, count = at + length, count + 1
                break
        else:
            return 0
    return count


def is_tool(line: str) -> bool:
    """A line that is one word of navigation: `Etusivu`, `Meny`, `Search`."""
    return folded(line) in _TOOLS


def is_answer(line: str) -> bool:
    return folded(line) in _ANSWERS


def is_section(line: str) -> bool:
    """A line that names a section as sites have it: `Tiedotteet`, `Aktuellt`, `Press releases`."""
    return folded(line) in _SECTIONS


def like_menu(line: str) -> bool:
    """Whether a line could stand in a menu: a few words, no number, no stop."""
    return (
        len(line) <= _MENU_LINE
        and len(line.split()) <= _MENU_WORDS
        and line[-1:] not in ".!?:;,…"
        and not any(sign.isdigit() for sign in line)
    )
