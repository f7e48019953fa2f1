"""`lantu diff`: the sample's deliveries against FAULTS.csv; ids, ground, what nobody looked at: diff.py PROGRAM."""

import csv
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
FAULTS = []
EAST, NORTH = 38500000.0, 3400000.0


def expect(what, found, wanted):
    if found != wanted:
        FAULTS.append(f"{what}: {found!r}, not {wanted!r}")


def check(project, out):
    done = program.run(PROGRAM, "check", project, "-o", out, "-q", "--overwrite")
    expect(f"check {project}: errors", done.err, "")
    return os.path.join(out, "findings.gpkg")


def diff(old, new, *args, code=0):
    done = program.run(PROGRAM, "diff", old, new, "--json", "--lang", "en", *args)
    expect(f"diff {old} {new} {args}: exit code and errors", (done.code, done.err), (code, ""))
    return json.loads(done.out)


def counts(result):
    return {change: n for change, n in result["counts"].items() if n > 0}


# ---- the sample ----

def place(row):
    b = (row["b_layer"], row["b_key"]) if row["b_key"] else ("", "")
    return (row["rule"], row["a_layer"], row["a_key"] or "", *b, row["fault"] or "")


def planted(delivery):
    """Place → measures of all rows of FAULTS.csv that are findings."""
    found = defaultdict(list)
    with open(os.path.join(program.SAMPLE, "FAULTS.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["delivery"] == delivery and row["state"] in ("finding", "approved"):
                found[place(row)].append((row["value"], row["value2"], row["severity"]))
    return {key: sorted(rows) for key, rows in found.items()}


def places(result, change):
    return sorted(place({**row, "fault": (row["after"] or row["before"])["fault"]})
                  for row in result["findings"] if row["change"] == change)


def check_sample():
    first = check(os.path.join(program.SAMPLE, "project.yaml"), "first")
    second = check(os.path.join(program.SAMPLE, "project-2.yaml"), "second")
    result = diff(first, second, code=1)
    before, after = planted("1"), planted("2")
    expect("new", places(result, "new"), sorted(after.keys() - before.keys()))
    expect("fixed", places(result, "fixed"), sorted(before.keys() - after.keys()))
    expect("changed", places(result, "changed"),
           sorted(key for key in before.keys() & after.keys() if before[key] != after[key]))
    expect("others", (places(result, "moved"), places(result, "unchecked")), ([], []))
    expect("the other way", counts(diff(second, first, code=1))["new"], result["counts"]["fixed"])
    expect("with itself", counts(diff(first, first)), {"known": result["before"]["findings"]})
    diff(first, second, "--fail-on", "never")
    for lang, words in (("zh", ("已整改（", "新增（")), ("en", ("fixed (", "new ("))):
        done = program.run(PROGRAM, "diff", first, second, "--lang", lang)
        expect(f"text in {lang}", [word in done.out.decode() for word in words], [True, True])


# ---- small projects ----

def square(x, y, side, **properties):
    ring = [[EAST + dx, NORTH + dy] for dx, dy in
            ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))]
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}


def layer_write(name, features):
    with open(name, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)


HEAD = 'lantu: 1\nproject: {name: T, crs: "EPSG:%d"}\nlayers:\n'
LAYER = '  - {id: %s, source: %s, crs: "EPSG:4526"%s}\n'
RULE = ("  - {id: R-1, kind: overlap, severity: %s, title: {zh: 叠, en: overlap}, "
        "layers: {a: {layer: zone}, b: {layer: plan%s}}}\n")


def project_write(name, zone, plan, severity="error", where="", key="", crs=4526):
    """A project over zone.geojson and plan.geojson of its own."""
    os.makedirs(name, exist_ok=True)
    layer_write(os.path.join(name, "zone.geojson"), zone)
    layer_write(os.path.join(name, "plan.geojson"), plan)
    with open(os.path.join(name, "project.yaml"), "w", encoding="utf-8") as file:
        file.write(HEAD % crs + LAYER % ("zone", "zone.geojson", key) + LAYER % ("plan", "plan.geojson", "")
                   + "rules:\n" + RULE % (severity, where))
    return check(os.path.join(name, "project.yaml"), os.path.join(name, "out"))


ZONES = [square(0, 0, 100, no="1"), square(300, 0, 100, no="2"), square(600, 0, 100, no="3")]
PLANS = [square(50, 50, 100, no="a"), square(350, 50, 100, no="b")]


def check_ground():
    """Objects without keys of their own are told by their shape, so a vertex moved by 1 mm gives other
    ids: the ground is the same."""
    first = project_write("ground", ZONES, PLANS)
    moved = [square(0, 0, 100, no="1"), square(300, 0, 100.001, no="2"), ZONES[2]]
    expect("1 mm", counts(diff(first, project_write("ground-1mm", moved, PLANS))), {"known": 1, "moved": 1})
    expect("reordered", counts(diff(first, project_write("ground-order", ZONES[::-1], PLANS[::-1]))), {"known": 2})
    # What both share is held against the larger: 50 × 50 m² and 50 × (50 − d) m², 0.8 at d = 10.
    for shift, wanted in ((9.999, {"known": 1, "moved": 1}), (10, {"known": 1, "moved": 1}),
                          (10.001, {"known": 1, "new": 1, "fixed": 1})):
        shifted = [PLANS[0], square(350, 50 + shift, 100, no="b")]
        found = diff(first, project_write("ground-shift", ZONES, shifted), code="new" in wanted)
        expect(f"shifted by {shift} m", counts(found), wanted)
    more = diff(first, project_write("ground-more", ZONES, [*PLANS, square(650, 10, 20)]), code=1)
    expect("one more", (counts(more), more["findings"][0]["after"]["mu"]), ({"known": 2, "new": 1}, 0.6))
    other = diff(first, project_write("ground-crs", ZONES, PLANS, crs=4525), code=1)
    expect("another CRS", (other["same_crs"], counts(other)), (False, {"new": 2, "fixed": 2}))


def check_severity():
    """With keys ids stay; a warning that is an error now fails the gate."""
    key = ", key: no"
    warned = project_write("warned", ZONES, PLANS, "warning", key=key)
    failed = project_write("failed", ZONES, PLANS, "error", key=key)
    expect("worse", counts(diff(warned, failed, code=1)), {"changed": 2})
    expect("better", counts(diff(failed, warned)), {"changed": 2})
    expect("fixed", counts(diff(failed, project_write("mended", ZONES[2:], PLANS, key=key))), {"fixed": 2})


def check_unchecked():
    """What nobody looked at is not fixed."""
    first = project_write("looked", ZONES, PLANS, key=", key: no")
    for change, sql in (("unchecked", "UPDATE rule SET state = 'skipped'"),
                        ("unchecked", "UPDATE rule SET state = 'error'"), ("unchecked", "DELETE FROM rule"),
                        ("unchecked", "INSERT INTO undetermined (rule) VALUES ('R-1')"),
                        ("fixed", "INSERT INTO undetermined (rule, a_layer, a_key) VALUES ('R-1', 'zone', '3')"),
                        ("fixed", "UPDATE rule SET state = 'pass'")):
        with tempfile.TemporaryDirectory() as folder:
            path = shutil.copy(first, folder)
            db = sqlite3.connect(path)
            for name in ("fire", "ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
                db.create_function(name, 1, lambda _: 0)
            db.execute("DROP TRIGGER IF EXISTS rtree_findings_polygon_geom_delete")
            db.execute("DELETE FROM findings_polygon")
            db.execute(sql)
            db.commit()
            db.close()
            expect(f"after {sql}", counts(diff(first, path)), {change: 2})
            back = diff(path, first, code=1)
            expect(f"before {sql}", {row["was_unchecked"] for row in back["findings"]}, {change == "unchecked"})


def check_twice():
    """An id that a file has twice is each time that of another row."""
    first = project_write("once", ZONES, PLANS)
    shutil.copy(first, "twice.gpkg")
    db = sqlite3.connect("twice.gpkg")
    for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    columns = ", ".join(row[1] for row in db.execute("PRAGMA table_info(findings_polygon)") if row[1] != "fid")
    db.execute(f"INSERT INTO findings_polygon ({columns}) SELECT {columns} FROM findings_polygon")
    db.commit()
    db.close()
    expect("twice with itself", counts(diff("twice.gpkg", "twice.gpkg")), {"known": 4})
    expect("once and twice", counts(diff(first, "twice.gpkg", code=1)), {"known": 2, "new": 2})


def check_errors():
    first = project_write("errors", ZONES, PLANS)
    shutil.copy(first, "view.gpkg")
    db = sqlite3.connect("view.gpkg")
    db.execute("DROP TABLE undetermined")
    db.execute("CREATE VIEW undetermined AS WITH RECURSIVE n(rule) AS (VALUES (1) UNION ALL SELECT rule FROM n) "
               "SELECT rule, 1 AS a_layer, 1 AS a_key, 1 AS b_layer, 1 AS b_key FROM n")
    db.commit()
    db.close()
    # What is read is to be a table, in the file's own tables of the standard, too.
    shutil.copy(first, "standard.gpkg")
    db = sqlite3.connect("standard.gpkg")
    db.execute("ALTER TABLE gpkg_spatial_ref_sys RENAME TO gone")
    db.execute("CREATE VIEW gpkg_spatial_ref_sys AS WITH RECURSIVE n(srs_id) AS (VALUES (1) UNION ALL "
               "SELECT srs_id + 1 FROM n) SELECT srs_id, '' AS definition FROM n WHERE srs_id < 0")
    db.commit()
    db.close()
    for name, column in (("text.gpkg", "value = 'abc'"), ("endless.gpkg", "area_mu = 9e999")):
        shutil.copy(first, name)
        db = sqlite3.connect(name)
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute(f"UPDATE findings_polygon SET {column}")
        db.commit()
        db.close()
    shutil.copy(first, "shape.gpkg")
    db = sqlite3.connect("shape.gpkg")
    for name in ("rtree_findings_polygon_geom_update1", "rtree_findings_polygon_geom_update3"):
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute("UPDATE findings_polygon SET geom = x'00'")
    db.commit()
    db.close()
    with open("garbage.gpkg", "wb") as file:
        file.write(bytes(range(256)) * 40)
    for args, code, says in ((("nowhere.gpkg", first), 3, "nowhere.gpkg: no such file"),
                             ((first, "garbage.gpkg"), 3, "garbage.gpkg: is no result of lantu check"),
                             ((first, "view.gpkg"), 3, "view.gpkg: is no result of lantu check"),
                             ((first, "standard.gpkg"), 3, "standard.gpkg: is no result of lantu check"),
                             ((first, "text.gpkg"), 3, "text.gpkg: finding 'R-1/"),
                             ((first, "endless.gpkg"), 3, "endless.gpkg: finding 'R-1/"),
                             ((first, "shape.gpkg"), 3, "shape.gpkg: finding 'R-1/"),
                             ((first,), 2, "OLD.gpkg and NEW.gpkg"), ((first, ""), 2, "NEW: the name is empty"),
                             ((first, first, "--fail-on", "x"), 2, "--fail-on x")):
        done = program.run(PROGRAM, "diff", *args, "--lang", "en", timeout=60)
        expect(f"diff {args}", (done.code, says in done.err, done.err.count("\n"), done.out),
               (code, True, 1, b""))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        check_sample()
        check_ground()
        check_severity()
        check_unchecked()
        check_twice()
        check_errors()
        os.chdir("/")
    print("\n".join(FAULTS) or "diff: as expected")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
