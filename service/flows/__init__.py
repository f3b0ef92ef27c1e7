"""The product, one file a step, in order: intake, draft, review, write, sweep."""
