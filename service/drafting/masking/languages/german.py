"""German for masking: what callers and agents say when they read numbers out."""

from service.drafting.masking.languages import again
from service.drafting.masking.languages.base import (
    PRICED,
    Cue,
    Language,
    counting,
    near,
    phrases,
    story,
    words,
)
from service.drafting.masking.languages.german_words import numbers

_MONTHS = "januar janner jaenner februar feber marz maerz april mai juni juno juli august september oktober november dezember"
_ORDINALS = "ersten zweiten dritten vierten funften fuenften sechsten siebten siebenten achten neunten zehnten elften zwolften zwoelften"
_DIGIT = r"(?:[0-9]|(?:null|eins|zwei|zwo|drei|vier|fu?e?nf|sechs|sieben|acht|neun|doppel\w*|zweimal|dreimal|\w{2,40}(?:zig|zehn|ssig|hundert|tausend|zwolf|elf)|\w{0,16}hundert\w{0,24})\b)"
_SMALL = r"(?:[0-9]{1,2}|ein|eins|zwei|drei|vier|funf|fuenf|sechs|sieben|acht|neun|zehn|elf|zwolf)"
_FEW = r"(?:\w{1,20} ){0,4}?"
_NUMBERS = r"(?:ziffern|zahlen|stellen|nummern|zifferchen)"
_CARD = r"\w{0,16}karten?"
_LINK = "ab|ist|die|lautet|das|mit|beginnt|fangt|an|nummer|also|da|steht|hat"
_READ = rf"\b(?:{_CARD}|visa|mastercard|amex|american express|maestro)(?:[ ,:]{{1,3}}(?:{_LINK}))*[ ,:]{{1,3}}{_DIGIT}{PRICED}"
_ASKED = r"(?:geben|gib\w*|nennen|nenn\w*|sagen|durchgeben|vorlesen|lesen|diktieren|brauch\w+|benotig\w+|benoetig\w+|mitteilen|eingeben|haben|bestatigen)"
_PLACES = ("ruckseite", "rueckseite", "hinten", "hinterseite", "dahinter")
_CODE = r"\b\w{0,16}(?<!pass)(?<!fehler)(?<!gutschein)(?<!rabatt)(?<!promo)(?<!bar)(?<!qr-)(?<!aktions)code"
_GONE = "sms nachricht mail handy telefon geschickt gesendet zugeschickt bekommen erhalten gekommen schick send app bildschirm display angezeigt"


def _behind(place: str) -> str:
    """Three digits and the place where they stand, in either order."""
    few = r"(?:drei|3|vier|4)(?:stellige\w*)? ?(?:(?:letzten|kleinen) )?"
    return (
        rf"\b{few}{_NUMBERS}(?: \w{{1,20}}){{0,6}} {place}\b|\b{place}(?: \w{{1,20}}){{0,6}} {few}{_NUMBERS}"
        rf"|\b(?:code|nummer|zahl)(?:,? \w{{1,20}}){{0,4}} {place}\b"
        rf"|\bdrei(?:,? \w{{1,20}}){{0,5}} {place}\b"
        rf"|\b{place} (?:\w{{1,20}} ){{0,4}}?(?:steht|stehen|lese|sehe|drauf)\b"
    )


_DIGITS = counting(
    "eins/einsen zwei/zwo/zweien drei/dreien vier/vieren funf/fuenf sechs/sechsen sieben acht/achten neun/neunen"
) | {"ein": 1}


# Other compounds pay nothing: "Stempelkarte", "Zehnerkarte".
_PAYING = r"(?:kredit|bank|giro|debit|e[ck]|geld|master|prepaid|firmen|ersatz|zweit|partner|gold|visa|maestro|sparkassen|zahl|haupt|zusatz|plastik|kunden ?kredit)"

GERMAN = Language(
    name="de",
    zeros=words("null nullen"),
    digits=_DIGITS,
    teens=numbers(10, 19) | {word: value for word, value in numbers(21, 99).items() if value % 10},
    tens={word: value for word, value in numbers(20, 90).items() if not value % 10},
    wholes={f"doppel{word}": value * 11 for word, value in _DIGITS.items()} | {"doppelnull": "00"},
    compounds=numbers(100, 9999),
    scales={"hundert": 100, "tausend": 1000},
    repeats=counting("einmal zweimal/doppel/doppelt/doppelte/doppelter dreimal/dreifach viermal/vierfach"),
    fold=words("mal"),
    weak=words("ein null elf achten"),
    markers=words("der die das ist und ich mein meine nicht auf mit den dem von zu sie bitte ihre ihr wir eine"),
    slips={"wir": 4, "fur": 4, "frei": 3, "sex": 6, "neu": 9, "fumf": 5, "funv": 5, "dry": 3, "zwai": 2, "ains": 1},
    months=words(f"{_MONTHS} {_ORDINALS}"),
    pauses=words("ah ahm aehm ahh hm strich schragstrich schraegstrich bindestrich komma punkt leerzeichen mh"),
    joins=words("und"),
    links=words(
        "dann ja genau also nochmal noch einmal ist die der das danach jetzt nein entschuldigung moment sorry quatsch "
        "und wieder lautet sind so okay ok da kommt gefolgt von weiter ach stimmt warten es war"
    ),
    asides=words(
        "nee danke bitte gut super prima perfekt richtig mhm gerne klar verstanden ich hore notiert hab alles schon "
        "sehr alright toll jawohl passt dankeschon vielen dank aha"
    ),
    cues=again.GERMAN
    | {
        Cue.NUMBER: {
            "*karte": rf"karten(?:nummer|daten)|\b(?:nummer|{_NUMBERS}|daten) {_FEW}{_CARD}\b|{_CARD} {_FEW}nummer\b"
            rf"|\b(?:zahl\w*|bezahl\w*|abbuch\w*|belast\w*|nutz\w*|nehm\w*|mit|per|uber) {_FEW}{_CARD}\b"
            rf"|\b{_CARD} (?:\w{{1,20}} ){{0,4}}?(?:zahlen|bezahlen|belasten|benutzen)\b|\b{_CARD} (?:\w{{1,20}} )?(?:vorne|vorn)\b|{_READ}",
            "sechzehn": rf"sechzehn {_NUMBERS}|sechzehnstellig",
            "ziffern": r"\b(?:16|15|funfzehn) ziffern",
            "lange": r"\blange(?:n)? (?:nummer|zahl)",
            "nummer": r"\bnummer (?:\w{1,20} ){0,4}?(?:vorne|vorderseite)\b",
            "visa": _READ,
            "mastercard": _READ,
            "amex": _READ,
            "american express": _READ,
            "maestro": _READ,
        },
        Cue.CARD: {
            "*karte": r"karten?\b",
            "visa": r"visa\b",
            "mastercard": r"mastercard\b",
            "amex": r"amex\b",
            "american express": r"american express",
            "zahlung": r"(?:fur die|zur|die|der) zahlung\b",
            "bezahl": r"bezahlvorgang|bezahlart",
            "*card": r"(?:giro|credit|debit)card",
        },
        Cue.ASK: {
            "*karte": rf"\b{_ASKED} {_FEW}{_CARD}\b|\b{_CARD} {_FEW}{_ASKED}\b",
        },
        Cue.LOSS: {
            "*karte": r"\b(?:verlor\w*|gestohlen|geklaut|sperr\w*|gesperrt|neue|ersatz\w*|kundig\w*|bestell\w*|beantrag\w*)\b|karte (?:kommt|geht|liegt)"
        },
        Cue.CODE: {
            "sicherheit": rf"sicherheit(?:,? \w{{1,20}}){{0,6}}? {_DIGIT}",
            "sicherheits": r"sicherheits(?:code|nummer|zahl|ziffer\w*)",
            "*pruf": r"\w{0,8}pruf(?:nummer|ziffern?|zahl|code)",
            "*pruef": r"\w{0,8}pruef(?:nummer|ziffern?|zahl|code)",
            "drei": rf"\bdrei (?:letzten |kleinen )?{_NUMBERS} (?:\w{{1,20}} ){{0,3}}?(?:karte|unterschrift)|dreistellig\w* (?:code|nummer|zahl)|\bdie drei {_NUMBERS}(?: (?:sind|lauten|hinten|da))*[ ,:]{{1,3}}{_DIGIT}",
            "vau": r"\b(?:c|ce|ze|zeh|tse|se) (?:vau|fau|v) (?:vau|fau|c|ce|ze|zeh)\b",
            "vier & vorn": rf"\bvier (?:kleinen? )?(?:{_NUMBERS} )?(?:\w{{1,12}} ){{0,2}}?(?:vorne?|vorderseite)\b",
            "vierstellige": r"vierstellige(?:,? \w{1,12}){0,4} vorne?\b",
            "unterschrift": rf"unterschriftsfeld|unterschriftenfeld|unterschriftsstreifen|\b(?:{_NUMBERS}|ziffer|nummer|code|drei)(?: \w{{1,20}}){{0,5}} unterschrift\b"
            rf"|\bunterschrift(?:,? \w{{1,12}}){{0,6}} {_DIGIT}",
            "kleinen": rf"\bkleinen {_NUMBERS} (?:\w{{1,20}} ){{0,4}}(?:karte|hinten|dahinter|ruckseite)\b",
        }
        | {place: _behind(place) for place in _PLACES},
        Cue.SENT: {
            "code": r"sechsstellig\w* code",
            "sms": r"sms-?(?:code|tan)",
            "mtan": r"mtan",
            "pushtan": r"pushtan",
            "chiptan": r"chiptan",
            "*scode": r"(?:bestatigungs|verifizierungs|einmal|freigabe|zugangs|aktivierungs|authentifizierungs|freischaltungs)code",
            "tan": r"\btan\b",
            "einmal": r"einmal(?:passwort|kennwort|code)",
        }
        | near("code", _CODE, _GONE),
        Cue.CODED: {"code": rf"{_CODE} (?:\w{{1,20}} ){{0,3}}?(?:ist|war|lautet|sagt)(?: die| der)?,? {_DIGIT}"},
        Cue.BACK: {place: rf"\b{place}\b" for place in _PLACES}
        | {"code": rf"\b(?:der|den|ihr|ihren) {_CODE}\b", "letzten drei": r"\bletzten drei\b"},
        Cue.READ: {
            "nummer": r"\b(?:die|diese|ihre|meine|welche|der) nummer\b",
            "ziffern": r"\b(?:die|alle|ihre) (?:\w{1,20} )?ziffern",
        },
        Cue.PIN: {
            "geheim": r"geheim(?:zahl|nummer|code|e zahl|e nummer)",
            "*wort": r"(?:kenn|pass)wort",
            "*pin": r"(?:wunsch|karten|handy|sim|konto|bank|telefon|online|kunden|start|ersatz)pin\b",
            "losungs": r"losungswort",
            "codewort": r"codewort",
            "zugangs": r"zugangs(?:zahl|nummer|pin)",
            "vierstellig": r"vierstellig\w* (?:\w{0,10}code|zahl|nummer|pin|\w{1,10}-pin)",
        }
        | story(
            "eingegeben getippt eingetippt tippe tipp gebe gedruckt",
            "automat terminal falsch gesperrt karte einge",
            rf"{_DIGIT}(?: \w{{1,12}}){{0,5}} (?:eingegeben|(?:ein)?getippt|gedruckt)|\b(?:tippe?|gebe)(?: \w{{1,12}}){{0,5}}? {_DIGIT}",
        ),
        Cue.RECALL: {
            "erinner": r"erinner\w*",
            "entweder": r"entweder",
            "vielleicht": r"vielleicht",
            "konnte": r"konnte",
            "glaub": r"glaube?",
            "probier": r"probier\w*",
            "versuch": r"versuch\w*",
            "warte": r"\bwarten? ",
        },
        Cue.EXPIRY: {
            "ablauf": r"ablauf",
            "gultig": r"gultig(?:keit)?",
            "gueltig": r"gueltig(?:keit)?",
            "verfall": r"verfall\w*",
            "gilt": r"\bgilt (?:\w{1,20} ){0,4}?bis\b|wie lange gilt|\bgilt (?:\w{1,20} ){0,2}?noch",
            "geht": r"\bgeht (?:\w{1,20} ){0,3}?bis\b|bis wann geht",
            "bis wann": r"bis wann",
            "lauft": r"lauft (?:\w{1,20} ){0,5}?(?:ab|aus)\b",
            "laeuft": r"laeuft (?:\w{1,20} ){0,5}?(?:ab|aus)\b",
            "bis & karte": rf"bis (?:\w{{1,20}} ){{0,2}}?(?:{_MONTHS.replace(' ', '|')})",
            "monat": r"monat und (?:das )?jahr",
        },
        Cue.OTHER: {
            "telefon": r"telefonnummer",
            "rufnummer": r"rufnummer",
            "handy": r"handynummer",
            "mobil": r"mobilnummer|mobilfunknummer",
            "geburts": r"geburtsdatum|geburtstag",
            "bestell": r"bestellnummer|bestellung",
            "konto": r"kontonummer",
            "kunden": r"kunden(?:nummer|kennung|kennzahl)",
            "vertrag": r"vertragsnummer",
            "rechnung": r"rechnungsnummer",
            "buchung": r"buchungsnummer",
            "postleit": r"postleitzahl",
            "plz": r"\bplz\b",
            "adresse": r"adresse|anschrift",
            "anschrift": r"anschrift",
            "referenz": r"referenz",
            "vorgang": r"vorgangsnummer",
            "policen": r"policennummer|versicherungsnummer",
            "versicher": r"versicherungsnummer|versichertennummer",
            "wie": r"wie viele?\b",
            "wieviel": r"wieviel",
            "iban": r"\biban\b",
            "steuer": r"steuer",
            "betrag": r"\bbetrag\?",
            "*nummer": r"\b\w{3,20}(?<!karten)(?<!sicherheits)(?<!pruf)(?<!pruef)(?<!geheim)(?<!zugangs)(?<!identifikations)nummer\b",
            "aktenzeichen": r"aktenzeichen",
        },
    },
    other_cards=(
        (
            r"\b(?:pro |je |zwei |drei |vier |funf |sechs |[0-9]{1,2} |kunden|sim-?|fahr|speise|gruss|visiten|land|eintritts|gesundheits|mitglieds|bonus|post|spiel|speicher|grafik"
            r"|bord|versicherten|krankenversicherungs|bahn|monats|jahres|kinder|sim ?|esim-?)karten?\b|bahncard"
            rf"|\b(?!{_PAYING}-?karte)[a-z]{{3,20}}karten?\b"
        ),
    ),
    counts={
        "drei vier": r"(?<=hinten die )(?:drei|vier)(?= *(?:$|[.?!,]))|(?<=die )(?:drei|vier)(?= (?:auf|von) der ruck)|(?<=die )(?:drei|vier)(?= (?:hinten|vorne?))",
        "zwischen": rf"zwischen {_SMALL}(?: uhr)? und {_SMALL}",
        "von vom": rf"von {_SMALL}(?: uhr)? bis {_SMALL}|vom {_SMALL}\.? bis {_SMALL}",
        "ersten letzten anderen nachsten": r"(?:ersten|letzten|anderen|nachsten) (?:zwei|drei|vier|funf|fuenf|sechs|acht|[2-9])"
        rf"(?: {_NUMBERS})?",
        "noch nicht auf schon": r"(?:noch|nicht|auf|schon) einmal",
        "halb viertel dreiviertel": rf"(?:halb|viertel|dreiviertel) (?:vor |nach )?{_SMALL}",
    },
    counted=phrases("ziffer, ziffern, zahlen, stellen, buchstaben, zeichen, letzten, ersten"),
    units=words(
        "euro cent franken dollar tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute "
        "minuten sekunden uhr person personen prozent erwachsene erwachsenen kind kinder kindern nachte nacht punkte "
        "grad kilo gramm meter kilometer gigabyte gig megabyte stuck stueck kartons tickets zimmer millionen raten koffer "
        "passagiere zoll watt volt leute werktage werktagen arbeitstage arbeitstagen platze sitze km liter quadratmeter"
    ),
    unit_phrases=(r"(?:im|pro) (?:tag|monat|jahr|woche|stunde|person|nacht)\b|(?:alles )?zusammen|insgesamt|plus [0-9a-z]|glatt\b|alles inklusive|(?:volle|freie|ganze)n? [a-z]{3,12}|mal(?! (?:sehen|schauen|gucken|kurz|eben|uberlegen|nachsehen|nachschauen))", rf"(?:{_MONTHS.replace(' ', '|')})"),
    labels=phrases(
        "bestellung, auftrag, buchung, referenz, rechnung, vertrag, vorgang, termin, zimmer, flug, tor, gate, durchwahl, plz, "
        "postleitzahl, etage, stock, wohnung, hausnummer, ticket, gesamt, summe, preis, betrag, kosten, kostet, gekostet, "
        "guthaben, kontostand, gebuhr, rate, bezahlt, abgebucht, version, modell, seite, limit, hochstens, maximal, mindestens, alter, geboren, grosse, fehler, "
        "fehlercode, linie, sitz, platz, reihe, tarif, gutschein, uber, raum, saal, platze, sitze, zug, bus, wagen, tisch, gleis, kapitel, paragraf, spind, montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, beleg"
    ),
    label_endings=(
        "bestellnummer", "kundennummer", "kundenkennung", "auftragsnummer", "rechnungsnummer", "vertragsnummer", "buchungsnummer",
        "vorgangsnummer", "ticketnummer", "hausnummer", "artikelnummer", "referenznummer", "strasse", "betrag", "preis", "weg", "platz", "gasse", "allee",
        "sendungsnummer", "flugnummer", "fehlernummer", "zimmernummer",
    ),
    names=phrases(
        "telefon, handy, mobil, kontakt, konto, geburtsdatum, datum, vertrag, bestellung, buchung, referenz, sendung, kunde, "
        "rechnung, reisepass, personalausweis, vorgang, police"
    ),
    name_endings=(
        "telefonnummer", "handynummer", "mobilnummer", "rufnummer", "kontonummer", "kundennummer", "kundenkennung", "vertragsnummer",
        "bestellnummer", "auftragsnummer", "rechnungsnummer", "buchungsnummer", "sendungsnummer", "vorgangsnummer",
        "versicherungsnummer", "referenznummer", "ausweisnummer", "policennummer", "geburtsdatum",
    ),
    label_links=words(
        "nummer nr code id hat ist war die der das den dem von vom lautet mit ca circa ungefahr etwa auf bei uber ihre meine bisher"
    ),
    times=words("plus gegen ab bis seit vor nach zwischen"),
    years=words("in seit von jahr jahre jahres"),
    last_four=(
        r"(?:endet|enden|endend|endete)(?: auf| mit| in)?",
        r"letzten (?:vier|4)(?: ziffern| stellen| zahlen)?(?: (?:sind|ist|der|die|meiner|von|karte))*",
    ),
)  # fmt: skip
