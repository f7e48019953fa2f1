"""Real and nasty files go through a check without crash or hang: shared_data.py PROGRAM [FOLDER].

Each layer of each file is a project of one layer with a few rules. What is found does not matter
here; that the program ends by itself, with an exit code of a check and whole output or none, does.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program
from sources import found, layers_of

ONE_S, ALL_S = 240, 240  # sanitized, on a busy machine; ctest ends it after 600
LINES = 5           # of stderr
CODES = 0, 1, 2, 3
SANITIZED = "Sanitizer", "runtime error:"


def project_text(path, options, crs):
    layer = {"id": "one", "source": path, **options}
    rules = [{"id": "T-OVER", "kind": "overlap", "severity": "error",
              "title": {"zh": "重叠", "en": "overlap"}, "layers": {"a": {"layer": "one"}}},
             {"id": "T-COVER", "kind": "coverage", "severity": "error",
              "title": {"zh": "覆盖", "en": "coverage"}, "layers": {"a": {"layer": "one"}},
              "limits": {"near_m": 0.05, "find": ["overlaps", "gaps", "duplicates", "holes", "multipart", "vertices"]}}]
    # JSON is YAML.
    return json.dumps({"lantu": 1, "project": {"name": "T", "crs": crs}, "layers": [layer],
                       "rules": rules}, ensure_ascii=False)


def output_faults(out, code):
    names = sorted(os.listdir(out)) if os.path.isdir(out) else []
    if names not in ([], ["findings.gpkg"]):
        return [f"left behind: {names}"]
    if not names:
        return [] if code in (2, 3) else ["no findings.gpkg"]
    try:
        db = program.opened(os.path.join(out, "findings.gpkg"))
        state = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.execute("SELECT count(*) FROM run, rule, layer_styles")
        db.close()
    except sqlite3.Error as error:
        state = str(error)
    return [] if state == "ok" else [f"findings.gpkg: {state}"]


def check(path, file, options, crs):
    """(exit code or None, faults) of one layer."""
    with tempfile.TemporaryDirectory() as folder:
        project, out = os.path.join(folder, "project.yaml"), os.path.join(folder, "out")
        with open(project, "w", encoding="utf-8") as target:
            target.write(project_text(file, options, crs))
        try:
            done = program.run(path, "check", project, "-o", out, "--lang", "en", timeout=ONE_S)
        except subprocess.TimeoutExpired:
            return None, [f"not done after {ONE_S} s"]
        faults = output_faults(out, done.code)
        if done.code not in CODES:
            faults.append(f"exit code {done.code}: {done.err[-2000:]}")
        if any(word in done.err for word in SANITIZED):
            faults.append(done.err[-4000:])
        if len(done.err.splitlines()) > LINES:
            faults.append(f"{len(done.err.splitlines())} lines on stderr: {done.err[:600]}")
        if os.environ.get("SHOW"):
            print(done.code, os.path.basename(file), options, done.err.strip()[:300], flush=True)
        return done.code, faults


def main():
    path, folder = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    folder = folder or program.shared_data()
    begin, faults, codes, n_left = time.monotonic(), [], {}, 0
    before = {name: os.stat(name).st_mtime_ns for name in found(folder)}

    def work(item):
        file, options, crs = item
        if time.monotonic() - begin > ALL_S:
            return None
        return item, check(path, file, options, crs)

    items = [(file, options, crs) for file in before for options, crs in layers_of(file)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for answer in pool.map(work, items):
            if answer is None:
                n_left += 1
                continue
            (file, options, _), (code, some) = answer
            codes[code] = codes.get(code, 0) + 1
            name = os.path.relpath(file, folder) + (f" {options['layer']}" if "layer" in options else "")
            faults += [f"{name}: {fault}" for fault in some]
    if {name: os.stat(name).st_mtime_ns for name in found(folder)} != before:
        faults.append("files of the folder were changed or made")
    if n_left:
        print(f"out of time: the {n_left} largest layers were not checked")
    print("exit codes:", ", ".join(f"{code}: {n}" for code, n in sorted(codes.items(), key=str)))
    program.verdict(faults, f"{len(items) - n_left} layers of {len(before)} files")


main()
