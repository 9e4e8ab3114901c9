"""Pages made from what the project already says elsewhere: files of its folder, and the tables of operations."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "docs"))

from narrow import labelled, shows_private, without_private_titles  # noqa: E402 - neighbours: this folder is no package
from vendor_words import vendor_words  # noqa: E402

log = get_plugin_logger("jobspan")

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
    files.append(File.generated(config, "llms.txt", content=contents(config)))
    return files


def contents(config: MkDocsConfig) -> str:
    """All pages by their titles, in the form that language models look for (llmstxt.org)."""
    lines = [f"# {config.site_name}", "", f"> {config.site_description}", ""]
    for section, entries in _sections(config.nav or []):
        lines += [
            f"## {section}",
            "",
            *(f"- [{title}]({Path(page).with_suffix('')}/)" for title, page in entries),
            "",
        ]
    return "\n".join(lines)


def _sections(nav: list[Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The sections of the navigation; pages that stand in none come last."""
    alone = []
    for entry in nav:
        for title, below in entry.items():
            if isinstance(below, list):
                yield title, [(each, page) for pages in below for each, page in pages.items()]
            else:
                alone.append((title, below))
    yield "Optional", alone


def on_page_markdown(text: str, **about: object) -> str:
    """Links from the documentation to files of the project's folder."""
    return re.sub(r"\]\(\.\./([A-Z]+\.md)", lambda m: f"]({ROOT_FILES.get(m[1], m[1])}", text)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    output = without_private_titles(output)
    if shows_private(output):
        log.warning("%s shows what is private", page.file.src_uri)
    return output if page.file.src_uri.startswith("notebooks/") else labelled(output)


def from_root(name: str) -> str:
    """A file of the project's folder, its links as seen from inside the documentation."""
    text = (ROOT / name).read_text()
    return re.sub(
        r"\]\(([^)#:]+)", lambda m: f"]({ROOT_FILES.get(m[1], m[1].removeprefix('docs/'))}", text
    )


def linked(source: str) -> str:
    """An address, perhaps with the title of a part in brackets behind it, as a link with a short name."""
    address, _, part = source.partition(" ")
    return f"[{part.strip('()') or address.rstrip('/').rpartition('/')[2]}]({address})"


def operations() -> str:
    from jobspan._core.operation import RetryClass
    from jobspan._planes.registry import PLANES

    lines = [
        "---",
        "hide: [toc]",
        "---",
        "# Operations",
        "",
        "Every call jobspan makes, from the tables it makes them with.",
        "",
    ]
    lines += [
        ", ".join(f"[{plane.title}](#{slugify(plane.title, '-')})" for plane in PLANES.values()),
        "",
    ]
    for plane in PLANES.values():
        lines += [
            f"## {plane.title}",
            "",
            "| call | request | sent again | rules | source |",
            "|---|---|---|---|---|",
        ]
        for row in plane.abilities().operations:
            rules = ", ".join(row.rules)
            request = f"{row.method} `{row.path}`"
            again = (
                row.retry.value
                if row.retry is RetryClass.READ
                else f"{row.retry.value}: {row.reason}"
            )
            lines.append(f"| `{row.call}` | {request} | {again} | {rules} | {linked(row.source)} |")
        lines.append("")
    return "\n".join(lines)
