"""One router a subject; each handler is typed input, one flow call, a domain value out."""
