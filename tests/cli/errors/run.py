"""Bad input, bad usage, bad luck: what the program says and leaves behind.

run.py --list          names of the cases, for CMake
run.py PROGRAM NAME    run one case (77: skipped, the machine does not allow it)

The cases stand in the tables of cases_*.py. Each runs in an empty folder that holds the base
project of base.py with the case's changes. Every case demands the exit code, one line on stderr
that matches a pattern, nothing on stdout, and the folder as it was, to the byte: no result, no
temporary file, no touched input. `writes` names what a run that goes through may leave.
"""

import os
import re
import subprocess
import sys
import tempfile

import cases_bad_luck
import cases_check
import cases_files
import cases_overlay
import cases_project
import cases_transform
import cases_usage
from base import Skip

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))
CASES = {case.name: case for module in (cases_usage, cases_check, cases_project, cases_files, cases_bad_luck,
                                         cases_overlay, cases_transform)
         for case in module.CASES}


def snapshot(folder):
    """Content of every file below a folder; None for folders and whatever else there is."""
    tree = {}
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(place, name)
            content = None
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
            tree[os.path.relpath(path, folder)] = content
    return tree


def tree_faults(case, before, after):
    faults = [f"changed: {path}" for path in before if path in after and before[path] != after[path]]
    faults += [f"gone: {path}" for path in sorted(before.keys() - after.keys())]
    new, may_be_new = after.keys() - before.keys(), set(case.writes)
    faults += [f"left behind: {path}" for path in sorted(new - may_be_new)]
    faults += [f"not written: {path}" for path in sorted(may_be_new - new)]
    return faults


def text_faults(case, code, out, err):
    faults = [] if code == case.exit else [f"exit code {code}, expected {case.exit}"]
    lines = err.splitlines()
    if case.lines is not None and len(lines) != case.lines:
        faults.append(f"{len(lines)} lines on stderr, expected {case.lines}")
    if not re.search(case.err, err, re.MULTILINE):
        faults.append(f"stderr does not match {case.err!r}")
    if any(re.search(r"[^.]\.$|。$", line) for line in lines):
        faults.append("a message ends with a full stop")
    if case.out is None and out:
        faults.append("something on stdout")
    if case.out is not None and not re.search(case.out, out, re.MULTILINE):
        faults.append(f"stdout does not match {case.out!r}")
    return faults


def finish(process):
    out, err = process.communicate(timeout=250)
    code = process.returncode
    return (code if code >= 0 else 128 - code, (out or b"").decode("utf-8", "replace"),
            err.decode("utf-8", "replace"))


def run(program, case, folder):
    case.make(folder)
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", TZ="UTC",
               LANTU_DATA=os.path.join(ROOT, "src", "share"))
    env.update(case.env)
    with case.around(folder):
        before = snapshot(folder)
        process = subprocess.Popen([program, *case.args], cwd=folder, env=env,
                                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   stdout=case.stdout(), preexec_fn=case.before_exec)
        try:
            case.meanwhile(process, folder)
            code, out, err = finish(process)
        finally:
            process.kill()
        faults = text_faults(case, code, out, err) + tree_faults(case, before, snapshot(folder))
    return faults + ([f"stdout:\n{out}", f"stderr:\n{err}"] if faults else [])


def main():
    if sys.argv[1] == "--list":
        print("\n".join(CASES))
        return 0
    program, name = os.path.abspath(sys.argv[1]), sys.argv[2]
    try:
        with tempfile.TemporaryDirectory() as folder:
            faults = run(program, CASES[name], os.path.realpath(folder))
    except Skip as reason:
        print(f"skipped: {reason}")
        return 77
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
