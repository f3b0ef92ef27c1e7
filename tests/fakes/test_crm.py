"""The fake CRM keeps the contract too, so that flows tested with it hold with a real one."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.contracts.crm import RULES, Subject
from tests.fakes.crm import FakeCrm


class FakeSubject:
    def __init__(self) -> None:
        self.crm = FakeCrm()
        self.add_contact = self.crm.add_contact
        self.add_call_record = self.crm.add_call_record
        self.lose_next_answer = self.crm.lose_next_answer

    def tasks(self) -> list[Mapping[str, Any]]:
        return [{"id": task, "key": None} | row for task, row in self.crm.tasks.items()]

    def writes(self) -> int:
        return len(self.crm.journal)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_fake_crm_keeps_the_contract(rule: Callable[[Subject], None]) -> None:
    rule(FakeSubject())
