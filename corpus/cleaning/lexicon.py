"""The words of page furniture in Finnish, Swedish and English, by the reason they give.

Lives here: data, and the two ways it is asked. Every pattern must match a *whole line* (casefolded, without arrows
and closing punctuation): the same words inside a sentence are content. Not here: where on the page a rule applies.
"""

# ruff: noqa: E501  one pattern a line reads better than broken ones

import re
from functools import lru_cache

from corpus.cleaning.menus import LANGUAGE_NAMES, folded, is_tool, reason_of_words

MAX_LINE = 120
"""No furniture is longer; cookie notices, which are prose, have their own bound."""
MAX_COOKIE_NOTICE = 700
MAX_CONSENT = 250
MAX_BREADCRUMB = 300

_COOKIE = "(?:eväste(?:et|itä|iden|asetukset|valinnat)|kakor(?:na|s)?|cookies?)"

_TERM = r"[^\W\d][\w-]*(?: [\w-]+){0,2}"
"""A word or three of a list of topics: what is longer may be the contents of a meeting."""

_ANSWER = r"(?: ?[?:] ?(?:kyllä|ja|yes)\W{1,3}(?:ei|nej|no))?"

WHOLE_LINES: dict[str, tuple[str, ...]] = {
    "rule:skip-link": (
        "(?:siirry|hyppää|ohita|mene)(?: suoraan)? (?:sivun )?(?:pää)?(?:sisältöön|hakuun|navigaatioon|valikkoon|päävalikkoon)",
        "(?:hoppa|gå|hoppa över|hopp|skippa)(?: direkt)? till (?:sidans )?(?:huvud)?(?:innehåll(?:et)?|navigering(?:en)?|menyn?|sökning(?:en)?|sök)",
        "(?:skip|jump|go)(?: directly| straight)? to (?:the )?(?:main |page )?(?:content|navigation|menu|search)",
        "ohita (?:päävalikko|valikko|navigaatio|navigointi)|hoppa över (?:menyn?|navigering(?:en)?)|skip (?:the )?(?:navigation|menu|links?)",
    ),
    "rule:print": (
        "(?:tulosta|tulosta (?:tämä )?(?:sivu|artikkeli)|tulostusversio|tulostettava versio)",
        "(?:skriv ut|skriv ut (?:den här |denna )?(?:sidan|artikeln?)|utskriftsversion|utskrift)",
        "(?:print|print (?:this )?(?:page|article|version)|printer[- ]friendly(?: version)?|printable version)",
    ),
    "rule:share": (
        "jaa(?: (?:tämä|sivu|artikkeli|tämä sivu|tämä artikkeli))?(?: (?:somessa|sosiaalisessa mediassa|kaverille|sähköpostilla))?",
        "(?:jaa|twiittaa|lähetä)(?: (?:facebookissa|twitterissä|linkedinissä|whatsappissa|x:ssä|sähköpostitse))+",
        "(?:dela|tipsa)(?: (?:sidan|artikeln?|den här sidan|en vän))?(?: (?:på|i|via|med) (?:facebook|twitter|linkedin|whatsapp|x|e-post|sociala medier))?",
        "share(?: (?:this|this page|this article|the page))?(?: (?:on|via|with|by) (?:facebook|twitter|linkedin|whatsapp|x|e-?mail|social media))?",
        "tweet(?: this)?|twiittaa|twittra",
        "(?:seuraa meitä|följ oss|follow us)(?: (?:somessa|sosiaalisessa mediassa|facebookissa|i sociala medier|på facebook|på sociala medier|on social media|on facebook|on twitter))?",
    ),
    "rule:back-to-top": (
        "(?:takaisin|palaa|siirry) (?:(?:sivun )?(?:ylös|alkuun|yläosaan)|sivun alkuun)",
        "(?:tillbaka )?(?:till|upp till) (?:toppen|(?:sidans )?(?:början|topp))|tillbaka upp",
        "(?:back to|return to|to|scroll to)(?: the)? top(?: of (?:the )?page)?",
    ),
    "rule:feedback": (
        rf"(?:oliko|onko) (?:tästä |tämä )?(?:sivusta |sivu |sisällöstä )?(?:sinulle )?(?:apua|hyötyä|hyödyllinen){_ANSWER}",
        rf"löysitkö(?: mitä)?(?: sivulta)? (?:etsit|etsimäsi|etsimäsi tiedon|hakemasi){_ANSWER}",
        rf"(?:hade du nytta av|var) (?:den här |denna )?(?:sidan|informationen|innehållet)(?: till (?:hjälp|nytta))?{_ANSWER}",
        rf"hittade du (?:det|vad|den information) (?:som )?du (?:sökte|letade efter){_ANSWER}",
        rf"(?:was|did|is) (?:this|the) (?:page|article|information|content) (?:helpful|useful|help you){_ANSWER}",
        rf"did you find what you were looking for{_ANSWER}",
        "(?:anna|lähetä) palautetta(?: (?:sivusta|tästä sivusta|sivustosta))?",
        "kerro(?: meille)?,? (?:miten|kuinka) (?:voimme|voisimme) (?:parantaa|kehittää) (?:tätä )?(?:sivua|sivustoa|palvelua)(?:mme)?",
        "(?:ge|skicka|lämna) (?:respons|feedback|återkoppling)(?: (?:om|på) (?:sidan|webbplatsen|den här sidan))?",
        "berätta(?: för oss)? hur vi (?:kan|kunde) (?:göra (?:den här )?sidan bättre|(?:förbättra|utveckla) (?:den här )?(?:sidan|webbplatsen))",
        "(?:give|send|leave) (?:us )?feedback(?: (?:on|about) (?:this|the) (?:page|site))?",
        "(?:tell us )?how (?:to|can we|could we|we can) (?:improve|make) (?:this|the) (?:page|site|website)(?: better)?",
    ),
    "rule:cookie": (
        rf"(?:hyväksy|salli|hylkää|estä)(?: (?:kaikki|vain|välttämättömät|valitut))* {_COOKIE}",
        rf"(?:godkänn|acceptera|tillåt|avvisa|neka)(?: (?:alla|endast|bara|nödvändiga|valda))* {_COOKIE}",
        rf"(?:accept|allow|reject|decline|refuse)(?: (?:all|only|necessary|selected))* {_COOKIE}",
        "(?:muuta |muokkaa )?eväste(?:asetukset|asetuksia|valinnat|ilmoitus)|tietoa evästeistä",
        "(?:ändra |hantera )?(?:kak|cookie)-?(?:inställningar(?:na)?)|inställningar för kakor|om kakor",
        "(?:change |manage )?cookie[- ](?:settings|preferences|notice)|about cookies",
    ),
    "rule:breadcrumb": (
        "(?:olet tässä|olet täällä|sijaintisi|murupolku|du är här|här är du|brödsmulor|you are here|breadcrumbs?)(?: ?:.*)?",
        "(?:etusivu|hem|startsida(?:n)?|framsidan|home|front page|start)(?: ?(?:>|»|›|/|→|\\|) ?[^>»›/→|]{1,60})+",
    ),
    "rule:menu": (
        "(?:tässä|tämän) osio(?:ssa|n sivut|n sisältö)|samassa osiossa|osion sivut|(?:tällä|samalla) sivulla|sivun sisältö|sisällysluettelo",
        "(?:i|på) (?:den här|denna|samma) (?:delen|avdelningen|sektionen|sidan|del|avdelning|sektion|sida)|i detta avsnitt|sidans innehåll|innehållsförteckning",
        "(?:in|on) (?:this|the same) (?:section|page|area)|page contents?|table of contents",
        "kaikki (?:uutiset|tiedotteet)|alla (?:nyheter|meddelanden)|all (?:news|announcements|press releases)",
    ),
    "rule:read-more": (
        "(?:lue|katso|näytä) lisää|lue koko (?:uutinen|juttu|artikkeli)",
        "(?:läs|visa|se) mera?|läs hela (?:nyheten|artikeln)",
        "(?:read|see|show|view) more",
    ),
    "rule:tags": (
        "(?:asia|avain)sanat ?: .{2,110}|(?:aihe|asia)tunnisteet ?: .{2,110}",
        "(?:nyckel|ämnes)ord ?: .{2,110}|(?:taggar|etiketter) ?: .{2,110}",
        "(?:tags?|keywords?|tagged(?: (?:as|with|in))?) ?: .{2,110}",
        f"(?:aiheet|aihepiirit|kategoriat|ämnen|ämnesområden|kategorier|subjects|topics|categories) ?: {_TERM}(?:, {_TERM})+",
    ),
    "rule:comments": (
        "(?:\\d+ )?(?:kommentti|kommenttia|kommentit)|(?:jätä|kirjoita|lisää) kommentti",
        "(?:\\d+ )?kommentar(?:er)?|(?:lämna|skriv) (?:en )?kommentar",
        "(?:\\d+ |no )?comments?|(?:leave|post|write|add) (?:a |your )?(?:comment|reply)",
    ),
    "rule:advertisement": ("mainos|annons|ads?|advertisement|sponsored",),
    "rule:footer": (
        "(?:©|\\(?c\\) |copyright|tekijänoikeus).{0,100}",
        "(?:saavutettavuus|tietosuoja|rekisteri)seloste(?:et)?|tietosuoja|sivukartta",
        "tillgänglighetsutlåtande|tillgänglighetsredogörelse|dataskydd(?:sbeskrivning(?:ar)?)?|webbplatskarta",
        "accessibility statement|privacy (?:policy|statement|notice)|site ?map|data protection",
    ),
}
"""Reason -> patterns; each must match the whole line."""

_CONSENT = re.compile(
    r"\b(?:jatkamalla(?: [\w-]+){0,3} hyväksyt\b|genom att fortsätta(?: [\w-]+){0,4} (?:godkänner|accepterar|samtycker) du\b"
    r"|by continuing(?: [\w-]+){0,5},? you (?:accept|agree|consent)\b)"
)
_BUTTONS = re.compile(
    r"(?:\W*\b(?:hyväksyn?|sallin?|hylkään?|kiellä|estä|kaikki|vain|välttämättömät|pakolliset|valitut|valinnat|eväste(?:et|asetukset)|asetukset|muokkaa|näytä|tiedot|selvä"
    r"|jag|godkänner|godkänn|accepterar?|tillåter|tillåt|avvisa|neka|alla|endast|bara|nödvändiga|valda|kakor|(?:kak)?inställningar|visa|detaljer|spara"
    r"|i|accept|allow|agree|reject|decline|refuse|deny|all|only|necessary|essential|required|selected|cookies|settings|preferences|customi[sz]e|manage|show|details|got it|save|ok|okay)\b)+\W*"
)
"""Buttons below a notice about cookies are made of these. Elsewhere they are words as any."""

_COOKIE_NOTICE = re.compile(
    r"(?:käytämme (?:sivustolla(?:mme)? )?eväst|(?:tämä |tällä )?(?:verkko)?sivusto(?:lla|mme|llamme)? (?:käyttää|käytetään|hyödyntää) eväst"
    r"|(?:vi använder|(?:den här |denna )?(?:webb(?:platsen|plats|sidan)|sajten|sidan) använder) (?:kakor|cookies)"
    r"|(?:we use|(?:this|our) (?:web)?site uses) cookies)",
)
_LATEST_NEWS = (
    "(?:uusimmat|viimeisimmät|tuoreimmat|lisää|muut) (?:uutiset|tiedotteet|julkaisut|uutisia|ajankohtaiset)|ajankohtaista|uutiset|(?:lisää|muuta) (?:julkaisijalta|aiheesta) .{1,60}|lue myös|katso myös|aiheeseen liittyvää|uutisvirta",
    "(?:senaste|de senaste|fler|övriga|andra|relaterade) (?:nyheter(?:na)?|meddelanden|nytt|artiklar)|aktuellt|nyheter|(?:mer|fler meddelanden) från .{1,60}|läs också|läs även|se också|nyhetsflöde",
    "(?:latest|recent|more|other|related|further) (?:news|articles|releases|posts|stories|press releases)|more from .{1,60}|news|read also|see also|you may also like|news feed",
)
_INVOICING = re.compile(
    r"(?:verkko|paperi|osto)?lasku(?:t|tus|tusosoite|tustiedot|jen (?:toimitus)?osoite|jen käsittely)?(?:osoite|tiedot)?|verkkolaskutus(?:tiedot|osoite)?"
    r"|verkkolasku(?:osoite|operaattori|jen vastaanotto)?|verkko-osoite ja tunnus"
    r"|(?:e-|nät|pappers|elektronisk(?:a)? )?faktur(?:a|or|ering|eringsadress|eringsuppgifter)|(?:nät|e-)faktura(?:adress|operatör)|nätfakturering"
    r"|(?:e-?|electronic |paper |online )?invoic(?:e|es|ing)(?: (?:address|details|information))?|billing (?:address|details)"
)
_IDENTIFIER = re.compile(
    r".{0,40}?\b(?:y-tunnus|ytunnus|fo-nummer|företags- och organisationsnummer|business id|vat(?: no| number)?|ovt[- ]?(?:tunnus|kod|code|id)?"
    r"|(?:välittäjän?|operaattori)\w*[- ]?tunnus|(?:operaattori|operatör|operator)|förmedlarkod|intermediator(?: code)?|operator id|edi[- ](?:code|kod|tunnus))\b"
    r"(?:.{0,40}\d.{0,40}|[ :].{0,40})",
)
_CAPTION = "(?:kuvassa|kuvissa|på bilden|på fotot|i bilden|in the picture|in the photo|pictured)(?! ?\\d)"
_CREDIT = "(?:kuva|kuvat|kuvateksti|kuvaaja|valokuva|bild|bilder|bildtext|foto|fotograf|photo|photos|image|picture|photo credit|caption) ?[:/©]"
_CAPTION_LINE = re.compile(rf"(?:.{{3,100}}[.!?)] )?{_CREDIT}.{{0,100}}|{_CAPTION}(?:(?![.!?] ).){{0,90}}", re.I)
_GLUED_CAPTION = re.compile(
    rf"((?:{_CAPTION}[^.!?\n]{{1,150}}?\w{{3,}}\.)(?=[A-ZÅÄÖ])|(?:{_CREDIT}[^.!?\n]{{1,150}}?\w{{3,}}\.)\s*(?=[A-ZÅÄÖ]))",
    re.I,
)
_RELEASE_TEXT = r"(?:lehdistö|media)?tiedote\b|(?:press|medie)?meddelande\b|(?:press|media) (?:release|statement|announcement)\b|announcement\b"
"""How the line begins that says what kind of document this is: it names no topic, so it is neither title nor heading."""

_RELEASE = re.compile(_RELEASE_TEXT, re.I)
_TOPIC = re.compile(r": +[^\W\d]\D{9}")  # after the number
_COMMENTS = re.compile(
    r"\d+ (?:kommentti|kommenttia|kommentar|kommentarer|comments?)|(?:kommentit|kommentarer|comments) ?\(\d+\)"
)
_MATERIALS = re.compile(
    r"(?:hyödyllisiä )?linkit|linkkejä|liitteet|liite|aineistot?|materiaalit?|lomakkeet|asiakirjat|lisätieto(?:ja|a)|ladattavat (?:tiedostot|aineistot)"
    r"|(?:nyttiga )?länkar|bilagor|bilaga|material|blanketter|dokument|handlingar|mera? information|ytterligare information|tilläggsuppgifter"
    r"|(?:useful )?links|attachments?|appendi(?:x|ces)|materials|forms|documents|further information|additional information"
)
_COMPILED = {reason: re.compile("|".join(patterns)) for reason, patterns in WHOLE_LINES.items()}
_ANY = re.compile("|".join(pattern for patterns in WHOLE_LINES.values() for pattern in patterns))
"""One question instead of one for each reason: most lines match nothing."""

_COOKIE_WORDS = ("eväst", "kakor", "cookies")
_CAPTION_WORDS = ("kuv", "bild", "foto", "photo", "pict", "image", "caption")
"""What such lines have in them, as plain strings."""

_LINES = 10_000
"""Verdicts on lines remembered per process: pages of a site share their menus. Results do not depend on it."""
_LATEST = re.compile("|".join(_LATEST_NEWS))
_CRUMB = re.compile(r" [>»›/→|] ?\S")
_DATED_LIST = re.compile(
    rf"(?:{'|'.join(_LATEST_NEWS)})\W{{1,3}}(?:\d{{1,2}}\.\s?\d{{1,2}}\.|\d{{1,2}} [a-zåäö]{{3,9}},? \d{{4}}|\d{{4}}-\d\d-)"
)
_NUMBERED = re.compile(
    r"\b(?:y-tunnus|fo-nummer|business id|ovt[- ]?(?:tunnus|kod|code|id)?|edi[- ](?:tunnus|kod|code)|välittäjä\w*|förmedlar\w*|operator)\b"
    r"\W{0,3}(?:\w+ )?\d"
)


def reason_of_line(line: str) -> str | None:
    """Why a whole line is furniture, judged by its words alone."""
    if len(line) <= MAX_LINE:
        return _reason_of_short(line)
    if len(line) <= MAX_BREADCRUMB:
        key = folded(line)
        if len(_CRUMB.findall(key)) > 1 and _COMPILED["rule:breadcrumb"].fullmatch(key):
            return "rule:breadcrumb"
    return "rule:cookie" if is_cookie_notice(line) else None


@lru_cache(maxsize=_LINES)
def _reason_of_short(line: str) -> str | None:
    key = folded(line)
    if _ANY.fullmatch(key):
        return next((reason for reason, pattern in _COMPILED.items() if pattern.fullmatch(key)), None)
    if is_cookie_notice(line):
        return "rule:cookie"
    return reason_of_words(line)


def reason_of_row(text: str) -> str | None:
    """Why a row of a layout table is furniture: each of its cells is, as in `Home > News | Suomeksi | På svenska`."""
    cells = text.split(" | ")
    found = [
        reason_of_line(cell)
        or ("rule:language-menu" if folded(cell) in LANGUAGE_NAMES else None)
        or ("rule:menu" if is_tool(cell) else None)
        for cell in cells
    ]
    return found[0] if len(cells) > 1 and all(found) else reason_of_line(text)


def is_cookie_notice(line: str) -> bool:
    if len(line) > MAX_COOKIE_NOTICE:
        return False
    key = folded(line)
    if any(word in key for word in _COOKIE_WORDS) and _COOKIE_NOTICE.match(key) is not None:
        return True
    return len(line) <= MAX_CONSENT and _CONSENT.search(key) is not None


def is_consent(line: str) -> bool:
    """Whether a line holds nothing but what buttons below a notice about cookies say."""
    return len(line) <= 60 and _BUTTONS.fullmatch(line.casefold()) is not None


def is_latest_news(line: str) -> bool:
    return len(line) <= 60 and _LATEST.fullmatch(folded(line)) is not None


def is_dated_list(line: str) -> bool:
    """A box of news that came out as one text: `Aktuellt 6.7.2017 Tidtabellen skjuts upp 27.6.2017 ...`."""
    return _DATED_LIST.match(folded(line)) is not None


def has_identifier(text: str) -> bool:
    """Whether an organisation's number is given anywhere in the text, with its name before it."""
    return _NUMBERED.search(text.casefold()) is not None


def names_invoicing(text: str) -> bool:
    """Whether the text begins with the label of an invoicing address: `Verkkolaskut: OVT-tunnus 0037...`."""
    return _INVOICING.match(text.casefold()) is not None


def is_invoicing(line: str) -> bool:
    """A heading or a line of an invoicing address: `Paperilaskut:`, `OVT: 0037...`, `FO-nummer 1234567-8`."""
    key = folded(line)
    return len(key) <= MAX_LINE and (_INVOICING.fullmatch(key) is not None or is_identifier(line))


def is_identifier(line: str) -> bool:
    """A line that gives a number an organisation is known by: `Y-tunnus`, `FO-nummer`, `OVT`, operator codes."""
    return len(line) <= MAX_LINE and _IDENTIFIER.fullmatch(folded(line)) is not None


def is_caption(line: str) -> bool:
    """A photo's caption or credit: `Kuva: ...`; `Kuvassa 2` refers to a figure and is content."""
    return len(line) <= 180 and _may_caption(line) and _CAPTION_LINE.fullmatch(line.strip()) is not None


def split_caption(line: str) -> tuple[str, str]:
    """A caption glued to the text after it, and that text; `("", line)` when there is none."""
    found = _GLUED_CAPTION.match(line) if _may_caption(line[:40]) else None
    return (found.group().strip(), line[found.end() :]) if found else ("", line)


def _may_caption(line: str) -> bool:
    small = line.lower()
    return any(word in small for word in _CAPTION_WORDS)


def counts_comments(line: str) -> bool:
    """A heading over what readers wrote: `3 kommenttia`, `2 comments`; without a number it may be a topic."""
    return len(line) <= 40 and _COMMENTS.fullmatch(folded(line)) is not None


def names_materials(line: str) -> bool:
    """A heading over what belongs to the page itself though it is a list of links: `Liitteet`, `Bilagor`, `Links`."""
    return len(line) <= 60 and _MATERIALS.fullmatch(folded(line)) is not None


def is_release(line: str) -> bool:
    """A short line that names the kind of document and no topic: `TIEDOTE 3/2021`, `Pressmeddelande 5.3.2020`."""
    return len(line) <= 60 and _RELEASE.match(line) is not None and _TOPIC.search(line) is None
