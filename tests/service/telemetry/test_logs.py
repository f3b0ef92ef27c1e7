"""Logs: one line of JSON each, with the place of an error and never its words."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from structlog.stdlib import ProcessorFormatter

from service.telemetry import configure_logging


@pytest.fixture
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    before = list(logging.getLogger().handlers)
    configure_logging("INFO", service="tests")
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = before


def _fail() -> None:
    raise ValueError("the heron lands at the mill pond")


def test_our_errors_are_logged_with_their_place_and_without_their_words(
    configured: None, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        _fail()
    except ValueError:
        structlog.get_logger().exception("job_failed", job="j-1")

    line = capsys.readouterr().err
    event = json.loads(line)
    assert (event["event"], event["error"], event["job"], event["service"]) == (
        "job_failed",
        "ValueError",
        "j-1",
        "tests",
    )
    assert event["at"][-1].endswith("_fail")
    assert "heron" not in line


def test_libraries_errors_are_logged_alike(configured: None) -> None:
    handler = next(
        one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)
    )
    try:
        _fail()
    except ValueError:
        record = logging.LogRecord("some.package", logging.ERROR, "x.py", 1, "it failed", (), sys.exc_info())

    line = handler.format(record)

    event = json.loads(line)
    assert (event["event"], event["error"]) == ("it failed", "ValueError")
    assert "heron" not in line


def test_what_is_below_the_level_is_not_logged(configured: None, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().debug("too_small")

    assert capsys.readouterr().err == ""
