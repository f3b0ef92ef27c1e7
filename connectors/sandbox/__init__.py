"""Local stand-ins that speak the vendors' real protocols, for demos, tests and development."""
