"""jobspan beside its peers: `python -m bench [--rows get,page,...] [--rounds 9] [--json FILE] [--page FILE]`, or `nox -s bench`.

Ways take turns, each round is divided by its own floor (`httpx.Client` and orjson, where nothing else is said), and medians are
shown with the middle half of the rounds. The server answers from bytes made beforehand, in a process of its own.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from bench.peers import calls, pages, starts, waits
from bench.peers.measure import Table

PARTS = {
    "get": calls.get,
    "tasks": calls.tasks,
    "signed": calls.signed,
    "page": pages.page,
    "stream": pages.stream,
    "held": pages.held,
    "watch": waits.watch,
    "start": starts.start,
}
MARKS = "<!-- table of python -m bench -->", "<!-- end of the table -->"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", default=",".join(PARTS), help="which ones (default: all)")
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--json", type=Path, help="write the figures to this file")
    arguments.add_argument("--page", type=Path, help="put the table between the marks of this page")
    options = arguments.parse_args()
    server = subprocess.Popen([sys.executable, "-m", "bench.peers.server"], stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip() if server.stdout else ""
        table = Table(f"http://127.0.0.1:{port}", options.rounds)
        for part in options.rows.split(","):
            PARTS[part](table)
    finally:
        server.terminate()
        server.wait()
    if options.json:
        options.json.write_text(json.dumps(table.document(), indent=1) + "\n", encoding="utf-8")
    if options.page:
        page = options.page.read_text(encoding="utf-8")
        before, rest = page.split(MARKS[0])
        _, after = rest.split(MARKS[1])
        options.page.write_text(f"{before}{MARKS[0]}\n{table.markdown()}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
