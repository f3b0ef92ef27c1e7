"""One module family a CRM; each implements `connectors.contracts.Crm`."""
