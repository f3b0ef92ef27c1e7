"""Code that speaks to the outside: telephony, CRM, language model. It knows nothing of the service."""
