"""Pages made from what the project already says elsewhere: the start page, the changelog, the table of operations."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent


def on_files(files: Files, config: MkDocsConfig) -> Files:
    pages = {
        "index.md": start_page(),
        "changelog.md": (ROOT / "CHANGELOG.md").read_text(),
        "operations.md": operations(),
    }
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def start_page() -> str:
    """The README, its links as seen from inside the documentation."""
    text = (ROOT / "README.md").read_text()
    return re.sub(r"\]\((?:docs/([^)]+)|CHANGELOG\.md)\)", lambda m: f"]({m[1] or 'changelog.md'})", text)


def operations() -> str:
    from jobspan._planes.registry import PLANES

    lines = ["# Operations", "", "Every call jobspan makes, from the tables it makes them with.", ""]
    for name, entry in PLANES.items():
        lines += [
            f"## {name}",
            "",
            "| call | request | retry class | why | rules | source |",
            "|---|---|---|---|---|---|",
        ]
        for row in entry.load().OPERATIONS:
            rules = ", ".join(row.rules)
            request = f"{row.method} `{row.path}`"
            lines.append(f"| `{row.call}` | {request} | {row.retry.value} | {row.reason} | {rules} | {row.source} |")
        lines.append("")
    return "\n".join(lines)
