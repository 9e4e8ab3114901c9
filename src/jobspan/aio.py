"""What the asynchronous client has besides its methods: waiting for many jobs at once."""

from jobspan._async.waiting import as_completed, wait_all

__all__ = ["as_completed", "wait_all"]
