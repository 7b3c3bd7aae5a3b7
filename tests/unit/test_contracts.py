"""The rules of the map reach every module: a new one cannot stay outside them."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_module_is_held_to_the_order_of_files_inside_it() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    inside = next(contract for contract in contracts if contract["name"].startswith("Inside a module"))
    modules = {f"discharge.{path.parent.name}" for path in (ROOT / "discharge").glob("*/__init__.py")}
    assert set(inside["containers"]) == modules - {"discharge.core", "discharge.demo"}
