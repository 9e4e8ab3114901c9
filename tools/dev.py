"""Sets up everything on a machine that has Python alone, then runs the demo or the checks.

python3 tools/dev.py demo      the main job, on the sandbox
python3 tools/dev.py test      every check, as CI runs them
python3 tools/dev.py setup     only the environment, in .venv
"""

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
OLDEST = (3, 11)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=("demo", "test", "setup"))
    arguments.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to the demo, or to nox")
    options = arguments.parse_args()
    if sys.version_info < OLDEST:
        sys.exit(f"jobspan needs Python {'.'.join(map(str, OLDEST))} or newer; this is {sys.version.split()[0]}.")
    set_up()
    match options.what:
        case "demo":
            return run(BIN / "jobspan", "demo", *options.rest)
        case "test":
            return run(BIN / "nox", *options.rest)
    print(f"Ready: {BIN}")
    return 0


def set_up() -> None:
    """An environment with jobspan as it is in this folder, and what runs the checks."""
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        venv.create(HOME, with_pip=True)
        must_run(BIN / "python", "-m", "pip", "install", "--quiet", "--upgrade", "pip>=25.1")
    must_run(BIN / "python", "-m", "pip", "install", "--quiet", "-e", ".[cli]", "--group", "run")


def must_run(*command: str | Path) -> None:
    status = run(*command)
    if status:
        sys.exit(status)


def run(*command: str | Path) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
