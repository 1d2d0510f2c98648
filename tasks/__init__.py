"""copydesk in Luigi: ``luigi --module tasks Clean --raw raw --clean clean --local-scheduler``.

Luigi's defaults exit with 0 after a failure; what is set here holds unless your own luigi.cfg says
otherwise.
"""

import luigi

from tasks.chain import (
    CheckLoss,
    Clean,
    FindDuplicates,
    FindTemplates,
    Publish,
    RemoveBoilerplate,
    RepairText,
    SignDocuments,
    WriteClean,
)

__all__ = [
    "CheckLoss",
    "Clean",
    "FindDuplicates",
    "FindTemplates",
    "Publish",
    "RemoveBoilerplate",
    "RepairText",
    "SignDocuments",
    "WriteClean",
]

_DEFAULTS = {
    "retcode": {
        "already_running": "10",
        "missing_data": "20",
        "not_run": "25",
        "task_failed": "30",
        "scheduling_error": "35",
        "unhandled_exception": "40",
    },
    "worker": {"check_complete_on_run": "true"},
}


def _set_defaults() -> None:
    config = luigi.configuration.get_config()
    for section, values in _DEFAULTS.items():
        for name, value in values.items():
            if not config.has_option(section, name):
                config.set(section, name, value)


_set_defaults()
