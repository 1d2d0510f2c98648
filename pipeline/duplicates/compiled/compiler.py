"""Compilation: machine code is kept in the user's cache folder, never beside the source.

Where that folder cannot be written, functions compile anew in each process. NUMBA_CACHE_DIR names
another one, as for every user of numba.
"""

from collections.abc import Callable
from typing import TypeVar

from numba import config, njit

_FOLDERS = "UserProvidedCacheLocator,UserWideCacheLocator"

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function, compiled when it is first called."""
    usual = getattr(config, "CACHE_LOCATOR_CLASSES", "")
    config.CACHE_LOCATOR_CLASSES = usual or _FOLDERS
    try:
        result: Function = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # no folder can be written
        result = njit(nogil=True)(function)
    finally:
        config.CACHE_LOCATOR_CLASSES = usual
    return result
