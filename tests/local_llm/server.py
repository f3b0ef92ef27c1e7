"""A real model behind the protocol of OpenAI: llama.cpp in a process of its own, which ends with its parent.

As a program: `python -m tests.local_llm.server WEIGHTS`. It prints its address and serves until its standard
input ends.
"""

import argparse
import importlib
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

THREADS = 2
SLOTS = 2
CONTEXT_OF_A_SLOT = 4_096
START_S = 60.0
STOP_S = 10.0
# Threads that wait for work must sleep: spinning, they take the processor from everything beside the model.
WAITING = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}


class ServerError(Exception):
    """The server did not start; the message is one clear line."""


@contextmanager
def serving(
    weights: Path, log: Path, *, slots: int = SLOTS, context: int = CONTEXT_OF_A_SLOT
) -> Iterator[str]:
    """The address of a server for the length of the block, up to and with `/v1`. Raises `ServerError`."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.local_llm.server", str(weights)),
                *("--slots", str(slots), "--context", str(context)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **WAITING},
            cwd=Path(__file__).resolve().parents[2],
        )
    try:
        yield f"{_address(process, log)}/v1"
    finally:
        _end(process)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    assert process.stdout is not None
    told, _, _ = select.select([process.stdout], [], [], START_S)
    line = process.stdout.readline().decode().strip() if told else ""
    if not line.startswith("http://127.0.0.1:"):
        last = (log.read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
        raise ServerError(f"the model's server did not start: {last}")
    return line


def _end(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def serve(weights: Path, *, threads: int, slots: int, context: int) -> None:
    """Serve until standard input ends, which it does when the parent is gone, however it went."""
    # Heavy, and only this process needs it; without types of its own, and absent where nobody asked for it.
    xllamacpp = importlib.import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.model_alias = {"smollm2-135m", weights.name}
    parameters.port = 0
    parameters.n_parallel = slots
    parameters.n_ctx = slots * context
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.n_threads_http = 2 * slots
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.buffer.read()
    # The library ends its threads only when it comes to it; nothing here needs an orderly end.
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--slots", type=int, default=SLOTS)
    parser.add_argument("--context", type=int, default=CONTEXT_OF_A_SLOT, help="tokens of one slot")
    asked = parser.parse_args()
    for name, value in WAITING.items():
        os.environ.setdefault(name, value)
    serve(asked.weights, threads=asked.threads, slots=asked.slots, context=asked.context)


if __name__ == "__main__":
    main()
