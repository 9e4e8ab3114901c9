"""Whole processes: imports, the first call, the command line."""

import sys

from bench.peers.measure import Table, processes
from bench.peers.ways import PROJECT, task_id


def start(table: Table) -> None:
    """From nothing to an import, a first call, a page of help."""
    python, url, rounds = sys.executable, table.url, table.rounds
    taken = processes({"raw": [python, "-c", "import httpx"], "jobspan": [python, "-c", "import jobspan"]}, rounds)
    table.from_times("import jobspan, times import httpx", taken, goal=0.2)
    settings = {
        "Delphix": f"delphix=jobspan.DelphixSettings(url={url!r}, api_key='k-123456')",
        "DRS": f"huawei=jobspan.HuaweiSettings(project_id={PROJECT!r}, access_key='access-key', "
        f"secret_key='secret-key', drs_url={url!r})",
    }
    calls = {"Delphix": "masking_jobs.get('x')", "DRS": f"migration_jobs.status(['{task_id(1)}'])"}
    for plane, given in settings.items():
        commands = {
            "raw": [python, "-c", f"import httpx; httpx.Client().get('{url}/v3/masking-jobs/x').json()"],
            "jobspan": [python, "-c", f"import jobspan; jobspan.Client({given}).{calls[plane]}"],
        }
        table.from_times(f"first client and first call, {plane}, times httpx", processes(commands, rounds), goal=1.3)
    for arguments, goal in ((["--help"], 6.0), (["operations", "--json"], 15.0)):
        commands = {"raw": [python, "-c", "pass"], "jobspan": [python, "-m", "jobspan", *arguments]}
        title = f"jobspan {' '.join(arguments)}, times an empty Python"
        table.from_times(title, processes(commands, rounds), goal=goal)
