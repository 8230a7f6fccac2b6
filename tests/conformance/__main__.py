"""Run all outside tests and print the table; exit code 1 when one fails."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.bootstrap import open_registry
from registry.config import Settings
from tests.conformance import every_suite
from tests.conformance.results import table


def main() -> None:
    """Build a registry in a folder of its own and run everything against it."""
    with TemporaryDirectory() as home, open_registry(Settings(Path(home))) as registry:
        suites = every_suite.run(registry)
    print(table(suites))
    failures = [failure for suite in suites for failure in suite.failures]
    print("\n".join(failures), file=sys.stderr)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
