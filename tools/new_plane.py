"""Makes a new plane: a skeleton with one operation, its place in the sandbox, its tests and its pages.

The files come from ``tools/new_plane``. Two more lines are written: in the registry and in the nav of the documentation. What
follows from them (client attributes, synchronous twins) is generated.

Usage: python tools/dev.py new-plane NAME [--title "Title for people"]
"""

import argparse
import keyword
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "tools" / "new_plane"
PACKAGE = ROOT / "src" / "jobspan"
REGISTRY = PACKAGE / "_planes" / "registry.py"
NAVIGATION = ROOT / "mkdocs.yml"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("name", help="in lower case: the name of its folders, its settings and its client attribute")
    arguments.add_argument("--title", help="for people; made of the name when left out")
    options = arguments.parse_args()
    problem = unusable(options.name)
    if problem:
        arguments.error(f"{options.name!r} {problem}")
    title = options.title or options.name.replace("_", " ").title()
    written = [*render(options.name, title), register(options.name), *navigate(options.name, title)]
    python_files = [str(path) for path in written if path.suffix == ".py"]
    for command in (("check", "--fix-only", "--quiet", "--select", "I"), ("format", "--quiet")):
        subprocess.run([sys.executable, "-m", "ruff", *command, *python_files], check=True, cwd=ROOT)
    subprocess.run([sys.executable, str(ROOT / "tools" / "planes.py")], check=True)
    print(f"{title} is there: client.{options.name}.jobs.list(). Next: docs/adding-a-plane.md")
    return 0


def unusable(name: str) -> str | None:
    """Why a name cannot be that of a new plane."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        return "is not a name in lower case: letters, digits, single underscores"
    if (PACKAGE / "_planes" / name).exists():
        return "is there already"
    if (PACKAGE / f"{name}.py").exists() or (PACKAGE / name).exists():
        return f"is taken: jobspan.{name} is a module"
    attributes = (PACKAGE / "_async" / "planes.py", PACKAGE / "_async" / "client.py")
    if any(re.search(rf"^    (?:async )?def {name}\(", file.read_text(), re.MULTILINE) for file in attributes):
        return f"is taken: client.{name} is something else"
    return None


def render(name: str, title: str) -> list[Path]:
    """All files of the skeleton."""
    words = {
        "{{name}}": name,
        "{{Name}}": name.replace("_", " ").title().replace(" ", ""),
        "{{NAME}}": name.upper(),
        "{{page}}": page_of(name),
        "{{title}}": title,
    }
    written = []
    for template in sorted(TEMPLATES.rglob("*.txt")):
        place = template.relative_to(TEMPLATES).with_suffix("")
        own_name = page_of(name) if place.suffix == ".md" else name
        target = ROOT / str(place).replace("NAME", own_name)
        text = template.read_text()
        for word, meaning in words.items():
            text = text.replace(word, meaning)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        written.append(target)
    return written


def page_of(name: str) -> str:
    """The name of its pages; also the host of its examples."""
    return name.replace("_", "-")


def register(name: str) -> Path:
    """The plane's line in the registry: the last one, so that the others keep their ports."""
    text = REGISTRY.read_text()
    head, opening, lines = text.partition("PLANES: Final = Registry(\n")
    names, closing, rest = lines.partition(")\n")
    REGISTRY.write_text(f'{head}{opening}{names}    "{name}",\n{closing}{rest}')
    return REGISTRY


def navigate(name: str, title: str) -> list[Path]:
    """The plane's two pages in the nav, each after the last page of its kind."""
    text = NAVIGATION.read_text()
    pages = [page.stem for page in (ROOT / "docs" / "planes").glob("*.md")]
    for folder in ("planes", "reference"):
        others = re.compile(rf"^( +- ).*: {folder}/(?:{'|'.join(pages)})\.md\n", re.MULTILINE)
        last = list(others.finditer(text))[-1]
        text = f"{text[: last.end()]}{last[1]}{title}: {folder}/{page_of(name)}.md\n{text[last.end() :]}"
    NAVIGATION.write_text(text)
    return [NAVIGATION]


if __name__ == "__main__":
    sys.exit(main())
