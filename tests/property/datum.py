"""Changes of datum through a whole check: control points against a least squares of its own in exact
fractions, areas moved to where the formula says, points of web maps: datum.py PROGRAM."""

import json
import math
import os
import re
import sys
import tempfile
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

SECOND = math.pi / 180 / 3600
SPOTS = [(395000, 3925000), (431000, 3928500), (428000, 3961000), (397500, 3957000), (412000, 3941000),
         (404000, 3933000)]
NOISE = [(0.021, -0.013), (-0.017, 0.022), (0.008, 0.015), (-0.024, -0.007), (0.012, -0.019), (0.004, 0.018)]
PLANE = dict(dx_m=-12.3456, dy_m=113.5, rotation_s=1.25, scale_ppm=3.4)


def plane4(east, north, dx_m, dy_m, rotation_s, scale_ppm):
    """x to the north, y to the east."""
    k, alpha = 1 + scale_ppm / 1e6, rotation_s * SECOND
    return (dy_m + k * (north * math.sin(alpha) + east * math.cos(alpha)),
            dx_m + k * (north * math.cos(alpha) - east * math.sin(alpha)))


def solve(matrix, right):
    """Gauss in fractions."""
    n = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(n):
            if k != i and rows[k][i] != 0:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def least_squares(table):
    """Residuals (north, east) of E' = p + aE - bN, N' = q + bE + aN by the normal equations, exactly."""
    equations = []
    for _, north, east, to_north, to_east in table:
        e, n = Fraction(east), Fraction(north)
        equations += [((1, 0, e, -n), Fraction(to_east)), ((0, 1, n, e), Fraction(to_north))]
    normal = [[sum(row[i] * row[j] for row, _ in equations) for j in range(4)] for i in range(4)]
    right = [sum(row[i] * value for row, value in equations) for i in range(4)]
    x = solve(normal, right)
    off = [value - sum(a * b for a, b in zip(row, x)) for row, value in equations]
    return [(float(off[2 * i + 1]), float(off[2 * i])) for i in range(len(table))]


def control_table(outlier=None):
    table = []
    for i, ((east, north), (de, dn)) in enumerate(zip(SPOTS, NOISE)):
        to_east, to_north = plane4(east, north, **PLANE)
        to_north += 1.5 if i == outlier else 0
        table.append((f"D{i}", str(north), str(east), f"{to_north + dn:.4f}", f"{to_east + de:.4f}"))
    return table


def square(east, north, prefix=38000000):
    return [(prefix + e, n) for e, n in ((east, north), (east + 900, north), (east + 900, north + 700),
                                         (east, north + 700), (east, north))]


def write_geojson(path, epsg, rings):
    features = [{"type": "Feature", "properties": {"ID": f"P{i}"},
                 "geometry": {"type": "Polygon", "coordinates": [ring]}} for i, ring in enumerate(rings)]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features,
                   "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}}, file)


def table_text(table, head="点名,源北坐标,源东坐标,目标北坐标,目标东坐标"):
    return "\n".join([head] + [",".join(row) for row in table]) + "\n"


class Check:
    """One run over a project in a folder of its own."""

    def __init__(self, path, layers, rules, top="", files=()):
        with tempfile.TemporaryDirectory() as folder:
            old = [square(400000 + 1000 * i, 3940000) for i in range(3)]
            new = [[(38000000 + e, n) for e, n in (plane4(e - 38000000, n, **PLANE) for e, n in ring)] for ring in old]
            write_geojson(os.path.join(folder, "old.geojson"), 2362, old)
            write_geojson(os.path.join(folder, "new.geojson"), 4526, new)
            for name, text in dict(files).items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            with open(os.path.join(folder, "p.yaml"), "w", encoding="utf-8") as file:
                file.write(f'lantu: 1\nproject: {{name: T, crs: "EPSG:4526"}}\n{top}\nlayers:\n'
                           + "".join(f"  - {line}\n" for line in layers)
                           + "rules:\n" + "".join(f"  - {line}\n" for line in rules))
            project = os.path.join(folder, "p.yaml")
            out = os.path.join(folder, "out")
            done = program.run(path, "check", project, "-o", out, "--json", "--lang", "en")
            self.code, self.err = done.code, done.err
            self.json = json.loads(done.out) if done.out else {}
            self.text = program.run(path, "check", project, "-o", out, "--overwrite", "--lang", "zh").out.decode()
            db = program.opened(os.path.join(out, "findings.gpkg"))
            self.points = program.rows(db, "control_point")
            self.transforms = program.rows(db, "transform")
            self.undetermined = program.rows(db, "undetermined")
            db.close()


OLD = "{{id: old, source: old.geojson, key: ID{}}}".format
NEW = "{id: new, source: new.geojson, key: ID}"
OVERLAP = ("{id: T1, kind: overlap, severity: error, title: {zh: 重叠, en: overlap}, "
           "layers: {a: {layer: old}, b: {layer: new}}}")
BAND = 'method: plane4, from: "EPSG:2383", to: "EPSG:4547"'
STATED = "x_axis: north, " + ", ".join(f"{key}: {value}" for key, value in PLANE.items())


def near(what, got, wanted, tolerance):
    if not abs(got - wanted) <= tolerance:
        yield f"{what}: {got} instead of {wanted}"


def control_points(path):
    """Residuals in the table, the JSON and the text are those of the normal equations."""
    for outlier in (None, 4):
        table = control_table(outlier)
        check = Check(path, [OLD(f", transform: {{{BAND}, control_points: c.csv}}"), NEW], [OVERLAP],
                      files={"c.csv": table_text(table)})
        wanted = least_squares(table)
        yield from near("points", len(check.points), len(table), 0)
        for row, entry, item, (north, east) in zip(check.points, check.json["control_points"], table, wanted):
            yield from near(f"{item[0]} north", row["north_m"], north, 6e-5)
            yield from near(f"{item[0]} east", row["east_m"], east, 6e-5)
            yield from near(f"{item[0]} length", row["residual_m"], math.hypot(north, east), 6e-5)
            if [row[key] for key in entry] != list(entry.values()):
                yield f"{item[0]}: {entry} in the JSON, {row} in the table"
            if f"{item[0]}  " not in check.text or f"{row['residual_m']:.4f}" not in check.text:
                yield f"{item[0]}: not in the text"
            if row["outlier"] != (item[0] == f"D{outlier}"):
                yield f"{item[0]}: outlier is {row['outlier']}"
        square_sum = sum(n * n + e * e for n, e in wanted)
        transform = check.transforms[0]
        yield from near("rms", transform["rms_m"], math.sqrt(square_sum / len(table)), 6e-5)
        yield from near("deviation", transform["deviation_m"], math.sqrt(square_sum / (len(table) - 2)), 6e-5)
        if (f"'D{outlier}'" in check.err) != (outlier is not None):
            yield f"outlier {outlier} in {check.err!r}"
        listed = page_keys()
        if [list(check.json[key][0]) for key in ("transforms", "control_points")] != listed:
            yield f"summary-json.md has {listed}"


def page_keys():
    with open(os.path.join(program.ROOT, "docs", "formats", "summary-json.md"), encoding="utf-8") as file:
        text = file.read()
    return [re.search(rf"^\| `{key}` \| `([\w ]+)`", text, re.M).group(1).split()
            for key in ("transforms", "control_points")]


def stated(path):
    """Both ways to state the same, at the layer and at the top: the squares fall onto each other."""
    math_axes = (f"x_axis: east, dx_m: {PLANE['dy_m']}, dy_m: {PLANE['dx_m']}, "
                 f"rotation_rad: {-PLANE['rotation_s'] * SECOND!r}, scale_factor: {1 + PLANE['scale_ppm'] / 1e6!r}")
    for what, own, top in (("layer", f", transform: {{{BAND}, {STATED}, accuracy_m: 0.05}}", ""),
                           ("axes", f", transform: [{{{BAND}, {math_axes}, accuracy_m: 0.05}}]", ""),
                           ("top", "", f"transform: {{{BAND}, {STATED}, accuracy_m: 0.05}}")):
        check = Check(path, [OLD(own), NEW], [OVERLAP], top)
        yield from near(f"{what}: exit", check.code, 1, 0)
        found = check.json["findings"]
        yield from near(f"{what}: findings", len(found), 3, 0)
        for finding in found:
            yield from near(f"{what}: planar area", finding["area_planar_m2"], 630000 * (1 + 3.4e-6) ** 2, 0.4)
        old = check.json["layers"][0]
        shift = [math.hypot(*(b - a for a, b in zip(at, plane4(*at, **PLANE))))
                 for at in ((e - 38000000, n) for i in range(3) for e, n in square(400000 + 1000 * i, 3940000))]
        yield from near(f"{what}: moved", old["moved_least_m"], min(shift), 0.001)
        yield from near(f"{what}: moved", old["moved_most_m"], max(shift), 0.001)
        yield from near(f"{what}: accuracy", old["accuracy_m"], 0.05, 0)


def conventions(path):
    """Position vectors and coordinate frames differ by the signs of the rotations only; without an
    accuracy nothing passes."""
    def text(convention, sign):
        return (f", transform: {{method: helmert7, convention: {convention}, dx_m: -21.5, dy_m: 38.25, dz_m: 64.125, "
                f"rx_s: {sign * 0.5}, ry_s: {sign * -1.25}, rz_s: {sign * 2.0}, scale_ppm: -4.5}}")
    checks = [Check(path, [OLD(text(*row)), NEW], [OVERLAP])
              for row in (("position_vector", 1), ("coordinate_frame", -1), ("coordinate_frame", 1))]
    moved = [(c.json["layers"][0]["moved_least_m"], c.json["layers"][0]["moved_most_m"]) for c in checks]
    if moved[0] != moved[1] or moved[0] == moved[2]:
        yield f"conventions: {moved}"
    for check in checks:
        if check.json["layers"][0]["accuracy_m"] is not None or not check.undetermined:
            yield "unknown accuracy passes"


def bands(path):
    """Files of two bands, each by parameters of its own; the list may be in any order."""
    items = [f"{{{BAND}, {STATED}, accuracy_m: 0.05}}",
             '{method: plane4, from: "EPSG:2382", to: "EPSG:4546", x_axis: north, dx_m: 0, dy_m: 50, rotation_s: 0, '
             'scale_ppm: 0, accuracy_m: 0.05}']
    other = json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"ID": "Q"}, "geometry": {"type": "Polygon", "coordinates": [
            square(630000, 3940000, 37000000)]}}],
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2361"}}})
    answers = []
    for order in (items, items[::-1]):
        layer = f"{{id: old, source: [old.geojson, b.geojson], key: ID, transform: [{', '.join(order)}]}}"
        check = Check(path, [layer, NEW], [OVERLAP], files={"b.geojson": other})
        old = check.json["layers"][0]
        yield from near("two bands: features", old["features"], 4, 0)
        yield from near("two bands: moved", old["moved_least_m"], 50, 0.001)
        answers.append([(f["id"], f["area_planar_m2"]) for f in check.json["findings"] if f["rule"] == "T1"])
    if answers[0] != answers[1] or len(answers[0]) != 3:
        yield f"two bands: {answers}"


def strip(width):
    """A polygon of EPSG:4526 that reaches so far into the first square."""
    east, north = plane4(400000, 3940100, **PLANE)
    e = 38000000 + east + width
    return json.dumps({"type": "Feature", "properties": {"ID": "S"}, "geometry": {"type": "Polygon", "coordinates": [
        [(e - 50, north), (e, north), (e, north + 100), (e - 50, north + 100), (e - 50, north)]]}})


def doubts(path):
    """A finding no wider than coordinates may be off says so, a wider one does not."""
    layer = "{id: new, source: s.geojson, crs: 'EPSG:4526', key: ID}"
    for width, wanted in ((0.3, True), (0.7, False)):
        check = Check(path, [OLD(f", transform: {{{BAND}, {STATED}, accuracy_m: 0.5}}"), layer], [OVERLAP],
                      files={"s.geojson": strip(width)})
        messages = [finding["message"] for finding in check.json["findings"]]
        if len(messages) != 1 or ("no wider than coordinates may be off, 0.5 m" in messages[0]) != wanted:
            yield f"overlap of {width} m: {messages}"
        reason = next(rule["reason"] for rule in check.json["rules"] if rule["id"] == "T1") or ""
        if "off by 0.5 m together" not in reason:
            yield f"overlap of {width} m: the rule says {reason!r}"
    # 100 m of a strip: half of its border times 0.5 m are 51.5 m² where it is 3 m wide
    for limits, wanted in (("min_area_m2: 249", True), ("min_area_m2: 248", False), ("min_width_m: 2.6", True),
                           ("min_width_m: 2.4", False)):
        check = Check(path, [OLD(f", transform: {{{BAND}, {STATED}, accuracy_m: 0.5}}"), layer],
                      [OVERLAP[:-1] + f", limits: {{{limits}}}}}"], files={"s.geojson": strip(3)})
        messages = [finding["message"] for finding in check.json["findings"]]
        if len(messages) != 1 or ("near the limit: coordinates may be off by 0.5 m" in messages[0]) != wanted:
            yield f"overlap with {limits}: {messages}"


def waves(t, *pairs):
    return sum(a * math.sin(k * math.pi * t) for a, k in pairs) * 2 / 3


def gcj02(lon, lat):
    """The common algorithm, forward."""
    x, y = lon - 105, lat - 35
    both = waves(x, (20, 6), (20, 2)) + 0.1 * x * y
    north = (-100 + 2 * x + 3 * y + .2 * y * y + .2 * math.sqrt(abs(x)) + both
             + waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)))
    east = (300 + x + 2 * y + .1 * x * x + .1 * math.sqrt(abs(x)) + both
            + waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)))
    lat_rad = math.radians(lat)
    m = 1 - 0.00669342162296594323 * math.sin(lat_rad) ** 2
    return (lon + math.degrees(east * math.sqrt(m) / (6378245 * math.cos(lat_rad))),
            lat + math.degrees(north * m ** 1.5 / (6378245 * (1 - 0.00669342162296594323))))


def bd09(lon, lat):
    lon, lat = gcj02(lon, lat)
    k = math.pi * 3000 / 180
    z, t = math.hypot(lon, lat) + 2e-5 * math.sin(k * lat), math.atan2(lat, lon) + 3e-6 * math.cos(k * lon)
    return z * math.cos(t) + .0065, z * math.sin(t) + .006


def web_maps(path):
    """A firm 999.9 m from a polygon: nearer to the limit than its accuracy nothing is said for certain.
    Its place in EPSG:4526 is that of domain §2.1."""
    east, north = 38400195.6554 + 1000, 3930621.8669
    target = json.dumps({"type": "Feature", "properties": {"ID": "T"}, "geometry": {"type": "Polygon", "coordinates": [
        [(east, north - 99), (east + 50, north - 99), (east + 50, north + 99), (east, north + 99),
         (east, north - 99)]]}})
    for crs, forward, accuracy in (("GCJ-02", gcj02, 6), ("BD-09", bd09, 11)):
        lon, lat = forward(112.9, 35.5)
        for limit, state in ((999.9 - accuracy - 0.5, "pass"), (999.9 - accuracy + 0.5, "undetermined"),
                             (999.9 + accuracy - 0.5, "undetermined"), (999.9 + accuracy + 0.5, "fail")):
            rule = ("{id: T1, kind: distance, severity: error, title: {zh: 近, en: near}, layers: {a: {layer: firm}, "
                    f"b: {{layer: target}}}}, limits: {{distance_m: {limit}}}}}")
            check = Check(path, [f"{{id: firm, source: f.csv, x: lon, y: lat, crs: {crs}, key: id}}",
                                 "{id: target, source: t.geojson, crs: 'EPSG:4526', key: ID}"], [rule],
                          files={"f.csv": f"id,lon,lat\nF,{lon!r},{lat!r}\n", "t.geojson": target})
            got = [row["state"] for row in check.json["rules"] if row["id"] == "T1"]
            if got != [state]:
                yield f"{crs} with a limit of {limit}: {got} instead of {state}"
            yield from near(f"{crs}: accuracy", check.json["layers"][0]["accuracy_m"], accuracy, 0)


def main():
    path = os.path.abspath(sys.argv[1])
    faults = [fault for part in (control_points, stated, conventions, bands, doubts, web_maps) for fault in part(path)]
    program.verdict(faults, "changes of datum")


main()
