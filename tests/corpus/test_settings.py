"""Settings: defaults, then the archive's kielo.toml, then the environment."""

import tomllib

import pytest

from corpus.errors import SettingsError
from corpus.settings import ENGINES, FILE_NAME, TEMPLATE, Settings, read_settings, user_name, write_template
from indexer.engines import SELECTABLE


def write(folder, text):
    (folder / FILE_NAME).write_text(text, "utf-8")
    return folder


def test_without_a_file_all_is_as_shipped(tmp_path):
    assert read_settings(tmp_path, {}) == Settings() == Settings(engine=None)


def test_the_file_sets_and_the_environment_overrides_it(tmp_path):
    write(tmp_path, 'engine = "whoosh"\n')
    assert read_settings(tmp_path, {}) == Settings(engine="whoosh")
    environment = {"KIELO_ENGINE": "tantivy", "KIELO_ARCHIVE": "elsewhere", "PATH": "/bin"}
    assert read_settings(tmp_path, environment) == Settings(engine="tantivy")


def test_the_environment_is_that_of_the_process_unless_told(tmp_path, monkeypatch):
    monkeypatch.setenv("KIELO_ENGINE", "whoosh")
    assert read_settings(tmp_path).engine == "whoosh"


def test_every_problem_is_named_at_once_with_the_file_and_what_is_known(tmp_path):
    with pytest.raises(SettingsError) as error:
        read_settings(write(tmp_path, "nam = 'x'\nengine = 3\n"), {})
    for told in ("'nam'", "engine must be one of tantivy, whoosh", FILE_NAME, "known: engine"):
        assert told in str(error.value)


@pytest.mark.parametrize("engine", ["lucene", "memory", ""])
def test_an_engine_that_no_index_can_be_kept_with_is_refused_wherever_it_stands(tmp_path, engine):
    with pytest.raises(SettingsError, match="KIELO_ENGINE: must be one of tantivy, whoosh"):
        read_settings(tmp_path, {"KIELO_ENGINE": engine})
    with pytest.raises(SettingsError, match="engine must be one of tantivy, whoosh"):
        read_settings(write(tmp_path, f'engine = "{engine}"\n'), {})


def test_the_engines_are_those_there_are():
    assert ENGINES == SELECTABLE


@pytest.mark.parametrize("content", [b"engine = ", b"\xff\xfe", b"engine = 'whoosh'\nengine = 'whoosh'\n"])
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
    assert set(uncommented) == set(Settings.__struct_fields__)


def test_the_template_never_replaces_a_file(tmp_path):
    write_template(write(tmp_path, 'engine = "whoosh"\n'))
    assert read_settings(tmp_path, {}).engine == "whoosh"


@pytest.mark.parametrize(
    ("environment", "name"), [({"KIELO_USER": " Aino "}, "Aino"), ({"KIELO_USER": " "}, "logged-in"), ({}, "logged-in")]
)
def test_who_decides_is_the_person_that_is_named_else_who_is_logged_in(monkeypatch, environment, name):
    monkeypatch.setattr("corpus.settings.getuser", lambda: "logged-in")
    assert user_name(environment) == name


def test_an_account_without_a_name_decides_all_the_same(monkeypatch):
    def nobody():
        raise KeyError("uid not found")

    monkeypatch.setattr("corpus.settings.getuser", nobody)
    assert user_name({}) == "unknown"
