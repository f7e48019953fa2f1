"""Rules on the arrangement over real layers give the same results for any --jobs and any order of the
features, and every finding an id of its own: coverage.py PROGRAM."""

import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

# Objects without a key are told by their number in messages, so every layer has one.
TEES = [("oa", "uk_tees/eng_oa.gpkg", "OA11CD"), ("lsoa", "uk_tees/eng_lsoa.gpkg", "LSOA11CD"),
        ("wards", "uk_tees/eng_wards.gpkg", "WD13CD")]
CADASTRE = [("parcel", "fr_cadastre/epinay_91216_parcels.gpkg", "id")]


def rule(name, kind, a, b=None, **limits):
    layers = {"a": {"layer": a}, **({"b": {"layer": b}} if b else {})}
    return {"id": name, "kind": kind, "severity": "error", "title": {"zh": "一", "en": "a"},
            "layers": layers, "limits": limits}


ALL = ["overlaps", "gaps", "duplicates", "vertices", "holes", "multipart"]
PROJECTS = {
    "tees": ("EPSG:27700", TEES, [
        rule("C-OA", "coverage", "oa", find=ALL, near_m=0.05), rule("C-LSOA", "coverage", "lsoa", find=ALL),
        rule("C-FRAME", "coverage", "oa", "wards", find=["gaps"], min_area_m2=1),
        rule("INSIDE", "inside", "oa", "lsoa", min_area_m2=0.01), rule("COVERS", "covers", "wards", "oa"),
        rule("EACH", "covers-each-other", "oa", "wards", min_width_m=0.01),
        rule("BOUNDARY", "boundary", "lsoa", "oa", min_length_m=1)]),
    "cadastre": ("EPSG:2154", CADASTRE, [
        rule("C", "coverage", "parcel", find=ALL, near_m=0.2, min_area_m2=0.01)]),
}


def shuffled(source, target, seed):
    """A copy with the features in another order under new numbers. The index over them is dropped."""
    shutil.copy(source, target)
    os.chmod(target, 0o644)
    with sqlite3.connect(target) as db:
        for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for table, column in db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall():
            db.execute(f'DROP TABLE IF EXISTS "rtree_{table}_{column}"')
            rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
            random.Random(seed).shuffle(rows)
            db.execute(f'DELETE FROM "{table}"')
            marks = ",".join("?" * len(rows[0]))
            db.executemany(f'INSERT INTO "{table}" VALUES ({marks})',
                           [(number, *row[1:]) for number, row in enumerate(rows, 1)])
        db.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    db.close()


def answer(path, project, folder, jobs, seed=None):
    """The rows of findings.gpkg without numbers of features, and its bytes."""
    crs, layers, rules = project
    os.mkdir(folder)
    written = []
    for name, file, key in layers:
        source = program.shared_data(*file.split("/"))
        if seed is not None:
            source, original = os.path.join(folder, name + ".gpkg"), source
            shuffled(original, source, seed)
        written.append({"id": name, "source": source, "key": key})
    with open(os.path.join(folder, "project.yaml"), "w", encoding="utf-8") as file:
        json.dump({"lantu": 1, "project": {"name": "T", "crs": crs}, "layers": written, "rules": rules}, file)
    done = program.run(path, "check", os.path.join(folder, "project.yaml"), "-o", os.path.join(folder, "out"),
                       "--jobs", str(jobs), timeout=500)
    if done.code != 1:
        program.verdict([f"exit code {done.code}: {done.err}"], "stopped")
    file = os.path.join(folder, "out", "findings.gpkg")
    tables = {}
    db = program.opened(file)
    for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if name.startswith(("findings_", "finding_object", "tolerated", "undetermined", "rule")):
            tables[name] = [{key: value for key, value in row.items() if not key.endswith("fid")}
                            for row in program.rows(db, name)]
    db.close()
    with open(file, "rb") as data:
        return tables, data.read()


def faults_of(name, path, folder):
    first, first_bytes = answer(path, PROJECTS[name], os.path.join(folder, name), 1)
    findings = [row for table in first if table.startswith("findings_") for row in first[table]]
    ids = [row["id"] for row in findings]
    print(f"{name}:", {f"{r['rule']} {r['fault']}": sum(1 for row in findings if (row["rule"], row["fault"]) ==
                                                      (r["rule"], r["fault"])) for r in findings})
    if len(set(ids)) != len(ids):
        yield f"{name}: {len(ids) - len(set(ids))} ids come again"
    wanted = {"overlap": "polygon", "gap": "polygon", "duplicate": "polygon", "hole": "polygon",
              "multipart": "polygon", "vertex": "point"}
    for table, rows in first.items():
        for row in rows if table.startswith("findings_") else ():
            kind = "line" if row["rule"] == "BOUNDARY" else wanted.get(row["fault"], "polygon")
            if table != f"findings_{kind}":
                yield f"{name}: {row['id']} is in {table}"
    _, same = answer(path, PROJECTS[name], os.path.join(folder, name + "-2"), 2)
    if same != first_bytes:
        yield f"{name}: --jobs 2 gives other bytes"
    for seed in (1, 2):
        other, _ = answer(path, PROJECTS[name], os.path.join(folder, f"{name}-s{seed}"), 2, seed)
        for table in first:
            if first[table] == other[table]:
                continue
            pairs = zip(first[table], other[table])
            differing = next(({key: (a[key], b[key]) for key in a if a[key] != b[key]}
                              for a, b in pairs if a != b), None)
            yield (f"{name}: shuffled by {seed}: {table}: {len(first[table])} and {len(other[table])} rows: "
                   f"{differing}")[:600]


def main():
    path = os.path.abspath(sys.argv[1])
    program.shared_data("uk_tees")
    with tempfile.TemporaryDirectory() as folder:
        faults = [fault for name in PROJECTS for fault in faults_of(name, path, folder)]
    program.verdict(faults, f"{len(PROJECTS)} projects")


main()
