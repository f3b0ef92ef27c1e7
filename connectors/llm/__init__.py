"""Language models, one module a client library."""
