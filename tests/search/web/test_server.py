"""The real server: it announces where it is, answers, ends quietly, and says what is wrong with an address."""

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from corpus.errors import KieloError
from search.web import serve

ROOT = Path(__file__).parents[3]
PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
from pathlib import Path
from search.web import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0, announce=lambda address: print(address, flush=True))
"""


@pytest.mark.slow
def test_the_server_answers_where_it_says_and_ends_quietly(archive):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(archive)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{address}?q=hyvinvointialue", timeout=30) as response:
                assert "<mark>välfärdsområdet</mark>" in response.read().decode()
                assert "Server" not in response.headers
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0
    assert errors == ""


def test_a_port_in_use_is_said_with_the_cure(archive):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(KieloError, match=r"another program listens there.*--port 0"),
    ):
        serve(archive, "127.0.0.1", taken.getsockname()[1], announce=print)


def test_an_address_of_another_machine_is_said_with_the_cure(archive):
    with pytest.raises(KieloError, match=r"this machine does not have that address.*127.0.0.1"):
        serve(archive, "192.0.2.1", 0, announce=print)


@pytest.mark.parametrize("host", ["no such name", "a" * 300, "."])
def test_a_name_that_is_none_is_said_with_the_cure(archive, host):
    with pytest.raises(KieloError, match=r"knows no such address.*127.0.0.1"):
        serve(archive, host, 0, announce=print)
