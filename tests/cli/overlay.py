"""`lantu overlay` against areas counted cell by cell: overlay.py PROGRAM."""

import contextlib
import csv
import io
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import overlay_grid as grid  # noqa: E402
import program  # noqa: E402
from overlay_expect import cells_of, components, expect, lantu, near, overlay, rings_of, run_checks, same  # noqa: E402

CLASSES_A, CLASSES_B = ["0101", "水田", "a,\"b\"", None], ["1", "2", "城镇"]
# A ring that crosses itself: the square in its middle is wound twice, so even-odd leaves it out.
CROSSED = [[[(0, 0), (6, 0), (6, 4), (2, 4), (2, 2), (4, 2), (4, 6), (0, 6)]]]


def write(name, content):
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def table(*args):
    """The JSON of a run and its table as grid.table() has it."""
    done = overlay(*args, "--json")
    answer = json.loads(done.out or b"null")
    rows = {(row["part"], row["class_a"], row["class_b"]): (row["n"], row["planar_m2"], row["ellipsoid_m2"])
            for row in answer["table"]}
    for part in ("both", "repeated_a", "repeated_b"):
        rows[part, None, None] = (None, answer[part]["planar_m2"], answer[part]["ellipsoid_m2"])
    for row in answer["table"] + [answer[part] for part in ("both", "repeated_a", "repeated_b")]:
        near("mu", row["mu"], row["ellipsoid_m2"] / grid.MU_M2, 0)
    return answer, rows


def compare(what, got, want):
    same(f"{what}: rows", sorted(got, key=str), sorted(want, key=str))
    for key in got.keys() & want.keys():
        same(f"{what}: {key}: n", got[key][0], want[key][0])
        near(f"{what}: {key}: planar", got[key][1], want[key][1], 0)
        near(f"{what}: {key}: ellipsoid", got[key][2], want[key][2], 2e-9)


def layers(seed, n=25):
    a, b = grid.random_layer(seed, n, CLASSES_A), grid.random_layer(seed + 1000, n // 2, CLASSES_B)
    write("a.geojson", grid.geojson(a))
    write("b.geojson", grid.geojson(b))
    return a, b


FILES = ("a.geojson", "b.geojson")


def check_tables():
    for seed in range(12):
        a, b = layers(seed)
        answer, rows = table(*FILES, "--class", "KIND")
        compare(f"seed {seed}", rows, grid.table(a, b))
        same("features", (answer["a"]["features"], answer["a"]["polygons"]), (len(a), len(a) - 1))
        same("null", answer["a"]["faults"]["null"], 1)
        same("no pieces were asked for", (answer["kept_pairs"], answer["tolerated"]), (None, None))


def check_one_class():
    a, b = layers(50)
    for layer in (a, b):
        for feature in layer:
            feature.cls = None
    compare("without --class", table(*FILES)[1], grid.table(a, b))
    a, b = layers(51)
    for feature in b:
        feature.cls = None
    compare("--class KIND,", table(*FILES, "--class", "KIND,")[1], grid.table(a, b))


def check_dirty():
    """Self-crossing rings by even-odd; a feature twice; a layer that covers the other."""
    a = [grid.Feature("x", "1", CROSSED), grid.Feature("y", "1", CROSSED),
         grid.Feature("z", "2", [[grid.rectangle(10, 10, 12, 12)], [grid.rectangle(11, 11, 13, 13)]])]
    b = [grid.Feature("all", "9", [[grid.rectangle(0, 0, 20, 20)]])]
    write("a.geojson", grid.geojson(a))
    write("b.geojson", grid.geojson(b))
    compare("dirty", table(*FILES, "--class", "KIND")[1], grid.table(a, b))
    same("cells of the crossed ring", len(a[0].cells()), 28)
    for option, found in ((), (None, None)), (("--validity",), (3, 0)):
        answer = json.loads(overlay(*FILES, "--json", *option).out)
        same(f"invalid {option}", (answer["a"]["faults"]["invalid"], answer["b"]["faults"]["invalid"]), found)
    text = overlay(*FILES, "--validity").out.decode()
    expect("text", "invalid, taken by the even-odd rule: 3\n" in text, text)


def csv_rows(text):
    found = list(csv.DictReader(io.StringIO(text)))
    return {(row["part"], row["class_a"] or None, row["class_b"] or None):
            (int(row["n"]) if row["n"] else None, float(row["planar_m2"]), float(row["ellipsoid_m2"]))
            for row in found}


def check_formats():
    layers(3)
    rows = table(*FILES, "--class", "KIND")[1]
    same("csv", csv_rows(overlay(*FILES, "--class", "KIND", "-f", "csv").out.decode()), rows)
    same("-f json", overlay(*FILES, "-f", "json").out, overlay(*FILES, "--json").out)
    text = overlay(*FILES, "--class", "KIND").out.decode()
    for (part, class_a, class_b), (n, planar, _) in rows.items():
        if part == "pair" and class_a and " " not in class_a:
            line = [class_a, class_b, str(n), f"{planar:.2f}"]
            expect("text", any(words.split()[:4] == line for words in text.splitlines()), line)
    for part in ("(no class)", "(not in A)", "(not in B)", "covered more than once by B", "without geometry: 1"):
        expect("text", part in text, part)
    chinese = program.run(lantu, "overlay", *FILES, "--class", "KIND", "--lang", "zh").out.decode()
    for part in ("A类别", "B未覆盖", "A内部重复覆盖", "水田", "无图形1个"):
        expect("Chinese", part in chinese, part)


@contextlib.contextmanager
def package(name):
    db = program.opened(name)
    try:
        yield db
    finally:
        db.close()


def check_piece(row, a, b, cells):
    what = f"piece {row['a_fid']} × {row['b_fid']}"
    first, second = a[row["a_fid"] - 1], b[row["b_fid"] - 1]
    same(what, (row["a_key"], row["b_key"], row["class_a"], row["class_b"]),
         (first.key, second.key, first.cls, second.cls))
    same(f"{what}: shape", cells_of(rings_of(row["geom"])), cells)
    planar, ellipsoid = grid.areas(cells)
    near(f"{what}: planar", row["planar_m2"], planar, 0)
    near(f"{what}: ellipsoid", row["ellipsoid_m2"], ellipsoid, 2e-9)
    near(f"{what}: mu", row["mu"], ellipsoid / grid.MU_M2, 2e-9)
    x, y = row["inside_x_m"] - grid.EAST, row["inside_y_m"] - grid.NORTH
    expect(f"{what}: inside", (int(x // 1), int(y // 1)) in cells, (x, y))
    expect(f"{what}: width", 0 < row["width_m"] <= row["width_upper_m"], row["width_m"])
    xs, ys = ({cell[axis] for cell in cells} for axis in (0, 1))
    if len(xs) * len(ys) == len(cells) and max(xs) - min(xs) < len(xs) and max(ys) - min(ys) < len(ys):
        side = min(len(xs), len(ys))  # a rectangle: its circle is known
        expect(f"{what}: widths", row["width_m"] <= side + 1e-4 and row["width_upper_m"] >= side - 1e-4,
               (row["width_m"], side, row["width_upper_m"]))


def check_pieces():
    a, b = layers(7)
    want = grid.pairs(a, b)
    overlay(*FILES, "--class", "KIND", "--key", "NO", "-o", "out.gpkg")
    with package("out.gpkg") as db:
        found = program.rows(db, "pieces")
        same("pairs", [(row["a_fid"] - 1, row["b_fid"] - 1) for row in found], sorted(want))
        for row in found:
            check_piece(row, a, b, want[row["a_fid"] - 1, row["b_fid"] - 1])
        stored = {(row["part"], row["class_a"], row["class_b"]): (row["n"], row["planar_m2"], row["ellipsoid_m2"])
                  for row in program.rows(db, "class_table")}
        same("class_table", stored, table(*FILES, "--class", "KIND")[1])
        kinds = dict(db.execute("SELECT table_name, data_type FROM gpkg_contents"))
        same("contents", kinds, {"pieces": "features", "tolerated": "attributes", "class_table": "attributes",
                                 "run": "attributes"})
        same("geometry", list(db.execute("SELECT table_name, geometry_type_name, srs_id FROM gpkg_geometry_columns")),
             [("pieces", "MULTIPOLYGON", 4526)])
        same("R-tree", db.execute("SELECT rtreecheck('rtree_pieces_geom')").fetchone()[0], "ok")
        run = dict((row["name"], row["value"]) for row in program.rows(db, "run"))
        same("run", (run["crs"], run["a_class_field"], run["a_faults_null"], run["b_file"]),
             ("EPSG:4526", "KIND", "1", "b.geojson"))
    before = open("out.gpkg", "rb").read()
    for jobs in ("1", "3"):
        overlay(*FILES, "--class", "KIND", "--key", "NO", "-o", "out.gpkg", "--overwrite", "-j", jobs)
        expect(f"--jobs {jobs}", open("out.gpkg", "rb").read() == before, "other bytes")


def pieces(*args):
    overlay(*FILES, "--class", "KIND", "-o", "out.gpkg", "--overwrite", *args)
    with package("out.gpkg") as db:
        return program.rows(db, "pieces"), program.rows(db, "tolerated")


def check_pairs():
    a, b = layers(11)
    want = grid.pairs(a, b)
    wanted = [("0101", "1"), ("水田", "城镇"), ('a,"b"', "2"), (None, "2")]
    lines = ["class_a,class_b", "0101,1", '水田,"城镇"', '"a,""b""",2', "", ",2", "0101,1"]
    inside = sorted(pair for pair in want if (a[pair[0]].cls, b[pair[1]].cls) in wanted)
    expect("some are wanted, some are not", 0 < len(inside) < len(want), len(inside))
    for name, encoding, end in itertools.product(("pairs.csv",), ("utf-8", "utf-8-sig", "gb18030"), ("\n", "\r\n")):
        write(name, end.join(lines).encode(encoding))
        found, _ = pieces("--pairs", name)
        same(f"pairs of {encoding}", [(row["a_fid"] - 1, row["b_fid"] - 1) for row in found], inside)
    answer, rows = table(*FILES, "--class", "KIND", "--pairs", "pairs.csv")
    compare("table with --pairs", rows, grid.table(a, b))
    same("kept pairs", answer["kept_pairs"], len(inside))
    text = overlay(*FILES, "--class", "KIND", "--pairs", "pairs.csv").out.decode()
    expect("kept pairs as text", f"\npairs of features with a polygon: {len(inside)}\n" in text, text)


def check_tolerance():
    """Pieces are cells that hang together by sides, as all pieces of these shapes do."""
    a, b = layers(13)
    want = grid.pairs(a, b)
    parts = {pair: components(cells) for pair, cells in want.items()}
    kept = sorted(pair for pair in want if any(len(part) >= 6 for part in parts[pair]))
    thrown = {pair: [part for part in parts[pair] if len(part) < 6] for pair in want}
    thrown = {pair: small for pair, small in thrown.items() if small}
    found, ledger = pieces("--min-area", "6")
    same("kept", [(row["a_fid"] - 1, row["b_fid"] - 1) for row in found], kept)
    same("tolerated", [(row["a_fid"] - 1, row["b_fid"] - 1, row["pieces"]) for row in ledger],
         [(*pair, len(thrown[pair])) for pair in sorted(thrown)])
    for row in ledger:
        near("tolerated area", row["planar_m2"],
             sum(map(len, thrown[row["a_fid"] - 1, row["b_fid"] - 1])), 0)
    answer = json.loads(overlay(*FILES, "--min-area", "6", "--json").out)
    same("ledger", answer["tolerated"]["pieces"], sum(map(len, thrown.values())))
    near("ledger area", answer["tolerated"]["planar_m2"], sum(map(len, itertools.chain(*thrown.values()))), 0)
    thin, _ = pieces("--min-width", "1.5")
    expect("--min-width", 0 < len(thin) < len(want), len(thin))


def check_layers():
    if shutil.which("ogr2ogr") is None:
        return
    a, b = layers(17)
    for name, more in (("a", ()), ("b", ("-update",))):
        subprocess.run(["ogr2ogr", "-f", "GPKG", *more, "both.gpkg", f"{name}.geojson", "-nln", f"层 {name}"],
                       check=True, capture_output=True)
    shutil.copy("both.gpkg", "x:y.gpkg")
    want = grid.table(a, b)
    compare("FILE:LAYER", table("both.gpkg:层 a", "both.gpkg:层 b", "--class", "KIND")[1], want)
    compare("--layer", table("both.gpkg", "both.gpkg", "--layer", "层 a,层 b", "--class", "KIND")[1], want)
    compare("colons", table("x:y.gpkg:层 a", "b.geojson", "--class", "KIND")[1], want)
    alone = table("a.geojson", "a.geojson", "--class", "KIND")[1]
    compare("a layer with itself", alone, grid.table(a, a))


def check_extent():
    """A file that lies about its extent is read again, and nothing is told twice."""
    if shutil.which("ogr2ogr") is None:
        return
    a, _ = layers(23)
    b = [grid.Feature("corner", "9", [[grid.rectangle(0, 0, 9, 9)]])]
    write("b.geojson", grid.geojson(b, crs=None))
    subprocess.run(["ogr2ogr", "-f", "GPKG", "a.gpkg", "a.geojson", "-lco", "SPATIAL_INDEX=NO"], check=True,
                   capture_output=True)
    args = ("a.gpkg", "b.geojson", "--class", "KIND", "--crs", "EPSG:4526")
    for lie, n_again in (("max_x = max_x", 0), ("max_x = min_x + 1, max_y = min_y + 1", 1)):
        with contextlib.closing(sqlite3.connect("a.gpkg")) as db:
            db.execute(f"UPDATE gpkg_contents SET {lie}")
            db.commit()
        compare("extent", table(*args)[1], grid.table(a, b))
        log = overlay(*args, "-v").err
        same(f"read again: {log}", log.count("reading again"), n_again)
        same(f"told once: {log}", log.count("read in that of --crs"), 1)


def check_crs():
    a, b = layers(19)
    want = grid.table(a, b)
    write("b.geojson", grid.geojson(b, crs=None))
    done = overlay(*FILES, "--class", "KIND", "--crs", "EPSG:4526", "--json")
    expect("a file without CRS is told", "b.geojson" in done.err and "EPSG:4526" in done.err, done.err)
    compare("--crs", table(*FILES, "--class", "KIND", "--crs", "EPSG:4526")[1], want)
    if shutil.which("ogr2ogr") is None:
        return
    write("b.geojson", grid.geojson(b))
    for name, crs in (("degrees", "EPSG:4490"), ("band", "EPSG:4525")):
        subprocess.run(["ogr2ogr", "-f", "GPKG", f"{name}.gpkg", "b.geojson", "-t_srs", crs], check=True)
    for name in ("degrees", "band"):
        rows = table("a.geojson", f"{name}.gpkg", "--class", "KIND")[1]
        for key, (n, planar, _) in want.items():
            got = rows.get(key)
            expect(f"{name} {key}", got is not None and abs(got[1] - planar) < 1e-3 * (n or 40), (got, planar))
    done = overlay("degrees.gpkg", "a.geojson", code=2)
    expect("geographic", "EPSG:4526" in done.err and "EPSG:4525" not in done.err, done.err)


HIDDEN = [*map(chr, (*range(1, 0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F),
                     *range(0x2066, 0x206A)))]


def check_hidden():
    """Classes that break a line, command a terminal or turn the writing show as codes; CSV keeps them."""
    a = [grid.Feature(str(i), f"A{char}", [[grid.rectangle(i % 40, i // 40, i % 40 + 1, i // 40 + 1)]])
         for i, char in enumerate(HIDDEN)]
    b = [grid.Feature("x", "\u202e=1+1\r\n\x1b[2J", [[grid.rectangle(0, 0, 40, 5)]])]
    for name, layer in (("a", a), ("b", b)):
        write(f"{name}.geojson", grid.geojson(layer))
    names = ("a.geojson", "b.geojson", "--class", "KIND")
    for more in ((), ("a.geojson", "--tables", "all")):
        text = overlay("a.geojson", "b.geojson", *more, "--class", "KIND").out.decode()
        same("hidden in text", [char for char in HIDDEN if char in text and char != "\n"], [])
        for char in HIDDEN:
            expect("text", f"A\\u{ord(char):04x} " in text, hex(ord(char)))
    raw = overlay(*names, "--json").out.decode()
    same("hidden in JSON", [char for char in HIDDEN if char in raw and char != "\n"], [])
    same("JSON", {row["class_a"] for row in json.loads(raw)["table"] if row["part"] == "pair"}, {f.cls for f in a})
    out = overlay(*names, "-f", "csv").out.decode()
    rows = [row for row in csv.reader(io.StringIO(out, newline="")) if row[0] == "pair"]
    same("CSV", {tuple(row[1:3]) for row in rows}, {(feature.cls, b[0].cls) for feature in a})
    with open("pairs.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b"], *(row[1:3] for row in rows)])
    overlay(*names, "--pairs", "pairs.csv", "-o", "out.gpkg")
    with contextlib.closing(program.opened("out.gpkg")) as db:
        same("pieces", {row["class_a"] for row in program.rows(db, "pieces")}, {feature.cls for feature in a})


run_checks(globals(), check_piece)
