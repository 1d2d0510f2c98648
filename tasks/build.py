"""Build the chain for a prepared run, in this process, and raise what stopped it."""

import logging

import luigi
from luigi.task_register import Register

from pipeline.errors import CopydeskError
from pipeline.run import Request, Run
from tasks import chain


def build(request: Request, run: Run, *, workers: int, accept: bool, strict: bool) -> None:
    """Run what is not done yet of the chain; the caller releases the run with `chain.release`.

    Raises the error of the task that failed.
    """
    _keep_luigi_quiet()
    Register.clear_instance_cache()
    chain.adopt(request, run)
    chain.failures.clear()
    root = chain.Clean(
        raw=request.raw,
        clean=request.clean,
        settings=request.settings,
        decisions=request.decisions,
        workers=workers,
        accept=accept,
        strict=strict,
    )
    result = luigi.build(
        [root], workers=1, local_scheduler=True, detailed_summary=True, log_level="CRITICAL"
    )
    if chain.failures:
        raise chain.failures[0]
    if result.status not in (
        luigi.LuigiStatusCode.SUCCESS,
        luigi.LuigiStatusCode.SUCCESS_WITH_RETRY,
    ):
        raise CopydeskError("the chain did not run", str(result.status), "run it with raw luigi")


def _keep_luigi_quiet() -> None:
    # Errors come out of `build`; as a library we set up no logging but keep Luigi's to itself.
    for name in ("luigi", "luigi-interface", "luigi.scheduler"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
    luigi.setup_logging.InterfaceLogging._configured = True
