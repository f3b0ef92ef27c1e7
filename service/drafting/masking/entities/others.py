"""Figures beside personal data that are none of it: a price, a duration, a date, an order number, a form's name."""

import re

from service.drafting.masking.entities.items import Run

_FEW = 2
_SMALL = 5
_NEAR = 24
_REACH = 48
_UNIT = re.compile(
    r"[ -]{0,2}(?:%|[€$£]|(?:dollars?|bucks|cents?|euros?|pounds?|quid|pence|minutes?|mins?|hours?|days?|weeks?|months?|years?|"
    r"miles|minutos|horas|dias|semanas|meses|anos|centimos|heures|jours|semaines|mois|ans|stunden|tage|wochen|monate|jahre|uhr|"
    r"(?:a|per|al|par|im|pro|each|cada|chaque) (?:month|week|year|day|mes|ano|dia|semana|mois|an|jour|semaine|monat|jahr|tag|woche)|"
    r"francs?|franken|chf|pesos|soles|kronen|crowns|rupees|cuotas|mensualites|raten|million(?:en|es|s)?|kartons?|boxes|cajas|cartons|pieces|paginas|pages|seiten|invitados|guests|gaste|credits?|creditos|percent|por ciento|pour cent|prozent|am(?! (?:ende|schluss|anfang)\b)|pm|o'?clock|times|veces|fois|mal|people|personas|digits?|digitos|chiffres|ziffern|"
    r"stellen|letters|letras|lettres|buchstaben|numbers|numeros|k?watts?|kwh|(?:kilo)?vatios|metros?|metres?|meters?|litros?|litres?|liter|kilos?|"
    r"kilometros|kilometer|kilometres?|km|kw|grados|degrees|degres|grad|puntos|points|punkte|gigas?|gb|megas|gigabytes?|stuck|unidades|"
    r"(?:de |of )?(?:january|february|march|april|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|"
    r"junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|"
    r"decembre|januar|februar|marz|juni|juli|oktober|dezember))\b)"
)
_CLOCK = re.compile(
    r"(?:[0-3]?[0-9] (?:a|at|um) )?[0-2]?[0-9] ?(?::|h) ?[0-5][0-9](?: (?:et|a|und|to|and) [0-2]?[0-9] ?(?::|h) ?[0-5][0-9])?"
    r"|[0-2]?[0-9] ?h(?: ?(?:et|a|-) ?[0-2]?[0-9] ?h)?"
)
# "De 10 a 12", "between 8 and 12", "72 sur 680".
_RANGE = re.compile(
    r"\b(?:between|entre|zwischen|de|von|from) [0-9]{1,2} (?:a|y|and|et|und|to|bis|-) [0-9]{1,2}\b(?! ?[0-9])"
)
_RATIO = re.compile(r" (?:sur|out of|von|de un total de) (?=\w)")
_BEHIND_RATIO = re.compile(r"\w (?:sur|out of) $")
PRICE = re.compile(
    r"\b(?:deductible|copay|premium|price|franchise|prime|loyer|precio|cuota|franquicia|selbstbehalt|beitrag|preis|miete|"
    r"cuesta|cuestan|costs?|coute|kostet|kosten)(?:'s)?(?: (?:is|was|est|es|ist|de|of|von|passe a|reste a|sube a|steigt auf|betragt|about|now|still|like|noch|bei))* $"
)
_FRACTION = re.compile(r"(?:francs?|euros?|dollars?|pounds?|pesos|soles|franken|chf|€) $")
# Papers that are called by their number.
_PAPERS = re.compile(
    r"p ?(?:45|60|11d|800|45s|60s)|w-?[249]|10(?:40|99)|sa ?(?:302|100)|a ?1|p (?:sixty|forty[ -]five)"
)
# Said by themselves they are no figures.
_SOUNDS = frozenset({"oh", "o", "nullen", "zeros", "ceros"})
_THE = re.compile(
    r"\b(?:the|this|that|which|right|wrong|another|el|la|cual|le|celui|der|die|das)(?: (?:last|first|next|other|right))? $"
)
_ONES = frozenset({"one", "un", "une", "uno", "una", "ein", "eins", "eine"})
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_YEAR_WORD = re.compile(
    r"\b(?:in|since|seit|von|vom|en|de|del|desde|depuis|jusqu'en|jusqu'a|hasta|bis|until|till|ano|jahr|jahre|year|ab|of|from|annee|"
    r"before|after|january|february|march|april|may|june|july|august|september|october|november|december|vor|nach|around|summer|winter|back in|came in|moved in)(?: (?:el|le|l'an|dem|jahr|annee|ano|the|year))* $"
)
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|miercoles|jueves|viernes|sabado|domingo|lundi|mardi|mercredi|"
    r"jeudi|vendredi|samedi|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)(?: (?:the|el|le|den|der|dem|dia))?[ ,]{1,2}$"
)
_LABEL = re.compile(
    r"\b(?:order|reference|ref|readings?|meter|lectura|contador|parte|siniestro|averia|incidencia|sinistre|schaden|schadensnummer|releve|compteur|zahlerstand|zaehlerstand|dossier|contrato?|expediente|"
    r"vorgang|aktenzeichen|vertrag|vertragsnummer|client|cliente|customer|extension|zimmer|chambre|habitacion|ticket|case|booking|confirmation|invoice|tracking|flight|room|model|version|pedido|referencia|factura|"
    r"commande|facture|bestellung|bestellnummer|rechnung|rechnungsnummer|kundennummer|policy|claim|serial|(?<!id )(?<!identity )(?<!green )card|tarjeta|carte|pin)"
    r"(?:[ :#,]{1,3}(?:number|no|id|code|is|was|numero|es|est|ist|nummer|ending|ends|in|de|la|el|le|du|der|die|das|que|termina|en|it's))*[ :#,.-]{0,3}$"
)
# "Thanks a million."
_SCALES = frozenset(
    {"hundred", "thousand", "million", "mil", "millones", "mille", "cent", "hundert", "tausend"}
)
_MONEY = re.compile(
    r"[$€£] ?[0-9][0-9,.]*$|(?<![0-9.,-])[0-9]{1,6}[.,][0-9]{2}$|(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+$"
)


def is_other(text: str, run: Run) -> bool:
    """Whether what stands around a run, or its own form, tells that it is something else than personal data."""
    said = text[run.start : run.end]
    if _CLOCK.fullmatch(said) or _PAPERS.fullmatch(said) or said in _SCALES or said in _SOUNDS:
        return True
    head = text[max(0, run.start - _NEAR) : run.start]
    if said in _ONES and _THE.search(head):
        return True
    if _YEAR.fullmatch(said) and _YEAR_WORD.search(head):
        return True
    if run.digits <= _FEW and (_WEEKDAY.search(head) or _FRACTION.search(head)):
        return True
    if _is_measured(text, run, head):
        return True
    before = text[max(0, run.start - _REACH) : run.start]
    return (
        _UNIT.match(text, run.end) is not None
        or _LABEL.search(before) is not None
        or _MONEY.search(text[max(0, run.start - 2) : min(run.end, run.start + _REACH)]) is not None
    )


def _is_measured(text: str, run: Run, head: str) -> bool:
    """Whether it is one of two ends, a share or a price."""
    around = text[max(0, run.start - _NEAR) : run.end + _NEAR]
    if run.digits <= _FEW * _FEW and _RANGE.search(around):
        return True
    if run.digits > _SMALL:
        return False
    return (
        _RATIO.match(text, run.end) is not None
        or _BEHIND_RATIO.search(head) is not None
        or PRICE.search(text[max(0, run.start - _REACH) : run.start]) is not None
    )
