"""What the tests of `lantu overlay` share: a list of faults, comparisons that fill it, the program."""

import os
import sys

import program

faults = []
lantu = os.path.abspath(sys.argv[1])


def expect(what, is_so, detail=""):
    if not is_so:
        faults.append(f"{what}: {detail}"[:600])


def same(what, got, want):
    expect(what, got == want, f"{got!r}, expected {want!r}")


def near(what, got, want, relative, absolute=2e-6):
    expect(what, got is not None and abs(got - want) <= absolute + relative * abs(want), f"{got}, expected {want}")


def overlay(*args, code=0):
    done = program.run(lantu, "overlay", *args, "--lang", "en", timeout=300)
    same(f"exit code of {' '.join(args)} ({done.err.strip()})", done.code, code)
    return done
