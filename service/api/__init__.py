"""The FastAPI edge: authenticates, turns requests into values, calls one flow, answers."""
