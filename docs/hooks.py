"""Pages made from what the project already says elsewhere: files of its folder, and the tables of operations."""

import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "docs"))

from vendor_words import vendor_words  # noqa: E402 - a neighbour: this folder is no package

ROOT_FILES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    pages = {page: from_root(name) for name, page in ROOT_FILES.items()} | {
        "operations.md": operations(),
        "vendor-words.md": vendor_words(),
    }
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(text: str, **about: object) -> str:
    """Links from the documentation to files of the project's folder."""
    return re.sub(r"\]\(\.\./([A-Z]+\.md)", lambda m: f"]({ROOT_FILES.get(m[1], m[1])}", text)


def from_root(name: str) -> str:
    """A file of the project's folder, its links as seen from inside the documentation."""
    text = (ROOT / name).read_text()
    return re.sub(r"\]\(([^)#:]+)", lambda m: f"]({ROOT_FILES.get(m[1], m[1].removeprefix('docs/'))}", text)


def operations() -> str:
    from jobspan._planes.registry import PLANES

    lines = ["# Operations", "", "Every call jobspan makes, from the tables it makes them with.", ""]
    for plane in PLANES.values():
        lines += [
            f"## {plane.title}",
            "",
            "| call | request | retry class | why | rules | source |",
            "|---|---|---|---|---|---|",
        ]
        for row in plane.operations:
            rules = ", ".join(row.rules)
            request = f"{row.method} `{row.path}`"
            lines.append(f"| `{row.call}` | {request} | {row.retry.value} | {row.reason} | {rules} | {row.source} |")
        lines.append("")
    return "\n".join(lines)
