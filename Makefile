# One word each. `make check` runs exactly what CI runs.
.PHONY: check test lint docs catalogs

check:
	.ci/run

test:
	.venv/bin/pytest

lint:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/mypy
	.venv/bin/lint-imports

docs:
	.venv/bin/python -m tools.docs

catalogs:
	.venv/bin/python -m tools.catalogs
