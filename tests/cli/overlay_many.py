"""`lantu overlay` of three layers and more against areas counted cell by cell: overlay_many.py PROGRAM."""

import collections
import contextlib
import csv
import io
import itertools
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import overlay_grid as grid  # noqa: E402
import program  # noqa: E402
from overlay_expect import expect, near, overlay, run_checks, same  # noqa: E402

CLASSES = [["0101", "水田", "a,\"b\"", None], ["1", "2", "城镇"], ["x", None], ["M1", "M2", "R"], ["9"]]
NAMES = [f"{name}.geojson" for name in "abcde"]
CLASS = ("--class", "KIND")


def write(layers):
    for name, layer in zip(NAMES, layers):
        with open(name, "w", encoding="utf-8") as file:
            file.write(grid.geojson(layer))


def random_layers(seed, n=5):
    """Layers that overlap themselves and have gaps, but for the last, which has neither."""
    layers = [grid.random_layer(seed + 100 * i, 6 + 5 * i, CLASSES[i]) for i in range(n - 1)]
    rng = random.Random(seed)
    xs, ys = ([0, *sorted(rng.sample(range(1, grid.SIZE), 3)), grid.SIZE] for _ in "xy")
    layers.append([grid.Feature(f"T{x}-{y}", rng.choice(CLASSES[n - 1]), [[grid.rectangle(x, y, x1, y1)]])
                   for x, x1 in itertools.pairwise(xs) for y, y1 in itertools.pairwise(ys)])
    write(layers)
    return layers


# ---- counting ----

def covers(layer):
    """cell → how many features of each class cover it."""
    found = collections.defaultdict(collections.Counter)
    for feature in layer:
        for cell in feature.cells():
            found[cell][feature.cls] += 1
    return found


def tuples(layers):
    """(numbers of layers, classes of all) → the cells, as often as combinations of features cover them."""
    found = collections.defaultdict(list)
    counts = [covers(layer) for layer in layers]
    for cell in itertools.product(range(grid.SIZE), repeat=2):
        there = [i for i, count in enumerate(counts) if cell in count]
        for choice in itertools.product(*(counts[i][cell].items() for i in there)):
            classes = [None] * len(layers)
            n = 1
            for i, (cls, times) in zip(there, choice):
                classes[i] = cls
                n *= times
            if there:
                found[tuple(i + 1 for i in there), tuple(classes)] += [cell] * n
    return found


def sums(layers):
    """(part, number of the layer) → cells."""
    counts = [covers(layer) for layer in layers]
    found = {("all", None): set.intersection(*map(set, counts)), ("any", None): set.union(*map(set, counts))}
    for i, count in enumerate(counts, 1):
        found["covered", i] = set(count)
        found["repeated", i] = {cell for cell, classes in count.items() if sum(classes.values()) > 1}
    return found


# ---- what the program says ----

def answer_tuples(answer):
    return {(tuple(row["layers"]), tuple(row["classes"])): row for row in answer["tuples"]}


def answer_sums(answer):
    found = {(part, None): answer[part] for part in ("all", "any")}
    for i, layer in enumerate(answer["layers"], 1):
        found |= {(part, i): layer[part] for part in ("covered", "repeated")}
    return found


def answer_table(pair):
    """As grid.table() has it."""
    rows = {(row["part"], row["class_a"], row["class_b"]): (row["n"], row["planar_m2"], row["ellipsoid_m2"])
            for row in pair["table"]}
    return rows | {(part, None, None): (None, pair[part]["planar_m2"], pair[part]["ellipsoid_m2"])
                   for part in ("both", "repeated_a", "repeated_b")}


def compare_areas(what, got, want):
    same(f"{what}: rows", sorted(got, key=str), sorted(want, key=str))
    for key in got.keys() & want.keys():
        planar, ellipsoid = grid.areas(want[key])
        near(f"{what}: {key}: planar", got[key]["planar_m2"], planar, 0)
        near(f"{what}: {key}: ellipsoid", got[key]["ellipsoid_m2"], ellipsoid, 2e-9)
        near(f"{what}: {key}: mu", got[key]["mu"], ellipsoid / grid.MU_M2, 2e-9)


def compare_tables(what, got, want):
    same(f"{what}: rows", sorted(got, key=str), sorted(want, key=str))
    for key in got.keys() & want.keys():
        same(f"{what}: {key}: n", got[key][0], want[key][0])
        near(f"{what}: {key}: planar", got[key][1], want[key][1], 0)
        near(f"{what}: {key}: ellipsoid", got[key][2], want[key][2], 2e-9)


def order(row):
    """Classes as bytes, no class first, layers that are missing last."""
    layers, classes = row
    return [(2, b"") if i not in layers else (0, b"") if cls is None else (1, cls.encode())
            for i, cls in enumerate(classes, 1)]


def check_tables():
    for seed, n in itertools.product(range(4), (3, 5)):
        layers = random_layers(seed, n)
        what = f"seed {seed}, {n} layers"
        answer = json.loads(overlay(*NAMES[:n], *CLASS, "--json").out)
        compare_areas(what, answer_tuples(answer), tuples(layers))
        compare_areas(what, answer_sums(answer), sums(layers))
        rows = list(answer_tuples(answer))
        same(f"{what}: order", rows, sorted(rows, key=order))
        pairs = {(pair["layer_a"], pair["layer_b"]): answer_table(pair) for pair in answer["pairs"]}
        same(f"{what}: pairs", list(pairs), list(itertools.combinations(range(1, n + 1), 2)))
        for (a, b), table in pairs.items():
            compare_tables(f"{what}: {a} × {b}", table, grid.table(layers[a - 1], layers[b - 1]))


def check_sums():
    """Rows that have a layer add up to it where it does not overlap itself, and nothing else counts twice."""
    layers = [random_layers(seed)[-1] for seed in range(31, 36)]
    write(layers)
    answer = json.loads(overlay(*NAMES, *CLASS, "--json").out)
    for number, layer in enumerate(answer["layers"], 1):
        rows = [row for row in answer["tuples"] if number in row["layers"]]
        for area in ("planar_m2", "ellipsoid_m2", "mu"):
            near(f"layer {number}: {area}", sum(row[area] for row in rows), layer["covered"][area], 0, 1e-6 * len(rows))
        same("nothing is repeated", layer["repeated"]["planar_m2"], 0)
    near("any", sum(row["planar_m2"] for row in answer["tuples"]), answer["any"]["planar_m2"], 0, 1e-6 * len(rows))


def check_formats():
    n, layers = 5, random_layers(7)
    answer = json.loads(overlay(*NAMES, *CLASS, "--json").out)
    rows = list(csv.DictReader(io.StringIO(overlay(*NAMES, *CLASS, "-f", "csv").out.decode())))
    names = [f"class_{i + 1}" for i in range(n)]
    found = {(tuple(map(int, row["layers"].split("+"))), tuple(row[name] or None for name in names)):
             {area: float(row[area]) for area in ("planar_m2", "ellipsoid_m2", "mu")}
             for row in rows if row["part"] == "tuple"}
    compare_areas("csv", found, tuples(layers))
    for pair in answer["pairs"]:
        a, b = pair["layer_a"], pair["layer_b"]
        table = {(row["part"], row[f"class_{a}"] or None, row[f"class_{b}"] or None):
                 (int(row["n"]) if row["n"] else None, float(row["planar_m2"]), float(row["ellipsoid_m2"]))
                 for row in rows if (row["layer_a"], row["layer_b"]) == (str(a), str(b))}
        same(f"csv {a} × {b}", table, answer_table(pair))
    parts = {"tuples": ["tuple", "all", "any", "covered", "repeated"],
             "pairs": ["pair", "only_a", "only_b", "both", "repeated_a", "repeated_b"]}
    for tables, want in (*parts.items(), ("all", sum(parts.values(), []))):
        text = overlay(*NAMES, *CLASS, "-f", "csv", "--tables", tables).out.decode()
        same(f"--tables {tables}", {line.split(",")[0] for line in text.splitlines()[1:]}, set(want))
    check_text(overlay(*NAMES, *CLASS).out.decode(), overlay(*NAMES, *CLASS, "--tables", "all").out.decode(), answer)


def check_text(tuples_only, all_tables, answer):
    for row in answer["tuples"]:
        words = [cls if cls else "(no class)" if i in row["layers"] else f"(not in layer {i})"
                 for i, cls in enumerate(row["classes"], 1)]
        line = " ".join([*words, f"{row['planar_m2']:.2f}"])
        expect("text", any(" ".join(got.split()).startswith(line + " ") for got in tuples_only.splitlines()), line)
    expect("5  in the list", "\n  5  e.geojson: " in tuples_only, tuples_only[-400:])
    for text in ("covered by all layers", "covered by layer 5", "covered more than once by layer 1"):
        expect("sums", f"\n{text} " in tuples_only, text)
    for is_there, text in ((False, tuples_only), (True, all_tables)):
        same("tables of pairs", "covered by layer 2 and layer 4 " in text, is_there)


@contextlib.contextmanager
def package(name):
    db = program.opened(name)
    try:
        yield db
    finally:
        db.close()


def stored_pieces(db, table="pieces"):
    return {(row["layer_a"], row["layer_b"], row["a_fid"], row["b_fid"]): row for row in program.rows(db, table)}


def wanted_pieces(layers):
    return {(a, b, i + 1, k + 1): cells for a, b in itertools.combinations(range(1, len(layers) + 1), 2)
            for (i, k), cells in grid.pairs(layers[a - 1], layers[b - 1]).items()}


def check_pieces():
    layers = random_layers(11)
    want = wanted_pieces(layers)
    overlay(*NAMES, *CLASS, "--key", "NO,,NO,NO,NO", "-o", "out.gpkg")
    with package("out.gpkg") as db:
        found = stored_pieces(db)
        same("pieces", list(found), sorted(want))
        for (a, b, i, k), row in found.items():
            first, second = layers[a - 1][i - 1], layers[b - 1][k - 1]
            same("names", (row["a_key"], row["b_key"], row["class_a"], row["class_b"]),
                 (None if a == 2 else first.key, None if b == 2 else second.key, first.cls, second.cls))
            near("area", row["planar_m2"], len(want[a, b, i, k]), 0)
        names = [f"class_{i + 1}" for i in range(5)]
        rows = program.rows(db, "tuple_table")
        stored = {(tuple(map(int, row["layers"].split("+"))), tuple(row[name] for name in names)): row
                  for row in rows if row["part"] == "tuple"}
        compare_areas("tuple_table", stored, tuples(layers))
        compare_areas("sums of tuple_table", {(row["part"], int(row["layers"]) if row["part"] in (
            "covered", "repeated") else None): row for row in rows if row["part"] != "tuple"}, sums(layers))
        for a, b in itertools.combinations(range(1, 6), 2):
            table = {(row["part"], row["class_a"], row["class_b"]): (row["n"], row["planar_m2"], row["ellipsoid_m2"])
                     for row in program.rows(db, "class_table") if (row["layer_a"], row["layer_b"]) == (a, b)}
            compare_tables(f"class_table {a} × {b}", table, grid.table(layers[a - 1], layers[b - 1]))
        run = dict((row["name"], row["value"]) for row in program.rows(db, "run"))
        same("run", (run["5_file"], run["1_key_field"], run["2_key_field"], run["3_faults_null"]),
             ("e.geojson", "NO", "", "1"))


def check_tolerance():
    layers = random_layers(13, 3)
    small = {pair for pair, cells in wanted_pieces(layers).items() if len(cells) < 6}
    overlay(*NAMES[:3], *CLASS, "--min-area", "6", "-o", "out.gpkg")
    with package("out.gpkg") as db:
        kept, thrown = stored_pieces(db), stored_pieces(db, "tolerated")
        expect("small ones are tolerated", small and small <= thrown.keys() and not small & kept.keys(), small)
        answer = json.loads(overlay(*NAMES[:3], *CLASS, "--min-area", "6", "--json").out)
        same("kept", (answer["kept_pairs"], sum(pair["kept_pairs"] for pair in answer["pairs"])), (len(kept),) * 2)
        n_thrown = sum(row["pieces"] for row in thrown.values())
        same("tolerated", (answer["tolerated"]["pieces"], sum(pair["tolerated"]["pieces"] for pair in answer["pairs"])),
             (n_thrown, n_thrown))


def check_pairs():
    layers = random_layers(17, 3)
    lines = ["layer_a,class_a,layer_b,class_b", "1,0101,2,城镇", '2,1,1,"a,""b"""', "3,x,2,1", "1,,3,x"]
    wanted = {(1, 2, "0101", "城镇"), (1, 2, 'a,"b"', "1"), (2, 3, "1", "x"), (1, 3, None, "x")}
    with open("pairs.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    overlay(*NAMES[:3], *CLASS, "--pairs", "pairs.csv", "-o", "out.gpkg")
    inside = {key for key in wanted_pieces(layers)
              if (key[0], key[1], layers[key[0] - 1][key[2] - 1].cls, layers[key[1] - 1][key[3] - 1].cls) in wanted}
    expect("some are wanted", 0 < len(inside) < len(wanted_pieces(layers)), len(inside))
    with package("out.gpkg") as db:
        same("pairs of pairs.csv", stored_pieces(db).keys(), inside)


def outputs(jobs):
    """All that a run says, as bytes; without the package, whose rows name features."""
    overlay(*NAMES, *CLASS, "-o", "out.gpkg", "--overwrite", "-j", jobs)
    with open("out.gpkg", "rb") as file:
        stored = file.read()
    formats = (("-f", "text", "--tables", "all"), ("-f", "csv"), ("-f", "json"))
    return stored, [overlay(*NAMES, *CLASS, "--min-area", "3", "-j", jobs, *form).out for form in formats]


def pieces_of(name):
    """Pieces by their keys, for packages whose fids differ."""
    with package(name) as db:
        return sorted(tuple(row[column] for column in ("layer_a", "layer_b", "a_key", "b_key", "class_a", "planar_m2",
                                                       "inside_x_m", "width_m", "geom"))
                      for row in program.rows(db, "pieces"))


def check_same_bytes():
    layers = random_layers(19)
    stored, said = outputs("1")
    expect("-j 2", outputs("2") == (stored, said), "other bytes")
    overlay(*NAMES, *CLASS, "--key", "NO", "-o", "keys.gpkg")
    rng = random.Random(1)
    for turn in range(3):
        for layer in layers:
            rng.shuffle(layer)
        write(layers)
        expect(f"order {turn}", outputs("2")[1] == said, "other bytes")
        overlay(*NAMES, *CLASS, "--key", "NO", "-o", "order.gpkg", "--overwrite")
        expect(f"pieces of order {turn}", pieces_of("order.gpkg") == pieces_of("keys.gpkg"), "other pieces")


def check_sources():
    """GeoPackages go straight into tiles; one that lies about its extent, or stands in degrees, does not."""
    if shutil.which("ogr2ogr") is None:
        return
    layers = random_layers(23, 4)
    want = tuples(layers)
    for name in NAMES[:4]:
        subprocess.run(["ogr2ogr", "-f", "GPKG", name.replace("geojson", "gpkg"), name, "-lco", "SPATIAL_INDEX=NO"],
                       check=True, capture_output=True)
    packages = [name.replace("geojson", "gpkg") for name in NAMES[:4]]
    for turn in range(2):
        done = overlay(*packages, *CLASS, "--json", "-v")
        same(f"read again: {done.err}", done.err.count("reading again"), turn)
        compare_areas("packages", answer_tuples(json.loads(done.out)), want)
        for name in packages:
            with contextlib.closing(sqlite3.connect(name)) as db:
                db.execute("UPDATE gpkg_contents SET max_x = min_x + 1, max_y = min_y + 1")
                db.commit()
    subprocess.run(["ogr2ogr", "-f", "GPKG", "degrees.gpkg", "c.geojson", "-t_srs", "EPSG:4490"], check=True)
    answer = json.loads(overlay("a.gpkg", "b.gpkg", "degrees.gpkg", "d.gpkg", *CLASS, "--json").out)
    near("degrees", answer["all"]["planar_m2"], len(sums(layers)["all", None]), 0, 0.1)


def check_32():
    """As many layers as may be, all the same; each feature counts with each that lies on it."""
    layer = [grid.Feature("a", "1", [[grid.rectangle(0, 0, 5, 5)]]), grid.Feature("b", "2", [[grid.rectangle(5, 0, 9, 5)]])]
    write([layer])
    answer = json.loads(overlay(*[NAMES[0]] * 32, *CLASS, "--json").out)
    compare_areas("32 layers", answer_tuples(answer),
                  {(tuple(range(1, 33)), (feature.cls,) * 32): list(feature.cells()) for feature in layer})
    same("pairs of 32 layers", len(answer["pairs"]), 496)
    overlay(*[NAMES[0]] * 32, *CLASS, "-f", "csv", "-o", "out.gpkg")
    with package("out.gpkg") as db:
        same("pieces of 32 layers", len(program.rows(db, "pieces")), 992)
    # 2^32 tuples in one place
    write([[grid.Feature("a", cls, [[grid.rectangle(0, 0, 5, 5)]]) for cls in "12"]])
    done = overlay(*[NAMES[0]] * 32, *CLASS, code=2)
    expect("too many tuples", "more than 16000000 combinations of classes" in done.err, done.err)


def tables_in(name):
    with package(name) as db:
        return {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")} & {"class_table", "tuple_table"}


def check_chosen_tables():
    """What --tables names is all that is made, in every output."""
    layers = random_layers(29, 3)
    whole = json.loads(overlay(*NAMES[:3], *CLASS, "--json").out)
    for tables, nulls, table in (("pairs", ("tuples", "all", "any"), "class_table"), ("tuples", ("pairs",), "tuple_table")):
        answer = json.loads(overlay(*NAMES[:3], *CLASS, "--json", "--tables", tables).out)
        same(f"members of {tables}", list(answer), list(whole))
        same(f"nulls of {tables}", {name for name, value in answer.items() if value is None},
             {*nulls, "kept_pairs", "kept_patches", "tolerated"})
        for name in {"tuples", "all", "any", "pairs"} - set(nulls):
            same(f"{name} of {tables}", answer[name], whole[name])
        sums_of = [(layer["covered"], layer["repeated"]) for layer in answer["layers"]]
        same(f"sums of {tables}", sums_of, [(None, None)] * 3 if tables == "pairs" else
             [(layer["covered"], layer["repeated"]) for layer in whole["layers"]])
        overlay(*NAMES[:3], *CLASS, "--tables", tables, "-o", f"{tables}.gpkg")
        same(f"package of {tables}", tables_in(f"{tables}.gpkg"), {table})
        with package(f"{tables}.gpkg") as db:
            same(f"pieces of {tables}", stored_pieces(db).keys(), wanted_pieces(layers).keys())
    overlay(*NAMES[:3], *CLASS, "-o", "text.gpkg")
    same("package of text", tables_in("text.gpkg"), {"class_table", "tuple_table"})


def check_refused_tables():
    """Too many rows of a table that nobody asked for refuse nothing."""
    twins = [grid.Feature(name, name, [[grid.rectangle(0, 0, 5, 5)]]) for name in "ab"]
    write([twins])
    same_files = [NAMES[0]] * 31  # 2^31 tuples
    text = overlay(*same_files, *CLASS, "--tables", "pairs", "-f", "csv").out.decode()
    want = grid.table(twins, twins)
    rows = [row for row in csv.DictReader(io.StringIO(text)) if (row["layer_a"], row["layer_b"]) == ("30", "31")]
    same("31 layers", [(row["part"], row["planar_m2"]) for row in rows],
         [("pair", "25.000000")] * 4 + [(part, "25.000000") for part in ("both", "repeated_a", "repeated_b")])
    same("rows", len(rows), len(want))
    overlay(*same_files, *CLASS, "--tables", "pairs", "-o", "out.gpkg")
    done = overlay(*same_files, *CLASS, code=2)
    expect("hint of pairs", "--tables pairs" in done.err, done.err)
    many = [grid.Feature(f"{i}", f"{i:05}", [[grid.rectangle(i, 0, i + 1, 1)]]) for i in range(2400)]
    write([many])  # 3 tables of 2400 × 2400
    rows = list(csv.DictReader(io.StringIO(overlay(*NAMES[:1] * 3, *CLASS, "--tables", "tuples", "-f", "csv").out.decode())))
    same("many classes", [row["class_3"] for row in rows if row["part"] == "tuple"], [feature.cls for feature in many])
    overlay(*NAMES[:1] * 3, *CLASS)
    done = overlay(*NAMES[:1] * 3, *CLASS, "-f", "csv", code=2)
    expect("hint of tuples", "--tables tuples" in done.err, done.err)


def check_beyond_ellipsoid():
    """Ground that no place on the ellipsoid has is counted in every output, also with -q."""
    away = -38150000  # the easting without the number of its zone
    layer = [grid.Feature("here", "1", [[grid.rectangle(0, 0, 5, 5)]]),
             grid.Feature("away", "2", [[grid.rectangle(away, 0, away + 5, 5)]])]
    inner = [grid.Feature("away", "2", [[grid.rectangle(away, 0, away + 2, 2)]])]
    write([layer, inner, layer])
    line = "combinations of features that reach beyond the ellipsoid: 2;"
    for n, names, more in ((2, NAMES[:2], ()), (3, NAMES[:3], ()), (3, NAMES[:3], ("--tables", "tuples")),
                           (3, NAMES[:3], ("--tables", "pairs"))):
        what = f"{n} layers {more}"
        text = overlay(*names, *CLASS, *more, "-q").out.decode()
        same(f"{what}: text", sum(got.startswith(line) for got in text.splitlines()), 1)
        expect(f"{what}: log", line in overlay(*names, *CLASS, *more).err, "no warning")
        same(f"{what}: json", json.loads(overlay(*names, *CLASS, *more, "--json", "-q").out)["beyond_ellipsoid"], 2)
        rows = list(csv.DictReader(io.StringIO(overlay(*names, *CLASS, *more, "-f", "csv", "-q").out.decode())))
        same(f"{what}: csv", [(name, value) for name, value in rows[-1].items() if value],
             [("part", "beyond_ellipsoid"), ("n", "2")])
        overlay(*names, *CLASS, *more, "-q", "-o", "out.gpkg", "--overwrite")
        with package("out.gpkg") as db:
            same(f"{what}: run", db.execute("SELECT value FROM run WHERE name = 'beyond_ellipsoid'").fetchone()[0], "2")
    write([layer[:1]])
    rows = overlay(NAMES[0], NAMES[0], "-f", "csv").out.decode()
    expect("nothing beyond", "beyond" not in rows + overlay(NAMES[0], NAMES[0]).out.decode(), rows)
    same("nothing beyond", json.loads(overlay(NAMES[0], NAMES[0], "--json").out)["beyond_ellipsoid"], 0)


run_checks(globals(), check_text)
