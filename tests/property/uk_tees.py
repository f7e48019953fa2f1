"""`lantu overlay` on the Tees Valley layers against totals of GEOS: uk_tees.py PROGRAM.

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


def check(lantu, name, other, folder):
    a, b = (program.shared_data("uk_tees", f"eng_{layer}.gpkg") for layer in ("oa", other))
    output = os.path.join(folder, f"{other}.gpkg")
    done = program.run(lantu, "overlay", a, b, "--json", "-o", output, "--lang", "en", timeout=500)
    if done.code not in (0, 1):
        faults.append(f"{name}: exit code {done.code}: {done.err}")
        return
    answer = json.loads(done.out)
    table = {row["part"]: row["planar_m2"] for row in answer["table"]}
    pairs = pairs_of(output)
    n_any, n_large, area = expected(name)
    n_found = sum(found > 1e-6 for found in pairs.values())
    expect(f"{name}, pairs > 1e-6 m2", abs(n_found - n_any) <= 0.002 * n_any, f"{n_found}, expected {n_any}")
    n_found = sum(found > 1 for found in pairs.values())
    expect(f"{name}, pairs > 1 m2", n_found == n_large, f"{n_found}, expected {n_large}")
    expect(f"{name}, area", abs(table["pair"] - area) <= 5e-9 * area, f"{table['pair']}, expected {area}")
    expect(f"{name}, pieces", abs(sum(pairs.values()) - table["pair"]) <= 1e-12 * area + 1e-5,
           f"{sum(pairs.values())}, in the table {table['pair']}")
    # ground of A is in a pair or in none; where features of B overlap, as those of lsoa do, in two
    more = table["pair"] + table["only_a"] - layer_area(a)
    twice = answer["repeated_a"]["planar_m2"] + answer["repeated_b"]["planar_m2"]
    expect(f"{name}, ground of A", -1e-5 <= more <= (other != "wards") * twice + 1e-5,
           f"{more} m2 more than its rings")


with tempfile.TemporaryDirectory() as scratch:
    program.shared_data("EXPECTED.txt")
    check(os.path.abspath(sys.argv[1]), "oa x wards", "wards", scratch)
    check(os.path.abspath(sys.argv[1]), "oa x lsoa", "lsoa", scratch)
print("\n".join(faults) or "ok")
sys.exit(1 if faults else 0)
