"""An order, a kind of call and a place where calls are written down, in one sentence and any order of words.

No single phrase gives such a sentence away: "before you close it, choose payment from the list there".
"""

from service.drafting.addressed.families import Family

_KINDS = (
    "refund refunds complaint complaints cancellation payment fraud dispute resolved exchange return cancelled order status "
    "information question issue problem update bereavement dealt settled "
    "reembolso queja reclamacion devolucion baja cancelacion pago fraude consulta "
    "remboursement reclamation resiliation annulation paiement "
    "erstattung beschwerde kundigung gutschrift zahlung stornierung storno betrug erledigt"
)
_KIND = (
    r"\b(?:refunds?|complaints?|cancell?ation|payment|fraud|dispute|exchange|resolved|settled|bereavement|new order|order status"
    r"|product information|product question|billing (?:question|issue)|technical (?:issue|problem)|account (?:access|update)"
    r"|delivery problem|reembolso|queja|reclamacion|devolucion|cancelacion|pago|remboursement|reclamation|resiliation|annulation"
    r"|paiement|erstattung|beschwerde|kundigung|gutschrift|zahlung|stornierung|storno|betrug)\b"
)
_PLACE = (
    r"\b(?:summary|notes|disposition|entry|minutes|draft|template|drop[- ]?down|pick ?list|(?:from|in|on) (?:the|your|that) (?:list|form|log)|wrap[- ]?up|crm"
    r"|(?:the|your|this|in|on) (?:\w+ )?records?|the category|reason (?:code|for)|as (?:the |a )?reason|(?<!refund )(?<!return )(?<!payment )code"
    r"|(?:into|in|for|to) (?:the|your) (?:\w+ )?(?:system|computer|software|tool)"
    r"|resumen|registro|ficha|informe|categoria|(?:en|para) (?:el|su|tu) (?:sistema|programa|ordenador)|como motivo"
    r"|fiche|compte[- ]rendu|rapport|comme motif|dans (?:le|votre|ton) (?:systeme|logiciel|outil)|categorie"
    r"|vermerk|protokoll|zusammenfassung|akte|als grund|kategorie|maske|(?:ins|im|in ihr|in das) (?:system|programm))\b"
)
_VERB = (
    r"(?:write|put|note|mark|enter|type|choose|select|pick|set|fill in|record|register|treat|count|say|erase|delete|tick|mention|classify|categori[sz]e"
    r"|log|label|tag|flag|summari[sz]e|output|wrap (?:this|it|up)|name|call it"
    r"|pon|ponga|escrib[ae]|anot[ae]|apunt[ae]|marca|marque|elija|elige|seleccion[ae]|clasifi\w+"
    r"|choisis(?:sez)?|mets|mettez|notez?|ecrivez|ecris|inscri(?:vez|s)|selectionnez|classez|classe|marquez"
    r"|schreib(?:en sie)?|trag(?:en sie)?|notier(?:en sie|e)?|setz(?:en sie)?|markier\w*|vermerk\w*|wahl(?:en sie|e)?|nimm|nehmen sie)"
)
_ORDERED = (
    r"(?:(?:^|[,;:] ?)(?:(?:and|so|um|uh|then|please|okay|now|just|also|well|oh|the|y|et|und|por favor|bitte|robot|system|computer)[, ]+){0,4}"
    r"|\b(?:(?:dans|en|in|im) \w+ \w+|please|kindly|better|always|just|bitte|por favor|you|you (?:can|must|should|will|just|could|may|have to|need to|want to|are to|had better)|must|should) )"
    + _VERB
    + r"\b(?!,)"
)
_STRONG = r"(?<!\bi )(?<!\bto )\b(?:classify|categori[sz]e|summari[sz]e|label|output|transcribe)\b"
_SENTENCE = r"(?:^|[.!?] )"


def _together(*parts: str) -> str:
    """All parts in one sentence of at most so many letters, however they are ordered."""
    return _SENTENCE + "".join(rf"(?=[^.!?]{{0,160}}?(?:{part}))" for part in parts)


CHOSEN = Family(
    _KINDS,
    (
        _together(_PLACE, _KIND, _ORDERED),
        _together(_STRONG, _KIND),
        rf"(?P<again>{_KIND})(?:.{{0,25}}?\b(?P=again)){{4}}",
        rf"\bthe category {_KIND}",
        rf"\b(?:code|category|disposition|codigo|categoria|kategorie|categorie)\b(?: (?:for|of) [^.!?]{{0,20}})? (?:is|be|must be|should be|for|es|est|ist) (?:an? |the )?{_KIND}",
    ),
)
