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
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict

sys.dont_write_bytecode = True

import faults
import planted
from firms import nearest_built_up
from geodesy import geodesic_m, ring_area
from geometry import UNITS_PER_M, oriented, overlap_pieces, self_crossings
from patches import BAND, WEST_BAND, Feature, ellipsoid_m2, rings_of, round_half, turned_band

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
problems = []

# --- Reading ---------------------------------------------------------------------------------


def lattice(x, y):
    point = round(x * UNITS_PER_M), round(y * UNITS_PER_M)
    if abs(point[0] / UNITS_PER_M - x) > 1e-7 or abs(point[1] / UNITS_PER_M - y) > 1e-7:
        problems.append(f"{x} {y} is not on the lattice")
    return point


def read(path):
    with open(path, "rb") as file:
        return file.read()


def opened(ring):
    if ring[0] != ring[-1]:
        problems.append(f"ring at {ring[0]} is not closed")
    return ring[:-1]


def read_shapefile(stem):
    """[(attributes, parts or None)]"""
    dbf, shp = read(stem + ".dbf"), read(stem + ".shp")
    count, header, width = struct.unpack("<IHH", dbf[4:12])
    fields = [(dbf[k:k + 11].rstrip(b"\0").decode(), chr(dbf[k + 11]), dbf[k + 16]) for k in range(32, header - 1, 32)]
    rows, offset = [], 100
    for n in range(count):
        position, record = header + n * width + 1, {}
        for name, kind, length in fields:
            text = dbf[position:position + length].decode("gbk").strip()
            record[name] = text if kind == "C" else float(text) if text else None
            position += length
        words = struct.unpack(">i", shp[offset + 4:offset + 8])[0]
        rows.append((record, shape_parts(shp[offset + 8:offset + 8 + 2 * words])))
        offset += 8 + 2 * words
    return rows


def shape_parts(content):
    """One part: the files have none with more."""
    if struct.unpack("<i", content[:4])[0] == 0:
        return None
    parts, points = struct.unpack("<ii", content[36:44])
    starts = list(struct.unpack(f"<{parts}i", content[44:44 + 4 * parts])) + [points]
    numbers = struct.unpack(f"<{2 * points}d", content[44 + 4 * parts:])
    places = [lattice(*numbers[2 * k:2 * k + 2]) for k in range(points)]
    return [[opened(places[a:b]) for a, b in zip(starts, starts[1:])]]


def read_geopackage(path):
    """table → [(attributes, parts or None)] of its polygons."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    tables = {}
    for name, column in db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall():
        rows = [dict(r) for r in db.execute(f'SELECT * FROM "{name}" ORDER BY fid')]
        tables[name] = [(r, r[column] and blob_parts(r[column])) for r in rows]
    db.close()
    return tables


def blob_parts(blob):
    at = [8 + (0, 32)[(blob[3] >> 1) & 7]]

    def take(form):
        values = struct.unpack_from("<" + form, blob, at[0])
        at[0] += struct.calcsize("<" + form)
        return values

    _, kind = take("BI")
    if kind not in (3, 6):
        return None
    parts = []
    for _ in range(take("I")[0] if kind == 6 else 1):
        if kind == 6:
            take("BI")
        parts.append([opened([lattice(*take("dd")) for _ in range(take("I")[0])]) for _ in range(take("I")[0])])
    return [part for part in parts if part]


def read_geodatabase(path, folder):
    copy = os.path.join(folder, "copy.gpkg")
    subprocess.run(["ogr2ogr", "-q", "-f", "GPKG", copy, path], check=True)
    return read_geopackage(copy)


def read_survey(path):
    """[(attributes, rings)] and the band."""
    data = read(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    rows, rings, band = [], {}, None
    for line in text.splitlines():
        cells = [c.strip() for c in line.split(",")]
        if line.startswith("带号="):
            band = int(line[3:])
        if cells[-1] == "@":
            rings = {}
            rows.append((dict(zip(["JZDS", "DKMJ", "DKBH", "DKMC", "TXSX", "TFH", "DKYT", "DLBM"], cells)), rings))
        elif len(cells) == 4 and rows:
            ring, point = rings.setdefault(cells[1], []), lattice(float(cells[3]), float(cells[2]))
            if not ring or ring[0] != point:
                ring.append(point)
    return [(record, list(r.values())) for record, r in rows], band


def read_sheet(path):
    """Rows below the header in the third row, as dicts of texts."""
    xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    rows = []
    for row in re.findall(r'<row r="\d+">(.*?)</row>', xml):
        rows.append({c: v or t for c, v, t in
                     re.findall(r'<c r="([A-Z]+)\d+"[^>]*>(?:<v>(.*?)</v>|<is><t>(.*?)</t></is>)</c>', row)})
    header = rows[2]
    return [{name: r.get(c, "") for c, name in header.items()} for r in rows[3:]]


GEODATABASE = {"land_plan": ("JSYDGZQ", "BSM"), "land_plan_upper": ("JSYDGZQ_SJ", "BSM"),
               "planned_use": ("GHYT", "YTDKBH"), "planned_use_upper": ("GHYT_SJ", "YTDKBH"),
               "base_land_use": ("JQDLTB", "TBBH")}
PACKAGES = {"urban_plan": ("urban-plan.gpkg", "城规", "BH"), "farmland": ("control.gpkg", "YJJBNTTB", "YJJBNTTBBH"),
            "red_line": ("control.gpkg", "STBHHX", "HXBH"), "growth_area": ("control.gpkg", "CZKFBJ", "BH"),
            "eco_unit": ("environment.gpkg", "HJGKDY", "DYBM"), "major_project": ("society.gpkg", "重大项目", "XMDM"),
            "industry_area": ("industry.gpkg", "产业片区", "BH"), "zone_approved": ("zones.gpkg", "KFYQ", "BH"),
            "approved_land": ("zones.gpkg", "PZWJSTD", "BH"), "built_up": ("basemap.gpkg", "JCQ", "BH")}


def read_delivery(number, first):
    """(layers, surveyed) of a delivery; what it lacks is that of the first."""
    def path(name):
        own = os.path.join(HERE, f"delivery-{number}", name)
        return own if os.path.exists(own) else os.path.join(HERE, "delivery-1", name)

    layers, surveyed = dict(first or {}), {}
    if not first:
        main = [Feature(r["BSM"], parts, r) for r, parts in read_shapefile(path("DLTB"))]
        west = [Feature(r["BSM"], [[[turned_band(p, WEST_BAND, BAND) for p in ring] for ring in parts[0]]],
                        {**r, "area": ellipsoid_m2(oriented(parts[0]), WEST_BAND, 25.0)})
                for r, parts in read_shapefile(path("DLTB-37"))]
        layers["land_use"] = main + west
        with tempfile.TemporaryDirectory() as folder:
            tables = read_geodatabase(path("land-plan.gdb"), folder)
        for layer, (table, key) in GEODATABASE.items():
            layers[layer] = [Feature(r[key], parts, r) for r, parts in tables[table]]
    for layer, (file, table, key) in PACKAGES.items():
        layers[layer] = [Feature(r[key], parts, r) for r, parts in read_geopackage(path(file))[table]]
    layers["zone"] = []
    for n in range(1, 5):
        rows, band = read_survey(path(f"zone-{n}.txt"))
        for record, rings in rows:
            surveyed[record["DKBH"]] = f"zone-{n}.txt", band, rings
            own = rings if band == 38 else [[turned_band(p, WEST_BAND, BAND) for p in r] for r in rings]
            layers["zone"].append(Feature(record["DKBH"], [own], {**record, "DKMJ": float(record["DKMJ"])}))
    layers["firm"] = []
    for r in read_sheet(path("firms.xlsx")):
        place = (float(r["纬度"]), float(r["经度"])) if r["纬度"] and r["经度"] else None
        layers["firm"].append(Feature(r["统一社会信用代码"], None, {**r, "place": place}))
    return layers, surveyed


# --- The rules, by brute force ---------------------------------------------------------------

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


def firm_rows(delivery, firms, built_up):
    for firm in firms:
        f, key = firm.attributes, firm.key
        near = f["place"] and nearest_built_up(f["place"], built_up)

        def found(rule, state, near=near, key=key):
            figures = (near[1], near[2]) if near else ()
            return (delivery, rule, "firm", key, "built_up", near[0] if near else "", "", state), figures

        for rule, codes in LISTS.items():
            match = listed(f["行业代码"], codes)
            if f["建设状态"] == "在产" and match is not False and (near is None or near[1] <= 10000):
                yield found(rule, "finding" if match and near else "undetermined")
        if f["建设状态"] == "新建" and f["年耗煤量（吨）"] == "":
            problems.append(f"{key}: a new firm that does not say whether it burns coal")
        elif f["建设状态"] == "新建" and float(f["年耗煤量（吨）"]) > 0 and not listed(f["行业代码"], ["4412"]) \
                and near[1] <= 20000:
            yield found("GR-R20", "finding")
        land = f["用地面积（亩）"]
        if not re.fullmatch(r"\d+(\.\d+)?", land) or float(land) <= 0:
            yield (delivery, "MU-LAND", "firm", key, "", "", "", "finding"), ()


def shapeless_rows(delivery, layers):
    """What rules cannot decide: objects they select that have no shape."""
    for rule, layer, selects, *others in planted.OVERLAPS + planted.PAIRED + planted.COVERS:
        covering = others[0] if isinstance(others[0], list) else [others[:2]]
        for f in layers[layer]:
            if not f.parts and selects(f):
                yield (delivery, rule, layer, f.key, "", "", "", "undetermined"), ()
        for b, selects_b in covering:
            for f in layers[b]:
                if not f.parts and selects_b(f):
                    yield (delivery, rule, "", "", b, f.key, "", "undetermined"), ()


def classes():
    path = os.path.join(HERE, "..", "src", "share", "classes", "sandiao-2019.csv")
    with open(path, encoding="utf-8-sig") as file:
        return {row["code"]: (row["name_zh"], row["level"]) for row in csv.DictReader(file)}


MAY_BE_BLANK = set("TBYBH KCDLBM KCXS KCMJ GDLX GDPDJB XZDWKD TBXHDM TBXHMC ZZSXDM ZZSXMC GDDB FRDBS CZCSXM HDMC BZ"
                   .split())
NUMBERS = "TBMJ KCXS KCMJ TBDLMJ XZDWKD GDDB SJNF".split()
NEEDS_ATTRIBUTE = "05", "06", "07", "08", "09", "1004", "1005", "1201"


def quality_rows(delivery, features):
    names = classes()

    def found(rule, key, fault, *figures):
        return (delivery, rule, "land_use", key, "", "", fault, "finding"), figures

    if any(isinstance(f.attributes[name], str) for f in features for name in NUMBERS):
        yield found("QA-FIELD", "", "type")
    for key, n in Counter(f.key for f in features).items():
        if n > 1:
            yield found("QA-KEY", key, "duplicate", n)
    for f in features:
        a, code = f.attributes, f.attributes["DLBM"]
        if code not in names:
            yield found("QA-CLASS", f.key, "domain")
            yield found("QA-FIELD", f.key, "domain")
        elif names[code][1] == "1":
            yield found("QA-FIELD", f.key, "domain")
        elif a["DLMC"] != names[code][0]:
            yield found("QA-FIELD", f.key, "name")
        for name in a:
            if a[name] in ("", None) and name not in MAY_BE_BLANK:
                yield found("QA-FIELD", f.key, "null")
        if code.startswith(NEEDS_ATTRIBUTE) and not a["CZCSXM"]:
            yield found("QA-FIELD", f.key, "conditional")
        ridges = round_half(a["TBMJ"] * (a["KCXS"] or 0))
        off = round(a["TBDLMJ"] - (a["TBMJ"] - ridges), 2)
        if abs(ridges - (a["KCMJ"] or 0)) > 0.005 or off:
            yield found("QA-FIELD", f.key, "arithmetic", off)
        if not f.parts:
            yield (delivery, "QA-AREA", "land_use", f.key, "", "", "", "undetermined"), ()
        else:
            crossing = any(self_crossings(r) for r in rings_of(f) if len(r) < 60)
            area = a.get("area") or sum(abs(ellipsoid_m2([r])) for r in loops(f)) if crossing else \
                a.get("area") or ellipsoid_m2(oriented(rings_of(f)), BAND, 25.0)
            off = abs(a["TBMJ"] - abs(area))
            if off > 20 and off > 0.02 * abs(area):
                yield found("QA-AREA", f.key, "", off)


def loops(feature):
    from patches import loops_of
    return loops_of(rings_of(feature)[0])


# --- Other promises of the data --------------------------------------------------------------


def check_within(layer, features):
    """No two features of the layer overlap, not even by a sliver."""
    areas = {}
    for a, b in faults.near_pairs(features, features, areas):
        if a.key < b.key and overlap_pieces(faults.area_of(a, areas), faults.area_of(b, areas)):
            problems.append(f"{layer}: {a.key} and {b.key} overlap")


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


def head_of(r):
    names = "rule", "a_layer", "a_key", "b_layer", "b_key", "fault", "state"
    return (int(r["delivery"]), *(r[name] for name in names))


def compare(found, listed_rows):
    """found: [(head, figures)]; pieces of one pair are told one by one."""
    got, wanted = defaultdict(list), defaultdict(list)
    for head, figures in found:
        got[head].append(figures)
    for r in listed_rows:
        wanted[head_of(r)].append(r)
    for head in sorted(set(got) - set(wanted)):
        problems.append(f"not planned: {head}")
    for head in sorted(set(wanted) - set(got)):
        problems.append(f"not there: {head}")
    for head in sorted(set(got) & set(wanted)):
        if len(got[head]) != len(wanted[head]):
            problems.append(f"{head}: {len(got[head])} times, not {len(wanted[head])}")
        listed_pieces = sorted(wanted[head], key=lambda r: float(r["value"] or 0) if r["tolerance"] else 0)
        for figures, r in zip(sorted(got[head]), listed_pieces):
            for name, value in zip(("value", "value2"), figures):
                if r["tolerance"]:
                    expect(f"{head} {name}", value, float(r[name]), float(r["tolerance"]) + 1e-9)


def rows_as_found(rows):
    for values in rows:
        r = dict(zip(planted.COLUMNS, values))
        figures = tuple(float(r[n]) for n in ("value", "value2") if r[n] and r["tolerance"])
        yield head_of(r), figures


def main():
    if shutil.which("ogr2ogr") is None:
        print("skipped: no ogr2ogr, which reads the File Geodatabase")
        return SKIPPED
    found, first = [], None
    for delivery in (1, 2):
        layers, surveyed = read_delivery(delivery, first)
        geometry = {k: v for k, v in layers.items() if k != "built_up"}
        found += rows_as_found(faults.geometry_rows(delivery, geometry) + faults.ground_rows(delivery, layers, False)
                               + faults.coverage_rows(delivery, layers["land_use"])
                               + faults.totals_rows(delivery, layers)
                               + faults.survey_rows(delivery, layers["zone"], surveyed))
        found += shapeless_rows(delivery, layers)
        found += firm_rows(delivery, layers["firm"], layers["built_up"])
        found += quality_rows(delivery, layers["land_use"])
        first = first or layers
    for layer in ("land_plan", "land_plan_upper", "planned_use", "base_land_use", "red_line", "growth_area", "eco_unit",
                  "approved_land"):
        check_within(layer, first[layer])
    check_routines()
    problems.extend(faults.PROBLEMS)
    with open(os.path.join(HERE, "FAULTS.csv"), encoding="utf-8") as file:
        compare(found, list(csv.DictReader(file)))
    for problem in problems:
        print(problem)
    print(f"{len(found)} results in the data, {len(problems)} problems; {len(first['land_use'])} land-use records")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
