# make demo   set up, build an archive from demo/, search it in three languages
# make serve  open that archive in a browser
# make test   format, lint, types, tests: what CI runs
# make check  all of that but the tests
# make bench  the measurements that need nothing from outside

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARCHIVE := demo-archive

.PHONY: demo serve test check format bench clean

demo: $(VENV)/installed
	@echo "== what comes in"
	@$(BIN)/kielo ingest demo/pages demo/scrapes demo/crawl.warc --archive $(ARCHIVE)
	@echo; echo "== in Finnish: avustus (grant)"
	@$(BIN)/kielo search avustus --limit 2 --archive $(ARCHIVE)
	@echo; echo "== in Swedish: hälsocentral"
	@$(BIN)/kielo search "social- och hälsocentral" --limit 1 --archive $(ARCHIVE)
	@echo; echo "== in English: family centre"
	@$(BIN)/kielo search "family centre" --limit 1 --archive $(ARCHIVE)
	@echo; echo "The same in a browser: make serve"

serve: $(VENV)/installed
	@$(BIN)/kielo ingest demo/pages demo/scrapes demo/crawl.warc --archive $(ARCHIVE) >/dev/null 2>&1
	@$(BIN)/kielo serve --archive $(ARCHIVE)

test: check
	@$(BIN)/python -m pytest --numprocesses auto --dist loadscope

check: $(VENV)/installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(VENV)/installed-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/installed-dev
	@$(BIN)/python -m bench.engines

clean:
	rm -rf $(VENV) $(ARCHIVE)

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "kielo needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/python pyproject.toml constraints.txt
	@echo "installing kielo into $(VENV) (once; a minute or so)"
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@
