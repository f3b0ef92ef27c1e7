"""The review page's document and files, and the headers that guard them."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.settings import Settings


@pytest.fixture
def dist(settings: Settings) -> Path:
    settings.web_dist.mkdir()
    (settings.web_dist / "index.html").write_text("<!doctype html><title>Review</title>")
    (settings.web_dist / "review.js").write_text("export {};")
    (settings.web_dist.parent / "outside.js").write_text("secret")
    return settings.web_dist


@pytest.mark.usefixtures("dist")
def test_the_page_comes_under_a_strict_policy(client: TestClient) -> None:
    answer = client.get("/review")

    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert answer.text.startswith("<!doctype html>")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {"default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"} <= set(policy)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.usefixtures("dist")
def test_its_files_are_served_with_their_type_and_asked_for_anew(client: TestClient) -> None:
    first = client.get("/review/assets/review.js")
    again = client.get("/review/assets/review.js", headers={"If-None-Match": first.headers["ETag"]})

    assert first.text == "export {};"
    assert "javascript" in first.headers["Content-Type"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize(
    "path", ["..%2foutside.js", "%2e%2e/outside.js", "..%2fkeyring.json", "%00", "", "none.js"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    answer = client.get(f"/review/assets/{path}")

    assert answer.status_code == 404


def test_a_page_that_was_not_built_says_how_to_build_it(client: TestClient) -> None:
    page = client.get("/review")
    file = client.get("/review/assets/review.js")

    assert page.status_code == 503
    assert "run `make run`" in page.text
    assert file.status_code == 404


def test_answers_of_the_api_may_not_be_kept_sniffed_or_framed(client: TestClient) -> None:
    answer = client.get("/v1/nowhere")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
