"""The shipped profile, loaded once."""

import pytest

from service.domain.profile import Profile
from tests.service.drafting.calls import shipped


@pytest.fixture(scope="session")
def profile() -> Profile:
    return shipped()
