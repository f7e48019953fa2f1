"""`lantu near`: distances against Vincenty's geodesics by brute force, rings, gates, refusals: near.py PROGRAM."""

import csv
import json
import math
import os
import random
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

sys.path.insert(0, program.SAMPLE)
sys.dont_write_bytecode = True
from geodesy import geodesic_m  # noqa: E402  CGCS2000

PROGRAM = os.path.abspath(sys.argv[1])
FAULTS = []


def expect(what, found, wanted):
    if found != wanted:
        FAULTS.append(f"{what}: {found!r}, not {wanted!r}")


def near(*args, code=0):
    done = program.run(PROGRAM, "near", *args, "--json", "--lang", "en", "-q")
    expect(f"near {args}: exit code and errors", (done.code, done.err), (code, ""))
    return json.loads(done.out)


def refused(word, *args, code=2):
    done = program.run(PROGRAM, "near", *args, "--lang", "en", "-q")
    expect(f"near {args}: exit code", done.code, code)
    expect(f"near {args}: {word!r} in {done.err!r}", word in done.err and done.err.count("\n") == 1, True)


def write(path, features):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection",
                   "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
                   "features": [{"type": "Feature", "properties": {"id": key, "title": f"name of {key}"},
                                 "geometry": {"type": kind, "coordinates": xy}}
                                for key, kind, xy in features]}, file)
    return path


def table(path, rows, titles=("id", "x", "y")):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles, *rows])
    return path


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def metres(a, b):
    return geodesic_m(math.radians(a[1]), math.radians(a[0]), math.radians(b[1]), math.radians(b[0]))


def to_edge(p, a, b):
    """(distance, place) to an edge straight in degrees: by sections of a fine sample."""
    def at(t):
        return a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
    n = 64
    best = min(range(n + 1), key=lambda i: metres(p, at(i / n)))
    low, high = max(0, best - 1) / n, min(n, best + 1) / n
    while high - low > 1e-9:
        third = (high - low) / 3
        if metres(p, at(low + third)) < metres(p, at(high - third)):
            high -= third
        else:
            low += third
    return min((metres(p, at(t)), at(t)) for t in (0, (low + high) / 2, 1))


# ---- geodesics in degrees ----

def check_brute_force():
    """Points and edges up to 300 km long in some latitudes, the nearest of 40 lines."""
    rng = random.Random(5)
    for lat in (-60.0, 0.0, 38.0, 72.0):
        def place(reach):
            return [100 + rng.uniform(-reach, reach) / max(0.2, math.cos(math.radians(lat))),
                    lat + rng.uniform(-reach, reach)]
        lines = []
        for i in range(40):
            a = place(2)
            length = rng.choice((0.001, 0.05, 3.0))
            lines.append((f"l{i}", "LineString", [a, [a[0] + rng.uniform(-length, length),
                                                      a[1] + rng.uniform(-length, length)]]))
        points = [(f"p{i}", "Point", place(2.2)) for i in range(40)]
        result = near(write("points.geojson", points), write("lines.geojson", lines), "--within", "40km,400km",
                      "--key", "id,id")
        found = {row["feature"]["key"]: row for row in result["rows"]}
        for key, _, p in points:
            wanted, target, at = min((*to_edge(p, *xy)[:1], name, to_edge(p, *xy)[1]) for name, _, xy in lines)
            row = found[key]
            if abs(row["distance_m"] - wanted) > 0.0003:
                FAULTS.append(f"{key} at {p}: {row['distance_m']} m, brute force {wanted} m")
            expect(f"{key}: target", row["target"]["key"], target)
            expect(f"{key}: ring", row["ring_m"], 40000.0 if wanted <= 40000 else 400000.0)
            if metres((row["at_lon_deg"], row["at_lat_deg"]), at) > 1 + wanted * 1e-3:
                FAULTS.append(f"{key}: nearest place {row['at_lon_deg']} {row['at_lat_deg']}, brute force {at}")


def north_of(lat, distance_m):
    """The latitude so far north on the meridian, by bisection."""
    low, high = lat, lat + 1
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if metres((112, lat), (112, middle)) < distance_m else (low, middle)
    return low


def check_limits():
    """1 mm on both sides of a limit; on an edge, inside, in a hole."""
    shape = [box(111, 37, 113, 38), box(111.4, 37.2, 112.6, 37.8)]
    target = write("target.geojson", [("t", "Polygon", shape)])
    # The nearest place of a parallel as an edge is not on the meridian by a hair: it bends away to the south.
    places = [("in", 111.2, 37.5), ("edge", 111.0, 37.5), ("hole", 112, 37.5), ("corner", 113, 38),
              ("near", 112, north_of(38, 9999.999)), ("far", 112, north_of(38, 10000.001))]
    features = table("firms.csv", [(key, repr(x), repr(y)) for key, x, y in places])
    result = near(features, target, "--x", "x", "--y", "y", "--crs", "EPSG:4490", "--within", "10km,100km",
                  "--key", "id,id", "--name", ",title")
    rings = {row["feature"]["key"]: (row["ring_m"], row["distance_m"]) for row in result["rows"]}
    expect("rings", {key: ring for key, (ring, _) in rings.items()},
           {"in": 10000.0, "edge": 10000.0, "corner": 10000.0, "near": 10000.0, "far": 100000.0, "hole": 100000.0})
    expect("at 0", sorted(key for key, (_, d) in rings.items() if d == 0), ["corner", "edge", "in"])
    wanted = min(to_edge((112, 37.5), a, b)[0] for a, b in zip(shape[1], shape[1][1:]))
    expect("in the hole", abs(rings["hole"][1] - wanted) < 0.001, True)
    expect("counts", ([ring["count"] for ring in result["rings"]], result["beyond"], result["touching"]),
           ([4, 2], 0, 3))
    expect("name", {row["target"]["name"] for row in result["rows"]}, {"name of t"})
    bearing = next(row["bearing_deg"] for row in result["rows"] if row["feature"]["key"] == "near")
    expect("bearing to the south", abs(bearing - 180) < 0.01, True)

    files = (features, target, "--x", "x", "--y", "y", "--crs", "EPSG:4490", "--key", "id")
    result = near(*files, "--within", "10km", "--accuracy", "0.01")
    expect("undetermined", sorted(row["feature"]["key"] for row in result["rows"] if row["state"] == "undetermined"),
           ["far", "near"])
    near(*files, "--within", "100km", "--all-within")
    near(*files, "--within", "10km", "--all-within", code=1)
    near(*files, "--within", "10km", "--none-within", code=1)
    counted = near(*files, "--within", "10km,100km", "--count")
    expect("counted", ([ring["count"] for ring in counted["rings"]], counted["rows"]), ([4, 2], []))


def check_bands():
    """Two bands of Gauss-Krueger on both sides of 112.5 degrees, and degrees, mean the same places."""
    target = write("target.geojson", [("t", "Polygon", [box(112.51, 37, 112.6, 37.1)])])
    firms = [("a", 112.45, 37.05), ("b", 112.5, 37.05), ("c", 112.55, 37.05), ("d", 112.3, 37.05)]
    wanted = {key: 0 if key == "c" else to_edge((x, y), (112.51, 37), (112.51, 37.1))[0] for key, x, y in firms}
    features = write("firms.geojson", [(key, "Point", [x, y]) for key, x, y in firms])
    for crs in (None, "EPSG:4525", "EPSG:4526", "EPSG:32649"):
        result = near(features, target, "--within", "100km", "--key", "id", "--accuracy", "0",
                      *(() if crs is None else ("--crs", crs)))
        for row in result["rows"]:
            if abs(row["distance_m"] - wanted[row["feature"]["key"]]) > 0.001:
                FAULTS.append(f"{crs}: {row}, not {wanted}")
        expect(f"{crs}: rows", len(result["rows"]), 4)


def check_nearest():
    """The k nearest in their order; shapes against shapes; rows of the GeoPackage."""
    target = write("target.geojson", [(f"t{i}", "Point", [100 + i / 100, 30]) for i in range(10)])
    features = write("firms.geojson", [("line", "LineString", [[100.032, 30.01], [100.032, 30.5]]),
                                       ("area", "Polygon", [box(100.048, 29.9, 100.052, 30.1)])])
    result = near(features, target, "--within", "5km", "--nearest", "3", "--key", "id,id", "-o", "near.gpkg")
    order = {}
    for row in sorted(result["rows"], key=lambda row: row["rank"]):
        order.setdefault(row["feature"]["key"], []).append(row["target"]["key"])
    expect("nearest", order, {"line": ["t3", "t4", "t2"], "area": ["t5", "t4", "t6"]}
           if order.get("area", [""])[1] == "t4" else {"line": ["t3", "t4", "t2"], "area": ["t5", "t6", "t4"]})
    db = program.opened("near.gpkg")
    rows = program.rows(db, "near")
    expect("rows", [(row["feature_key"], row["target_key"], row["distance_m"]) for row in rows],
           [(row["feature"]["key"], row["target"]["key"], row["distance_m"]) for row in result["rows"]])
    expect("lines", [row["geom"] is None for row in rows], [row["distance_m"] == 0 for row in rows])
    expect("places", len(program.rows(db, "nearest_place")), len(rows))
    db.close()
    with open("near.gpkg", "rb") as file:
        first = file.read()
    for jobs in ("1", "4"):
        near(features, target, "--within", "5km", "--nearest", "3", "--key", "id,id", "-o", f"{jobs}.gpkg", "-j", jobs)
        with open(f"{jobs}.gpkg", "rb") as file:
            expect(f"bytes of -j {jobs}", file.read() == first, True)


def check_count():
    """What is only counted is what is measured: around and in areas with holes, in degrees and in a plane."""
    rng = random.Random(8)
    shapes = [(f"t{i}", "Polygon", [box(x - 0.06, y - 0.06, x + 0.06, y + 0.06),
                                    box(x - 0.055, y - 0.055, x + 0.055, y + 0.055)] if i % 2 else
               [box(x - 0.03, y - 0.03, x + 0.03, y + 0.03)])
              for i, (x, y) in enumerate((112 + rng.uniform(0, 1), 37 + rng.uniform(0, 1)) for _ in range(12))]
    target = write("target.geojson", shapes)
    points = table("many.csv", [(i, 111.8 + rng.uniform(0, 1.4), 36.8 + rng.uniform(0, 1.4)) for i in range(4000)])
    for crs in ("EPSG:4490", "EPSG:4526"):
        given = points
        if crs == "EPSG:4526":  # metres, so that no CRS in degrees is left
            given = table("plane.csv", [(i, 38310000 + rng.uniform(0, 110000), 4085000 + rng.uniform(0, 130000))
                                        for i in range(4000)])
        for limits in ("2km,9km", "500m"):
            args = (given, target, "--x", "x", "--y", "y", "--crs", crs, "--within", limits, "--accuracy", "20")
            counted, measured = near(*args, "--count"), near(*args)
            for key in ("rings", "beyond", "undetermined", "without_shape"):
                expect(f"{crs} {limits}: {key}", counted[key], measured[key])
            expect(f"{crs} {limits}: all classes are there",
                   all(n > 0 for n in [measured["beyond"], measured["undetermined"], measured["touching"]]), True)


def check_refused():
    point = write("point.geojson", [("a", "Point", [100, 30])])
    files = (point, point)
    refused("--within", *files)
    refused("--within", *files, "--within", "10")
    refused("rising", *files, "--within", "10km,5km")
    refused("rising", *files, "--within", "0m")
    refused("--nearest", *files, "--within", "1km", "--nearest", "0")
    refused("--nearest needs --within", *files, "--nearest", "1")
    refused("exclude", *files, "--within", "1km", "--count", "-o", "a.gpkg")
    refused("exclude", *files, "--within", "1km", "--all-within", "--none-within")
    refused("--x needs --y", *files, "--within", "1km", "--x", "a")
    refused("one name", *files, "--within", "1km", "--key", "a,b,c")
    refused("nosuch", *files, "--within", "1km", "--key", "nosuch")
    refused("input", *files, "--within", "1km", "-o", point)
    refused(".gpkg", *files, "--within", "1km", "-o", "out.shp")
    refused("files: 1", point, "--within", "1km")
    refused("missing.shp", point, "missing.shp", "--within", "1km", code=3)
    # Where the plane of degrees ends: nothing is said rather than something wrong.
    east = write("east.geojson", [("a", "Point", [179.95, 10])])
    pole = write("pole.geojson", [("a", "Point", [0, -86])])
    over = write("over.geojson", [("t", "Polygon", [box(170, 9, 190, 11)])])
    inside = write("inside.geojson", [("a", "Point", [171, 10])])
    refused("180 degrees", east, point, "--within", "10km")
    refused("84", pole, point, "--within", "10km")
    refused("across the meridian of 180", inside, over, "--within", "10km")
    world = write("world.geojson", [("t", "Polygon", [box(-180, -90, 180, 90)])])
    expect("in the world", near(inside, world, "--within", "10km")["touching"], 1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for check in (check_brute_force, check_limits, check_bands, check_nearest, check_count, check_refused):
            check()
        os.chdir("/")
    program.verdict(FAULTS, "lantu near")


main()
