"""German for the checks, as far as it goes."""

import re
from functools import partial

from service.drafting.number_tongues import GERMAN as NUMBERS
from service.drafting.tongues.base import Lexicon, acts, stemmer, stems, words

_STEM = stemmer("ungen ung enden ende ten test te est en em er es et st e t n s")
_verbs = partial(stems, _STEM)

GERMAN = Lexicon(
    spoken=NUMBERS,
    stem=_STEM,
    customer=words("kunde kundin kunden anrufer anruferin gast patient patientin mitglied nutzer nutzerin"),
    agent=words(
        "agent agentin mitarbeiter mitarbeiterin berater beraterin bearbeiter bearbeiterin firma bank unternehmen techniker technikerin vorgesetzte vorgesetzter team"
    ),
    idle=words(
        "der die das den dem des ein eine einen einem einer und oder dass zu im in am an auf mit von fur bei aus um nach sich "
        "es er sie ihm ihr ihre sein seine ist war hat haben wurde werden wird als auch noch ich mir mich wir kunde kundin agent"
    ),
    auxiliaries=words(
        "hat haben hatte ist war wurde wird werden worden sich dem der die das den es ihm ihr nicht auch noch bereits schon dass zu ein eine einen"
    ),
    negations=words(
        "nicht nie niemals kein keine keinen keinem keiner nichts niemand weder unmoglich abgelehnt lehnte verweigert fehlgeschlagen gescheitert nein erfolglos"
    ),
    idle_negations=("kein problem", "keine sorge", "nicht nur", "warum nicht"),
    tells=_verbs(
        "sagte sagt gesagt meldete meldet gemeldet erklarte erklart berichtete berichtet teilte mitgeteilt bestatigte bestatigt nannte genannt gab gegeben schilderte erwahnte informierte informiert beschwerte"
    ),
    asks=_verbs(
        "bat bittet gebeten wollte will mochte wunscht wunschte braucht benotigt benotigte fragte fragt gefragt verlangte sucht suchte rief angerufen bevorzugt"
    ),
    agrees=_verbs("akzeptierte akzeptiert stimmte zugestimmt einverstanden genehmigte genehmigt"),
    declines=_verbs("lehnte abgelehnt verweigerte"),
    offers=_verbs("bot angeboten schlug vorgeschlagen empfahl empfohlen"),
    vows=_verbs("versprach versprochen garantierte garantiert sicherte zugesichert zugesagt"),
    told=_verbs("informiert benachrichtigt"),
    being=words("wurde ist worden"),
    done=_verbs("erledigt fertig erfolgreich abgeschlossen gemacht"),
    grants=_verbs("gewahrt veranlasst gemacht genehmigt ausgestellt durchgefuhrt"),
    acts=acts(
        _STEM,
        refund="erstatten erstattet erstattung erstattete zuruckerstattet ruckerstattung zuruckgezahlt",
        credit="gutschrift gutgeschrieben gutschreiben",
        discount="rabatt nachlass",
        replace="ersetzen ersatz ersetzt umtausch austauschen",
        send="senden schicken schickt geschickt sendet gesendet versendet mail e-mail zusenden zuschicken",
        call="anrufen zuruckrufen ruckruf ruft angerufen meldet melden kontaktieren kontaktiert",
        book="buchen gebucht bucht reservieren reserviert reservierung termin vereinbart",
        cancel="stornieren storniert stornierung kundigen gekundigt kundigung",
        change="andern geandert andert anderung aktualisiert",
        pay="zahlen bezahlt zahlt zahlung",
        visit="besuchen techniker kommt vorbeikommen",
        escalate="eskalieren eskaliert vorgesetzte weiterleiten weitergeleitet",
        repair="reparieren repariert reparatur",
    ),
    shared_acts=frozenset({"@book", "@cancel", "@change", "@pay"}),
    no_acts=words(""),
    # The present tense tells of the future where nothing tells of the past: "ruft morgen zurück".
    future=re.compile(
        r"\b(?:wird|werden|werde)\b(?!.*\bworden\b)"
        r"|^(?!.*\b(?:hat|haben|hatte|wurden?|ist|sind|war|waren|worden|\w{3,}te)\b)"
        r".*\b(?:ruft|rufen|schickt|schicken|sendet|bucht|meldet|kommt|zahlt|storniert|andert|erstattet|uberweist)\b"
    ),
    binding=re.compile(
        r"\b(?:wird|werden|werde|verspreche|garantiere|ich (?:rufe|schicke|sende|buche|melde|erstatte|storniere)|wir (?:rufen|schicken|senden|melden|erstatten))\b"
    ),
    opened=re.compile(
        r"\b(?:wenn|falls|konnte|konnten|wurde ich|wurden sie|soll ich|kann ich|konnen sie|mochten sie|vielleicht|ob)\b"
    ),
    condition=re.compile(r"\b(?:wenn|falls|sofern)\b"),
    yes=words("ja genau gerne gern richtig klar sicher okay perfekt"),
    no=words("nein nee"),
    before=words("von fur mit bei dem zu an durch"),
    firsts=words("ich wir"),
    telling=words(
        "der die das ich und ist nicht sie mit fur eine einen auf wir haben bitte danke mein meine guten"
    ),
    joins=re.compile(r"[.!?;:,\n]+(?=\s|$)|\b(?:aber|und|weil|denn|dass|sondern)\b"),
    parts=re.compile(
        r"[.;]\s+|,?\s+(?:und|aber)\s+(?=(?:der kunde|die kundin|der agent|die agentin|der mitarbeiter|die mitarbeiterin|der berater|die beraterin)\b)"
    ),
    aside=re.compile(r"\b(?:wahrend des|im|in dem) (?:anrufs?|gesprachs?|telefonats?)\b"),
    mere=re.compile(r"^[\s,.!]*nein,"),
    possessive="",
    contraction="",
)
