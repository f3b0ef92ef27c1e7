"""What a caller says to the note-taking itself: found, taken out of what a draft is made from, and told.

Who speaks to a machine on the phone wants the record to say something. Such words are no facts of the call:
they support no statement, no code and no flag, and a model does not get to read them.
"""

from service.drafting.addressed.quiet import quieted

__all__ = ["quieted"]
