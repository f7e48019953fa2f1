"""The results are the same for any --jobs, on repetition, and but for fids for any feature order:
determinism.py PROGRAM."""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program
from shuffle import read, shuffled_sample

SEEDS = 1, 2, 3
FIDS = "a_fid", "b_fid", "object_fid"


class Check:
    """One run: the bytes of findings.gpkg, and the summary as JSON."""

    def __init__(self, path, project, folder, jobs):
        out = os.path.join(folder, f"out-{len(os.listdir(folder))}")
        done = program.run(path, "check", project, "-o", out, "--json", "--jobs", str(jobs))
        if done.code != 1:
            program.verdict([f"{project} --jobs {jobs}: exit code {done.code}: {done.err}"], "stopped")
        self.file = os.path.join(out, "findings.gpkg")
        self.bytes = read(self.file)
        self.json = done.out

    def tables(self):
        """Table → rows with the fids of features blanked. Order counts."""
        db = program.opened(self.file)
        names = [name for name, in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")]
        tables = {name: [{column: None if column in FIDS else value
                          for column, value in row.items()} for row in program.rows(db, name)]
                  for name in names}
        db.close()
        return tables

    def summary(self):
        return without_fids(json.loads(self.json))


def without_fids(value):
    if isinstance(value, dict):
        return {key: without_fids(member) for key, member in value.items() if key != "fid"}
    return [without_fids(member) for member in value] if isinstance(value, list) else value


def differences(name, want, got):
    """The first difference of each table."""
    for table in sorted(want.keys() | got.keys()):
        a, b = want.get(table), got.get(table)
        if a is None or b is None or len(a) != len(b):
            yield f"{name}: {table}: {a and len(a)} rows, then {b and len(b)}"
            continue
        for number, (row_a, row_b) in enumerate(zip(a, b), 1):
            if row_a != row_b:
                columns = {c: (row_a[c], row_b.get(c)) for c in row_a if row_a[c] != row_b.get(c)}
                yield f"{name}: {table}: row {number}: {columns}"[:400]
                break


def same_bytes(name, want, got):
    if want.bytes != got.bytes:
        yield f"{name}: findings.gpkg differs"
        yield from differences(name, want.tables(), got.tables())
    if want.json != got.json:
        yield f"{name}: --json differs"


def check(path, folder):
    results = os.path.join(folder, "results")
    os.mkdir(results)
    project = os.path.join(program.SAMPLE, "project.yaml")
    first = Check(path, project, results, 1)
    faults = list(same_bytes("repetition", first, Check(path, project, results, 1)))
    for run in range(3):  # a race need not show at once
        faults += same_bytes(f"--jobs 8, run {run + 1}", first, Check(path, project, results, 8))
    for seed in SEEDS:
        copy = os.path.join(folder, f"shuffled-{seed}")
        got = Check(path, shuffled_sample(copy, seed), results, 8)
        faults += differences(f"shuffled by {seed}", first.tables(), got.tables())
        if first.summary() != got.summary():
            faults.append(f"shuffled by {seed}: --json differs in more than fids")
    return faults


def main():
    with tempfile.TemporaryDirectory() as folder:
        faults = check(os.path.abspath(sys.argv[1]), folder)
    program.verdict(faults, f"{5 + len(SEEDS)} runs")


main()
