"""Drafting measured on labelled calls: what it gets right, how sure it may be, and on how many calls."""
