# Ebbline. `make maps` builds the maps, `make test` passes the tests; both set up what they need.
# `make maps PYTHON=/path/to/python` chooses a Python; CORES=2 the number of processes.

VENV ?= .venv
CORES ?= 4
PYTHON ?=
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)

.DEFAULT_GOAL := help
EXAMPLES := normandy-1944 north-syria-2012-2020
.PHONY: help maps quick examples test goldens peers check lint front docs notebook coverage lock licences audit pictures clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' $(MAKEFILE_LIST)

# A build that was cut off goes on; one that runs is left alone (workflow/src/ebbline/running.py).
maps: $(VENV)/.ready-maps ## set up (first time) and build all maps into results/
	ebbline build --cores $(CORES)

quick: $(VENV)/.ready-maps ## the interactive map and the key figures of one language alone
	ebbline build --quick --cores $(CORES)

examples: $(VENV)/.ready-maps ## the other two cases: Normandy 1944, northern Syria 2012 to 2020
	for case in $(EXAMPLES); do ebbline build --config config/$$case.yaml --cores $(CORES) || exit 1; done

test: $(VENV)/.ready-test ## set up (first time) and run all tests
	@workflow/scripts/browser-hint.sh
	python -m pytest -n auto --dist loadfile

goldens: $(VENV)/.ready-test ## show how golden results moved, and renew them (tests/golden)
	python tests/golden/renew.py

check: lint front ## linters, types and formats, for developers

lint: $(VENV)/.ready-test ## the same without the scripts of the pages
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile workflow
	mypy
	snakemake --lint

front: ## types and lint of the scripts of map and editor's desk (needs npm)
	@command -v npm >/dev/null || { echo "make front needs npm (apt-get install npm; brew install node)." >&2; exit 2; }
	@npm ci --silent --no-audit --no-fund --prefix tests/browser/front || \
	  { echo "make front: npm could not install what tests/browser/front/package-lock.json names." >&2; exit 2; }
	npm run --silent check --prefix tests/browser/front

docs: $(VENV)/.ready-test ## the documentation site, without a warning, into build/site
	pip install --quiet --no-build-isolation --editable '.[docs]'
	python docs/site.py build/site

notebook: $(VENV)/.ready-test ## run the notebook from five reports to a map (minutes)
	pip install --quiet --no-build-isolation --editable '.[docs]'
	EBBLINE_NOTEBOOK=1 python -m pytest tests/notebook

coverage: $(VENV)/.ready-test ## which lines of the code the unit tests run
	pip install --quiet pytest-cov
	python -m pytest tests/unit -n auto --dist loadfile --cov=ebbline --cov-report=term:skip-covered

peers: $(VENV)/.ready-test ## results in other programs (librsvg, Inkscape, LibreOffice, QGIS, DuckDB …), slow
	pip install --quiet cairosvg duckdb
	snakemake --cores $(CORES) results/euphrates-2017/figures/en/valley results/euphrates-2017/datapackage.json
	EBBLINE_PEERS=results/euphrates-2017 python -m pytest tests/peers

lock: $(VENV)/.ready-test ## pin the dependencies anew (versions and hashes only)
	pip install --quiet uv
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header pyproject.toml --extra build -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header pyproject.toml --extra build --extra test -c requirements.lock \
	  -o requirements-test.lock

licences: $(VENV)/.ready-maps ## list the licences of all pinned dependencies anew (docs/dependencies.md)
	pip install --quiet pip-licenses
	@sed '/^| Name/,$$d' docs/dependencies.md > docs/dependencies.md.new
	pip-licenses --from=mixed --no-version --format=markdown --order=name --packages \
	  $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/\1/p' requirements.lock) \
	  | python docs/licences.py >> docs/dependencies.md.new
	@mv docs/dependencies.md.new docs/dependencies.md

audit: $(VENV)/.ready-maps ## look the pinned dependencies up among known vulnerabilities (asks the network)
	pip install --quiet pip-audit
	pip-audit --requirement requirements.lock --disable-pip --require-hashes

pictures: $(VENV)/.ready-maps ## the README's pictures, from the default build (needs graphviz)
	@command -v dot >/dev/null || { echo "make pictures needs graphviz (apt-get install graphviz)"; exit 2; }
	snakemake --cores $(CORES)
	mkdir -p docs/pictures
	snakemake --rulegraph dot | dot -Tsvg > docs/pictures/rulegraph.svg
	cp results/euphrates-2017/figures/en/valley/overview.png docs/pictures/overview.png

clean: ## remove the environment and all results
	rm -rf $(VENV) results/* results/.cache .snakemake

$(VENV)/.ready-maps: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" workflow/scripts/set-up.sh requirements.lock
	@touch $@

$(VENV)/.ready-test: requirements-test.lock pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" workflow/scripts/set-up.sh requirements-test.lock
	@touch $@ $(VENV)/.ready-maps
