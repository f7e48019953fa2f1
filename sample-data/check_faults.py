#!/usr/bin/env python3
"""Check FAULTS.csv against the data files: every pair of objects is looked at, planned or not.

Reads the files that Lantu reads (not the lists they were made from), clips every candidate pair exactly, and says
what is missing, not planned or of another size. Also checks the area and geodesy routines against known figures, and
that layers which should not overlap themselves do not. Exit code 0: all is as listed.
"""

import csv
import math
import os
import re
import sqlite3
import struct
import sys
import unicodedata

sys.dont_write_bytecode = True

from geodesy import Band, geodesic_m, geodesic_to_rings, ring_area
from geometry import (UNITS_PER_M, area_m2, bbox, boxes_meet, is_tolerated, locate, oriented, overlap_pieces,
                      rings_from_edges, self_crossings)

HERE = os.path.dirname(os.path.abspath(__file__))
BAND = Band(38)
problems = []

# --- Reading ---------------------------------------------------------------------------------


def lattice(x, y):
    point = round(x * UNITS_PER_M), round(y * UNITS_PER_M)
    if (point[0] / UNITS_PER_M, point[1] / UNITS_PER_M) != (x, y):
        problems.append(f"{x} {y} is not on the lattice")
    return point


def read(path):
    with open(os.path.join(HERE, "data", path), "rb") as file:
        return file.read()


def read_shapefile(stem):
    """[(attributes, rings or None)]"""
    dbf, shp = read(stem + ".dbf"), read(stem + ".shp")
    count, header, width = struct.unpack("<IHH", dbf[4:12])
    fields = [(dbf[k:k + 11].rstrip(b"\0").decode(), dbf[k + 16]) for k in range(32, header - 1, 32)]
    rows, offset = [], 100
    for n in range(count):
        position, record = header + n * width + 1, {}
        for name, length in fields:
            record[name] = dbf[position:position + length].decode("gbk").strip()
            position += length
        words = struct.unpack(">i", shp[offset + 4:offset + 8])[0]
        rows.append((record, shape_rings(shp[offset + 8:offset + 8 + 2 * words])))
        offset += 8 + 2 * words
    return rows


def shape_rings(content):
    if struct.unpack("<i", content[:4])[0] == 0:
        return None
    parts, points = struct.unpack("<ii", content[36:44])
    starts = list(struct.unpack(f"<{parts}i", content[44:44 + 4 * parts])) + [points]
    numbers = struct.unpack(f"<{2 * points}d", content[44 + 4 * parts:])
    places = [lattice(*numbers[2 * k:2 * k + 2]) for k in range(points)]
    return [opened(places[a:b]) for a, b in zip(starts, starts[1:])]


def opened(ring):
    if ring[0] != ring[-1]:
        problems.append(f"ring at {ring[0]} is not closed")
    return ring[:-1]


def read_layer(file, table):
    db = sqlite3.connect(os.path.join(HERE, "data", file))
    db.row_factory = sqlite3.Row
    rows = [(dict(r), r["geom"] and blob_rings(r["geom"])) for r in db.execute(f'SELECT * FROM "{table}"')]
    db.close()
    return rows


def blob_rings(blob):
    at = [8 + (0, 32)[(blob[3] >> 1) & 7]]

    def take(form):
        values = struct.unpack_from("<" + form, blob, at[0])
        at[0] += struct.calcsize("<" + form)
        return values

    _, kind = take("BI")
    rings = []
    for _ in range(take("I")[0] if kind == 6 else 1):
        if kind == 6:
            take("BI")
        for _ in range(take("I")[0]):
            rings.append(opened([lattice(*take("dd")) for _ in range(take("I")[0])]))
    return rings


def read_survey(file, encoding):
    rows, rings = [], {}
    for line in read(file).decode(encoding).splitlines():
        cells = line.split(",")
        if line.endswith("@"):
            rings = {}
            rows.append((dict(zip(["JZDS", "DKMJ", "DKBH", "DKMC", "TXSX", "TFH", "DKYT", "DLBM"], cells)), rings))
        elif len(cells) == 4 and cells[0].startswith("J"):
            rings.setdefault(cells[1], []).append(lattice(float(cells[3]), float(cells[2])))
    return [(record, [opened(r) for r in rings.values()]) for record, rings in rows]


def read_firms():
    text = read("firms.csv").decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


# --- The rules, by brute force ---------------------------------------------------------------


def keyed(rows, key, keep=lambda record: True):
    return {r[key]: rings for r, rings in rows if rings and keep(r)}


def overlaps(rule, a_layer, a, b_layer, b):
    """{(rule, a_layer, a_key, b_layer, b_key, state): (plane, ellipsoid)} with tolerated pieces one by one."""
    found = {}
    boxes = {key: bbox(rings) for key, rings in b.items()}
    for a_key, a_rings in a.items():
        a_box = bbox(a_rings)
        for b_key, b_rings in b.items():
            if not boxes_meet(a_box, boxes[b_key]) or (a_layer == b_layer and a_key >= b_key):
                continue
            pieces = overlap_pieces(a_rings, b_rings)
            head = (rule, a_layer, a_key, b_layer, b_key)
            real = [p for p in pieces if not is_tolerated(p)]
            if real:
                found[head + ("finding",)] = sizes(real)
            for piece in pieces:
                if piece not in real:
                    found[head + ("tolerated",)] = sizes([piece])
    return found


def sizes(pieces):
    rings = [[(float(x / UNITS_PER_M), float(y / UNITS_PER_M)) for x, y in r] for p in pieces for r in p]
    return float(sum(map(area_m2, pieces))), math.fsum(ring_area(r, BAND, 2.0) for r in rings)


METALS = ("3110 3120 3130 3140 3211 3212 3213 3214 3215 3216 3217 3218 3219 3221 3222 3229 3231 3232 3239 3240 "
          "3391 3392 3393")
COAL = "2521 2522 2523 2524 2529 2621"
BUILDING = "3011 3012 3021 3022 3031 3041 3061 3071 3072 3089 3091"
LISTS = {"GR-CAST": METALS.split(), "GR-COAL": COAL.split(), "GR-BLDG": BUILDING.split()}


def listed(code, codes):
    """True, False, or None where the code is too coarse to tell."""
    code = re.sub(r"^[A-Z]", "", unicodedata.normalize("NFKC", code).upper().strip())
    if len(code) == 4:
        return code in codes
    return None if any(c.startswith(code) for c in codes) else False


def nearest(firm, built_up):
    if not firm["经度"] or not firm["纬度"]:
        return None
    lat, lon = math.radians(float(firm["纬度"])), math.radians(float(firm["经度"]))
    x, y = BAND.forward(lat, lon)
    point = round(x * UNITS_PER_M), round(y * UNITS_PER_M)
    found = []
    for key, rings in built_up.items():
        metres = [[(px / UNITS_PER_M, py / UNITS_PER_M) for px, py in r] for r in rings]
        inside = locate(point, rings) >= 0
        found.append(((0.0, 0.0) if inside else geodesic_to_rings(lat, lon, metres, BAND)) + (key,))
    return min(found)


def shapeless(rules, layer, rows, key, selected):
    """What rules cannot decide: objects they select that have no shape."""
    return {(rule, layer, record[key], "", "", "undetermined"): None
            for rule in rules for record, parts in rows if not parts and selected(record)}


def firm_rows(firms, built_up):
    found = {}
    for firm in firms:
        key, near = firm["统一社会信用代码"], nearest(firm, built_up)
        for rule, codes in LISTS.items():
            match = listed(firm["行业代码"], codes)
            if firm["建设状态"] == "在产" and match is not False and (near is None or near[0] <= 10000):
                state = "finding" if match and near else "undetermined"
                found[rule, "firm", key, "built_up", near[2] if near else "", state] = near[:2] if near else None
        heat_and_power = listed(firm["行业代码"], ["4412"])
        if firm["建设状态"] == "新建" and float(firm["年耗煤量"] or 0) > 0 and not heat_and_power and near[0] <= 20000:
            found["GR-R20", "firm", key, "built_up", near[2], "finding"] = near[:2]
        if near is None:
            found["IN-NULL", "firm", key, "", "", "finding"] = None
        if not re.fullmatch(r"\d+(\.\d+)?", firm["用地面积"]) or float(firm["用地面积"]) <= 0:
            found["MU-LAND", "firm", key, "", "", "finding"] = None
    return found


def shape_rows(layer, rows, key):
    found = {}
    for record, rings in rows:
        if not rings:
            found["IN-NULL", layer, record[key], "", "", "finding"] = None
        elif any(self_crossings(r) for r in rings):
            found["IN-GEOM", layer, record[key], "", "", "finding"] = None
    return found


# --- Other promises of the data --------------------------------------------------------------


def check_within(layer, areas):
    """No two features of the layer overlap, not even by a sliver."""
    for head, (plane, _) in overlaps("", layer, areas, layer, areas).items():
        problems.append(f"{layer}: {head[2]} and {head[4]} overlap by {plane} m²")


def check_coverage(rows):
    """Land use has no gap: patches meet side to side, but for the outer border and the cell of the bow-tie."""
    sides = set()
    for _, rings in rows:
        for ring in oriented(rings) if rings else []:
            for a, b in zip(ring, ring[1:] + ring[:1]):
                if (b, a) in sides:
                    sides.remove((b, a))
                else:
                    sides.add((a, b))
    expect("open borders of the land use", len(rings_from_edges(sorted(sides))), 2, 0)


def check_routines():
    """The measuring routines against published or separately computed figures."""
    vector = [(38400100.0, 3930700.0), (38400221.5, 3930712.345), (38400233.75, 3930640.25), (38400112.1, 3930618.9)]
    expect("ellipsoid area, 1 ha", abs(ring_area(vector, BAND)), 9515.12, 0.01)
    square = [(38395195.655, 3935621.867), (38405195.655, 3935621.867), (38405195.655, 3925621.867),
              (38395195.655, 3925621.867)]
    expect("ellipsoid area, 100 km²", abs(ring_area(square, BAND)), 99975444.05, 0.01)
    x, y = BAND.forward(math.radians(35.5), math.radians(112.9))
    expect("easting", x, 38400195.655441, 1e-6)   # PROJ 9.1
    expect("northing", y, 3930621.866881, 1e-6)
    line = geodesic_m(*map(math.radians, (35.5, 112.9, 35.58, 112.95)))
    expect("geodesic", line, 9967.106830, 1e-6)   # geod of PROJ 9.1


def expect(what, value, wanted, tolerance):
    if abs(value - wanted) > tolerance:
        problems.append(f"{what}: {value}, not {wanted}")


# --- Comparison ------------------------------------------------------------------------------


def compare(found, listed_rows):
    wanted = {}
    for r in listed_rows:
        head = tuple(r[c] for c in ("rule", "a_layer", "a_key", "b_layer", "b_key", "state"))
        wanted[head] = r
    for head in sorted(set(found) - set(wanted)):
        problems.append(f"not planned: {head}")
    for head in sorted(set(wanted) - set(found)):
        problems.append(f"not there: {head}")
    for head in set(found) & set(wanted):
        r = wanted[head]
        if found[head] and r["tolerance"]:
            for name, value in zip(("value", "value2"), found[head]):
                expect(f"{head} {name}", value, float(r[name]), float(r["tolerance"]))


def main():
    land_rows = read_shapefile("DLTB")
    urban_rows, plan_rows = read_layer("plan.gpkg", "城规"), read_layer("plan.gpkg", "JSYDGZQ")
    controls = {t: read_layer("control.gpkg", t) for t in ("YJJBNTTB", "STBHHX", "HJGKDY", "JCQ")}
    zone_rows = read_survey("zone-1.txt", "utf-8-sig") + read_survey("zone-2.txt", "gbk")
    construction = ("05", "06", "07", "08", "09", "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009",
                    "1109", "1201")
    def is_planned(record):
        return not record["YDDM"].startswith("E")

    def is_built(record):
        return record["DLBM"].startswith(construction)

    urban, built = keyed(urban_rows, "BH", is_planned), keyed(land_rows, "BSM", is_built)
    farmland, red = keyed(controls["YJJBNTTB"], "YJJBNTTBBH"), keyed(controls["STBHHX"], "HXBH")
    zone = keyed(zone_rows, "DKBH")
    found = {
        **overlaps("DG-C01", "urban_plan", urban, "farmland", farmland),
        **overlaps("DG-C01X", "land_use", built, "farmland", farmland),
        **overlaps("DG-C02", "urban_plan", urban, "red_line", red),
        **overlaps("DG-C02K", "zone", zone, "red_line", red),
        **overlaps("DG-C04", "urban_plan", urban, "land_plan",
                   keyed(plan_rows, "BSM", lambda r: r["GZQLXDM"] != "010")),
        **overlaps("DG-C20", "zone", zone, "eco_unit",
                   keyed(controls["HJGKDY"], "DYBM", lambda r: r["GKLX"] == "优先保护单元")),
        **overlaps("DG-C21", "zone", zone, "zone", zone),
        **shapeless(("DG-C01", "DG-C02", "DG-C04"), "urban_plan", urban_rows, "BH", is_planned),
        **shapeless(("DG-C01X",), "land_use", land_rows, "BSM", is_built),
        **firm_rows(read_firms(), keyed(controls["JCQ"], "BH"))}
    shapes = [("land_use", land_rows, "BSM"), ("urban_plan", urban_rows, "BH"), ("land_plan", plan_rows, "BSM"),
              ("farmland", controls["YJJBNTTB"], "YJJBNTTBBH"), ("red_line", controls["STBHHX"], "HXBH"),
              ("eco_unit", controls["HJGKDY"], "DYBM"), ("built_up", controls["JCQ"], "BH"),
              ("zone", zone_rows, "DKBH")]
    bow_ties = set()
    for layer, rows, key in shapes:
        faults = shape_rows(layer, rows, key)
        found.update(faults)
        bow_ties |= {head[2] for head in faults if head[0] == "IN-GEOM"}
        if len({record[key] for record, _ in rows}) != len(rows):
            problems.append(f"{layer}: keys are not unique")
        if layer != "zone":
            check_within(layer, {k: r for k, r in keyed(rows, key).items() if k not in bow_ties})
    check_routines()
    check_coverage([row for row in land_rows if row[0]["BSM"] not in bow_ties])
    with open(os.path.join(HERE, "FAULTS.csv"), encoding="utf-8") as file:
        compare(found, list(csv.DictReader(file)))
    for problem in problems:
        print(problem)
    print(f"{len(found)} results in the data, {len(problems)} problems; {len(land_rows)} land-use records")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
