"""Planted errors: drafts as a model would write them, each with one lie, to see what the checks catch.

Nothing here uses the code that checks: what finds the facts and words the notes must not share its mistakes.
"""
