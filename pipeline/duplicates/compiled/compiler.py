"""Compilation: machine code is kept in the user's cache folder, never beside the source.

Numba looks only at the file a function stands in, yet the code of what it calls goes into it; so
the name of what is kept holds a digest of this whole folder. Where nothing can be written,
functions compile anew in each process. NUMBA_CACHE_DIR has no say here."""

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import TypeVar

from blake3 import blake3
from numba import config, njit
from numba.core.caching import UserWideCacheLocator

Function = TypeVar("Function", bound=Callable[..., object])


@cache
def _sources() -> str:
    """A digest of all that is compiled, and of the constants compiled in."""
    digest = blake3()
    for package in (__package__, __package__.rpartition(".")[0]):
        files = resources.files(package).iterdir()
        for file in sorted(files, key=lambda one: one.name):
            if file.name.endswith(".py"):
                digest.update(file.read_bytes())
    return digest.hexdigest(length=8)


class Locator(UserWideCacheLocator):
    """Where a function's machine code is kept: with the digest in its name."""

    def get_disambiguator(self) -> str:
        """What tells functions of one name apart."""
        return f"{self._lineno}-{_sources()}"


def compiled(function: Function) -> Function:
    """The function, compiled when it is first called."""
    if not hasattr(config, "CACHE_LOCATOR_CLASSES"):  # before numba 0.62: keep nothing
        result: Function = njit(nogil=True)(function)
        return result
    usual = config.CACHE_LOCATOR_CLASSES
    config.CACHE_LOCATOR_CLASSES = f"{__name__}.{Locator.__name__}"
    try:
        result = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # no folder can be written
        result = njit(nogil=True)(function)
    finally:
        config.CACHE_LOCATOR_CLASSES = usual
    return result
