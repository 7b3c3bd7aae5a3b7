"""The help of every command as one page: `python -m tests.cli_help docs/cli.md` writes it, `--check` compares.

Only our own commands: those Flask brings are in its documentation.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo

from config import from_environment
from discharge.app import create_app

HEAD = """# Commands

Each is called as `flask --app wsgi COMMAND`. Results are on standard output, talk on standard error.
Each exits 4, and does nothing, on a database that was not brought up to its version by `alembic upgrade head`.
This page is made from the commands' own help by `python -m tests.cli_help docs/cli.md`; `make check` compares them.
"""
WIDTH = 100


def _documented(command: click.Command, words: tuple[str, ...], parent: click.Context) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=words[-1], max_content_width=WIDTH, terminal_width=WIDTH)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            under = command.get_command(context, name)
            if under is not None:
                yield from _documented(under, (*words, name), context)
        return
    yield f"\n## {' '.join(words)}\n\n```text\n{command.get_help(context)}\n```\n"


def page(app: Flask) -> str:
    """The whole page, commands in the order of their names."""
    root = click.Context(app.cli, info_name="flask --app wsgi", obj=ScriptInfo(create_app=lambda: app))
    parts = [HEAD]
    for name, command in sorted(app.cli.commands.items()):
        parts.extend(_documented(command, (name,), root))
    return "".join(parts)


def main() -> int:
    """Exits 1 when the page is not what the commands say."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("page", type=Path)
    asked = parser.parse_args()
    said = page(create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": "sqlite://"})))
    if not asked.check:
        asked.page.write_text(said)
    elif not asked.page.is_file() or asked.page.read_text() != said:
        print(f"{asked.page} is not what the commands say: run  python -m tests.cli_help {asked.page}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
