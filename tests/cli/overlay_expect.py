"""What the tests of `lantu overlay` share: a list of faults, comparisons that fill it, the program."""

import os
import sqlite3
import sys
import tempfile

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


def run_checks(names, *helpers):
    """Each check_… of a module in a folder of its own, but for helpers; then the verdict."""
    checks = [check for name, check in names.items() if name.startswith("check_") and check not in helpers]
    for check in checks:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                check()
            except (KeyError, TypeError, ValueError, OSError, sqlite3.Error) as failure:
                faults.append(f"{check.__name__}: {failure!r}")
            os.chdir("/")
    program.verdict(faults, f"{len(checks)} checks")
