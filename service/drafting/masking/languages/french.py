"""French for masking, of France, Belgium, Switzerland and Canada: what is said when numbers are read out."""

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

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_UNITS = "un deux trois quatre cinq six sept huit neuf"
_TEENS = "onze douze treize quatorze quinze seize"
_DIGIT = (
    rf"(?:[0-9]|(?:zero|double|triple|{_UNITS.replace(' ', '|')}|dix|{_TEENS.replace(' ', '|')}|vingt|trente|quarante"
    r"|cinquante|soixante|septante|huitante|octante|nonante|cent|mille)\b)"
)
_SMALL = rf"(?:[0-9]{{1,2}}|une|{_UNITS.replace(' ', '|')}|dix|onze|douze|midi)"
_FEW = r"(?:[\w']{1,20} ){0,4}?"
_NUMBERS = r"(?:chiffres|numeros|nombres)"
_LINK = "c'est|est|de|debit|j'ai|ai|le|la|les|commence|commencant|qui|par|numero|donc|alors|je|vous|donne|bleue|bancaire|credit"
_READ = (
    r"\b(?:carte|visa|mastercard|amex|american express|maestro|cb|debit|credit)"
    rf"(?:[ ,:]{{1,3}}(?:{_LINK}))*[ ,:]{{1,3}}(?!trois chiffres|quatre chiffres|deux derniers|quatre derniers){_DIGIT}{PRICED}"
)
_ASKED = (
    r"(?:donn\w+|dict\w+|prendre|prends|lire|lis\w*|lecture|communiqu\w+|indiqu\w+|confirm\w+|besoin|saisi\w+|tap\w+"
    r"|transmet\w+|avoir|note\w*|rappel\w+|fournir|epel\w+|ecoute\w*)"
)
_PLACES = {"dos": "(?:au|le|du) dos", "verso": "verso", "derriere": "derriere", "l'arriere": "l'arriere"}
_CODE = r"\bcode(?! (?:postal|fiscal|ape|naf|promo|de reduction|barre|source|d'erreur|erreur|client|de reservation|cadeau))"
_GONE = "sms texto message mail courriel portable telephone envoy envoi recu rece arriv application l'appli l'app ecran affich"


def _behind(place: str) -> str:
    """Three digits and the place where they stand, in either order."""
    few = r"(?:trois|3|quatre|4) (?:(?:derniers|petits) )?"
    return (
        rf"\b{few}{_NUMBERS}(?: [\w']{{1,20}}){{0,6}} {place}\b|\b{place}(?: [\w']{{1,20}}){{0,6}} {few}{_NUMBERS}"
        rf"|\b(?:code|crypto|numero)(?:,? [\w']{{1,20}}){{0,4}} {place}\b"
        rf"|\b(?:trois|3)(?: derniers)?(?:,? [\w']{{1,20}}){{0,5}} {place}\b"
        rf"|\b{place} (?:[\w']{{1,20}} ){{0,4}}?(?:ecrit|marque|lis|note|vois|inscrit)\b"
    )


FRENCH = Language(
    name="fr",
    zeros=words("zero zeros"),
    digits=counting(_UNITS),
    ten={"dix": 10},
    teens=counting(_TEENS, first=11),
    tens=counting("trente quarante cinquante", first=30, step=10)
    | {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90},
    sixties={"soixante": 60},
    twenties={"vingt": 20, "vingts": 20},
    scales={"cent": 100, "cents": 100, "mille": 1000},
    repeats={"double": 2, "triple": 3, "quadruple": 4},
    fold=words("fois"),
    weak=words("un cent cents seize sept"),
    markers=words(
        "le les des est c'est je vous mon ma votre et sur pour au du une j'ai pas avec ca elle sont qui deux"
    ),
    slips={
        "cet": 7,
        "cette": 7,
        "set": 7,
        "sis": 6,
        "saint": 5,
        "cinque": 5,
        "vin": 20,
        "huite": 8,
        "troie": 3,
    },
    months=words(_MONTHS),
    pauses=words("euh heu ben tiret virgule point espace slash oblique"),
    joins=words("et"),
    links=words(
        "puis ensuite d'accord oui alors c'est est le la les de donc apres suivi voila non pardon ca fait encore suite "
        "sont par commence bon je dis enfin ah oh lis ceci"
    ),
    asides=words(
        "merci s'il plait parfait tres bien vous ecoute attendez allez-y allez-vas-y vas allez tout ok okay note d'acc "
        "exact exactement compris entendu super suis pret prete madame monsieur moment instant"
    ),
    cues=again.FRENCH
    | {
        Cue.NUMBER: {
            "carte": rf"\b(?:numeros?|{_NUMBERS}|coordonnees) {_FEW}(?:carte|cb)\b|carte {_FEW}numero\b"
            rf"|\b(?:pay(?:er|e|es)|paie|regl\w+|paiement|debit\w+|utilis\w+|prelev\w+) {_FEW}carte"
            rf"|\b(?:avec|par) (?:(?:la|ma|une|sa|votre|cette) )?(?:\w{{1,20}} )?carte|carte complete|{_READ}",
            "cb": rf"numero {_FEW}cb\b|{_READ}",
            "seize": rf"seize {_NUMBERS}",
            "chiffres": r"\b(?:16|15|quinze) chiffres",
            "numero": r"\bnumero (?:long|complet|entier)|\bnumeros? (?:[\w']{1,20} ){0,4}?(?:devant|recto|face avant)\b",
            "visa": _READ,
            "mastercard": _READ,
            "amex": _READ,
            "american express": _READ,
            "maestro": _READ,
        },
        Cue.CARD: {
            "carte": r"cartes?\b",
            "cb": r"\bcb\b",
            "paiement": r"(?:pour le|proceder au|effectuer le|moyen de|mode de|regler le|le) paiement",
        },
        Cue.ASK: {"carte": rf"\b{_ASKED} {_FEW}carte\b"},
        Cue.LOSS: {
            "carte": r"\b(?:perdu\w*|perte|vol|vole\w*|bloqu\w+|annul\w+|opposition|nouvelle|renouvel\w+|remplac\w+|command\w+)\b|carte (?:vous )?(?:arriv|part|sera )"
        },
        Cue.CODE: {
            "secu": rf"securite(?! sociale)(?:,? [\w']{{1,20}}){{0,6}}? {_DIGIT}|\b(?:code|numero|chiffres|celui) (?:de )?securite\b(?! sociale)|\bcode de secu\b",
            "crypt": r"crypto(?:gramme|s)?\b",
            "verif": rf"\b(?:code|numero|chiffres) (?:de )?verification {_FEW}(?:carte|dos|verso|derriere)",
            "trois": rf"\btrois (?:derniers|petits) {_NUMBERS}|\bles trois {_NUMBERS}(?: (?:c'est|sont|de|du|la))*[ ,:]{{1,3}}{_DIGIT}",
            "petits": rf"\bpetits {_NUMBERS}\b(?! (?:de )?(?:telephone|serie))",
            "signature": rf"\b(?:{_NUMBERS}|numero|code|trois)(?: [\w']{{1,20}}){{0,5}} signature|\bsignature(?:,? [\w']{{1,12}}){{0,6}} {_DIGIT}",
            "cev": r"\bceve(?:ve|ce)\b",
            "ceu": r"\bceuveve\b",
            "ce ve": r"\bce ve (?:ve|ce)\b",
            "se ve": r"\bse ve ve\b",
            "cvv": r"\bcvv\b",
            "quatre & devant": rf"\bquatre (?:petits )?(?:{_NUMBERS} )?(?:[\w']{{1,12}} ){{0,2}}?devant\b",
            "quatre & face": rf"\bquatre (?:petits )?(?:{_NUMBERS} )(?:[\w']{{1,12}} ){{0,3}}?face\b",
            "quatre & l'avant": rf"\bquatre (?:petits )?(?:{_NUMBERS} )?(?:[\w']{{1,12}} ){{0,2}}?l'avant\b",
        }
        | {stem: _behind(place) for stem, place in _PLACES.items()},
        Cue.SENT: {
            "code": r"\bcode (?:de (?:verification|validation|authentification|confirmation)|unique|temporaire|a usage unique)"
            r"|\bcode a (?:six|6|cinq|5|huit|8) chiffres",
        }
        | near("code", _CODE, _GONE),
        Cue.CODED: {"code": rf"{_CODE} (?:[\w']{{1,20}} ){{0,3}}?(?:est|c'est|etait|dit)(?: le)?,? {_DIGIT}"},
        Cue.BACK: {stem: rf"\b{place}\b" for stem, place in _PLACES.items()}
        | {"code": rf"\b(?:le|votre) {_CODE}"},
        Cue.READ: {
            "numero": r"\b(?:le|ce|votre|quel est le|mon) numero\b",
            "chiffres": r"\b(?:les|ces|vos|tous) (?:\w{1,20} ){0,2}?chiffres",
        },
        Cue.PIN: {
            "secret": r"\b(?:code|numero) secret",
            "confiden": r"code confidentiel|numero confidentiel",
            "pin": r"\bcode pin\b",
            "nip": r"\bnip\b",
            "code": r"\bcode (?:personnel|d'acces|client|telephonique|a (?:quatre|4) chiffres|(?:[\w']{1,20} ){0,3}(?:carte|distributeur))"
            r"|\b(?:mon|votre) code\b(?! (?:postal|promo|de reduction|barre|source|client))",
            "mot": r"mots? de passe",
            "quatre": r"quatre chiffres (?:du|de votre|de mon|de la) (?:code|carte)",
        }
        | story(
            "tape tapais fais fait mis compose rentre saisi entre tapes composais mets",
            "distribut guichet automate terminal aval faux refus incorrect borne bloqu",
            rf"\b(?:tap\w+|fais|fait|mis|mets|compos\w+|rentre|saisi|entre)(?: [\w']{{1,8}}){{0,5}}? {_DIGIT}",
        ),
        Cue.RECALL: {
            "souv": r"souvien\w*|souvenir",
            "rappelle": r"me rappelle",
            "soit": r"\bsoit\b",
            "peut": r"peut[- ]etre",
            "pourrait": r"pourrait etre",
            "crois": r"je crois que c'est",
            "pense": r"pense que c'est",
            "essay": r"essay\w+",
            "attend": r"attend\w*",
        },
        Cue.EXPIRY: {
            "expir": r"expir\w+",
            "d'expir": r"expir\w+",
            "l'expir": r"expir\w+",
            "valid": r"validite|valides? jusqu",
            "valable": r"valable",
            "fin": r"fin de validite|date de fin",
            "date": r"date de fin",
            "echeance": r"echeance",
            "peri": r"\bperim\w+",
            "finit": r"\bfini(?:t|ra|ssait) (?:en|fin)\b",
            "bon": r"\bbonne (?:jusqu'|encore)",
            "jusqu'a": r"jusqu'a quand",
            "jusqu'au": r"jusqu'au combien",
            "d'echeance": r"echeance",
            "jusqu'en & carte": rf"jusqu'en (?:[\w']{{1,20}} ){{0,2}}?(?:{_MONTHS.replace(' ', '|')})",
            "jusqu'a & carte": rf"jusqu'a (?:[\w']{{1,20}} ){{0,2}}?(?:{_MONTHS.replace(' ', '|')})",
            "mois": r"mois et (?:l')?annee",
        },
        Cue.OTHER: {
            "telephone": r"(?:numero|votre|un) (?:de )?telephone",
            "portable": r"numero (?:de )?portable|votre portable",
            "naissance": r"date de naissance|ne le\b",
            "commande": r"commande",
            "compte": r"numero (?:de |du )?(?:votre )?compte",
            "postal": r"code postal",
            "adresse": r"adresse",
            "l'adresse": r"adresse",
            "reference": r"reference",
            "client": r"numero (?:de )?client",
            "contrat": r"numero (?:de )?contrat",
            "dossier": r"dossier",
            "reservation": r"(?:numero|code) (?:de )?reservation",
            "facture": r"numero (?:de )?(?:la )?facture",
            "securite sociale": r"securite sociale",
            "combien": r"\bcombien\b",
            "iban": r"\biban\b",
            "passeport": r"passeport",
            "heure": r"quelle heure",
            "montant": r"\bmontant ?\?",
            "numero": r"\bnumero (?:de (?:la |votre |mon )?|du )(?:serie|compteur|suivi|plaque|dossier|colis)",
        },
    },
    other_cards=(
        (
            r"cartes? (?:(?:de |d')(?:fidelite|membre|visite|sejour|identite|embarquement|client|reduction|transport|presse|abonnement|bus|train|metro|parking|cantine|bibliotheque|invitation|stationnement|famille|visiteur)"
            r"|vitale|grise|sim|routiere|electorale|mere|graphique|memoire|son|postale|cadeau|jeune)\b|a la carte\b"
        ),
    ),
    counts={
        "trois quatre deux": r"(?:deux|trois|quatre) fois(?! (?:le )?(?:zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf))|(?<=les )(?:trois|quatre)(?= (?:(?:au|du|de|a) )?(?:dos|derriere|devant|verso|l'arriere))",
        "pour": r"pour (?:cent|mille)",
        "entre": rf"entre {_SMALL}(?: heures?)? et {_SMALL}",
        "de du": rf"de {_SMALL}(?: heures?)? a {_SMALL}|du {_SMALL} au {_SMALL}",
        "premiers derniers autres prochains suivants": rf"(?:premiers|derniers|autres|prochains|suivants) (?:deux|trois|quatre|cinq|six|huit|[2-9])(?: {_NUMBERS})?",
        "un": r"un (?:de|des|peu|moment|instant|autre|seul|jour|mois|an|code|numero|message|sms|probleme|petit|colis|compte)",
        "chacun l'un quelqu'un": r"chacun|l'un|quelqu'un",
    },
    counted=phrases(
        "chiffre, chiffres, numero, numeros, lettres, caracteres, derniers, dernieres, premiers, premieres"
    ),
    units=words(
        "euro euros centime centimes franc francs dollar dollars jour jours semaine semaines mois an ans annees heure "
        "heures minute minutes secondes personne personnes fois adulte adultes enfant enfants nuit nuits points degres "
        "kilo kilos grammes metres kilometres gigas giga gigaoctets unites boites billets chambres millions "
        "mensualites valises passagers pouces places bornes km litres kilowattheures sieges rue avenue boulevard allee impasse place chemin"
    ),
    unit_phrases=(
        r"par (?:heure|jour|nuit|semaine|mois|an|personne)\b|en tout|au total|ttc|pour cent|pour mille|tout (?:rond|compris)|plus (?:[0-9]|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cent)|et demie?|et quart|moins le quart|du (?:matin|soir)|de l'apres-midi",
        rf"(?:{_MONTHS.replace(' ', '|')})",
    ),
    labels=phrases(
        "commande, reservation, reference, facture, contrat, dossier, rendez-vous, chambre, vol, porte, poste, postal, cp, "
        "etage, appartement, rue, ticket, total, prix, cout, montant, solde, mensualite, tarif, coute, couter, coutait, "
        "paye, version, modele, page, age, limite, plafond, maximum, minimum, taille, erreur, ligne, siege, place, forfait, client, colis, incident, "
        "reclamation, promo, batiment, departement, gigaoctets, train, bus, places, sieges, voiture, wagon, rangee, quai, salle, table, tables, lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche"
    ),
    names=phrases(
        "telephone, portable, contact, compte, naissance, date, contrat, commande, reservation, reference, suivi, colis, "
        "client, facture, passeport, dossier, sociale, securite sociale, siret, siren"
    ),
    label_links=words(
        "numero num code id porte est c'est etait de du la le les l' a environ en par sous sera serait mon ma votre actuel"
    ),
    streets=words("rue"),
    times=words("plus vers depuis avant apres entre jusqu'a"),
    years=words("en de depuis annee l'annee l'an ne nee"),
    last_four=(
        r"(?:terminant|finissant|termine|finit|terminee)(?: par)?",
        r"(?:quatre|4) derniers(?: chiffres| numeros)?(?: (?:sont|est|c'est|de|la|ma|carte|les|le))*",
        r"derniers (?:chiffres|numeros)(?: (?:sont|est|c'est|de|la|ma|carte|les|le))*",
    ),
)
