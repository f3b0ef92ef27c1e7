"""German for masking: digits one by one and the cues of a payment."""

from service.drafting.masking.languages.base import Cue, Language
from service.drafting.masking.languages.base import words as _words

GERMAN = Language(
    zeros=frozenset({"null"}),
    digits={
        "eins": 1,
        "zwei": 2,
        "zwo": 2,
        "drei": 3,
        "vier": 4,
        "funf": 5,
        "fuenf": 5,
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "neun": 9,
    },
    repeats={"doppel": 2},
    months=_words("januar februar marz maerz april mai juni juli august september oktober november dezember"),
    pauses=frozenset({"ah", "ahm", "aehm", "strich", "bindestrich", "komma"}),
    links=frozenset({"und", "dann", "ja", "genau", "also", "nochmal", "ist", "die", "der", "das"}),
    cues={
        Cue.NUMBER: {"*karten": r"kartennummer", "*karte": r"nummer (?:\w{1,20} ){0,3}?\w{0,20}karte"},
        Cue.CARD: {"*karte": r"karten?\b"},
        Cue.CODE: {
            "sicherheits": r"sicherheitscode|sicherheitsnummer",
            "prufn": r"prufnummer",
            "prufz": r"prufziffer",
            "pruefn": r"pruefnummer",
            "drei": r"drei (?:ziffern|stellen|zahlen)(?: \w{1,20}){0,5} ruckseite",
        },
        Cue.PIN: {"geheim": r"geheimzahl|geheimnummer"},
        Cue.EXPIRY: {
            "ablauf": r"ablaufdatum|ablauf",
            "gultig": r"gultig bis",
            "gueltig": r"gueltig bis",
        },
        Cue.OTHER: {"telefon": r"telefon", "geburts": r"geburtsdatum", "bestell": r"bestellnummer"},
    },
    units=(r"euro|cent|tage|wochen|monate|jahre|stunden|minuten|uhr|personen|mal",),
    last_four=(r"endet auf|endend auf|endet mit",),
)
