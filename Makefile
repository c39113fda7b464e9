# Two commands matter: `make run` and `make test`. Both prepare whatever they need, once.
# What is already made is only made again when its source changes: .venv/ and .make/ remember.

PYTHON_VERSIONS := 3.14 3.13 3.12 3.11
LANGUAGES := fr nl ar tr ro sq pl pt es
VAR := $(abspath $(or $(HALTE_VAR),var))
TEST_VAR := $(VAR)/test
PY := .venv/bin/python
HALTE := $(PY) -m halte

TEMPLATES := $(shell find halte -name '*.html')
CODE := $(shell find halte -name '*.py')
STATIC := $(shell find halte -path '*/static/*' -type f -not -path '*/static/vendor*')
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
FRONT_END := halte/core/static/vendor/icons.svg
# For commands that need the settings but no database: nothing is called there, nothing is started.
NO_DATABASE := postgresql://nobody@localhost/none

export PIP_DISABLE_PIP_VERSION_CHECK = 1
.SHELLFLAGS := -euc
.ONESHELL:
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run test lint fmt bench messages setup setup-dev help always

run: setup $(VAR)/static/staticfiles.json ## serves Halte on HOST and PORT (127.0.0.1:8000)
	@exec $(HALTE) serve --prepare

test: export HALTE_VAR := $(TEST_VAR)
test: export HALTE_DEVDB_FAST := 1
test: setup-dev $(TEST_VAR)/static/staticfiles.json ## runs every test, browser tests included
	@trap '$(HALTE) devdb stop >/dev/null' EXIT
	browser=$$(.ci/browser)
	export HALTE_CHROMIUM="$$browser"
	$(PY) -m pytest -n 2 -m 'not browser'
	if [ -n "$$browser" ]; then $(PY) -m pytest -n 0 -m browser; fi

lint: export DATABASE_URL := $(NO_DATABASE)
lint: setup-dev ## checks style, types, templates and who imports whom
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	.venv/bin/djlint halte --lint --quiet
	.venv/bin/lint-imports
	$(PY) -m mypy

fmt: setup-dev ## puts the code into the house style
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

bench: setup-dev $(VAR)/static/staticfiles.json ## measures speed and size against a floor
	$(PY) -m bench

messages: setup-dev ## collects the sentences to translate into locale/
	@command -v xgettext >/dev/null || { echo "Install GNU gettext (Debian: apt-get install gettext), then try again." >&2; exit 1; }
	mkdir -p locale
	$(HALTE) makemessages $(LANGUAGES:%=-l %) --no-obsolete --add-location file \
	  -i '.venv/*' -i 'node_modules/*' -i 'var/*' -i 'tests/*' -i '*/tests/*' -i 'bench/*'

help: ## lists these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

setup: .venv/packages $(FRONT_END) .make/catalogues

setup-dev: .venv/packages-dev $(FRONT_END) .make/catalogues

# ---- Python ---------------------------------------------------------------------------------------

$(PY):
	@for version in $(PYTHON_VERSIONS) 3; do
	  python=python$$version
	  if $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
	  then break; else python=; fi
	done
	if [ -z "$$python" ]; then
	  echo "Halte needs Python 3.11 or newer, with its venv module. On Debian: apt-get install python3-venv" >&2
	  exit 1
	fi
	echo "Making .venv with $$($$python --version)"
	$$python -m venv --clear .venv

# What is installed is written down inside .venv/, so that it goes when .venv/ goes. It is compared
# each time, word for word. The packages for development hold those that Halte needs to run.
.venv/packages: $(PY) always
	@if cmp -s requirements.txt $@; then exit; fi
	echo "Installing the Python packages"
	$(PY) -m pip install -qq --require-hashes -r requirements.txt
	cp requirements.txt $@

.venv/packages-dev: $(PY) always
	@if cmp -s requirements-dev.txt $@ && cmp -s requirements.txt .venv/packages; then exit; fi
	echo "Installing the Python packages, for development too"
	$(PY) -m pip install -qq --require-hashes -r requirements-dev.txt
	cp requirements-dev.txt $@
	cp requirements.txt .venv/packages

.make/catalogues: $(CATALOGUES) | $(PY)
	@mkdir -p .make
	if [ -n "$(CATALOGUES)" ]; then .venv/bin/pybabel --quiet compile -D django -d locale; fi
	touch $@

# ---- Front-end files ------------------------------------------------------------------------------

.make/node: package-lock.json package.json
	@mkdir -p .make
	if ! node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
	  echo "Halte needs Node 20 or newer, with npm, to prepare its styles, icons and fonts: https://nodejs.org" >&2
	  exit 1
	fi
	if [ ! -d node_modules ] || ! cmp -s $< $@; then
	  echo "Installing the front-end packages"
	  npm ci --no-audit --no-fund --loglevel=error
	fi
	cp $< $@

$(FRONT_END): .make/node frontend/build.mjs frontend/icons.txt $(TEMPLATES) $(CODE) $(STATIC)
	@node frontend/build.mjs

%/static/staticfiles.json: $(FRONT_END) $(STATIC) .venv/packages
	@HALTE_VAR='$*' DATABASE_URL='$(NO_DATABASE)' $(HALTE) collectstatic --noinput -v0
	touch '$@'
