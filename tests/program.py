"""What the tests in Python share: where things are, a run of the program, and the tables it wrote."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLE = os.path.join(ROOT, "sample-data")
DATA = os.path.join(ROOT, "..", "shared", "data")
SKIPPED = 77      # ctest: SKIP_RETURN_CODE
SANITIZER = 99    # else a sanitizer ends with 1, which here means findings

SANITIZERS = ("ASAN", "UBSAN", "TSAN", "LSAN")


@dataclass
class Done:
    code: int     # negative: the signal
    out: bytes
    err: str


def environment():
    """The same on every machine: language, time zone, and the packs of this source tree."""
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", TZ="UTC",
               LANTU_DATA=os.path.join(ROOT, "src", "share"))
    for name in SANITIZERS:
        options = [env.get(f"{name}_OPTIONS"), f"exitcode={SANITIZER}"]
        env[f"{name}_OPTIONS"] = ":".join(filter(None, options))
    return env


def run(program, *args, timeout=None):
    """Run the program; subprocess.TimeoutExpired when it takes longer."""
    done = subprocess.run([program, *args], capture_output=True, env=environment(),
                          stdin=subprocess.DEVNULL, timeout=timeout)
    return Done(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def shared_data(*path):
    """A path of ../shared/data; ends the test as skipped where it is absent."""
    path = os.path.normpath(os.path.join(DATA, *path))
    if not os.path.exists(path):
        print(f"skipped: no {os.path.relpath(path, ROOT)}")
        sys.exit(SKIPPED)
    return path


def opened(path):
    return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)


def rows(db, table):
    """The rows of a table as dicts, in the order of the file."""
    cursor = db.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor]


def findings(db):
    kinds = ("polygon", "line", "point", "table")
    return [row for kind in kinds for row in rows(db, f"findings_{kind}")]


def verdict(faults, what):
    """End the test: every fault on a line of its own, exit 1 where there is one."""
    for fault in faults:
        print(fault)
    print(f"{what}, {len(faults)} faults")
    sys.exit(1 if faults else 0)
