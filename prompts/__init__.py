"""The shipped call profiles: one folder each, the seed of every tenant and the fallback of the rest."""
