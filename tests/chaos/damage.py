"""What a power cut leaves behind in a data folder beside the database."""

from collections.abc import Callable
from pathlib import Path

APPENDED = "broker/appendonlydir/*.incr.aof"


def torn_broker_file(data: Path) -> None:
    """The last bytes did not reach the disk."""
    for path in data.glob(APPENDED):
        with path.open("r+b") as file:
            file.truncate(max(0, path.stat().st_size - 7))


def broker_file_of_zeros(data: Path) -> None:
    """The file's new length reached the disk, what stands there did not."""
    for path in data.glob(APPENDED):
        with path.open("ab") as file:
            file.write(bytes(4096))


def half_written_files(data: Path) -> None:
    """Everything that is written beside its place first, and the org's last line."""
    for name in (".keyring.json.new", "secrets.env.new", "keys.json.new", "instance.new", "valkey.conf.new"):
        (data / name).write_text('{"current": "m1", "ke')
    (data / "instance.json").write_bytes((data / "instance.json").read_bytes()[:40])
    (data / "keys.json").write_bytes((data / "keys.json").read_bytes()[:20])
    for path in data.rglob("salesforce.jsonl"):
        with path.open("ab") as file:
            file.write(b'{"schema": 1, "wri')


DAMAGES: tuple[Callable[[Path], None], ...] = (torn_broker_file, broker_file_of_zeros, half_written_files)
