"""Personal data in a conversation: national ids, bank details, telephones, e-mails, addresses, dates of birth."""

from service.drafting.masking.entities.ear import Ear, Ears, OwnFinder
from service.drafting.masking.entities.found import EntityFinder, Found, apart

__all__ = ["Ear", "Ears", "EntityFinder", "Found", "OwnFinder", "apart"]
