"""Run the program once and compare, to the byte: run.py PROGRAM FOLDER.

Files of FOLDER:
  args      one argument a line
  setup.sh  runs first (optional)
  exit      the exit code
  stdout, stderr  what is written there (optional: not compared)
  check.sh  runs last and ends with 0 (optional)

{SAMPLE} (sample-data), {OUT} (a path in an empty folder, not made yet) and {HERE} (FOLDER) are
replaced in args, stdout and stderr; the scripts find them in the environment, with LANTU, the
program. All run in the empty folder that {OUT} is in.
"""

import difflib
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def filled(data, places):
    for name, place in places.items():
        data = data.replace(b"{%s}" % name.encode(), os.fsencode(place))
    return data


def expected(here, name, places):
    path = os.path.join(here, name)
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return filled(file.read(), places)


def script_run(here, name, options):
    path = os.path.join(here, name)
    if os.path.isfile(path) and subprocess.run(["bash", "-eu", path], **options).returncode != 0:
        return [f"{name} failed"]
    return []


def differences(name, want, got):
    if want is None or want == got:
        return []
    texts = [data.decode("utf-8", "backslashreplace").splitlines(keepends=True) for data in (want, got)]
    diff = [line if line.endswith("\n") else line + "⏎ missing\n"
            for line in difflib.unified_diff(*texts, f"{name} expected", f"{name} got")]
    return ["".join(diff)]


def run(program, here, folder):
    places = {"SAMPLE": os.path.join(ROOT, "sample-data"), "OUT": os.path.join(folder, "out"),
              "HERE": here}
    # The same on every machine: language, and the packs of this source tree.
    env = dict(os.environ, **places, LANTU=program, LC_ALL="C.UTF-8", LANGUAGE="", TZ="UTC",
               LANTU_DATA=os.path.join(ROOT, "src", "share"))
    options = {"cwd": folder, "env": env, "stdin": subprocess.DEVNULL}
    faults = script_run(here, "setup.sh", options)
    if faults:
        return faults
    args = (expected(here, "args", places) or b"").splitlines()
    done = subprocess.run([program, *args], capture_output=True, **options)
    code = done.returncode if done.returncode >= 0 else 128 - done.returncode
    want = int(expected(here, "exit", places))
    if code != want:
        faults.append(f"exit code {code}, expected {want}\n{done.stderr.decode(errors='replace')}")
    faults += differences("stdout", expected(here, "stdout", places), done.stdout)
    faults += differences("stderr", expected(here, "stderr", places), done.stderr)
    return faults + script_run(here, "check.sh", options)


def main():
    program, here = map(os.path.abspath, sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        faults = run(program, here, os.path.realpath(folder))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
