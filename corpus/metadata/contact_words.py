"""The words around people's phone numbers: titles, labels, offices, introductions.

Lives here: words in three languages and the patterns made of them. Not here: how a contact line is taken apart
(contacts.py).
"""

import re
from collections.abc import Iterable


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# Endings in Finnish and Swedish, where titles are one word; whole words in English.
_FI_ROLES = _listed(
    """
    johtaja päällikkö koordinaattori sihteeri suunnittelija asiantuntija lääkäri hoitaja ohjaaja puheenjohtaja
    pj insinööri arkkitehti tutkija neuvos ministeri vastaava tarkastaja työntekijä agentti tiedottaja viestijä
    esimies esihenkilö mestari asiamies edustaja opettaja rehtori kouluttaja avustaja lakimies juristi kanslisti
    esittelijä neuvoja professori psykologi terapeutti jäsen vetäjä luotsi kehittäjä käsittelijä toimittaja
    omistaja pormestari muotoilija virkailija assistentti analyytikko kuraattori isännöitsijä valvoja
    palveluneuvoja kirjuri emäntä kaavoittaja konsultti hallitsija valmentaja järjestäjä tuottaja ylilääkäri
    kirjastonhoitaja amanuenssi
    """
)
_SV_ROLES = _listed(
    """
    chef chefen direktör direktören ledare ledaren koordinator koordinatorn samordnare sekreterare sekreteraren
    planerare expert sakkunnig specialist läkare överläkare skötare ordförande ordf. ingenjör arkitekt forskare
    råd minister ansvarig inspektör arbetare agent informatör kommunikatör ombud lärare rektor handledare jurist
    handläggare rådgivare konsult assistent representant medlem föreståndare utvecklare beredare byråsekreterare
    psykolog terapeut professor redaktör producent granskare vägledare kurator coach
    """
)
_EN_ROLES = _listed(
    """
    director manager head chief officer coordinator secretary planner expert specialist physician doctor nurse
    chair chairman chairwoman chairperson engineer architect researcher minister adviser advisor inspector
    worker supervisor leader lead assistant professor consultant representative president mayor editor producer
    counsel designer analyst developer trainer coach psychologist therapist librarian teacher principal
    administrator controller clerk agent member convenor convener
    """
)
_MODIFIERS = _listed(
    """
    project programme program development service services senior junior deputy vice executive communications
    communication medical health social care digital regional national general managing acting assistant
    municipal city county town planning change finance financial administrative technical legal human resources
    press media public strategy leading principal associate it ict hr information family youth education
    research quality process data dr dr. prof prof. mr mr. ms ms. mrs mrs. toht. fil. lic. mag. tf t.f. vt. vs.
    v.t. va. vik.
    """
)
_BUREAUX = _listed(
    """
    kunta kaupunki kunnan kaupungin kuntayhtymä kunnantalo hyvinvointialue hyvinvointialueen ministeriö virasto
    keskus toimisto kirjaamo vaihde asiakaspalvelu neuvonta palvelu palvelut palvelupiste ajanvaraus oy oyj ry
    ky rf ab stad staden kommun kommunen samkommun samkommunen välfärdsområde ministerium ministeriet byrå byrån
    verket centralen central centret växel registratur registratorskontoret rådgivningen rådgivning kundtjänst
    tidsbokning ltd inc authority county ministry city town municipality university yliopisto universitet
    services office centre center registry switchboard helpdesk desk osasto yksikkö enhet enheten avdelning
    avdelningen unit department team tiimi sairaala sjukhus hospital terveysasema hälsostation vårdstation
    hälsocentral terveyskeskus koulu skola school kirjasto bibliotek library asema station säätiö stiftelse
    foundation seura yhdistys förening association liitto förbund lautakunta nämnd board jaosto council
    valtuusto hallitus laitos
    """
)


def _endings(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _words(words: Iterable[str], least: int, most: int) -> str:
    return _endings([word for word in words if least <= len(word) <= most])


# Short titles are whole words; a Finnish title in the genitive belongs to something ("lääkärin vastaanotto").
ROLE = re.compile(
    rf"[\w-]*(?:{_words(_FI_ROLES, 5, 99)})|{_words(_FI_ROLES, 1, 4)}"
    rf"|(?:[\w-]*(?:{_words(_SV_ROLES, 5, 99)})|[\w-]*(?:chef|agent|jurist|coach)|{_words(_SV_ROLES, 1, 4)})(?:en|n|s)?"
    rf"|(?:{_endings(_EN_ROLES)})s?\.?",
    re.I,
)
"""One word that names a title."""
MODIFIER = re.compile(_endings(_MODIFIERS), re.I)
"""One word that may stand before a title, or stands for one."""
BUREAU = re.compile(rf"[\w-]*(?:{_endings([w for w in _BUREAUX if len(w) > 5])})|{_endings(_BUREAUX)}", re.I)
"""One word that names an office or an organisation, and nobody."""

_LABEL = (
    r"(?:(?<![\w-])(?:puh(?:elin(?:numero)?)?|p|gsm|mob|matkapuh(?:elin)?|tel(?:ephone|efon(?:nummer)?)?|tfn|tln|mobil(?:telefon)?"
    r"|mobile|phone|call|ring|soita|s-?posti|sähköposti(?:osoite)?|sp|e-?post(?:adress)?|e-?mail|mail|sms"
    r"|numero(?:sta|on)?|nummer|number|tai|eller|or|ja|och|and|sekä|samt|ma|ti|ke|to|pe|la|su|må|mån|tis|ons|on|tors|fre|fr"
    r"|mon|tue|wed|thu|fri|arkisin|vardagar|weekdays|klo|kl|kello|päivittäin|dagligen|daily|at|suora|direkt)"
    r"(?:\.:?|:|(?![\w-]))\W*)"
)
LABELS = re.compile(rf"^\W*{_LABEL}+|{_LABEL}+$", re.I)
"""At an edge of a text: what stands beside a number or an address and names nobody."""

INTRODUCTION = re.compile(
    r"(?:.*\b(?:lisätie(?:toja|dot|tojen|toa)|lisätietoja antaa|antaa|antavat|vastaa|vastaavat|ottaa|ota yhteyttä"
    r"|yhteyshenkilö(?:nä|t)?|yhteydenotot|yhteystie(?:dot|toja)|tiedustelut|kysymykset|haastattelupyynnöt|medialle"
    r"|(?:mer|ytterligare|närmare|tilläggs)\s?(?:information|uppgifter|info)|upplysningar|förfrågningar"
    r"|ger|ges av|lämnas av|lämnar|kontakta|kontaktperson(?:er)?|kontaktuppgifter|kontakt"
    r"|(?:further|more|additional) (?:information|details)|for (?:more|further) information|enquiries|inquiries"
    r"|contacts?(?! cent)|contact (?:person|information|details)|please contact|available from|provided by|given by"
    r"|teksti|text|kuva|kuvat|foto|photo)\b"
    r"(?:\s(?:antaa|antavat|ger|from|by|för|for|av|gives|please contact))?\s?[:.,]?\s*)",
    re.I | re.S,
)
"""Everything up to the last word that only leads to a name."""
