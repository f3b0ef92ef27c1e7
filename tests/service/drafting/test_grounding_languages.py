"""The checks in Spanish, French and German, and of an English note about a call in another language."""

import pytest

from service.domain.content import Support
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.answer import Quote
from service.drafting.grounding import Ground
from tests.service.drafting.calls import call

SPANISH = call(
    "a: Buenas tardes, soy Carmen, ¿en qué puedo ayudarle?",
    "c: Hola, me llamo Lucía Ortega. Me cobraron dos veces, veinticuatro con cincuenta cada vez.",
    "a: Lo siento. No puedo ver el segundo cargo todavía.",
    "c: Quiero que me devuelvan los cuarenta y nueve euros.",
    "a: Le he reembolsado veinticuatro euros con cincuenta. Le llamaré el viernes a las tres y media.",
    "c: Gracias, le enviaré el recibo mañana.",
    language="es",
)
FRENCH = call(
    "a: Bonjour, Claire à l'appareil, que puis-je faire pour vous ?",
    "c: Bonjour, je m'appelle Paul Morel. J'ai été facturé deux fois, vingt-quatre euros cinquante à chaque fois.",
    "a: Je suis désolée. Je ne peux pas annuler le contrat aujourd'hui.",
    "c: Je voudrais un remboursement de quatre-vingt-dix euros.",
    "a: J'ai remboursé vingt-quatre euros cinquante. Je vous rappellerai vendredi à quinze heures trente.",
    "c: Merci, je vous enverrai la facture demain.",
    language="fr",
)
GERMAN = call(
    "a: Guten Tag, mein Name ist Anna, was kann ich für Sie tun?",
    "c: Guten Tag, ich bin Frau Krause. Mir wurden zweimal vierundzwanzig Euro fünfzig abgebucht.",
    "a: Das tut mir leid. Ich kann den Vertrag heute nicht kündigen.",
    "c: Ich möchte neunundvierzig Euro erstattet haben.",
    "a: Ich habe Ihnen vierundzwanzig Euro fünfzig erstattet. Ich rufe Sie am Freitag um halb vier zurück.",
    "c: Danke, ich schicke Ihnen morgen die Rechnung.",
    language="de",
)
TRUE = [
    ("es", SPANISH, 1, "La clienta informó de que le cobraron dos veces 24,50."),
    ("es", SPANISH, 2, "La agente no pudo ver el segundo cargo."),
    ("es", SPANISH, 3, "La clienta pidió la devolución de 49 euros."),
    ("es", SPANISH, 4, "La agente reembolsó 24,50 euros."),
    ("es", SPANISH, 4, "La agente llamará a la clienta el viernes a las 15:30."),
    ("es", SPANISH, 5, "La clienta enviará el recibo mañana."),
    ("fr", FRENCH, 1, "Le client signale avoir été facturé deux fois 24,50 euros."),
    ("fr", FRENCH, 2, "L'agente ne peut pas annuler le contrat aujourd'hui."),
    ("fr", FRENCH, 3, "Le client demande un remboursement de 90 euros."),
    ("fr", FRENCH, 4, "L'agente a remboursé 24,50 euros."),
    ("fr", FRENCH, 4, "L'agente rappellera le client vendredi à 15h30."),
    ("fr", FRENCH, 5, "Le client enverra la facture demain."),
    ("de", GERMAN, 1, "Der Kundin wurden zweimal 24,50 Euro abgebucht."),
    ("de", GERMAN, 2, "Die Agentin konnte den Vertrag heute nicht kündigen."),
    ("de", GERMAN, 3, "Die Kundin bat um Erstattung von 49 Euro."),
    ("de", GERMAN, 4, "Die Agentin hat 24,50 Euro erstattet."),
    ("de", GERMAN, 4, "Die Agentin ruft die Kundin am Freitag um 15:30 Uhr zurück."),
    ("de", GERMAN, 5, "Die Kundin schickt morgen die Rechnung."),
    ("de", GERMAN, 1, "Frau Krause meldete eine doppelte Abbuchung von 24,50 Euro."),
    ("en", SPANISH, 1, "The customer was charged 24.50 twice."),
    ("en", SPANISH, 2, "The agent could not see the second charge yet."),
    ("en", SPANISH, 3, "The customer asked for a refund of 49 euros."),
    ("en", SPANISH, 4, "The agent refunded 24.50 euros."),
    ("en", SPANISH, 4, "The agent will call back on Friday at 3:30 pm."),
    ("en", SPANISH, 5, "Lucía Ortega will send the receipt tomorrow."),
]
FALSE = [
    ("es", SPANISH, 4, "La agente reembolsó 42,50 euros."),
    ("es", SPANISH, 2, "La agente pudo ver el segundo cargo."),
    ("es", SPANISH, 3, "La agente reembolsó 49 euros."),
    ("es", SPANISH, 3, "La agente pidió la devolución de 49 euros."),
    ("es", SPANISH, 4, "La agente llamará a la clienta el jueves a las 15:30."),
    ("es", SPANISH, 4, "La agente llamará a la clienta el viernes a las 16:30."),
    ("es", SPANISH, 5, "La agente enviará el recibo mañana."),
    ("es", SPANISH, 1, "La clienta Marta Ortega informó de un cobro doble."),
    ("es", SPANISH, 4, "La empresa enviará un reemplazo."),
    ("es", SPANISH, 4, "La clienta llamará a la agente el viernes."),
    ("fr", FRENCH, 4, "L'agente a remboursé 42,50 euros."),
    ("fr", FRENCH, 2, "L'agente peut annuler le contrat aujourd'hui."),
    ("fr", FRENCH, 3, "L'agente a remboursé 90 euros."),
    ("fr", FRENCH, 3, "L'agente demande un remboursement de 90 euros."),
    ("fr", FRENCH, 4, "L'agente rappellera le client jeudi à 15h30."),
    ("fr", FRENCH, 4, "L'agente rappellera le client vendredi à 16h30."),
    ("fr", FRENCH, 5, "L'agente enverra la facture demain."),
    ("fr", FRENCH, 1, "Le client Jean Dupont signale une double facture."),
    ("fr", FRENCH, 4, "La société enverra un remplacement."),
    ("de", GERMAN, 4, "Die Agentin hat 42,50 Euro erstattet."),
    ("de", GERMAN, 2, "Die Agentin konnte den Vertrag heute kündigen."),
    ("de", GERMAN, 3, "Die Agentin hat 49 Euro erstattet."),
    ("de", GERMAN, 3, "Die Agentin bat um Erstattung von 49 Euro."),
    ("de", GERMAN, 4, "Die Agentin ruft die Kundin am Donnerstag um 15:30 Uhr zurück."),
    ("de", GERMAN, 4, "Die Agentin ruft die Kundin am Freitag um 16:30 Uhr zurück."),
    ("de", GERMAN, 5, "Die Agentin schickt morgen die Rechnung."),
    ("de", GERMAN, 1, "Frau Schulze meldete eine doppelte Abbuchung."),
    ("en", SPANISH, 4, "The agent refunded 42.50 euros."),
    ("en", SPANISH, 3, "The agent asked for a refund of 49 euros."),
    ("en", SPANISH, 4, "The agent will call back on Thursday at 3:30 pm."),
    ("en", SPANISH, 1, "Customer Marta Ortega was charged twice."),
]


def support(profile: Profile, language: str, material: Material, turn: int, text: str) -> Support:
    ground = Ground(material, profile.model_copy(update={"language": language}))
    return ground.statement(text, [Quote(turn=turn, quote=material.turns[turn].text)]).support


@pytest.mark.parametrize(("language", "material", "turn", "text"), TRUE)
def test_a_true_note_is_grounded_in_its_language(
    profile: Profile, language: str, material: Material, turn: int, text: str
) -> None:
    assert support(profile, language, material, turn, text) is Support.GROUNDED


@pytest.mark.parametrize(("language", "material", "turn", "text"), FALSE)
def test_a_false_note_is_not(
    profile: Profile, language: str, material: Material, turn: int, text: str
) -> None:
    assert support(profile, language, material, turn, text) is not Support.GROUNDED


def test_the_calls_language_is_heard_where_it_is_wrongly_named(profile: Profile) -> None:
    misnamed = SPANISH.model_copy(update={"language": "en"})

    assert support(profile, "en", misnamed, 4, "The agent refunded 24.50 euros.") is Support.GROUNDED
    assert support(profile, "en", misnamed, 4, "The agent refunded 42.50 euros.") is not Support.GROUNDED


def test_a_language_that_is_not_understood_is_checked_for_what_all_share(profile: Profile) -> None:
    italian = call("a: Il suo ordine 4412 arriva il 20 novembre.", language="it")

    assert support(profile, "it", italian, 0, "L'ordine 4412 arriva il 20.") is Support.GROUNDED
    assert support(profile, "it", italian, 0, "L'ordine 4421 arriva il 20.") is Support.UNSUPPORTED
