"""Install what the tests need beyond Python packages where that is allowed; say plainly what stays skipped.

Needed: Debian's chromium and chromium-driver (pages in a real browser), virtuoso-opensource (a second,
independent SPARQL engine), curl and nodejs (the examples for other tools). With CI=true a missing one is an error: nothing is skipped there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "virtuoso-t": "virtuoso-opensource-7-bin",
    "curl": "curl",
    "node": "nodejs",
}


def missing() -> dict[str, str]:
    """Return the programs that are not on this machine, with the Debian package of each."""
    return {name: package for name, package in PROGRAMS.items() if shutil.which(name) is None}


def install(packages: list[str]) -> None:
    """Install Debian packages quietly; a failure is reported by what is still missing afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )


def main() -> int:
    """Return 0 when the tests may run, 1 in CI when a program is missing."""
    absent = missing()
    if absent and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"Đang cài (installing): {' '.join(sorted(absent.values()))}", file=sys.stderr)
        install(sorted(absent.values()))
        absent = missing()
    if absent:
        packages = " ".join(sorted(absent.values()))
        print(
            f"Bỏ qua vài phép thử (some tests are skipped). Cài: sudo apt-get install {packages}",
            file=sys.stderr,
        )
        return 1 if os.environ.get("CI") == "true" else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
