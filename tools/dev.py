"""What a contributor needs, on a machine that has Python alone. Everything is installed in .venv.

python3 tools/dev.py demo               the main journey, on the sandbox
python3 tools/dev.py test               every check, as CI runs them (arguments are passed on to nox)
python3 tools/dev.py setup              .venv with pytest and all the tools
python3 tools/dev.py test-one ...       pytest with these arguments, in .venv, within seconds
python3 tools/dev.py gen                mend, format, and write the generated files
python3 tools/dev.py surface            record what users can import and call
python3 tools/dev.py new-plane NAME     the skeleton of a new plane, with one operation and its tests
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
OLDEST = (3, 11)
NEEDS = {
    "demo": ["-e", ".[cli]"],
    "test": ["--group", "run"],
    "develop": ["-e", ".[all]", "--group", "dev"],
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=("demo", "test", "setup", "test-one", "gen", "surface", "new-plane"))
    arguments.add_argument("rest", nargs=argparse.REMAINDER, help="passed on")
    options = arguments.parse_args()
    if sys.version_info < OLDEST:
        sys.exit(f"jobspan needs Python {'.'.join(map(str, OLDEST))} or newer; this is {sys.version.split()[0]}.")
    match options.what:
        case "demo":
            install("demo")
            return run("jobspan", "demo", *options.rest)
        case "test":
            install("test")
            return run("nox", *options.rest) if options.rest else every_check()
    install("develop")
    match options.what:
        case "test-one":
            return run("pytest", "-q", *options.rest)
        case "gen":
            return run("ruff", "check", "--fix", ".") or run("ruff", "format", ".") or run("python", "tools/planes.py")
        case "surface":
            return run("python", "tools/surface.py", *options.rest)
        case "new-plane":
            return run("python", "tools/new_plane.py", *options.rest)
    print(f"Ready: {BIN}\nTo check each commit before it is made: {BIN / 'pre-commit'} install")
    return 0


def every_check() -> int:
    """The sessions of nox: tests are shown as they go, what one core does beside them when both have ended."""
    with tempfile.TemporaryFile("w+") as shown:
        command = [str(BIN / "nox"), "--tags", "beside-tests"]
        beside = subprocess.Popen(command, cwd=ROOT, stdout=shown, stderr=subprocess.STDOUT)
        tests = run("nox", "--tags", "tests")
        others = beside.wait()
        shown.seek(0)
        shutil.copyfileobj(shown, sys.stderr)
    return tests or others


def install(purpose: str) -> None:
    """Make .venv have what a purpose needs; costs nothing while pyproject.toml stays as it is."""
    if not (BIN / "python").exists() and not (BIN / "python.exe").exists():
        venv.create(HOME, with_pip=True)
        must_run("python", "-m", "pip", "install", "--quiet", "--upgrade", "pip>=25.1")
    installed = HOME / f"installed-for-{purpose}"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not installed.exists() or installed.read_text() != wanted:
        must_run("python", "-m", "pip", "install", "--quiet", *NEEDS[purpose])
        installed.write_text(wanted)


def must_run(*command: str) -> None:
    status = run(*command)
    if status:
        sys.exit(status)


def run(program: str, *arguments: str) -> int:
    """Run a program of .venv in the project's folder."""
    return subprocess.run([str(BIN / program), *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
