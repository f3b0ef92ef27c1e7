"""Whether a turn asks for what it names, or only mentions it."""

from service.drafting.text import listed

_BARE = 7
_ASKING = frozenset(
    listed(
        "what whats need confirm provide verify spell your please "
        "dice digame dime cual su tu sus puede podria necesito confirma confirmar facilita facilitarme favor deme "
        "quel quelle votre vos ton ta pouvez pourriez donnez besoin indiquer indiquez plait "
        "how cuantos cuantas cuanto cuanta combien "
        "brauchte brauch fehlt hatten sagen geben lautet necesitaria faudrait faut manque "
        "wie welche ihre ihr ihren ihrer deine konnen konnten bitte nennen benotige brauche durfte darf"
    )
)
_REQUESTS = (
    "can i ", "can you ", "can we ", "could i ", "could you ", "may i ", "give me", "tell me", "i'll take", "let me get", "puis-je",
    "puis je", "kann ich", "i have a ", "and the ", "and a ", "do i have", "got a ", "y el ", "y la ", "et le ", "et la ",
    "et l'", "und die ", "und das ", "und der ",
)  # fmt: skip


def asks(text: str, words: list[str]) -> bool:
    """Whether a text asks for what it names; an agent may also only mention it."""
    if "?" in text or len(words) <= _BARE or not _ASKING.isdisjoint(words):
        return True
    for request in _REQUESTS:  # noqa: SIM110 - a generator costs more than the search
        if request in text:
            return True
    return False
