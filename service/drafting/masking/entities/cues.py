"""What a turn says of personal data to come: "can I take your email", "my social is", "geboren am"."""

import re
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from service.drafting.masking.marks import Kind


class About(StrEnum):
    """What is talked about besides personal data: a question for it ends one for personal data."""

    OTHER = "other"


Cue: TypeAlias = tuple[int, int, "Kind | About"]
"""Where a cue starts and ends, and what it is about."""

START = 4
_FEW = r"(?:\w{1,20} ){0,3}?"

# Under the first letters of a word that every match contains: most turns have none of them.
_CUES: dict[Kind | About, dict[str, str]] = {
    Kind.ID: {
        "soci": r"social security(?! (?:benefit|office|cheque|check|payment))|\bsocial (?:please|number|no)\b|\b(?:your|my|the|his|her|their|full|of|four|4|wife\'s|husband\'s|son\'s|daughter\'s) socials?\b(?! media| network| club| care| work| serv| event| side| evening| life| hour| tariff| fund| hous)|\bsocials? (?:is|was|are|it\'s|would|starts|begins|ends|(?=[0-9]|zero|oh|one|two|three|four|five|six|seven|eight|nine|double))|\bsocial\'s\b|\bsocial,? (?:(?:so|um|uh|is|of|and) ){0,2}(?=[0-9]|(?:zero|oh|one|two|to|three|four|for|five|six|seven|eight|ate|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|double|triple)\b)|\b(?:a|that|this|full) social\b(?=[,.?]|$| (?:on|for|so|please|and|from|to|at|with|i|we|is|number)\b)|^(?:and |ok |okay )?(?:the )?social\?",
        "ssn": r"\bssn\b",
        "sosh": r"\bsosh\w*",
        "sosc": r"\bsoscial\b",
        "s": r"\bs[ .]{1,2}s[ .]{1,2}n\b|\bs[ .]{1,2}v[ .-]{1,2}(?:nummer|nr)\b",
        "essn": r"\bessn\b",
        "ssns": r"\bssns\b",
        "nati": r"national insurance|\bnational id\b",
        "ni": r"\bni (?:numbers?|no|num|code|is|was|starts|begins)\b|\b(?:my|your|the|his|her|their|wife's|husband's|'s) ni\b",
        "n": r"\bn[ .]{1,2}i\b[ .]{0,2}(?:numbers?|no|num|is|was|starts|'?s)\b|\b(?:my|your|the|his|her|their) n[ .]{1,2}i\b|\bn[ .]{1,2}i[ .]{1,2}[ef]\b|\bn[ .]{1,2}i[ .]{1,2}r\b",
        "insu": r"\b(?:your|my|his|her|the|an?) insurance (?:number|no)\b",
        "nats": r"\bnats? insurance\b",
        "nino": r"\b(?:my|your|the|his|her) nino\b(?= (?:is|number|please|for|to|again|now|so|and)\b|[?.,]|$)|\bnino number",
        "tax": r"\btax(?:payer)? (?:id\b|ident\w+|number|file number|reference)",
        "taxp": r"\btaxpayer (?:id\b|ident\w+)",
        "itin": r"\bitin\b",
        "paso": r"\bpasaporte\b",
        "pass": r"\b(?:your|my|his|her) passport\b|\bpassport (?:number|no)\b|\bpasseport\b",
        "assu": r"\bassur\w* social|\bnumero d'assuree?\b|\bassurance maladie\b[^.?!]{0,40}\bnumero\b",
        "matr": r"\bnumero de matricule\b",
        "allo": r"\bnumero d'allocataire",
        "cni": r"\bcni\b",
        "cart": r"\bcarte (?:nationale|d'identite|de sejour|de resident|vitale|secu)\b",
        "piec": r"\bpiece d'identite",
        "tarj": r"\btarjeta (?:de residen\w+|de identidad|sanitaria|de extranjer\w+)",
        "resi": r"\bpermiso de residencia|\bnumero de residen\w+",
        "soy": r"\bsoy extranjer[oa]\b",
        "afil": r"\b(?:numero de )?afiliacion\b",
        "nuss": r"\bnuss\b",
        "ene": r"\bene (?:i|y) (?:e|efe)\b",
        "de": r"\bde ene (?:i|y)\b",
        "dene": r"\bdene ?i\b",
        "deen": r"\bde+n+i\b",
        "de-e": r"\bde-ene-i\b",
        "cif": r"\bcif\b",
        "tin": r"\btin number\b",
        "gree": r"\bgreen card (?:number|no)\b",
        "alie": r"\balien (?:registration )?number",
        "resp": r"\bresidence permit",
        "stat": r"\bstate id\b",
        "sejo": r"\btitre de sejour",
        "perm": r"\bpermis de conduire|\bpermiso de (?:conducir|residencia)",
        "pers": r"\bpersonalausweis\w*|\bpersonalnummer des ausweis|\bperso\b|\bpersonummer\b|\bpersonr\b|\bpersonenkennz\w+|\bpersonali\w+",
        "sv": r"\bsv[ -]?(?:nummer|nr|ausweis)\b|\bsv\b(?= ist| lautet)",
        "svnu": r"\bsvnummer\b",
        "svnr": r"\bsvnr\b",
        "vers": r"\bversicherungs(?:nummer|nr)\b|\bversicherten(?:nummer|nr)\b",
        "rv": r"\brv[ -]?(?:nummer|nr)\b",
        "r": r"\br[ .]{1,2}v[ .-]{1,2}nummer\b",
        "kvnr": r"\bkvnr\b",
        "gesu": r"\bgesundheitskarte",
        "fina": r"\b(?:id|nummer|identifikation\w*) (?:vom|beim|des|fur das|von dem) finanzamt|\bfinanzamt(?:s?-?(?:id|nummer))\b",
        "aufe": r"\baufenthalts(?:titel|karte|erlaubnis)",
        "fuhr": r"\bfuhrerschein\w*",
        "fueh": r"\bfuehrerschein\w*",
        "driv": r"\bdriv(?:er'?s?|ers|ing) licen[cs]e(?! plate)",
        "lice": r"\blicen[cs]e number",
        "iden": r"identity (?:card|document|number)|(?<!vehicle )identification (?:number|card)|identidad|identite\b|identitats(?:karte|nummer)|\bident(?:ifikations)?[- ]?(?:nummer|nr)\b|identifikations?(?:nummer|merkmal)|numero de identificacion",
        "id": r"(?<!order )(?<!ticket )(?<!booking )(?<!device )\bid (?:card|number)\b(?! of the order)|\b(?:die|meine|ihre|seine) id\b(?! (?:der|des|vom|von|fur|aus))|\bid-? ?nummer\b",
        "gove": r"government id",
        "dni": r"\bdnis?\b",
        "d": r"\bd[ .]{1,2}n[ .]{1,2}i\b",
        "deni": r"\bdeni\b",
        "ziff": r"\b(?:zehn|elf|zwolf|10|11|12) ziffern\b",
        "chif": r"\b(?:onze|treize|quinze|11|13|15) chiffres\b",
        "ahv": r"\bahv\b",
        "ahvn": r"\bahv-?(?:nummer|nr)\b",
        "avs": r"\bavs\b",
        "curp": r"\bcurp\b",
        "cuil": r"\bcuil\b",
        "rut": r"\b(?:mi|su|tu|el|del|de|numero de) rut\b",
        "nie": r"(?:numero(?: de)?|n°|mi|su|tu|el|del|con|letra|dame|un) nie\b|\bnie (?:es|espanol|numero|y|empieza)\b|\btengo nie\b|^(?:si |no |pues |vale )?nie\b[.,:]",
        "nif": r"\bnif\b",
        "docu": r"\bdocumento\b",
        "pasa": r"\bpasaporte\b",
        "segu": r"seguridad social",
        "cedu": r"\bcedula\b",
        "carn": r"\bcarnet\b|\b(?:el|su|tu|mi|del) carne\b",
        "extr": r"identificacion de extranjero|tarjeta de extranjer",
        "secu": r"securite sociale|\bnumero de secu(?:rite)?\b|\bma secu\b|\bsecu\b(?! \w*rit)",
        "nir": r"\bnir\b",
        "letr": r"\b(?:con|la|y) letra\b",
        "inse": r"\binsee\b",
        "vita": r"carte vitale|\b(?:la|ma|votre|sa|de) vitale\b",
        "fisc": r"numero fiscal|\bnif\b|fiscal",
        "stee": r"\bsteeuer",
        "steu": r"\bsteuer(?:liche|-| )?(?:id|ident\w*|nummer|nr)\b|\bsteuer[ -]i[ .]?d\b|\bsteuer-? ?identi\w+|\bsteuerlichen? identi\w+|\bsteuerid\w*|\bsteuer-?id|\bsteueridentifikation\w*|\bsteuernummer",
        "idnr": r"\bid-? ?nr\b",
        "idnu": r"\bidnummer\b",
        "t": r"\bt[ .]{1,2}i[ .]{1,2}n\b",
        "ausw": r"\bausweis\w*",
        "sozi": r"\bsozialversicherung\w*",
        "rent": r"\brentenversicherung\w*|\brenten(?:nummer|versicherten\w*)\b",
        "kran": r"\bkranken(?:versicher\w*|kassen)nummer",
        "reis": r"\breisepass\w*",
    },
    Kind.ACCOUNT: {
        "iban": r"\bibans?\b",
        "b": r"\bi[ .-]b[ .-]a[ .-]n\b",
        "rout": r"\brouting\b|\brouting and account",
        "aba": r"\baba number",
        "acco": r"\b(?:bank |checking |savings |current )?account (?:number|no\b|num\b|digits|and routing)",
        "sort": r"\bsort[ -]?code",
        "bank": r"\bbank (?:details|account|number)|\bbankleitzahl|\bbankverbindung|\bbankdaten",
        "dire": r"direct debit details",
        "kont": r"\bkonto(?:nummer|verbindung|daten|nr)\b|\bkonto(?: \w+){0,2} nummer",
        "blz": r"\bblz\b",
        "cuen": r"numero (?:de |la |su |tu |mi )*cuenta|\bcuenta (?:bancaria|corriente)|\bccc\b",
        "comp": r"numero (?:de |du |votre |mon |le )*compte|compte bancaire|coordonnees bancaires",
        "coor": r"coordonnees bancaires",
        "rib": r"\brib\b",
    },
    Kind.PHONE: {
        "phon": r"\b(?:tele)?phone (?:number|no\b|num)|\bphone\b[^.?!]{0,24}\?|\bphone (?:is|it's)|\bphone'?s number",
        "tele": r"\btelephone\b|\btelefono\b|\btelefon\w*|\btelefonnummer|\btelefonisch",
        "mobi": r"\bmobile\b|\bmobil(?:nummer|telefon)?\b",
        "cell": r"\bcell(?:phone|ular)?\b(?: phone)?(?: number| is|\?| no\b)|\bcellphone",
        "call": rf"\bcall ?back (?:number|on|at)|\bcall (?:me|you|him|her|us)(?: back)? (?:on|at)\b|\bnumber {_FEW}(?:call|reach)",
        "reac": r"\breach (?:me|you|him|her|us) (?:on|at|by)\b|\bnumber [^.?!]{0,30}reach",
        "cont": rf"\bcontact number|\bbest (?:contact )?number|\bnumber {_FEW}contact|\bnumero de contact\w*",
        "best": r"\bbest number",
        "ring": r"\bring (?:me|you) (?:on|at|back on)\b",
        "text": r"\btext (?:me|you) (?:on|at)\b",
        "land": r"\bland ?line\b",
        "what": r"\b(?:on|by|via|your|my) whatsapp\b|\bwhatsapp number",
        "fax": r"\bfax\b",
        "movi": r"\bmovil\b",
        "lign": r"\bquelle (?:est (?:la|votre) )?ligne\b",
        "celu": r"\bcelular\b",
        "llam": r"\bllam(?:ar|en|arle|arte|arme|ame|eme) (?:al|a este|en el)\b|\bnumero [^.?!]{0,30}llam",
        "port": r"\b(?:telephone |numero (?:de |du )?|mon |votre |ton )portable\b",
        "join": r"\bnumero [^.?!]{0,30}joindre|\bjoindre (?:au|sur)\b",
        "rapp": r"\brappeler (?:au|sur)\b|\bnumero de rappel\b",
        "hand": r"\bhandy(?:nummer)?\b",
        "rufn": r"\brufnummer\b",
        "ruck": r"\bruckruf(?:nummer)?\b|\bzuruckrufen\b",
        "ruec": r"\brueckruf(?:nummer)?\b",
        "erre": r"\berreich\w* (?:ich|sie|wir|bin|unter)\b|\bunter (?:der|welcher) nummer",
        "quel": r"\b(?:sur|a) quel numero\b",
        "numm": r"\bunter (?:der|welcher) nummer\b|\bnummer [^.?!]{0,30}(?:erreich|zuruckruf)",
        "unte": r"\bunter (?:der|welcher) nummer\b|\bunter (?=[0-9+]|null)",
    },
    Kind.EMAIL: {
        "emai": r"\bemails?\b",
        "e": r"\be[ -]mail\b|\be[ -]mail\w*",
        "mail": r"\bmail (?:address|id|adresse)\b|\b(?:die|ihre|deine|eine|votre|un|ton|une) mail\b(?= ?(?:[?,]|$))|\b(?:y|et|und|and) mail\b|\bmail (?:und|oder|et|ou) (?:handy|telefon|telephone|portable)|\bmail(?:adresse)?\b(?= (?:is|lautet|ist|es|est))|\badresse mail\b|\bmailadresse",
        "corr": r"\bcorreo\b(?! postal)",
        "cour": r"\bcourriel\b",
        "elec": r"adresse electronique|correo electronico",
    },
    Kind.ADDRESS: {
        "addr": r"\baddress\b(?<!email address)(?<!e-mail address)(?<!mail address)(?<!e mail address)(?<!ip address)(?<!web address)(?<!mac address)(?! (?:the|this|that|your|my) (?:issue|problem|concern))",
        "post": r"\bpost ?code\b|\bpostal code\b|\bpostleitzahl\b",
        "zip": r"\bzip(?: code)?\b(?! ?(?:file|up|tie|line))",
        "zipc": r"\bzipcode\b",
        "live": r"\b(?:i|we|you|do you) (?:currently )?live (?:at|on|in|now)?\b|\bwhere (?:do )?you live\b|\bliving at\b",
        "deli": r"\bdeliver(?:ed|y)? (?:it |them |that )?(?:to|address)\b",
        "ship": r"\bship(?:ped|ping)? (?:it |them |that )?(?:to|address)\b",
        "send": r"\bsend (?:it|them|that|this) (?:out )?to\b",
        "sent": r"\bsent to\b",
        "wher": r"\bwhere (?:should|shall|do|can|would|to) [^.?!]{0,20}(?:send|ship|deliver|mail|post)",
        "dond": r"\bdonde [^.?!]{0,20}(?:envi|mand|entreg)",
        "wohi": r"\bwohin [^.?!]{0,30}(?:schick|liefer|send)",
        "ou": r"(?:^|[,.] )ou (?:est-ce|dois|doit|faut|peut|voulez|souhaitez)[^.?!]{0,20}(?:livr|envo|expedi)",
        "dire": r"\bdireccion\b(?! (?:de )?(?:correo|email|ip|electronica))",
        "domi": r"\bdomicilio\b|\bdomicile\b",
        "vivo": r"\bvivo en\b",
        "vive": r"\bvive(?:n|s)?\b",
        "codi": r"\bcodigo postal\b",
        "code": r"\bcode postal\b",
        "adre": r"\badresse\b(?! (?:mail|e-mail|email|electronique|ip))",
        "habi": r"\bhabite\w*\b|\bhabitez\b",
        "ansc": r"\banschrift\b",
        "wohn": r"\bwohn(?:e|en|t|haft|ort|sitz|ung|anschrift|adresse)\b",
        "plz": r"\bplz\b",
        "lief": r"\blieferadresse\b|\blieferanschrift\b",
        "rech": r"\brechnungsadresse\b|\brechnungsanschrift\b",
        "hous": r"\bhouse number\b",
        "stre": r"\b(?:your|the|my|what|which) street\b|\bstreet (?:name|address)\b",
        "stra": r"\bstrasse und hausnummer\b",
        "haus": r"\bhausnummer\b",
    },
    Kind.BIRTH: {
        "birt": r"\bdate of birth\b|\bbirth ?(?:date|day)\b|\bdate of births\b|\bof birth\b|\bbirthday\b",
        "dob": r"\bdob\b",
        "d": r"\bd[ .]o[ .]b\b",
        "born": r"\bborn\b",
        "naci": r"\bfecha de nacimiento\b|\bnacimiento\b|\bnaci(?:o|do|da|ste)?\b",
        "nais": r"\bnaissance\b",
        "ne": r"\b(?:je suis|etes|es|est|suis|,) nee?(?:\(e\))? (?:le|en)\b|\bnee? le\b|\betes[- ]vous nee?\b|\best ne ?\?",
        "nee": r"\bnee (?:le|en)\b|\best nee ?\?",
        "quan": r"\bnee?(?:\(e\))? quand\b|\bquand (?:etes|est)[- ]\w+ nee?\b",
        "cump": r"\bcumpleanos\b",
        "anni": r"\bdate d'anniversaire\b",
        "gebu": r"\bgeburts(?:datum|tag|jahr)\b|\bgeburtsdatum\w*",
        "gebo": r"\bgeboren\b",
        "gebd": r"\bgebdatum\b",
    },
    About.OTHER: {
        "orde": r"\border (?:number|id|no|reference)",
        "book": r"\bbooking (?:number|reference|id)",
        "refe": r"\breference (?:number|no)\b|\breferencia\b|\breference\b",
        "conf": r"\bconfirmation (?:number|code)",
        "card": r"\bcard (?:number|details)|\b(?:long|full) card",
        "trac": r"\btracking\b",
        "pin": r"\bpin\b",
        "amou": r"\bhow much\b|\bamount\b",
        "how": r"\bhow (?:many|much|long|old)\b",
        "cuan": r"\bcuant[oa]s?\b",
        "comb": r"\bcombien\b",
        "wiev": r"\bwie ?viele?\b",
        "appo": r"\bappointment\b",
        "sche": r"\bschedul\w+",
        "pedi": r"\bpedido\b",
        "comm": r"\bnumero de commande\b|\bcommande\b",
        "best": r"\bbestellnummer\b|\bbestellung\b",
        "term": r"\btermin\b",
        "cita": r"\bcita\b",
        "rend": r"\brendez-vous\b",
        "invo": r"\binvoice\b",
        "tarj": r"\bnumero de (?:la |su )?tarjeta\b",
        "cart": r"\bnumero de (?:la |votre )?carte\b(?! vitale| d'identite)",
        "kart": r"\bkartennummer\b",
        "kund": r"\bkunden(?:nummer|kennung|kennzahl)\b",
        "poli": r"\bpolicy (?:number|no)\b|\bpoliza\b",
        "memb": r"\bmember(?:ship)? (?:number|id)\b",
        "mode": r"\bmodel(?:o|e|l)?s?\b",
        "seri": r"\bserial\b",
    },
}


def _by_start() -> dict[str, tuple[tuple[Kind | About, re.Pattern[str]], ...]]:
    table: dict[str, list[tuple[Kind | About, re.Pattern[str]]]] = defaultdict(list)
    for about, patterns in _CUES.items():
        for start, pattern in patterns.items():
            table[start].append((about, re.compile(pattern)))
    return {start: tuple(cues) for start, cues in table.items()}


_TABLE = _by_start()
_STARTS = frozenset(_TABLE)
starts_none = _STARTS.isdisjoint


def cues_in(text: str, starts: Iterable[str]) -> list[tuple[int, int, Kind | About]]:
    """Cues of folded text in their order: where each starts and ends, and what it is about."""
    found = []
    for start in _STARTS.intersection(starts):
        for about, pattern in _TABLE[start]:
            for match in pattern.finditer(text):
                found.append((*match.span(), about))  # noqa: PERF401 - nearly always none or one
    return sorted(found) if len(found) > 1 else found
