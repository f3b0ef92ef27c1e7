"""aftercall: a transcript comes in, a checked draft goes to the agent, one CRM record is written."""
