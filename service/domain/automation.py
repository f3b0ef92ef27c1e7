"""When a wrap-up may be confirmed without a person: what always forbids it, and what the evidence must show."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from math import comb

from service.domain.draft import Draft
from service.domain.learning import Audited, Certificate, RankerFigures, all_grounded, score_of
from service.domain.profile import BUILT_IN_TOPICS, Profile
from service.domain.wrapup import WrapUp


class Hindrance(StrEnum):
    """Why a person must confirm: the first four forbid it whatever anybody set, the others are lack of evidence."""

    TOPIC = "topic"  # a never-automate topic came up, or a code is one
    RECORD = "record"  # it is not known, by itself and for certain, whose record it belongs to
    PERSON = "person"  # a person has begun, or has it to judge
    CHANGED = "changed"  # another draft is on offer since
    ADDRESSED = "addressed"  # somebody spoke to the note-taking itself
    CODE = "code"  # a code that the profile does not automate
    GROUND = "ground"  # a field that the transcript does not bear out
    DRAFT = "draft"  # of a kind, or by a ranker, that no evidence speaks of
    EVIDENCE = "evidence"  # the evidence is not enough for what the profile promises
    SCORE = "score"
    DRIFT = "drift"  # audits since then were worse than promised


def forbidden(wrapup: WrapUp, profile: Profile) -> Hindrance | None:
    """What no policy, score or timer outweighs: asked before a confirmation without a person, and before its write."""
    never = BUILT_IN_TOPICS | {one.topic for one in profile.never_automate}
    if wrapup.flags or any(one.code in never for one in wrapup.content.dispositions):
        return Hindrance.TOPIC
    if not wrapup.targets or any(one.match != "matched" or one.record is None for one in wrapup.targets):
        return Hindrance.RECORD
    if wrapup.handled or wrapup.edited or wrapup.blind:
        return Hindrance.PERSON
    return Hindrance.CHANGED if wrapup.offered is not None else None


AuditsOf = Callable[[str], Audited]
"""How audits of drafts by the same ranker ended, by their main code."""


def unproven(
    draft: Draft, profile: Profile, figures: RankerFigures | None, audits_of: AuditsOf
) -> Hindrance | None:
    """What the draft lacks to be right often enough by what was measured of its like; None where nothing does."""
    codes = [one.code for one in draft.proposal.content.dispositions]
    return _unfit(draft, codes, profile) or _uncertified(draft, codes, profile, figures, audits_of)


def _unfit(draft: Draft, codes: Sequence[str], profile: Profile) -> Hindrance | None:
    """What is wrong with the draft itself."""
    if draft.proposal.addressed:
        return Hindrance.ADDRESSED
    automatic = {spec.code for spec in profile.codes if spec.automatic}
    if not codes or not automatic.issuperset(codes):
        return Hindrance.CODE
    return None if all_grounded(draft.proposal.content) else Hindrance.GROUND


def _uncertified(
    draft: Draft,
    codes: Sequence[str],
    profile: Profile,
    figures: RankerFigures | None,
    audits_of: AuditsOf,
) -> Hindrance | None:
    """What is missing in the evidence. Every code needs a certificate, and the whole wrap-up the score of each."""
    if figures is None or figures.judged is not draft.kind:
        return Hindrance.DRAFT
    needed = [_threshold(figures.certificate_of(code), profile) for code in codes]
    if None in needed:
        return Hindrance.EVIDENCE
    if score_of(draft.proposal.content) < max(one for one in needed if one is not None):
        return Hindrance.SCORE
    return Hindrance.DRIFT if any(drifted(audits_of(code), profile) for code in codes) else None


def drifted(audited: Audited, profile: Profile) -> bool:
    """Whether so many errors are too many to be chance: were the promise kept, at most one series of audits in
    `1 / (1 - confidence)` would look so bad (one-sided exact binomial test).
    """
    errors, count = audited.errors, audited.count
    wrong = 1 - profile.automation.precision
    fewer = sum(comb(count, k) * wrong**k * (1 - wrong) ** (count - k) for k in range(errors))
    return errors > 0 and 1 - fewer < 1 - profile.automation.confidence


def automates(profile: Profile) -> bool:
    return any(spec.automatic for spec in profile.codes)


def _threshold(certificate: Certificate | None, profile: Profile) -> float | None:
    """The score from which on the certificate holds; None where it says less than the profile asks for today."""
    promise = profile.automation
    if certificate is None:
        return None
    enough = certificate.precision >= promise.precision and certificate.confidence >= promise.confidence
    return certificate.threshold if enough else None
