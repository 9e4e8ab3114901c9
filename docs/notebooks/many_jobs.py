# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # Many jobs
#
# Jobs of several planes, awaited together, and what came of them as a table.

# %%
import jobspan
from jobspan.testing import Clock, Progress, Sandbox

sandbox = Sandbox(clock=Clock.manual(), progress=Progress.by_seconds(3)).start()
client = sandbox.client()

# %% [markdown]
# One vocabulary: a masking job, a key synchronization and an export are handles alike.

# %%
finance = "d53812ce-9186-485d-a388-44bc52087ead"
scan = client.dsc.scan_jobs.find("customer-scan")[0]
handles = [
    client.masking_jobs.execute(finance, engine_id="1"),
    client.sync_jobs.start("aws", kms=["kms"], regions=["ap-south-1"]),
    client.export_tasks.create(scan.id),
]
ends = jobspan.wait_all(handles, progress=True)

# %%
ends

# %% [markdown]
# A batch answers for every item. Passwords do not show, and one that is refused costs only itself.

# %%
from jobspan import Secret
from jobspan.drs import EndpointPassword

tasks = client.migration_jobs.list("migration").to_list()
passwords = [EndpointPassword(task.id, "source", Secret("a new one")) for task in tasks]
changed = client.migration_jobs.change_passwords(passwords, skip_invalid=True)
changed

# %% [markdown]
# Lists and results are tables: for pandas, polars and Arrow, with types that fit, and nothing in them that must not be seen.

# %%
frame = tasks.to_pandas()
frame[["name", "status", "phase"]].head()

# %%
frame.dtypes.head(12)

# %%
client.close()
sandbox.stop()
