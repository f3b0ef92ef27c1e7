"""How agents ask for the same once more, for another of the same, and for digits by their places."""

from service.drafting.masking.languages.base import Cue

_END = r"(?= *(?:$|[?.,!]))"

ENGLISH = {
    Cue.AGAIN: {
        "again": r"\bagain\b(?! later)",
        "more": r"\b(?:once|one (?:last )?time) more|one more time",
        "repeat": r"\brepeat\b",
        "another": r"\b(?:pick|choose|try|say|give|want|need|use|think of|take|enter)(?: \w{1,8}){0,2} another",
        "something": r"something (?:less|more|else|different)",
        "different": r"\ba different (?:one|pin|code)\b",
        "too": r"\btoo (?:easy|simple|obvious)",
    }
    | {
        f"{which} & {what}": rf"\b{which} {what}\b"
        for which in ["old", "previous", "current", "existing", "other", "former", "new", "original"]
        for what in ("one", "pin")
    }
    | {
        "catch": r"n't (?:quite )?catch|n't (?:quite )?hear",
        "cut": r"\b(?:cut|cutting|broke|breaking) (?:out|up)\b",
    },
    Cue.PLACED: {
        "character": r"characters? (?:number )?(?:one|two|three|four|five|six|[1-6])\b",
        "position": r"positions? (?:one|two|three|four|five|six|[1-6])\b",
        "digits": r"digits (?:one|two|three|four|five|six|[1-6])(?:,| and)",
        "digit & t": r"\b(?:first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th))"
        r"(?:,? (?:and|the|then|digits?|first|second|third|fourth|fifth|sixth|last|[1-6](?:st|nd|rd|th))){0,8} (?:digits?|numbers?)\b",
    },
}
GERMAN = {
    Cue.AGAIN: {
        "nochmal": r"nochmal",
        "noch mal": r"noch mal",
        "noch einmal": r"noch einmal",
        "wiederhol": r"wiederhol\w+",
        "ander": r"\b(?:eine[nr]?|was|etwas) andere[nrs]?\b",
        "zu einfach": r"\bzu einfach",
        "zu leicht": r"\bzu leicht",
        "verstanden": r"nicht (?:ganz |richtig )?verstanden",
    }
    | {
        f"die {which}": rf"\bdie {which}\b(?: pin)?{_END}"
        for which in ["alte", "bisherige", "neue", "andere", "vorige", "vorherige", "jetzige"]
    },
    Cue.PLACED: dict.fromkeys(
        ("stelle", "ziffer"),
        r"\b(?:erste|zweite|dritte|vierte|funfte|sechste|letzte)n?\b.{0,40}\b(?:stellen?|ziffern?)\b"
        r"|\b(?:stellen?|ziffern?) (?:eins|zwei|drei|vier|funf|sechs|[1-6]) und\b",
    ),
}
SPANISH = {
    Cue.AGAIN: {
        "otra": r"\botra vez\b",
        "nuevo": r"\bde nuevo\b",
        "vez": r"\buna vez mas\b",
        "repit": r"repit\w*",
        "repet": r"repet\w*",
        "otr": r"\b(?:elij|escoj|pong|dig|piens|us|quier|dem|busque|prueb)\w*(?: en)? otr[oa]\b|\botr[oa] (?:pin|clave|codigo|distint[oa])\b",
        "anterior": rf"\b(?:el|la) anterior\b{_END}",
        "viej": rf"\b(?:el|la) viej[oa]\b{_END}",
        "antigu": rf"\b(?:el|la) antigu[oa]\b{_END}",
        "nuev": rf"\b(?:el|la) nuev[oa]\b{_END}",
        "facil": r"\b(?:muy|demasiado) facil",
        "escuch": r"no (?:le |la |lo )?escuch",
    },
    Cue.PLACED: dict.fromkeys(
        ("digito", "cifra"),
        r"\b(?:primer|segund|tercer|cuart|quint|sext|ultim)[oa]?\b.{0,40}\b(?:digitos?|cifras?)\b"
        r"|\b(?:digitos|cifras) (?:uno|dos|tres|cuatro|cinco|[1-6]) y\b",
    ),
}
FRENCH = {
    Cue.AGAIN: {
        "encore": r"encore une fois|encore un coup",
        "fois": r"une (?:derniere|nouvelle|deuxieme) fois",
        "redi": r"\bredi(?:tes|re|s)\b",
        "repet": r"repet\w+",
        "autre": r"\b(?:choisi\w*|prenez|dites|donnez|mettez|trouvez|essayez)(?:[- ]\w{1,4}){0,3}[- ]autre\b|\bun autre (?:code|chiffre)",
        "l'ancien": rf"\bl'ancien{_END}",
        "l'actuel": rf"\bl'actuel{_END}",
        "le nouveau": rf"\ble nouveau{_END}",
        "le precedent": rf"\ble precedent{_END}",
        "trop": r"\btrop (?:simple|facile|evident)",
    }
    | {f"pas & {what}": rf"\bpas (?:bien |tout )?{what}" for what in ("entendu", "compris", "saisi")},
    Cue.PLACED: {
        "chiffre": r"\b(?:premi|deuxi|troisi|quatri|cinqui|sixi|derni)eme?r?e?\b.{0,40}\bchiffres?\b"
        r"|\b(?:premier|second|dernier)\b.{0,40}\bchiffres?\b|\bchiffres (?:un|deux|trois|quatre|cinq|[1-6]) et\b",
    },
}
