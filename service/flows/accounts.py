"""A draft about several accounts: a target for each, chosen by a person before anything is written there."""

from collections.abc import Mapping, Sequence
from itertools import count

from service.domain.content import MAIN_TARGET, Account, Content
from service.domain.draft import Proposal
from service.domain.wrapup import Target, WrapUp
from service.drafting.accounts import retargeted, same_account

OF_ACCOUNT = "account: {}"


def placed(wrapup: WrapUp, proposal: Proposal) -> tuple[Content, Mapping[str, str]]:
    """The draft's content under this wrap-up's targets, and which of them stands for which of the draft's.

    A target keeps its account for as long as it lives: a later draft that names the accounts in another order
    must not write one's news to the other's record.
    """
    ids = _ids(wrapup.targets, proposal.accounts)
    return retargeted(proposal.content, ids), ids


def with_accounts(
    wrapup: WrapUp, proposal: Proposal, ids: Mapping[str, str], content: Content
) -> tuple[Target, ...]:
    """The targets for this content: new ones for new accounts, and none for those that nothing stands under.

    Where the tenant has no CRM there are none at all.
    """
    if not wrapup.targets:
        return ()
    targets = {one.id: one for one in wrapup.targets}
    for account in proposal.accounts if len(proposal.accounts) > 1 else ():
        name = ids[account.target]
        known = targets.get(name, Target(id=name, reason=OF_ACCOUNT.format(account.label)))
        targets[name] = known.model_copy(update={"account": account.label})
    used = _used(content) | {MAIN_TARGET}
    return tuple(one for one in targets.values() if one.id in used or one.write.records)


def _ids(targets: Sequence[Target], accounts: Sequence[Account]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for account in accounts:
        known = (one for one in targets if one.account and one.id not in ids.values())
        same = next((one.id for one in known if same_account(one.account, account.label)), None)
        if same is not None:
            ids[account.target] = same
    for account in accounts:
        if account.target not in ids:
            ids[account.target] = _free({*ids.values()}, {one.id for one in targets})
    return ids


def _free(taken: set[str], there: set[str]) -> str:
    """The main target, else a number that no target of the wrap-up ever had."""
    if MAIN_TARGET not in taken:
        return MAIN_TARGET
    return next(name for name in map("t{}".format, count(2)) if name not in taken | there)


def _used(content: Content) -> set[str]:
    sentences = {one.target for section in content.summary for one in section.sentences}
    fields = {one.target for one in content.fields}
    return sentences | fields | {one.target for one in content.commitments}
