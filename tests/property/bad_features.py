"""One bad feature neither hides nor stops the others, whatever is wrong with it, and what is made of it has
the area that docs/formats/faults.md states: bad_features.py PROGRAM.

Bad features stand among good ones, all under one polygon: the overlap rule tells the area of what was
made of each. Areas are worked out by hand, and looked for in the table of that page.
"""

import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

X, Y, STEP = 38400000, 3800000, 1000
SQUARE = "0 0,100 0,100 100,0 100,0 0"


def box(x0, y0, x1, y1):
    return f"{x0} {y0},{x1} {y0},{x1} {y1},{x0} {y1},{x0} {y0}"


# what IN-GEOM says, WKT in metres from the feature's corner, area as read, area as used (m²)
INVALID = [
    ("duplicate rings", f"MULTIPOLYGON((({SQUARE})),(({SQUARE})))", 20000, 10000),
    ("self-intersection", "POLYGON((0 0,100 100,100 0,0 100,0 0))", 0, 5000),
    ("self-intersection", "POLYGON((0 0,100 0,100 100,40 100,40 -50,20 -50,20 100,0 100,0 0))", 7000, 9000),
    ("rings cross", f"POLYGON(({SQUARE}),({box(50, 20, 150, 40)}))", 8000, 9000),
    ("rings cross", f"MULTIPOLYGON((({SQUARE})),(({box(50, 50, 150, 150)})))", 20000, 17500),
    ("spike", "POLYGON((0 0,100 0,100 100,50 100,50 150,50 100,0 100,0 0))", 10000, 10000),
    ("ring runs along itself",
     "POLYGON((0 0,40 0,40 20,60 20,60 0,100 0,100 40,60 40,60 20,40 20,40 40,0 40,0 0))", 3200, 3200),
    ("rings share an edge", f"MULTIPOLYGON((({box(0, 0, 50, 50)})),(({box(50, 0, 100, 50)})))", 5000, 5000),
    ("ring touches itself", "POLYGON((0 0,50 0,30 30,70 30,50 0,100 0,100 100,0 100,0 0))", 9400, 9400),
    ("hole lies outside", f"POLYGON(({box(0, 0, 40, 40)}),({box(60, 0, 80, 20)}))", 1200, 2000),
    ("hole lies in another shell",
     f"MULTIPOLYGON((({box(0, 0, 40, 40)}),({box(60, 10, 80, 30)})),(({box(50, 0, 100, 40)})))", 3200, 3600),
    ("holes are nested", f"POLYGON(({SQUARE}),({box(20, 20, 80, 80)}),({box(30, 30, 50, 50)}))", 6000, 6400),
    ("shells are nested", f"MULTIPOLYGON((({SQUARE})),(({box(20, 20, 40, 40)})))", 10400, 10000),
    ("interior is disconnected", f"POLYGON(({SQUARE}),(50 0,60 50,50 100,40 50,50 0))", 9000, 9000),
]
# rule, what it says, WKT or bytes of a GeoPackage, area as used; 0: nothing takes part
WKB = b"GP\0\1" + struct.pack("<i", 4526) + b"\1"
NAN = WKB + struct.pack("<3i8d", 3, 1, 4, X, Y, X + 1, Y, float("nan"), Y, X, Y)
OTHERS = [
    ("IN-NULL", "has no geometry", "", 0),
    ("IN-NULL", "has an empty geometry", b"GP\0\x11" + WKB[4:] + struct.pack("<2i", 3, 0), 0),
    ("IN-NULL", "damaged geometry", b"\0", 0),
    ("IN-NULL", "damaged geometry", WKB + struct.pack("<2i", 3, -1), 0),
    ("IN-NULL", "damaged geometry", WKB + struct.pack("<4i", 3, 1, 1000, 7), 0),
    ("IN-NULL", "outside the project's coordinate system", NAN, 0),
    ("IN-NULL", "outside the project's coordinate system", "POLYGON((0 0,1e300 0,0 100,0 0))", 0),
    ("IN-GEOM", "ring without area", "POLYGON((0 0,100 0,0 0))", 0),
    ("IN-GEOM", "ring without area", "POLYGON((0 0,100 0,50 0,0 0))", 0),
    ("IN-GEOM", "ring without area", f"MULTIPOLYGON((({SQUARE})),((200 0,300 0,200 0)))", 10000),
    ("IN-GEOM", "part of another type", f"GEOMETRYCOLLECTION(POLYGON(({SQUARE})),LINESTRING(0 0,50 50))", 10000),
    (None, "", "POLYGON((0 0,100 0,100 100,0 100))", 10000),  # not closed: it is, and is counted
]
GOOD = f"POLYGON(({SQUARE}))"
COVER = f"POLYGON(({box(-500, -500, 200000, 5000)}))"
PROJECT = """lantu: 1
project: {{name: bad features, crs: "EPSG:4526", area: planar}}
layers:
  - {{id: a, source: {source}, key: BSM}}
  - {{id: b, source: b.gpkg, key: BSM}}
rules:
  - {{id: O, kind: overlap, title: {{zh: 盖, en: covered}}, severity: info, layers: {{a: {{layer: a}}, b: {{layer: b}}}}}}
"""


def placed(wkt, number):
    return re.sub(r"(-?[\d.e]+) (-?[\d.e]+)",
                  lambda m: f"{float(m[1]) + X + number * STEP} {float(m[2]) + Y}", wkt)


def written(folder, name, features):
    """A GeoPackage of (key, WKT or bytes)."""
    path = os.path.join(folder, name)
    with open(path + ".csv", "w", encoding="utf-8") as file:
        file.write("BSM,WKT\n")
        for number, (key, shape) in enumerate(features):
            file.write(f'{key},"{placed(shape, number) if isinstance(shape, str) else ""}"\n')
    subprocess.run(["ogr2ogr", "-f", "GPKG", path, path + ".csv", "-a_srs", "EPSG:4526", "-nlt", "GEOMETRY", "-nln",
                    "a", "-lco", "SPATIAL_INDEX=NO", "-oo", "GEOM_POSSIBLE_NAMES=WKT", "-oo",
                    "KEEP_GEOM_COLUMNS=NO"], check=True)
    db = sqlite3.connect(path)
    for trigger, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{trigger}"')
    for key, shape in features:
        if isinstance(shape, bytes):
            db.execute("UPDATE a SET geom = ? WHERE BSM = ?", (shape, key))
    db.commit()
    db.close()
    return path


def checked(folder, name):
    """{(rule, key): finding} and the row of the layer."""
    project = os.path.join(folder, name + ".yaml")
    with open(project, "w", encoding="utf-8") as file:
        file.write(PROJECT.format(source=name))
    out = os.path.join(folder, name + "-out")
    done = program.run(sys.argv[1], "check", project, "-o", out, "--lang", "en", "--fail-on", "never")
    if done.code != 0:
        program.verdict([f"{name}: exit code {done.code}: {done.err}"], "stopped")
    db = program.opened(os.path.join(out, "findings.gpkg"))
    tables = [table for table, in db.execute("SELECT name FROM sqlite_master WHERE name LIKE 'findings_%' "
                                             "AND type = 'table' AND name NOT LIKE '%rtree%'")]
    found = {(row["rule"], row["a_key"]): row for table in tables for row in program.rows(db, table)
             if row["a_layer"] == "a"}
    return found, next(row for row in program.rows(db, "input") if row["layer"] == "a")


def told(found, key, rule, text, read, used):
    row = found.get((rule, key))
    if rule is not None and (row is None or text not in row["message_en"]):
        yield f"{key}: {text}: {row and row['message_en']}"
    if read is not None and f"as read {read:.2f} m², repaired in memory to {used:.2f} m²" not in row["message_en"]:
        yield f"{key}: areas {read} and {used}: {row['message_en']}"
    covered = found.get(("O", key))
    area = covered["area_planar_m2"] if covered else 0
    if abs(area - used) > 0.01:
        yield f"{key}: {text}: takes part with {area}, not {used}"


def without_fids(row):
    return {name: value for name, value in row.items() if not name.endswith("fid")}


def faults_of(found, alone, bad):
    for key, rule, text, _, read, used in bad:
        yield from told(found, key, rule, text, read, used)
    good = {key: without_fids(row) for key, row in found.items() if key[1].startswith("G")}
    want = {key: without_fids(row) for key, row in alone.items() if key[1].startswith("G")}
    if good != want or len(want) != len(bad) + 1:
        yield f"good features: {len(want)} findings alone, {len(good)} among bad ones, or others"
    told_keys = {key for rule, key in found if rule != "O"}
    expected = {key for key, rule, *_ in bad if rule}
    if told_keys != expected:
        yield f"told: {sorted(told_keys ^ expected)}"


def shapefile_is_read(folder, path):
    """One record that says it has a thousand million points."""
    target = os.path.join(folder, "s.shp")
    subprocess.run(["ogr2ogr", target, path, "-nlt", "POLYGON", "-where", "BSM LIKE 'G%'"], check=True,
                   stderr=subprocess.DEVNULL)
    with open(os.path.join(folder, "s.shx"), "rb") as file:
        offset = struct.unpack_from(">i", file.read(), 100 + 8 * 3)[0] * 2
    with open(target, "r+b") as file:
        file.seek(offset + 8 + 40)
        file.write(struct.pack("<i", 1000000000))
    found, layer = checked(folder, "s.shp")
    if "damaged geometry" not in found.get(("IN-NULL", "G3"), {"message_en": ""})["message_en"]:
        yield f"s.shp: G3 is not told: {sorted(found)}"
    if sum(rule == "O" for rule, _ in found) != layer["features"] - 1:
        yield f"s.shp: {len(found)} findings of {layer['features']} features"


def page_states(bad):
    """The areas are those of the page."""
    with open(os.path.join(program.ROOT, "docs", "formats", "faults.md"), encoding="utf-8") as file:
        page = file.read()
    for _, _, text, _, read, used in bad:
        if read is not None and f"{read} → {used}" not in page:
            yield f"faults.md: {text}: no {read} → {used}"


def main():
    bad = [("IN-GEOM", text, shape, read, used) for text, shape, read, used in INVALID]
    bad += [(rule, text, shape, None, used) for rule, text, shape, used in OTHERS]
    bad = [(f"B{number}", *row) for number, row in enumerate(bad)]
    features = [("G0", GOOD)]
    for number, (key, _, _, shape, _, _) in enumerate(bad, 1):
        features += [(key, shape), (f"G{number}", GOOD)]
    with tempfile.TemporaryDirectory() as folder:
        written(folder, "b.gpkg", [("C", COVER)])
        path = written(folder, "all.gpkg", features)
        # the places of the good ones stay: the others have no geometry, and no key of the kind
        written(folder, "good.gpkg", [(key, shape) if key[0] == "G" else ("N" + key, "") for key, shape in features])
        found, layer = checked(folder, "all.gpkg")
        alone, _ = checked(folder, "good.gpkg")
        faults = list(faults_of(found, alone, bad)) + list(page_states(bad))
        if (layer["features"], layer["rings_closed"]) != (len(features), 1):
            faults.append(f"counted: {layer}")
        faults += shapefile_is_read(folder, path)
    program.verdict(faults, f"{len(bad)} bad features among {len(bad) + 1} good ones")


if __name__ == "__main__":
    main()
