"""Spanish for masking: digits one by one and the cues of a payment."""

from service.drafting.masking.languages.base import Cue, Language
from service.drafting.masking.languages.base import words as _words

SPANISH = Language(
    zeros=frozenset({"cero"}),
    digits={
        "uno": 1,
        "una": 1,
        "dos": 2,
        "tres": 3,
        "cuatro": 4,
        "cinco": 5,
        "seis": 6,
        "siete": 7,
        "ocho": 8,
        "nueve": 9,
    },
    repeats={"doble": 2},
    months=_words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    pauses=frozenset({"eh", "em", "este", "guion", "coma"}),
    links=frozenset({"y", "luego", "vale", "si", "entonces", "despues", "de", "es", "el", "la"}),
    cues={
        Cue.NUMBER: {"tarjeta": r"numero (?:\w{1,20} ){0,3}?tarjeta|tarjeta (?:\w{1,20} ){0,2}?numero"},
        Cue.CARD: {"tarjeta": r"tarjetas?\b"},
        Cue.CODE: {
            "seguridad": r"codigo de seguridad",
            "tres": r"tres (?:digitos|numeros)(?: \w{1,20}){0,5} (?:detras|reverso|atras)",
        },
        Cue.PIN: {"secreta": r"clave secreta|numero secreto"},
        Cue.EXPIRY: {"caduc": r"caduca|caducidad", "venc": r"vence|vencimiento"},
        Cue.OTHER: {"telefono": r"telefono", "nacimiento": r"fecha de nacimiento", "pedido": r"pedido"},
    },
    units=(r"euros|centimos|pesos|dolares|dias|semanas|meses|anos|horas|minutos|personas|veces",),
    last_four=(r"terminada en|termina en|acabada en",),
)
