"""Pure values and rules: what a call, a wrap-up, a draft and a profile are, and how they may change."""
