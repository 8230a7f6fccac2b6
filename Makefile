# Two commands do everything on a fresh Debian/Ubuntu machine with Python 3.11+ and make:
#   make review   the registry is built, the 2023 batch of Quảng Ngãi is screened, the reports are written
#   make test     all checks and tests, with what they need installed where it may be
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
BATCH  ?= ra-soat-quang-ngai-2023
OUT    ?= output
export RASOAT_HOME ?= $(CURDIR)/.rasoat

.PHONY: review test conformance serve bench bench-load bench-accuracy train lock clean

review: $(VENV)/.installed
	$(BIN)/rasoat report $(BATCH) --out $(OUT)

serve: $(VENV)/.installed
	$(BIN)/rasoat serve

test: $(VENV)/.tested
	$(BIN)/python -m tests.needs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

# The outside tests of the standards that other tools use; the table is in the README.
conformance: $(VENV)/.tested
	$(BIN)/python -m tests.conformance

# Speed and memory, as printed in the README (about ten minutes).
bench: $(VENV)/.installed
	$(BIN)/python -m tests.bench.speed --lines 100000

# Requests a second of the server beside a bare endpoint of itself (four minutes; installs wrk where it may).
bench-load: $(VENV)/.tested
	$(BIN)/python -m tests.bench.load

# Accuracy on the labelled sets beside off-the-shelf methods, with every failure.
bench-accuracy: $(VENV)/.tested
	$(BIN)/python -m tests.bench.accuracy

# Refit everything trained in matching from the phrases and labelled examples in the repository (nine minutes; the first time half an hour or more, for the sentence vectors that it keeps).
train: $(VENV)/.trained
	$(BIN)/python -m tests.bench.train_remarks
	$(BIN)/python -m tests.bench.train_encoder
	$(BIN)/python -m tests.bench.train_weights

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên (Python 3.11+ is needed)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  rm -rf $(VENV); \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); \
	  else echo "Thiếu gói python3-venv; chạy: sudo apt-get install python3-venv"; exit 2; fi; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: requirements-test.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

$(VENV)/.trained: requirements-train.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.txt
	@touch $@

# Lock the dependencies with hashes; the files name no download host.
lock: | $(VENV)/bin/python
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build --group test -c requirements.txt -o requirements-test.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group train -c requirements.txt -c requirements-test.txt -o requirements-train.txt

clean:
	rm -rf $(VENV) $(OUT) .rasoat dist build *.egg-info
