"""What the groups of digits in a run look like: a card's, half a card's, a PIN's beside an account number."""

from connectors.contracts import Speaker
from service.drafting.masking.cues import is_called
from service.drafting.masking.expiry import is_date
from service.drafting.masking.languages import Cue
from service.drafting.masking.luhn import holds_card, is_shaped
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run
from service.drafting.masking.utterance import Utterance
from service.drafting.masking.windows import Windows

LARGEST_GROUP = 4
CARD_DIGITS = 12
HALF_A_CARD = 8
LONGEST_MIXED_PIN = 6
_ACCOUNT_DIGITS = 7
_NEAR = 3
_ISSUERS = tuple("3456")


def holds_card_number(run: Run) -> bool:
    return len(run.digits) > CARD_DIGITS and holds_card([atom.digits for atom in run.atoms])


def begins_card(run: Run) -> bool:
    """Two groups of four with which a card number may begin: nothing of it, if nothing follows."""
    return (
        len(run.digits) == HALF_A_CARD
        and run.digits.startswith(_ISSUERS)
        and all(len(atom.digits) == LARGEST_GROUP for atom in run.atoms)
    )


def is_beside_card(said: Utterance, run: Run) -> bool:
    """Whether digits stand in one breath with the card they are of."""
    paid = Cue.CARD in said.cues and said.cues.isdisjoint({Cue.LOSS, Cue.OTHER, Cue.PIN})
    return paid and not (is_called(said.text, run) or is_date(run.digits))


def follows_expiry(said: Utterance, run: Run) -> bool:
    """Whether a run is written right behind "05/27", as a code is, with no word for it."""
    return any(0 <= run.start - date.end <= _NEAR for date in said.dates)


def is_answer(said: Utterance) -> bool:
    """Whether a code or a PIN was given here, and is masked already."""
    return said.speaker is not Speaker.AGENT and (Mark.CODE in said.text or Mark.PIN in said.text)


def is_before_pin(said: Utterance, run: Run) -> bool:
    """Whether another run is the PIN: "55 807 995 J, and the PIN is 7261"."""
    shorter = (
        other for other in said.runs if other.start > run.end and len(other.digits) <= LONGEST_MIXED_PIN
    )
    return any("pin" in said.text[run.end : other.start] for other in shorter)


def mark_pin_beside_account(run: Run) -> None:
    """An account number and a PIN in one breath: what is not the long written part may be the PIN."""
    for atom in run.atoms:
        if not atom.written or len(atom.digits) < _ACCOUNT_DIGITS:
            atom.mark = atom.mark or Mark.PIN


def _is_like_card(windows: Windows, said: Utterance, run: Run) -> bool:
    """Groups of a card's length and first digit that nothing names: one slip of recognition breaks the check."""
    if windows.other or not is_shaped(run.digits) or is_called(said.text, run):
        return False
    return all(len(atom.digits) <= LARGEST_GROUP for atom in run.atoms)


def is_card(windows: Windows, said: Utterance, run: Run) -> bool:
    """Whether a run is a card number, or half of one beside the other."""
    if holds_card_number(run) or _is_like_card(windows, said, run):
        return True
    if len(run.digits) >= HALF_A_CARD and is_beside_card(said, run):
        return True
    beside_pin = windows.pin.is_open() and windows.mixed
    return len(run.digits) >= CARD_DIGITS and windows.card.is_open() and not beside_pin
