# The few verbs of copydesk; `make` alone lists them. Needs Python 3.11 to 3.13 and make, no more.

RAW    = raw
CLEAN  = clean
ARGS   =
# PYTHON=python3.12 picks an interpreter; else the newest that fits.
PYTHON ?=

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/ready
TOOLS := $(VENV)/ready-with-tools
PIP   := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
         PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq

# Prints the interpreter to use, or says in one sentence what is missing.
define FIND_PYTHON
found=; for python in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
  version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
  found="$$found $$python ($$version)"; \
  case $$version in (3.11|3.12|3.13) \
    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then echo "$$python"; exit 0; fi;; \
  esac; \
done; \
echo "copydesk needs Python 3.11, 3.12 or 3.13 with its venv module, and found$${found:- no Python}:" \
  "install one, or name it with PYTHON=." >&2; exit 2
endef

# Made anew when the checkout moved, its Python is gone, or another one is asked for.
MADE_FOR := $(CURDIR) $(shell $(or $(PYTHON),$(BIN)/python) -c 'import sys; print(sys.version)' 2>/dev/null)
ifneq ($(strip $(shell cat $(READY) 2>/dev/null)),$(strip $(MADE_FOR)))
.PHONY: $(READY)
endif

.PHONY: help run test check format golden eval parity soak fuzz clean

help:
	@echo "make run [RAW=raw] [CLEAN=clean] [ARGS=--accept]   clean a folder of scraped pages"
	@echo "make test                                          all checks and all tests"
	@echo "make check                                         format, lint and types only"
	@echo "make format                                        format the code"
	@echo "make golden                                        rewrite the golden rows of the sample"
	@echo "make eval EVAL=folder [FORMS=insc] [PRESETS=bold]  score boilerplate and duplicates on labelled data"
	@echo "make parity                                        our signatures in datasketch, today's and 1.6"
	@echo "make soak [DOCUMENTS=1000] [ROUNDS=200] [SEED=1]   kills, edits and readers; takes hours"
	@echo "make fuzz [SEEDS=20]                               damaged and random bytes against readers and repair"
	@echo "make clean                                         remove .venv and caches, no results"

run: $(READY)
	@$(BIN)/copydesk run "$(RAW)" "$(CLEAN)" $(ARGS)

test: check
	@$(BIN)/python -m pytest

check: $(TOOLS)
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy

format: $(TOOLS)
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

golden: $(TOOLS)
	@$(BIN)/python -m tests.golden

EVAL    =
FORMS   = insc ptags crop
PRESETS = default

# What EVAL/boilerplate and EVAL/duplicates hold: see the scorers. Either may be missing.
eval: $(READY)
	@test -d "$(EVAL)/boilerplate" || test -d "$(EVAL)/duplicates" || \
	  { echo "say EVAL=folder: a folder that holds boilerplate/ or duplicates/" >&2; exit 2; }
	@test ! -d "$(EVAL)/boilerplate" || \
	  for form in $(FORMS); do for preset in $(PRESETS); do \
	    echo "boilerplate: $$form, $$preset"; \
	    $(BIN)/python benchmarks/score_boilerplate.py "$(EVAL)/boilerplate" \
	      --form $$form --preset $$preset || exit 1; \
	  done; done
	@for docs in "$(EVAL)"/duplicates/*/docs.jsonl.gz; do \
	  test -f "$$docs" || continue; \
	  echo "duplicates: $$(basename "$$(dirname "$$docs")")"; \
	  $(BIN)/python benchmarks/score_duplicates.py "$$(dirname "$$docs")" || exit 1; \
	done

OLD := $(VENV)/datasketch-1.6

parity: $(READY)
	@$(BIN)/python benchmarks/parity_duplicates.py write $(VENV)/parity.json
	@$(BIN)/python benchmarks/parity_duplicates.py check $(VENV)/parity.json
	@test -f $(OLD)/ready || { $(BIN)/python -m venv --clear $(OLD) && \
	  PIP_DISABLE_PIP_VERSION_CHECK=1 $(OLD)/bin/python -m pip install -qq datasketch==1.6.5 && \
	  touch $(OLD)/ready; }
	@$(OLD)/bin/python benchmarks/parity_duplicates.py check $(VENV)/parity.json

DOCUMENTS = 1000
ROUNDS    = 200
SEED      = 1

soak: $(TOOLS)
	@$(BIN)/python -m tests.soak --readers
	@$(BIN)/python -m tests.soak --publish --documents 60 --seed $(SEED)
	@$(BIN)/python -m tests.soak --documents $(DOCUMENTS) --rounds $(ROUNDS) --seed $(SEED)

fuzz: $(TOOLS)
	@for seed in $$(seq 1 $(or $(SEEDS),20)); do \
	  $(BIN)/python -m pytest -q tests/reading/test_hostile.py \
	    tests/reading/test_ranges.py tests/repair/test_gate.py \
	    -k "bytes or text or leads_back" --hypothesis-seed=$$seed || exit 1; \
	done

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find copydesk pipeline tasks tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The project is installed editable: .venv names this folder, and nothing is written outside .venv.
$(READY): pyproject.toml constraints.txt
	@python=$$($(FIND_PYTHON)) || exit 2; \
	echo "Setting up $(VENV) with $$python, once; this takes a minute or two." >&2; \
	"$$python" -m venv --clear $(VENV) && $(PIP) -e . && \
	echo "$(CURDIR) $$($(BIN)/python -c 'import sys; print(sys.version)')" > $@

$(TOOLS): $(READY)
	@echo "Adding the test tools to $(VENV), once." >&2
	@$(PIP) -e ".[dev]"
	@touch $@
