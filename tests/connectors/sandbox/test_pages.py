import requests

from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox

MARKUP = '<script>alert("x")</script>'


def test_the_page_lists_tasks_newest_first_and_escapes_every_text(rest: Rest, sandbox: Sandbox) -> None:
    rest("POST", "sobjects/Task", json={"Subject": "first"})
    rest("POST", "sobjects/Task", json={"Subject": MARKUP, "Description": MARKUP, "CallDisposition": "A & B"})

    page = requests.get(sandbox.url, timeout=10)

    assert "<script" not in page.text
    assert page.text.count("&lt;script&gt;") == 2
    assert "A &amp; B" in page.text
    assert page.text.index("&lt;script&gt;") < page.text.index("first")


def test_pages_allow_nothing_but_their_style_sheet(sandbox: Sandbox) -> None:
    policy = requests.get(sandbox.url, timeout=10).headers["Content-Security-Policy"]
    style = requests.get(f"{sandbox.url}/sandbox/style.css", timeout=10)

    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert style.headers["Content-Type"].startswith("text/css")


def test_a_record_has_a_page_of_its_own(rest: Rest, sandbox: Sandbox) -> None:
    record_id = rest("POST", "sobjects/Task", json={"Subject": MARKUP}).json()["id"]

    page = requests.get(f"{sandbox.url}/lightning/r/Task/{record_id}/view", timeout=10)
    missing = requests.get(f"{sandbox.url}/lightning/r/Task/nonsense/view", timeout=10)

    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert missing.status_code == 404
