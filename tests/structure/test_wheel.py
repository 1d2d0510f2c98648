"""The wheel holds the three packages whole, their data files too, and nothing else."""

from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder
from house import PACKAGES, ROOT


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with ZipFile(built) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*")]
    expected = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert held == expected
