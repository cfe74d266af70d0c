# Linear Regression from Scratch: every command of the course. `make help` lists them.

PYTHON ?= python3
TORCH_INDEX ?=
BIN := .venv/bin
READY := .venv/ready

# The chapter that is released and graded: the first, unless you say make CHAPTER=its_folder …
NUMBERED := $(sort $(wildcard chapters/*/[0-9][0-9]-*.ipynb))
CHAPTER ?= $(or $(ASSIGNMENT),$(notdir $(patsubst %/,%,$(dir $(firstword $(NUMBERED))))))
RELEASED := classroom/$(CHAPTER).released
KIT := classroom/$(CHAPTER)-kit.zip
SAMPLE := classroom/sample/$(CHAPTER)
NOTEBOOKS := $(wildcard chapters/*.ipynb chapters/*/*.ipynb)
GIVEN := $(wildcard scaffold/*.py kit/*.py kit/*/*.py)
SOURCES := $(wildcard chapters/$(CHAPTER)/*.ipynb solutions/$(CHAPTER)/*.py) \
	$(wildcard tests/submissions/$(CHAPTER)/*.py tests/submissions/$(CHAPTER)/mistakes.toml)

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DELETE_ON_ERROR:
.PHONY: course test test-fast setup book notebooks figure check release kit grade serve lab
.PHONY: lint types unit nbval corpus bench clean help

course: book kit grade ## the book, the students' kit and a graded sample class
	@echo
	@$(BIN)/python -m authoring table $(CHAPTER)
	@echo
	@echo "book  $(CURDIR)/_build/html/index.html"
	@echo "kit   $(CURDIR)/$(KIT)"

test: lint types check unit nbval ## everything that proves the course

test-fast: $(RELEASED) ## what takes seconds, for every save
	$(BIN)/python -m pytest tests -m "not slow" -n 2 --dist loadfile

setup: $(READY) ## make .venv with exact versions

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "This course needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
		"Say make PYTHON=/path/to/python3.11 …"; exit 1; }
	@echo "Installing into .venv: about 0.5 GB, and as much as 3 GB more if pip takes PyTorch's GPU"
	@echo "build. For the small CPU build: make TORCH_INDEX=<address of PyTorch's CPU wheels> …"
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install --quiet -c constraints.txt --index-url $(TORCH_INDEX) torch)
	$(BIN)/pip install --quiet -c constraints.txt -e '.[cluster,test]'
	@touch $@

book: _build/html/index.html ## the readers' HTML book
_build/html/index.html: $(READY) $(NOTEBOOKS) _config.yml _toc.yml authoring/readers_edition.py \
		$(wildcard chapters/*.md chapters/*.bib chapters/_static/* chapters/images/*)
	$(BIN)/jupyter-book build . -W -n --keep-going
	@touch $@

notebooks: $(READY) ## write solutions into all notebooks (or CHAPTER's), re-execute them
	$(BIN)/python -m authoring notebooks $(if $(filter command,$(origin CHAPTER)),$(CHAPTER))

figure: $(READY) ## compute the figures of the pages that are no notebooks
	$(BIN)/python -m chapters.figures

check: $(READY) ## whether the notebooks hold what solutions has
	$(BIN)/python -m authoring notebooks --check

release: $(RELEASED) ## nbgrader's release, completed and verified
$(RELEASED): $(READY) $(SOURCES) $(GIVEN) nbgrader_config.py constraints.txt authoring/release.py \
		authoring/gradebook.py authoring/verify.py
	$(BIN)/python -m authoring release $(CHAPTER)

kit: $(KIT) ## the zip that students get
$(KIT): $(RELEASED)
	$(BIN)/python -m authoring kit $(CHAPTER)

grade: $(RELEASED) ## let the sample class hand in, and autograde it in a course of its own
	$(BIN)/python -m authoring class $(CHAPTER)
	cd "$(SAMPLE)" && PYTHONPATH="$(CURDIR)" "$(CURDIR)/$(BIN)/python" -m grading autograde $(CHAPTER) --trusted

serve: book ## look at the book in a browser
	$(BIN)/python -m http.server --directory _build/html --bind 127.0.0.1 8000

lab: $(READY) ## open the source notebooks in JupyterLab
	PYTHONPATH=$(CURDIR) $(BIN)/jupyter lab chapters

lint: $(READY) ## style of the Python code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check scaffold kit grading authoring tests benchmarks

types: $(READY) ## static types
	$(BIN)/mypy

unit: $(RELEASED) ## all tests but the notebooks
	$(BIN)/python -m pytest tests -n 2 --dist loadfile

nbval: $(READY) ## re-execute the notebooks and compare with their stored outputs
	BOARD=final PYTHONPATH=$(CURDIR) $(BIN)/pytest --nbval --nbval-sanitize-with tests/nbval.cfg chapters

corpus: $(RELEASED) ## the accuracy card: sample answers and mutated references
	$(BIN)/python -m tests.accuracy $(CHAPTER) --write

bench: $(RELEASED) ## measure; the results stand in benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.grading
	$(BIN)/python -m benchmarks.training

clean: ## remove what is built; .venv and submissions stay
	rm -rf _build classroom/release classroom/.*-* classroom/sample
	rm -f classroom/*-kit.zip classroom/*.released

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
