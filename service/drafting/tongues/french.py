"""French for the checks, as far as it goes."""

import re
from functools import partial

from service.drafting.number_tongues import FRENCH as NUMBERS
from service.drafting.tongues.base import Lexicon, acts, stemmer, stems, words

_STEM = stemmer("ations ation ements ement erons eront erai era erez ees ee es er ez ons ent ait ir e s")
_verbs = partial(stems, _STEM)

FRENCH = Lexicon(
    spoken=NUMBERS,
    stem=_STEM,
    customer=words("client cliente clients appelant appelante usager abonne abonnee patient patiente"),
    agent=words(
        "agent agente l'agent l'agente conseiller conseillere operateur operatrice entreprise societe banque technicien superviseur l'entreprise"
    ),
    idle=words(
        "le la les un une des de du au aux a et ou que qui en dans avec par pour son sa ses se lui leur il elle est ete sont "
        "etait ce cette plus mon ma me vous je nous client cliente agent dit tres deja si ne pas oui non l'agent d'un d'une"
    ),
    auxiliaries=words(
        "a ont est sont ete etait ne pas se lui leur le la les que qu'il qu'elle va vont deja aussi et un une y en s'est n'a n'est"
    ),
    negations=words(
        "ne n'a n'est n'ont n'y pas jamais aucun aucune rien personne impossible incapable refuse refuser rejete rejetee echoue echec non"
    ),
    idle_negations=(
        "pas de probleme",
        "pas de souci",
        "ne vous inquietez pas",
        "pourquoi pas",
        "pas du tout",
        "je vous en prie",
        "non seulement",
    ),
    tells=_verbs(
        "dit informe explique indique confirme donne fourni precise mentionne signale communique decrit remercie"
    ),
    asks=_verbs(
        "demande veut voulait souhaite souhaitait desire besoin cherche appele prefere reclame voudrait"
    ),
    agrees=_verbs("accepte accepter accorde approuve convenu"),
    declines=_verbs("refuse rejete decline"),
    offers=_verbs("propose offert suggere recommande"),
    vows=_verbs("promis garanti assure engage"),
    told=_verbs("informe informee prevenu prevenue averti avertie"),
    being=words("est ete etait sont"),
    done=_verbs("fait termine reussi effectue succes complete"),
    grants=_verbs("accorde emis effectue fait approuve"),
    acts=acts(
        _STEM,
        refund="rembourser rembourse remboursement",
        credit="crediter credite avoir",
        discount="remise reduction rabais",
        replace="remplacer remplace remplacement echange",
        send="envoyer envoie envoye enverra enverrons enverrai mail courriel expedier expedie",
        call="appeler appelle appellera rappeler rappelle rappellera rappellerai rappel contacter contacte telephoner",
        book="reserver reserve reservation rendez-vous planifier planifie programmer",
        cancel="annuler annule annulation resilier resilie",
        change="modifier modifie changer change actualiser",
        pay="payer paie paiement",
        visit="visiter visite passera passer",
        escalate="escalader transmettre superviseur responsable",
        repair="reparer repare reparation",
    ),
    shared_acts=frozenset({"@book", "@cancel", "@change", "@pay"}),
    no_acts=words(""),
    future=re.compile(
        r"\b(?:va|vont|vais|allons) \w+(?:er|ir|re)\b|\b\w{2,}(?:era|eront|erai|erons|ira|iront|dra|dront)\b"
    ),
    binding=re.compile(
        r"\b(?:va|vont|vais|allons) \w+|\b\w{2,}(?:era|eront|erai|erons|rrai|rra|rrons|ira|iront|drai|dra|dront)\b|\bpromets\b"
    ),
    opened=re.compile(
        r"\b(?:si |pourrait|pourrais|pourrions|pouvez|puis-je|voulez-vous|peut-etre|serait|souhaitez)"
    ),
    condition=re.compile(r"\bsi |\bs'il"),
    yes=words("oui d'accord bien parfait exactement volontiers"),
    no=words("non"),
    before=words("par pour a au avec de du"),
    firsts=words("je nous j'ai on"),
    telling=words(
        "le les des est une vous je pour que avec mon votre pas dans bonjour merci c'est j'ai nous sur"
    ),
    joins=re.compile(r"[.!?;:,\n]+(?=\s|$)|\b(?:mais|et|parce que|car|donc|puis)\b"),
    parts=re.compile(
        r"[.;]\s+|,?\s+(?:et|mais)\s+(?=(?:le client|la cliente|l'agent|l'agente|le conseiller|la conseillere|la societe)\b)"
    ),
    aside=re.compile(r"\b(?:pendant|lors de|durant) l'appel\b"),
    mere=re.compile(r"^[\s,.!]*non,"),
    possessive="",
    contraction="",
)
