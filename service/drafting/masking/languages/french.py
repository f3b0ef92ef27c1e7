"""French for masking: digits one by one and the cues of a payment."""

from service.drafting.masking.languages.base import Cue, Language
from service.drafting.masking.languages.base import words as _words

FRENCH = Language(
    zeros=frozenset({"zero"}),
    digits={
        "un": 1,
        "une": 1,
        "deux": 2,
        "trois": 3,
        "quatre": 4,
        "cinq": 5,
        "six": 6,
        "sept": 7,
        "huit": 8,
        "neuf": 9,
    },
    repeats={"double": 2},
    months=_words("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"),
    pauses=frozenset({"euh", "tiret", "virgule"}),
    links=frozenset({"et", "puis", "ensuite", "d'accord", "oui", "alors", "c'est", "est", "le", "la", "de"}),
    cues={
        Cue.NUMBER: {"carte": r"numero (?:\w{1,20} ){0,3}?carte|carte (?:\w{1,20} ){0,2}?numero"},
        Cue.CARD: {"carte": r"cartes?\b"},
        Cue.CODE: {
            "securite": r"code de securite",
            "cryptogramme": r"cryptogramme",
            "trois": r"trois (?:\w{1,20} )?chiffres(?: \w{1,20}){0,5} (?:dos|verso|derriere)",
        },
        Cue.PIN: {"secret": r"code secret"},
        Cue.EXPIRY: {"expir": r"expire|expiration", "valid": r"validite|valable jusqu"},
        Cue.OTHER: {"telephone": r"telephone", "naissance": r"date de naissance", "commande": r"commande"},
    },
    units=(r"euros|centimes|francs|jours|semaines|mois|ans|heures|minutes|personnes|fois",),
    last_four=(r"se terminant par|finissant par|termine par",),
)
