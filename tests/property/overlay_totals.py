"""`lantu overlay` on real layers against totals of GEOS and of their rings: overlay_totals.py PROGRAM.

The totals (EXPECTED.txt) are those of the coordinates as they stand in the files. The lattice moves
each by at most 0.00005 m, so slivers of some square centimetres come and go and areas change by
some 1e-9. What does not depend on that is exact: the ground of a layer is that of its rings on the
lattice, counted here.
"""

import json
import os
import re
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

UNITS = 10000
faults = []


def expect(what, is_so, detail):
    if not is_so:
        faults.append(f"{what}: {detail}")


def expected(name):
    """pairs>0, pairs>1, area of the intersections."""
    with open(program.shared_data("EXPECTED.txt"), encoding="utf-8") as file:
        line = next(line for line in file if line.startswith(f"uk_tees {name}:"))
    read = re.search(r"pairs>0=(\d+) pairs>1=(\d+) intersection_area_m2=([\d.]+)", line)
    return int(read[1]), int(read[2]), float(read[3])


def ring_area(blob, at, n, order):
    """Area of a ring on the lattice, square metres, exact but for the last division."""
    xy = [round(value * UNITS) for value in struct.unpack_from(f"{order}{2 * n}d", blob, at)]
    x, y = xy[::2], xy[1::2]
    return abs(sum(x[i] * y[i + 1] - x[i + 1] * y[i] for i in range(n - 1))) / 2 / UNITS ** 2


def polygons_area(blob, at):
    """Area of a WKB polygon or multipolygon, and where it ends."""
    order = "<" if blob[at] else ">"
    kind, n = struct.unpack_from(order + "II", blob, at + 1)
    at, area = at + 9, 0
    for i in range(n):
        if kind % 1000 == 6:
            part, at = polygons_area(blob, at)
            area += part
        else:
            n_points, = struct.unpack_from(order + "I", blob, at)
            area += (1 if i == 0 else -1) * ring_area(blob, at + 4, n_points, order)
            at += 4 + 16 * n_points
    return area, at


def layer_area(path):
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as db:
        table, column = db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchone()
        blobs = [row[0] for row in db.execute(f'SELECT "{column}" FROM "{table}"')]
    envelopes = (0, 32, 48, 48, 64)
    return sum(polygons_area(blob, 8 + envelopes[blob[3] >> 1 & 7])[0] for blob in blobs)


def pairs_of(path):
    pairs = {}
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as db:
        for table in ("pieces", "tolerated"):
            for a, b, area in db.execute(f"SELECT a_fid, b_fid, planar_m2 FROM {table}"):
                pairs[a, b] = pairs.get((a, b), 0) + area
    return pairs


def check_tees(name, other, folder):
    a, b = (program.shared_data("uk_tees", f"eng_{layer}.gpkg") for layer in ("oa", other))
    output = os.path.join(folder, f"{other}.gpkg")
    answer = overlay(a, b, "-o", output)
    table = parts(answer)
    pairs = pairs_of(output)
    n_any, n_large, area = expected(name)
    n_found = sum(found > 1e-6 for found in pairs.values())
    expect(f"{name}, pairs > 1e-6 m2", abs(n_found - n_any) <= 0.002 * n_any, f"{n_found}, expected {n_any}")
    n_found = sum(found > 1 for found in pairs.values())
    expect(f"{name}, pairs > 1 m2", n_found == n_large, f"{n_found}, expected {n_large}")
    expect(f"{name}, area", abs(table["pair"] - area) <= 5e-9 * area, f"{table['pair']}, expected {area}")
    expect(f"{name}, pieces", abs(sum(pairs.values()) - table["pair"]) <= 1e-12 * area + 1e-5,
           f"{sum(pairs.values())}, in the table {table['pair']}")
    check_ground(name, answer, layer_area(a), 0, other != "wards")


def overlay(*args):
    """The JSON of a run."""
    done = program.run(lantu, "overlay", *args, "--json", "--lang", "en", timeout=500)
    if done.code != 0:
        sys.exit(f"{args}: exit code {done.code}: {done.err}")
    return json.loads(done.out)


def parts(answer):
    return {row["part"]: row["planar_m2"] for row in answer["table"]}


def check_ground(name, answer, area, side, is_twice=True):
    """Ground of a layer is in a pair or in none; where features of either overlap, in two."""
    table = parts(answer)
    more = table["pair"] + table["only_" + "ab"[side]] - area
    twice = answer["repeated_a"]["planar_m2"] + answer["repeated_b"]["planar_m2"]
    rounding = 1e-5 + 2e-15 * area
    expect(f"{name}, ground of {'AB'[side]}", -rounding <= more <= is_twice * twice + rounding,
           f"{more} m2 more than its rings, {twice} m2 lie in two features")


def shapefile_rings(path):
    """Rings of each polygon, on the lattice."""
    with open(path, "rb") as file:
        data = file.read()
    at, features = 100, []
    while at < len(data):
        words, kind = struct.unpack_from(">4xi", data, at)[0], struct.unpack_from("<i", data, at + 8)[0]
        n_parts, n_points = struct.unpack_from("<36x2i", data, at + 8) if kind else (0, 0)
        begins = struct.unpack_from(f"<{n_parts}i", data, at + 52)
        xy = [round(value * UNITS) for value in struct.unpack_from(f"<{2 * n_points}d", data, at + 52 + 4 * n_parts)]
        points = list(zip(xy[::2], xy[1::2]))
        features.append([points[begin:end] for begin, end in zip(begins, (*begins[1:], n_points))])
        at += 8 + 2 * words
    return features


def rings_area(features):
    """Shells of a shapefile go clockwise, holes against them."""
    area2 = sum(b[0] * a[1] - a[0] * b[1] for rings in features for ring in rings for a, b in zip(ring, ring[1:]))
    return area2 / 2 / UNITS ** 2


def geojson_write(path, features, crs):
    """As MultiPolygons whose rings are all shells: by the even-odd rule it is the same."""
    listed = [{"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [
        [[[x / UNITS, y / UNITS] for x, y in ring]] for ring in rings]}} for rings in features]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": listed,
                   "crs": {"type": "name", "properties": {"name": crs}}}, file)
    return path


def check_swiss(folder):
    """The municipalities of two years: the same borders drawn twice. LV95 is LV03 and two numbers."""
    new = program.shared_data("swiss_municipalities", "2025", "municipalities.shp")
    old = [[[(x + 2000000 * UNITS, y + 1000000 * UNITS) for x, y in ring] for ring in rings] for rings in
           shapefile_rings(program.shared_data("swiss_municipalities", "2012", "municipalities.shp"))]
    a = geojson_write(os.path.join(folder, "old.geojson"), old, "urn:ogc:def:crs:EPSG::2056")
    answer, turned = overlay(a, new), overlay(new, a)
    check_ground("swiss", answer, rings_area(old), 0)
    check_ground("swiss", answer, rings_area(shapefile_rings(new)), 1)
    expect("swiss, turned", (parts(answer), answer["both"]) == (
        {{"only_a": "only_b", "only_b": "only_a"}.get(part, part): area for part, area in parts(turned).items()},
        turned["both"]), parts(turned))
    many = overlay(a, new, new)
    for pair, want in zip(many["pairs"], (answer, answer, None)):
        if want is not None:
            expect("swiss, pairs of three layers", abs(parts(pair)["pair"] - parts(want)["pair"]) < 1e-4, parts(pair))
    expect("swiss, all", many["all"] == answer["both"], many["all"])


def check_cadastre():
    """Parcels with themselves: overlaps of some square centimetres, nowhere three of them."""
    path = program.shared_data("fr_cadastre", "epinay_91216_parcels.gpkg")
    area = layer_area(path)
    many = overlay(path, path, path, "--tables", "tuples")
    for layer in many["layers"]:
        covered, repeated = layer["covered"]["planar_m2"], layer["repeated"]["planar_m2"]
        expect("cadastre, covered", repeated > 0 and abs(covered + repeated - area) < 1e-4, (covered, repeated, area))
    expect("cadastre, all", many["all"] == many["any"] == many["layers"][0]["covered"], (many["all"], many["any"]))
    # where two parcels lie there are 2 pairs more than features of each layer, and 8 - 2 of three layers
    repeated, = {layer["repeated"]["planar_m2"] for layer in many["layers"]}
    expect("cadastre, tuple", abs(many["tuples"][0]["planar_m2"] - area - 6 * repeated) < 1e-4, many["tuples"])
    table = parts(overlay(path, path))
    expect("cadastre, pairs", set(table) == {"pair"} and abs(table["pair"] - area - 2 * repeated) < 1e-4, table)


def check_tees_all():
    """Three layers at once have the tables of every two of them."""
    paths = [program.shared_data("uk_tees", f"eng_{name}.gpkg") for name in ("oa", "lsoa", "wards")]
    many = overlay(*paths)
    for pair in many["pairs"]:
        want = overlay(paths[pair["layer_a"] - 1], paths[pair["layer_b"] - 1])
        for got, row in zip(pair["table"], want["table"]):
            expect("tees, pairs of three layers", (got["part"], got["n"]) == (row["part"], row["n"]) and
                   abs(got["planar_m2"] - row["planar_m2"]) < 1e-4, (got, row))
        expect("tees, both", abs(pair["both"]["planar_m2"] - want["both"]["planar_m2"]) < 1e-4, pair["both"])
    for path, layer in zip(paths, many["layers"]):
        covered, repeated = layer["covered"]["planar_m2"], layer["repeated"]["planar_m2"]
        expect("tees, covered", abs(covered + repeated - layer_area(path)) < 1e-3, (path, covered, repeated))


lantu = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as scratch:
    program.shared_data("EXPECTED.txt")
    check_tees("oa x wards", "wards", scratch)
    check_tees("oa x lsoa", "lsoa", scratch)
    check_tees_all()
    check_swiss(scratch)
    check_cadastre()
print("\n".join(faults) or "ok")
sys.exit(1 if faults else 0)
