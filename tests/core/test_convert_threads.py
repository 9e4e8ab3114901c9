"""The first documents of a type, read by several threads at once."""

from __future__ import annotations

import subprocess
import sys
import textwrap

ROUNDS = 150
PROGRAM = f"""
    import gc, sys, threading
    import attrs
    from jobspan._core.convert import Codec
    from jobspan.models import Model

    sys.setswitchinterval(1e-6)
    gc.set_threshold(5, 2, 2)
    document = {{f"f{{n}}": {{"a": "x", "b": 1, "c": ["k"]}} for n in range(10)}} | {{"more": [{{"a": "x", "b": 1, "c": []}}]}}
    for _ in range({ROUNDS}):
        inner = attrs.make_class("Inner", {{"a": attrs.field(type=str), "b": attrs.field(type=int),
            "c": attrs.field(type=tuple[str, ...])}}, bases=(Model,), frozen=True, kw_only=True)
        fields = {{f"f{{n}}": attrs.field(type=inner) for n in range(10)}}
        outer = attrs.make_class("Outer", fields | {{"more": attrs.field(type=tuple[inner, ...])}}, bases=(Model,),
            frozen=True, kw_only=True)
        codec, start, models = Codec(), threading.Barrier(4), []

        def read():
            start.wait()
            models.append(codec.read(outer, document)[0])

        threads = [threading.Thread(target=read) for _ in range(4)]
        for each in threads: each.start()
        for each in threads: each.join()
        assert len(models) == 4 and all(model == models[0] for model in models), models
    print("read")
"""


def test_the_process_outlives_it() -> None:
    """msgspec alone would not: two threads that let it get to know a type at the same time bring the interpreter down."""
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(PROGRAM)], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "read\n", "")
