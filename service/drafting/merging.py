"""Drafts of the windows of one long call made one: in the call's order, nothing twice, the end before the rest."""

from collections.abc import Iterable, Sequence

from service.domain.content import (
    NONE_OF_THESE,
    Account,
    Alternative,
    Commitment,
    Content,
    Disposition,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
    Support,
)
from service.domain.draft import Proposal
from service.domain.profile import Profile, SectionSpec
from service.drafting.accounts import nearly_same, retargeted, same_account
from service.drafting.schema import MOST_ALTERNATIVES, MOST_COMMITMENTS, MOST_DISPOSITIONS

SAME_WORDS = 85.0
LAST_WINS = frozenset({"outcome", "next"})
_UNSAID = (Support.UNSUPPORTED,)


def merged(proposals: Sequence[Proposal], profile: Profile) -> Proposal:
    """One proposal of those of a call's windows, which are in order and of this profile."""
    if len(proposals) == 1:
        return proposals[0]
    accounts, placed = _one_set_of_accounts(proposals)
    dispositions = _dispositions(placed)
    return Proposal(
        content=Content(
            summary=tuple(_section(spec, placed) for spec in profile.sections),
            dispositions=dispositions,
            disposition_alternatives=_alternatives(placed, {one.code for one in dispositions}),
            fields=_fields(placed, profile),
            commitments=_commitments(placed),
        ),
        flags=_flags(proposals),
        addressed=proposals[0].addressed,
        accounts=accounts,
    )


def _section(spec: SectionSpec, contents: Sequence[Content]) -> Section:
    parts = [_sentences(content, spec.id) for content in contents]
    if _role(spec) in LAST_WINS:
        told = next((part for part in reversed(parts) if part), ())
    else:
        told = _in_turn(parts, spec.max_sentences)
    return Section(
        id=f"g-{spec.id}",
        section=spec.id,
        title=spec.title,
        sentences=tuple(
            one.model_copy(update={"id": f"s-{spec.id}-{number}"}) for number, one in enumerate(told, start=1)
        ),
    )


def _role(spec: SectionSpec) -> str:
    """What the section is for; by its name where the profile does not say."""
    return spec.role or ("next" if spec.id.startswith("next") else spec.id)


def _sentences(content: Content, section: str) -> tuple[Sentence, ...]:
    return next((one.sentences for one in content.summary if one.section == section), ())


def _in_turn(parts: Sequence[Sequence[Sentence]], most: int) -> tuple[Sentence, ...]:
    """The first of each part, then the second of each, until there are enough; in the call's order."""
    longest = max(map(len, parts), default=0)
    dealt = [
        (place, number, part[number])
        for number in range(longest)
        for place, part in enumerate(parts)
        if number < len(part)
    ]
    kept: list[tuple[int, int, Sentence]] = []
    for place, number, sentence in dealt:
        if len(kept) < most and not any(_same(sentence.text, one.text) for _, _, one in kept):
            kept.append((place, number, sentence))
    return tuple(sentence for _, _, sentence in sorted(kept, key=lambda one: one[:2]))


def _dispositions(contents: Iterable[Content]) -> tuple[Disposition, ...]:
    """Each code as the window had it that was surest of it; "none" only where no window found any."""
    best = _surest(one for content in contents for one in content.dispositions)
    chosen = [one for one in best if one.code != NONE_OF_THESE] or best
    return tuple(chosen[:MOST_DISPOSITIONS])


def _surest(codes: Iterable[Disposition]) -> list[Disposition]:
    best: dict[str, Disposition] = {}
    for one in codes:
        if one.code not in best or (one.confidence or 0) > (best[one.code].confidence or 0):
            best[one.code] = one
    return sorted(best.values(), key=lambda one: -(one.confidence or 0))


def _alternatives(contents: Iterable[Content], chosen: set[str]) -> tuple[Alternative, ...]:
    best: dict[str, Alternative] = {}
    for one in (one for content in contents for one in content.disposition_alternatives):
        known = best.get(one.code)
        if one.code not in chosen and (known is None or one.confidence > known.confidence):
            best[one.code] = one
    return tuple(sorted(best.values(), key=lambda one: -one.confidence)[:MOST_ALTERNATIVES])


def _fields(contents: Sequence[Content], profile: Profile) -> tuple[FieldValue, ...]:
    """For each field and account what was said last; what nobody said only where there is nothing else."""
    given = [one for content in contents for one in content.fields]
    best: dict[tuple[str, str], FieldValue] = {}
    for one in given:
        key = (one.name, one.target)
        if key not in best or _worth(one) >= _worth(best[key]):
            best[key] = one
    # A window that did not hear a required field says nothing where another heard it.
    heard = {name for (name, _), one in best.items() if one.value}
    order = {spec.name: place for place, spec in enumerate(profile.fields)}
    told = [one for one in best.values() if one.value or one.name not in heard]
    return tuple(sorted(told, key=lambda one: (order[one.name], one.target)))


def _worth(field: FieldValue) -> tuple[bool, bool, int]:
    return bool(field.value), field.support not in _UNSAID, _last_turn(field.evidence)


def _commitments(contents: Iterable[Content]) -> tuple[Commitment, ...]:
    """The last ones, each promise once."""
    kept: list[Commitment] = []
    for one in (one for content in contents for one in content.commitments):
        if not any(other.who == one.who and _same(other.what, one.what) for other in kept):
            kept.append(one)
    return tuple(
        one.model_copy(update={"id": f"c{number}"})
        for number, one in enumerate(kept[-MOST_COMMITMENTS:], start=1)
    )


def _flags(proposals: Iterable[Proposal]) -> tuple[Flag, ...]:
    raised: dict[str, Flag] = {}
    for flag in (flag for proposal in proposals for flag in proposal.flags):
        if flag.topic not in raised or (flag.evidence and not raised[flag.topic].evidence):
            raised[flag.topic] = flag
    return tuple(raised.values())


def _one_set_of_accounts(
    proposals: Sequence[Proposal],
) -> tuple[tuple[Account, ...], tuple[Content, ...]]:
    """Accounts of all windows, those of the same label as one, and the contents under them."""
    known: list[Account] = []
    contents = []
    for proposal in proposals:
        moved: dict[str, str] = {}
        for account in proposal.accounts:
            same = next((one for one in known if same_account(one.label, account.label)), None)
            if same is None:
                same = account.model_copy(update={"target": f"t{len(known) + 1}"})
                known.append(same)
            moved[account.target] = same.target
        contents.append(retargeted(proposal.content, moved))
    return tuple(known), tuple(contents)


def _same(one: str, other: str) -> bool:
    return nearly_same(one, other, SAME_WORDS)


def _last_turn(evidence: Iterable[Evidence]) -> int:
    return max((one.turn for one in evidence), default=-1)
