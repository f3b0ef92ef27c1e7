"""Fitted models as plain arrays: a stored model is data, and reading it never runs code."""

import io
import zipfile
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.generic]
Arrays: TypeAlias = Mapping[str, Array]
"""Named arrays of numbers or of fixed-width text; never of objects."""

LARGEST = 200_000_000  # bytes unpacked


class NotArrays(Exception):
    """Stored bytes that are no arrays of ours."""


def packed(arrays: Arrays) -> bytes:
    """Raises ValueError for an array of objects."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **{name: np.asarray(one) for name, one in arrays.items()})
    return buffer.getvalue()


def unpacked(body: bytes) -> dict[str, Array]:
    """Raises `NotArrays`."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise NotArrays
        with np.load(io.BytesIO(body), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile):
        raise NotArrays from None


def under(prefix: str, arrays: Arrays) -> dict[str, Array]:
    """The arrays with a prefix to their names, so that several models share one file."""
    return {f"{prefix}/{name}": one for name, one in arrays.items()}


def within(prefix: str, arrays: Arrays) -> dict[str, Array]:
    """The arrays that stand under a prefix, without it; empty where none does."""
    start = f"{prefix}/"
    return {name.removeprefix(start): one for name, one in arrays.items() if name.startswith(start)}
