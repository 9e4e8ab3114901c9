# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # First steps
#
# One masking job, from finding it to its rows. It runs on the sandbox, whose clock moves with the waits; with
# `client = jobspan.Client.from_env()` the same cells work on your own server.

# %%
from jobspan.testing import Clock, Progress, Sandbox

sandbox = Sandbox(clock=Clock.manual(), progress=Progress.by_seconds(3)).start()
client = sandbox.client()

# %% [markdown]
# A list is read when it is walked; as the last line of a cell it shows its first rows.

# %%
client.masking_jobs.list()

# %%
from jobspan.delphix import field

job = client.masking_jobs.search(field("name").eq("finance-masking-job")).first()
job

# %% [markdown]
# What would an execution do? Nothing is sent by a plan.

# %%
client.masking_jobs.execute.plan(job.id, engine_id="1")

# %% [markdown]
# Do it. The bar stays in the saved notebook.

# %%
run = client.masking_jobs.execute(job.id, engine_id="1")
done = run.wait(progress=True)
done

# %% [markdown]
# A reference is a line of JSON. Any other process can go on with it.

# %%
print(run.ref.to_json())

# %% [markdown]
# What the plane would refuse is refused before it is sent, with every reason.

# %%
import jobspan

again = client.masking_jobs.execute(job.id, engine_id="1")
try:
    client.masking_jobs.copy(job.id, target_engine_id="1", target_environment_id="prod-env")
except jobspan.RuleViolation as refused:
    print(refused)

# %%
client.close()
sandbox.stop()
