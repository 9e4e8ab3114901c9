"""Every decision jobspan takes, as pure code: flows that yield effects. Nothing here does I/O, sleeps or knows HTTP."""
