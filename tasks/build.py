"""Build the chain for a prepared run, in this process, and raise what stopped it."""

import logging
from dataclasses import dataclass

import luigi
from luigi.task_register import Register

from pipeline.errors import CopydeskError
from pipeline.run import Request, Run
from tasks import chain
from tasks.engines.memory import return_large_blocks


@dataclass(frozen=True, slots=True)
class How:
    """How a run goes: processes (0: one a core), the bytes they may hold together (0: no bound),
    what may stop it, and whether it publishes."""

    processes: int = 0
    memory: int = 0
    accept: bool = False
    strict: bool = False
    publish: bool = True


def build(request: Request, run: Run, how: How) -> None:
    """Run what is not done yet of the chain; the caller releases the run with `chain.release`.

    Raises the error of the task that failed.
    """
    _keep_luigi_quiet()
    return_large_blocks()
    Register.clear_instance_cache()
    chain.adopt(request, run)
    chain.failures.clear()
    root = chain.Clean(
        raw=request.raw,
        clean=request.clean,
        settings=request.settings,
        decisions=request.decisions,
        processes=how.processes,
        memory=how.memory,
        accept=how.accept,
        strict=how.strict,
    )
    publish = root.requires(request)
    goal = publish if how.publish else publish.of(chain.WriteClean, dry=True)
    result = luigi.build(
        [goal], workers=1, local_scheduler=True, detailed_summary=True, log_level="CRITICAL"
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
