"""What is fitted on confirmed wrap-ups: a ranker of codes, a reader of fields, and what may be trusted of them."""
