"""The people of the demo org, invented, with numbers from the ranges kept free for fiction."""

from dataclasses import dataclass

from connectors.sandbox.salesforce import ids

# Contacts up to this number have a North American number, the others a British one: 100 each are reserved.
_AMERICAN = 34
_NAMES = """
Amara Okafor|Bram Visser|Carmen Ibarra|Dashiell Moore|Elin Sandberg|Farid Rahimi|Greta Lindqvist|Hugo Marchetti
Imani Whitlock|Jonas Petrauskas|Keiko Arakawa|Leopold Hahn|Marisol Duarte|Nikhil Banerjee|Odette Fournier|Pavel Dvorak
Quentin Ashby|Rosalind Pike|Soren Halvorsen|Tamsin Greaves|Umberto Ricci|Valentina Cruz|Wendell Okoye|Ximena Salas
Yusuf Demir|Zofia Kowal|Alasdair Munro|Beatriz Nogueira|Cedric Lavoie|Delphine Moreau|Emeka Nwosu|Fiona Gallacher
Gideon Stern|Hanneke Bakker|Ines Cardoso|Joaquin Vega|Katrin Saar|Lorcan Byrne|Mei Huang|Nadia Haddad
Oskar Brandt|Priya Raman|Ronan Keogh|Saskia Vermeer|Tobias Keller|Ursula Weiss|Viktor Horvat|Willa Prescott
Xavier Dumont|Yara Mansour|Zacharias Lund|Anneli Virtanen|Bastian Vogel|Callista Stavros|Dorian Pereira|Esme Thackeray
Florian Maier|Gwendolyn Price|Henrik Dahl|Isolde Kramer|Jarek Nowicki|Kalinda Shah|Linus Ekberg|Mirela Popa
"""
_AGENTS = ("Ava Thornton", "Ben Castellano", "Chloe Nakamura", "Dev Malhotra", "Erin Kavanagh")


@dataclass(frozen=True, slots=True)
class SeedContact:
    """A contact whom exactly one record of the fresh org matches by phone."""

    id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class SeedUser:
    id: str
    name: str
    email: str


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.com"


def _phone(number: int) -> str:
    return f"+120255501{number:02d}" if number <= _AMERICAN else f"+447700900{number:03d}"


SEED_CONTACTS = tuple(
    SeedContact(ids.make("003", number), name, _phone(number))
    for number, name in enumerate(_NAMES.strip().replace("\n", "|").split("|"), start=1)
)
SEED_USERS = tuple(
    SeedUser(ids.make("005", number), name, _email(name)) for number, name in enumerate(_AGENTS, start=1)
)
INTEGRATION_USER = SeedUser(ids.make("005", 100), "Integration User", "integration@example.com")

# Two people of one household: their number matches both, so a person must choose.
SHARED_PHONE = "+12025550199"
SHARED_PHONE_CONTACTS = (
    SeedContact(ids.make("003", 101), "Tessa Lockhart", SHARED_PHONE),
    SeedContact(ids.make("003", 102), "Miles Lockhart", SHARED_PHONE),
)
