"""One place each for what every connector shares: HTTP policy, signatures, guarded fetch."""
