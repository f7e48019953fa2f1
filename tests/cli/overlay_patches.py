"""`lantu overlay --patches` against cells that hang together by sides: overlay_patches.py PROGRAM."""

import itertools
import json
import math
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import overlay_grid as grid  # noqa: E402
import program  # noqa: E402
from overlay_expect import (cells_of, components, expect, near, overlay, polygons_of, rings_of, run_checks,  # noqa: E402
                            same)

CLASSES = [["0101", "水田", None], ["1", "城镇"], ["x", None]]
NAMES = [f"{name}.geojson" for name in "abc"]
CLASS = ("--class", "KIND", "--key", "NO")
TABLES = ("patches", "patch_parts", "tolerated")


def write(layers):
    for name, layer in zip(NAMES, layers):
        with open(name, "w", encoding="utf-8") as file:
            file.write(grid.geojson(layer))


def cell(x, y, cls, key=None, size=1):
    return grid.Feature(key or f"{x}-{y}", cls, [[grid.rectangle(x, y, x + size, y + size)]])


def wanted_patches(layers, wanted=None):
    """Of every two layers and two classes: each connected part with what of it pairs of features share,
    in the order of the numbers."""
    found = []
    for a, b in itertools.combinations(range(len(layers)), 2):
        ground = {}
        for (i, k), cells in grid.pairs(layers[a], layers[b]).items():
            ground.setdefault((layers[a][i].cls, layers[b][k].cls), {})[i, k] = cells
        for classes in sorted(ground, key=lambda pair: [(cls or "").encode() for cls in pair]):
            if wanted is not None and (a, b, *classes) not in wanted:
                continue
            for part in sorted(components(set().union(*ground[classes].values())), key=min):
                shared = {pair: cells & part for pair, cells in ground[classes].items() if cells & part}
                found.append((a, b, classes, part, shared))
    return found


def run(n_layers, *args):
    """The three tables of a run with --patches."""
    overlay(*NAMES[:n_layers], *CLASS, "--patches", "-o", "out.gpkg", "--overwrite", *args)
    return tables("out.gpkg")


def tables(name):
    with closing(program.opened(name)) as db:
        there = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
        same("tables", there - {"class_table", "tuple_table"}, {*TABLES, "run"})
        same("R-tree", db.execute("SELECT rtreecheck('rtree_patches_geom')").fetchone()[0], "ok")
        return [program.rows(db, table) for table in TABLES]


def check_row(what, row, patch, layers, width=True):
    a, b, classes, part, shared = patch
    same(f"{what}: names", (row.get("layer_a", 1), row.get("layer_b", 2), row["class_a"], row["class_b"]),
         (a + 1, b + 1, *classes))
    same(f"{what}: parts", row["n_parts"], len(shared))
    planar, ellipsoid = grid.areas(part)
    near(f"{what}: planar", row["planar_m2"], planar, 0)
    near(f"{what}: ellipsoid", row["ellipsoid_m2"], ellipsoid, 2e-9)
    near(f"{what}: mu", row["mu"], ellipsoid / grid.MU_M2, 2e-9)
    inside = int((row["inside_x_m"] - grid.EAST) // 1), int((row["inside_y_m"] - grid.NORTH) // 1)
    expect(f"{what}: inside", inside in part, inside)
    xs, ys = ([*{place[axis] for place in part}] for axis in (0, 1))
    if width and len(xs) * len(ys) == len(part):  # a rectangle: its circle is known
        side = min(max(xs) - min(xs), max(ys) - min(ys)) + 1
        expect(f"{what}: width", side * 0.998 - 5e-4 <= row["width_m"] <= side + 1e-4 and
               side - 1e-4 <= row["width_upper_m"] <= side * 1.002 + 1e-3, (row["width_m"], side, row["width_upper_m"]))


def check_parts(what, rows, patch, layers):
    a, b, _, _, shared = patch

    def key(pair):
        return layers[a][pair[0]].key or "", layers[b][pair[1]].key or ""

    order = sorted(shared, key=lambda pair: (*key(pair), -len(shared[pair])))
    same(f"{what}: keys", [(row["a_key"], row["b_key"]) for row in rows], [key(pair) for pair in order])
    same(f"{what}: fids", sorted((row["a_fid"] - 1, row["b_fid"] - 1) for row in rows), sorted(shared))
    for row in rows:
        cells = shared.get((row["a_fid"] - 1, row["b_fid"] - 1), ())
        planar, ellipsoid = grid.areas(cells)
        near(f"{what}: planar of a part", row["planar_m2"], planar, 0)
        near(f"{what}: ellipsoid of a part", row["ellipsoid_m2"], ellipsoid, 2e-9)
        near(f"{what}: mu of a part", row["mu"], ellipsoid / grid.MU_M2, 2e-9)


def compare(what, found, want, layers, is_kept=lambda part: True):
    kept, parts, ledger = found
    numbers = [number for number, patch in enumerate(want, 1) if is_kept(patch[3])]
    same(f"{what}: patches", [row["patch"] for row in kept], numbers)
    same(f"{what}: tolerated", [row["patch"] for row in ledger], sorted({*range(1, len(want) + 1)} - {*numbers}))
    same(f"{what}: order of parts", [row["patch"] for row in parts], sorted(row["patch"] for row in parts))
    rows = {row["patch"]: row for row in (*kept, *ledger)}
    for number, patch in enumerate(want, 1):
        if number not in rows:
            continue
        check_row(f"{what}: patch {number}", rows[number], patch, layers)
        check_parts(f"{what}: patch {number}", [row for row in parts if row["patch"] == number], patch, layers)
    for row in kept:
        same(f"{what}: shape {row['patch']}", cells_of(rings_of(row["geom"])), want[(row["patch"] - 1) % len(want)][3])


# ---- known answers ----

def known_layers():
    """Cells of A under two zones of B, which meet along x = 20."""
    paddy = [cell(0, 0, "p", "first"), cell(1, 0, "p", "second"),      # meet along a side: one patch
             cell(2, 1, "p", "corner"),                                # at a corner of the second: another
             cell(2, 0, "d", "other class"),                           # beside both, of another class
             grid.Feature("wide", "p", [[grid.rectangle(10, 10, 14, 14)]]),
             grid.Feature("over it", "p", [[grid.rectangle(12, 12, 16, 13)]]),  # overlaps the one before
             grid.Feature("hollow", "p", [[grid.rectangle(5, 20, 10, 25), grid.rectangle(6, 21, 9, 24)[::-1]]]),
             cell(7, 22, "p", "in the hole"),
             grid.Feature("across", "p", [[grid.rectangle(18, 30, 23, 32)]]),
             grid.Feature("no class", None, [[grid.rectangle(25, 0, 27, 3)]])]
    zones = [grid.Feature("west", "z", [[grid.rectangle(0, 0, 20, 40)]]), grid.Feature("east", "z", [[grid.rectangle(20, 0, 40, 40)]]),
             grid.Feature("other", "y", [[grid.rectangle(22, 30, 40, 33)]])]
    return [paddy, zones]


def check_known():
    layers = known_layers()
    write(layers)
    kept, parts, ledger = found = run(2)
    same("patches", [(row["class_a"], row["class_b"], row["planar_m2"], row["n_parts"]) for row in kept],
         [(None, "z", 6, 1), ("d", "z", 1, 1), ("p", "y", 2, 1),
          ("p", "z", 2, 2), ("p", "z", 1, 1), ("p", "z", 16, 1), ("p", "z", 1, 1), ("p", "z", 18, 2), ("p", "z", 10, 2)])
    same("tolerated", ledger, [])
    names = {number: [(row["a_key"], row["b_key"], row["planar_m2"]) for row in parts if row["patch"] == number]
             for number in (4, 8, 9)}
    same("parts", names, {4: [("first", "west", 1), ("second", "west", 1)],
                          8: [("over it", "west", 4), ("wide", "west", 16)],  # 2 of them twice
                          9: [("across", "east", 6), ("across", "west", 4)]})
    compare("known", found, wanted_patches(layers), layers)


def check_limits():
    """Smaller or thinner than a limit is tolerated, exactly on it is not; numbers stay as they are."""
    layers = known_layers()
    write(layers)
    want = wanted_patches(layers)
    for limits, is_kept in ((("--min-area", "2"), lambda part: len(part) >= 2),
                            (("--min-area", "2.000001"), lambda part: len(part) > 2),
                            (("--min-area", "18"), lambda part: len(part) >= 18),
                            (("--min-area", "100"), lambda part: False)):
        compare(str(limits), run(2, *limits), want, layers, is_kept)
    kept, _, ledger = run(2, "--min-width", "2")  # the patch of 5 × 2 and that of 2 × 3 are just that wide
    same("just as wide", [row["patch"] for row in kept], [1, 8, 9])
    kept, _, _ = run(2, "--min-width", "2.01")
    same("thinner", [row["patch"] for row in kept], [8])
    thin = [cell(0, 0, "p"), grid.Feature("sliver", "p", [[[(5, 5), (9, 5), (9, 5.0001), (5, 5.0001)]]])]
    write([thin, layers[1]])
    kept, parts, ledger = run(2)  # has no polygon on the lattice for sure
    same("a sliver", ([row["patch"] for row in kept], [row["patch"] for row in ledger]), ([1], [2]))
    same("its part", (parts[1]["patch"], parts[1]["a_key"], ledger[0]["n_parts"]), (2, "sliver", 1))
    near("its width", ledger[0]["width_upper_m"], 1e-4, 0, 1e-4)


def check_counts():
    layers = known_layers()
    write(layers)
    args = (*NAMES[:2], *CLASS, "--patches", "--min-area", "2", "-o", "out.gpkg", "--overwrite")
    answer = json.loads(overlay(*args, "--json").out)
    same("json", (answer["kept_pairs"], answer["kept_patches"], answer["tolerated"]["pieces"]), (None, 6, 3))
    near("area tolerated", answer["tolerated"]["planar_m2"], 3, 0)
    text = overlay(*args).out.decode()
    expect("text", "\npatches: 6\npatches tolerated: 3, 0.00 mu, none wider than 1.00 m\n" in text, text)
    plain = json.loads(overlay(*NAMES[:2], *CLASS, "--json").out)
    same("the table stays", answer["table"], plain["table"])
    same("without --patches", (plain["kept_pairs"], plain["kept_patches"]), (None, None))


# ---- chance ----

def random_layers(seed, n=3):
    layers = [grid.random_layer(seed + 100 * i, 24 + 6 * i, CLASSES[i]) for i in range(n)]
    write(layers)
    return layers


def check_random():
    for seed in range(8):
        layers = random_layers(seed, 2)
        want = wanted_patches(layers)
        expect("patches of several parts", max(len(patch[4]) for patch in want) > 3, seed)
        compare(f"seed {seed}", run(2), want, layers)
        compare(f"seed {seed}, limit", run(2, "--min-area", "6"), want, layers, lambda part: len(part) >= 6)


def check_many():
    layers = random_layers(41)
    want = wanted_patches(layers)
    compare("three layers", run(3, "--min-area", "4"), want, layers, lambda part: len(part) >= 4)
    for tables_made in ("tuples", "pairs"):
        compare(tables_made, run(3, "--tables", tables_made), want, layers)
    answer = json.loads(overlay(*NAMES, *CLASS, "--patches", "-o", "o.gpkg", "--min-area", "4", "--json").out)
    n_kept = sum(len(patch[3]) >= 4 for patch in want)
    same("json", (answer["kept_patches"], sum(pair["kept_patches"] for pair in answer["pairs"])), (n_kept,) * 2)
    same("tolerated", sum(pair["tolerated"]["pieces"] for pair in answer["pairs"]), len(want) - n_kept)
    write([layers[0][:2]])
    overlay(*[NAMES[0]] * 32, *CLASS, "--patches", "-o", "all.gpkg")
    kept, parts, _ = tables("all.gpkg")
    n_own = len(wanted_patches([layers[0][:2]] * 2))
    same("32 layers", (len(kept), [row["patch"] for row in kept]), (496 * n_own, [*range(1, 496 * n_own + 1)]))
    same("parts of 32 layers", {(row["layer_a"], row["layer_b"]) for row in parts}, {*itertools.combinations(range(1, 33), 2)})


def check_pairs():
    layers = random_layers(53)
    with open("pairs.csv", "w", encoding="utf-8") as file:
        file.write("layer,class,layer,class\n1,0101,2,城镇\n2,1,1,\n3,x,2,1\n")
    wanted = {(0, 1, "0101", "城镇"), (0, 1, None, "1"), (1, 2, "1", "x")}
    want = wanted_patches(layers, wanted)
    expect("some are wanted", 0 < len(want) < len(wanted_patches(layers)), len(want))
    compare("--pairs", run(3, "--pairs", "pairs.csv"), want, layers)
    with open("pairs.csv", "w", encoding="utf-8") as file:
        file.write("a,b\n水田,1\n")
    compare("--pairs of two", run(2, "--pairs", "pairs.csv"), wanted_patches(layers[:2], {(0, 1, "水田", "1")}), layers)


def check_one_class():
    layers = random_layers(61, 2)
    for feature in itertools.chain(*layers):
        feature.cls = None
    want = wanted_patches(layers)
    overlay(*NAMES[:2], "--key", "NO", "--patches", "-o", "out.gpkg")
    compare("without --class", tables("out.gpkg"), want, layers)


# ---- the sample city: borders that go any way ----

def edges_of(polygon):
    return [edge for ring in polygon for edge in itertools.pairwise(ring)]


def box_of(polygon):
    xs, ys = zip(*polygon[0])
    return min(xs), min(ys), max(xs), max(ys)


def run_together(edge, other, off=0.0003, least=0.01):
    """True when two straight edges have at least that length in common, as the lattice rounds them."""
    (x, y), (x1, y1) = edge
    length = math.hypot(x1 - x, y1 - y)
    ux, uy = (x1 - x) / length, (y1 - y) / length
    along = sorted((px - x) * ux + (py - y) * uy for px, py in other)
    return (min(length, along[1]) - max(0, along[0]) >= least and
            all(abs((py - y) * ux - (px - x) * uy) <= off for px, py in other))


def meet(a, b):
    p, q = box_of(a), box_of(b)
    return (all(p[i] <= q[i + 2] + 0.01 and q[i] <= p[i + 2] + 0.01 for i in (0, 1)) and
            any(run_together(edge, other) for edge in edges_of(a) for other in edges_of(b)))


def area_of(polygon):
    """Of all rings, shells one way and holes the other."""
    x0, y0 = polygon[0][0]
    return abs(sum((x - x0) * (y1 - y0) - (x1 - x0) * (y - y0) for (x, y), (x1, y1) in edges_of(polygon))) / 2


def joined(pieces):
    """Polygons of pieces of a pair of classes that have borders in common: (features, area) of each lot."""
    left, lots = [(row["a_fid"], row["b_fid"], polygon) for row in pieces for polygon in polygons_of(row["geom"])], []
    while left:
        front, lot = [left.pop()], []
        while front:
            lot.append(front.pop())
            beside = [piece for piece in left if meet(piece[2], lot[-1][2])]
            left = [piece for piece in left if piece not in beside]
            front += beside
        lots.append((sorted({piece[:2] for piece in lot}), sum(area_of(piece[2]) for piece in lot)))
    return sorted(lots)


def check_sample():
    """Patches are the pieces of pairs of features, put together where they have a border in common."""
    data = os.path.join(program.SAMPLE, "delivery-1")
    args = (os.path.join(data, "DLTB.shp"), os.path.join(data, "control.gpkg") + ":CZKFBJ", "--class", "DLBM,GHFQDM")
    overlay(*args, "-o", "pieces.gpkg")
    overlay(*args, "-o", "patches.gpkg", "--patches")
    with closing(program.opened("pieces.gpkg")) as db:
        pieces = program.rows(db, "pieces")
        same("slivers without polygon", program.rows(db, "tolerated"), [])
    patches, parts, _ = tables("patches.gpkg")
    of_patch = {row["patch"]: [] for row in patches}
    for row in parts:
        of_patch[row["patch"]].append((row["a_fid"], row["b_fid"]))
    classes = {(row["class_a"], row["class_b"]) for row in pieces}
    same("classes", {(row["class_a"], row["class_b"]) for row in patches}, classes)
    for pair in classes:
        want = joined([row for row in pieces if (row["class_a"], row["class_b"]) == pair])
        got = sorted((sorted(of_patch[row["patch"]]), row["planar_m2"]) for row in patches
                     if (row["class_a"], row["class_b"]) == pair)
        same(f"features of {pair}", [lot[0] for lot in got], [lot[0] for lot in want])
        for (_, area), (_, want_area) in zip(got, want):
            near(f"area of {pair}", area, want_area, 0, 0.2)
    expect("many are joined", len(patches) < len(pieces) and max(map(len, of_patch.values())) > 3, len(patches))


def check_same_bytes():
    layers = random_layers(67)
    first = None
    for jobs in "13":
        for keys in (CLASS, CLASS[:2]):
            overlay(*NAMES, *keys, "--patches", "-o", f"{len(keys)}.gpkg", "--overwrite", "--min-area", "3", "-j", jobs)
        stored = [open(name, "rb").read() for name in ("2.gpkg", "4.gpkg")]
        expect(f"-j {jobs}", first in (None, stored), "other bytes")
        first = stored

    def but_for_fids(name):
        return [[{column: value for column, value in row.items() if column not in ("a_fid", "b_fid")} for row in table]
                for table in tables(name)]

    before = [but_for_fids(name) for name in ("2.gpkg", "4.gpkg")]
    parts = [(row["patch"], -row["planar_m2"]) for row in before[0][1]]
    same("without keys the largest part is the first", parts, sorted(parts))
    for turn in range(4):
        for layer in layers:
            random.Random(turn).shuffle(layer)
        write(layers)
        for keys, want in zip((CLASS[:2], CLASS), before):
            overlay(*NAMES, *keys, "--patches", "-o", "turned.gpkg", "--overwrite", "--min-area", "3")
            expect(f"order {turn}, {keys}", but_for_fids("turned.gpkg") == want, "other rows")


def check_sources():
    """GeoPackages go straight into tiles, but one that lies about its extent."""
    if shutil.which("ogr2ogr") is None:
        return
    layers = random_layers(71, 2)
    for name in NAMES[:2]:
        subprocess.run(["ogr2ogr", "-f", "GPKG", name.replace("geojson", "gpkg"), name, "-lco", "SPATIAL_INDEX=NO"],
                       check=True, capture_output=True)
    for n_again, lie in enumerate(("max_x = max_x", "max_x = min_x + 1, max_y = min_y + 1")):
        with closing(sqlite3.connect("a.gpkg")) as db:
            db.execute(f"UPDATE gpkg_contents SET {lie}")
            db.commit()
        done = overlay("a.gpkg", "b.gpkg", *CLASS, "--patches", "-o", "out.gpkg", "--overwrite", "-v")
        same("read again", done.err.count("reading again"), n_again)
        compare(f"packages {n_again}", tables("out.gpkg"), wanted_patches(layers), layers)


def check_nothing():
    """Layers that only meet have no patches; all tables are there, and empty."""
    layers = [[cell(0, 0, "p")], [cell(1, 0, "z"), cell(1, 1, "z")]]
    write(layers)
    compare("nothing", run(2), [], layers)
    overlay(*NAMES[:2], "--patches", code=2)


run_checks(globals(), check_row, check_parts)
