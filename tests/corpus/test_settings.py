"""Settings: defaults, then the archive's kielo.toml, then the environment."""

import tomllib

import pytest

from corpus.errors import SettingsError
from corpus.settings import FILE_NAME, TEMPLATE, Settings, read_settings, write_template


def write(folder, text):
    (folder / FILE_NAME).write_text(text, "utf-8")
    return folder


def test_without_a_file_all_is_as_shipped(tmp_path):
    assert read_settings(tmp_path, {}) == Settings() == Settings(name="kielo", engine=None)


def test_the_file_sets_and_the_environment_overrides_it(tmp_path):
    write(tmp_path, 'name = "Tammilaakso – Ekdalen"\nengine = "whoosh"\n')
    assert read_settings(tmp_path, {}) == Settings(name="Tammilaakso – Ekdalen", engine="whoosh")
    environment = {"KIELO_ENGINE": "tantivy", "KIELO_ARCHIVE": "elsewhere", "PATH": "/bin"}
    assert read_settings(tmp_path, environment) == Settings(name="Tammilaakso – Ekdalen", engine="tantivy")


def test_the_environment_is_that_of_the_process_unless_told(tmp_path, monkeypatch):
    monkeypatch.setenv("KIELO_NAME", "Ekdalen")
    assert read_settings(tmp_path).name == "Ekdalen"


def test_every_problem_is_named_at_once_with_the_file_and_what_is_known(tmp_path):
    with pytest.raises(SettingsError) as error:
        read_settings(write(tmp_path, "nam = 'x'\nengine = 3\nname = ['a']\n"), {})
    for told in ("'nam'", "engine must be text", "name must be text", FILE_NAME, "known: engine, name"):
        assert told in str(error.value)


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"name = 'a'\nname = 'b'\n"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path, {})


def test_a_folder_in_place_of_the_file_is_refused(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path, {})


def test_the_template_changes_nothing_and_names_every_setting(tmp_path):
    write_template(tmp_path)
    assert read_settings(tmp_path, {}) == Settings()
    uncommented = tomllib.loads("\n".join(line.removeprefix("# ") for line in TEMPLATE.splitlines() if " = " in line))
    assert set(uncommented) == set(Settings.__dataclass_fields__)


def test_the_template_never_replaces_a_file(tmp_path):
    write_template(write(tmp_path, 'name = "mine"\n'))
    assert read_settings(tmp_path, {}).name == "mine"
