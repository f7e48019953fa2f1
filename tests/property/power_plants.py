"""Power plants within 10 km of urban areas against brute force: power_plants.py PROGRAM [WEST EAST].

Real data of ../shared. Lantu works in UTM zone 49; here the distances are geodesics (Vincenty) to the
places of the urban borders, straight in longitude and latitude as the file has them. The urban areas
are those of the whole world: the few that have no image in the zone are left open, far away.
"""

import csv
import json
import math
import os
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

sys.path.insert(0, program.SAMPLE)
sys.dont_write_bytecode = True
from geodesy import geodesic_m  # CGCS2000; WGS 84 differs by 1e-10 of the distance

LIMIT_M, TOLERANCE_M = 10000.0, 0.01
WEST, EAST = 110.0, 114.0
REACH_DEG = 0.25  # more than 10 km in China


def plants(path, west, east):
    """[(id, longitude, latitude)], each id once."""
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    places = [(f"{number:04}", *feature["geometry"]["coordinates"][:2])
              for number, feature in enumerate(features, 1)]
    return [place for place in places if west <= place[1] <= east]


def rings_of(blob):
    """Rings of a GeoPackage polygon, little endian, as the file has them."""
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    at = 8 + envelope
    order, kind, n_rings = struct.unpack_from("<BII", blob, at)
    assert (order, kind) == (1, 3)
    at, rings = at + 9, []
    for _ in range(n_rings):
        n = struct.unpack_from("<I", blob, at)[0]
        numbers = struct.unpack_from(f"<{2 * n}d", blob, at + 4)
        rings.append(list(zip(numbers[::2], numbers[1::2])))
        at += 4 + 16 * n
    return rings


def urban_areas(path):
    db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    areas = [rings_of(blob) for blob, in db.execute("SELECT geom FROM ne_50m_urban_areas")]
    db.close()
    return areas


def is_inside(lon, lat, rings):
    inside = False
    for ring in rings:
        for (xa, ya), (xb, yb) in zip(ring, ring[1:]):
            if (ya > lat) != (yb > lat) and lon < xa + (lat - ya) * (xb - xa) / (yb - ya):
                inside = not inside
    return inside


def edge_distance(lon, lat, a, b):
    """Least geodesic distance to the points of an edge, by search along it."""
    def at(t):
        return geodesic_m(math.radians(lat), math.radians(lon), math.radians(a[1] + t * (b[1] - a[1])),
                          math.radians(a[0] + t * (b[0] - a[0])))
    low, high = 0.0, 1.0
    while high - low > 1e-8:
        third = (high - low) / 3
        if at(low + third) < at(high - third):
            high -= third
        else:
            low += third
    return min(at(0.0), at((low + high) / 2), at(1.0))


def flat_distance(lon, lat, a, b):
    """Distance good to 1 %, to choose the edges worth a search."""
    k = math.cos(math.radians(lat))
    ax, ay, bx, by = (a[0] - lon) * k, a[1] - lat, (b[0] - lon) * k, b[1] - lat
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    t = min(1.0, max(0.0, -(ax * dx + ay * dy) / squared)) if squared else 0.0
    return math.hypot(ax + t * dx, ay + t * dy) * 111000


def distance_m(lon, lat, areas):
    """Distance to the nearest area, or None when it is far beyond the limit."""
    edges = []
    for rings in areas:
        xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
        if not (min(xs) - REACH_DEG < lon < max(xs) + REACH_DEG
                and min(ys) - REACH_DEG < lat < max(ys) + REACH_DEG):
            continue
        if is_inside(lon, lat, rings):
            return 0.0
        edges += [(flat_distance(lon, lat, a, b), a, b) for ring in rings for a, b in zip(ring, ring[1:])]
    if not edges or min(edges)[0] > 1.05 * LIMIT_M:
        return None
    nearest = min(edges)[0]
    return min(edge_distance(lon, lat, a, b) for d, a, b in edges if d <= 1.03 * nearest + 10)


def make_project(folder, places, urban):
    with open(os.path.join(folder, "plants.csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "lon", "lat")] + [(i, repr(x), repr(y)) for i, x, y in places])
    project = {
        "lantu": 1, "project": {"name": "power plants", "crs": "EPSG:32649"},
        "layers": [{"id": "plant", "source": "plants.csv", "x": "lon", "y": "lat", "crs": "EPSG:4326",
                    "key": "id"},
                   {"id": "urban", "source": urban}],
        "rules": [{"id": "T-10KM", "kind": "distance", "severity": "error",
                   "title": {"zh": "建成区周边10千米", "en": "within 10 km of an urban area"},
                   "layers": {"a": {"layer": "plant"}, "b": {"layer": "urban"}},
                   "limits": {"distance_m": LIMIT_M}}]}
    path = os.path.join(folder, "project.yaml")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(project, file, ensure_ascii=False)  # JSON is YAML
    return path


def lantu_distances(path, folder, places, urban):
    """(id → distance of the findings, ids it leaves open)"""
    out = os.path.join(folder, "out")
    done = program.run(path, "check", make_project(folder, places, urban), "-o", out)
    if done.code != 1:
        program.verdict([f"exit code {done.code}: {done.err}"], "stopped")
    db = program.opened(os.path.join(out, "findings.gpkg"))
    found = {row["a_key"]: row["value"] for row in program.findings(db) if row["rule"] == "T-10KM"}
    undecided = {row["a_key"] for row in program.rows(db, "undetermined") if row["a_key"]}
    db.close()
    return found, undecided


def compared(found, undecided, places, areas):
    for name, lon, lat in places:
        want, got = distance_m(lon, lat, areas), found.get(name)
        if name in undecided:
            if want is None or abs(want - LIMIT_M) > 1:
                yield f"plant {name} at {lon} {lat}: undetermined, but {want} m away"
        elif got is None:
            if want is not None and want <= LIMIT_M:
                yield f"plant {name} at {lon} {lat}: not found, {want:.4f} m away"
        elif want is None or abs(got - want) > TOLERANCE_M:
            yield f"plant {name} at {lon} {lat}: {got} m, expected {want}"


def main():
    path = os.path.abspath(sys.argv[1])
    west, east = map(float, sys.argv[2:4]) if len(sys.argv) > 2 else (WEST, EAST)
    urban = program.shared_data("natural_earth", "ne_50m_urban_areas.gpkg")
    places = plants(program.shared_data("power_plants_cn", "china_plants.geojson"), west, east)
    with tempfile.TemporaryDirectory() as folder:
        found, undecided = lantu_distances(path, folder, places, urban)
    faults = list(compared(found, undecided, places, urban_areas(urban)))
    inside = sum(value == 0 for value in found.values())
    print(f"{len(found)} of {len(places)} plants between {west:g} and {east:g} degrees east lie within 10 km, "
          f"{inside} of them inside; {len(undecided)} undetermined")
    program.verdict(faults, "compared with brute force")


main()
