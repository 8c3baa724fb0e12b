"""What the documentation promises is so."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

import cli
from corpus import errors
from corpus.settings import TEMPLATE, Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXIT_CODES = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
JSON = (ROOT / "docs" / "json.md").read_text("utf-8")


def transcript():
    """The commands of the README's console block, each with what it prints."""
    block = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert block, "the README has no transcript"
    steps = re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]
    return [tuple(step.split("\n", 1)) for step in steps]


def test_the_readme_transcript_is_what_really_happens(tmp_path):
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    for command, expected in transcript():
        program, *arguments = shlex.split(command)
        assert program == "kielo"
        run = subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (run.returncode, run.stdout.rstrip()) == (0, expected.rstrip()), run.stderr


def commands(group=cli.main, path=""):
    """Every command with its name as typed, those of groups below included."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield pytest.param(command, f"{path}{name}", id=f"{path}{name}")


@pytest.mark.parametrize(("command", "typed"), list(commands()))
def test_every_command_has_help_and_so_has_every_option(command, typed):
    assert command.help, typed
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


@pytest.mark.parametrize(("command", "typed"), list(commands()))
def test_every_command_that_prints_json_is_documented(command, typed):
    prints_json = any(option.name == "as_json" for option in command.params)
    assert prints_json == (f"`kielo {typed}" in JSON)


def children(error):
    for child in error.__subclasses__():
        yield child
        yield from children(child)


def test_every_kind_of_error_has_an_exit_code_of_its_own_that_is_documented():
    codes = [error.exit_code for error in [errors.KieloError, *children(errors.KieloError)]]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if f"| {code} |" not in EXIT_CODES] == []


def test_every_setting_is_in_the_file_a_new_archive_gets():
    assert [name for name in Settings.__slots__ if f"# {name} = " not in TEMPLATE] == []


def test_the_json_page_names_every_reason_of_refusal():
    from corpus.model import Reason

    assert [str(reason) for reason in Reason if f"`{reason}`" not in JSON] == []
