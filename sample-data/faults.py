"""The planted faults: which rule must find what, and how large it is.

The list is written by hand. The figures are measured here by means that share nothing with Lantu:
exact rational clipping, a closed ellipsoid integral, Vincenty. A planted overlap that does not come out
as planned stops the generator. check_faults.py then looks for conflicts nobody planned.
"""

from collections import namedtuple
from fractions import Fraction

from geometry import area_m2, is_tolerated, overlap_pieces, self_crossings, width_bounds_m
from town import UNITS_PER_M, ellipsoid_m2, nearest_built_up, rings_of

COLUMNS = ["rule", "severity", "a_layer", "a_key", "b_layer", "b_key", "measure", "value", "unit", "tolerance",
           "measure2", "value2", "state", "how"]

SEVERITY = {"IN-NULL": "warning", "MU-LAND": "warning", "DG-C04": "warning", "DG-C20": "warning"}  # all others: error

# rule, a, b, (pieces that are findings, pieces tolerated), plane m² known by construction or None, note
Overlap = namedtuple("Overlap", "rule a_layer a_key b_layer b_key pieces known note")

PLANNED = [
    ("DG-C01", "urban_plan", "farmland", [
        ("CG-101", "YJ-101", (1, 0), "11600", "rectangle 80 m x 145 m"),
        ("CG-102", "YJ-102", (1, 0), None, "two irregular polygons"),
        ("CG-103", "YJ-103", (2, 0), "4000", "a road over both arms of a U: two pieces 100 m x 20 m"),
        ("CG-104", "YJ-104", (0, 1), "6", "strip 0.05 m x 120 m: too thin"),
        ("CG-105", "YJ-105", (0, 1), "0.72", "corner 0.8 m x 0.9 m: too small"),
        ("CG-106", "YJ-106", (1, 0), "12", "strip 0.12 m x 100 m: just wide enough"),
        ("CG-108", "YJ-108", (1, 1), "1002", "50 m x 20 m, and a strip 0.04 m x 50 m that is tolerated"),
        ("CG-111", "YJ-111", (1, 0), None, "farmland wholly inside the planned block")]),
    ("DG-C01X", "land_use", "farmland", [
        ("0702@1,2", "YJ-112", (1, 0), None, "village cut by a farmland block (homesteads)"),
        ("0601@1,3", "YJ-112", (1, 0), None, "the same farmland block cuts the workshop beside"),
        ("1003@11,15", "YJ-113", (0, 1), None, "farmland border 0.05 m inside the highway")]),
    ("DG-C02", "urban_plan", "red_line", [
        ("CG-131", "HX-01", (1, 0), None, "scenic spot over the border of the red line")]),
    ("DG-C02K", "zone", "red_line", [
        ("SF-03", "HX-02", (1, 0), None, "the zone reaches into the water source area")]),
    ("DG-C04", "urban_plan", "land_plan", [
        ("CG-121", "020@4650,2000", (1, 0), "6000", "60 m x 100 m beyond the permitted zone"),
        ("CG-122", "021@2000,3900", (1, 0), None, "slanted school over the northern border"),
        ("CG-123", "020@4650,2000", (1, 0), "2500", "50 m x 50 m, at the corner of two zones"),
        ("CG-123", "030@2000,1000", (1, 0), "3000", "100 m x 30 m, at the corner of two zones"),
        ("CG-124", "040@3300,3650", (1, 0), "6000", "100 m x 60 m of the protected tomb"),
        ("CG-125", "020@4650,2000", (0, 1), "3", "strip 0.03 m x 100 m: too thin")]),
    ("DG-C20", "zone", "eco_unit", [
        ("SF-03", "ZH14059910002", (1, 0), None, "the zone reaches into a priority protection unit")]),
    ("DG-C21", "zone", "zone", [
        ("SF-01", "SF-03", (1, 0), None, "two surveys overlap along their common side"),
        ("SF-02", "SF-05", (0, 1), None, "strip 0.04 m wide along the side: too thin")]),
]

# An object without a shape that a rule selects cannot be decided: rule, layer, key, note
SHAPELESS = [
    ("DG-C01", "urban_plan", "CG-199", "planned village land, an empty polygon"),
    ("DG-C02", "urban_plan", "CG-199", "planned village land, an empty polygon"),
    ("DG-C04", "urban_plan", "CG-199", "planned village land, an empty polygon"),
]

# rule, number of the firm in the table (from 1), state, why
DISTANCES = [
    ("GR-CAST", 1, "finding", "in the plane 10 000.60 m, on the ellipsoid under 10 km"),
    ("GR-CAST", 6, "undetermined", "code 31 is coarser than the listed 3110-3140"),
    ("GR-CAST", 8, "finding", "code written c3110; nearest is the southern built-up area"),
    ("GR-CAST", 15, "undetermined", "no coordinates"),
    ("GR-CAST", 16, "undetermined", "no industry code"),
    ("GR-COAL", 3, "finding", "2523 at 4.2 km"),
    ("GR-COAL", 4, "undetermined", "code 252 is coarser than the listed 2521-2529"),
    ("GR-COAL", 16, "undetermined", "no industry code"),
    ("GR-BLDG", 5, "finding", "inside the built-up area: distance 0"),
    ("GR-BLDG", 7, "finding", "in the hole of the built-up area: near, but not inside; code in full-width"),
    ("GR-BLDG", 16, "undetermined", "no industry code"),
    ("GR-R20", 11, "finding", "new coal user; in the plane 20 001.20 m, on the ellipsoid under 20 km"),
]
LAND_FAULTS = [(17, "empty"), (18, "zero"), (19, "negative"), (20, "not a number")]


def expected_rows(layers):
    """All rows of FAULTS.csv. layers: layer id -> list of features."""
    rows = geometry_rows(layers)
    for rule, a_layer, b_layer, plans in PLANNED:
        for a_key, b_key, pieces, known, note in plans:
            a, b = pick(layers[a_layer], a_key), pick(layers[b_layer], b_key)
            rows += overlap_rows(Overlap(rule, a_layer, a.key, b_layer, b.key, pieces, known, note), a, b)
    rows += [row(rule, layer, key, state="undetermined", how=f"construction; {note}")
             for rule, layer, key, note in SHAPELESS]
    rows += [distance_row(layers["firm"][number - 1], rule, state, why) for rule, number, state, why in DISTANCES]
    for number, why in LAND_FAULTS:
        firm = layers["firm"][number - 1]
        rows.append(row("MU-LAND", "firm", firm.key, measure="land_area", value=firm.attributes["用地面积"],
                        unit="mu", how=f"construction; {firm.attributes['企业名称']}: land area is {why}"))
    return rows


def pick(features, key):
    """A feature by key, or by 'class@...' where keys are given in running order."""
    if "@" not in key:
        return next(f for f in features if f.key == key)
    from town import LAND, at
    from geometry import locate
    code, place = key.split("@")
    a, b = map(int, place.split(","))
    point = at(*(LAND.centre(a, b) if a < 100 else (a, b)))
    return next(f for f in features if f.parts and code in f.attributes.values() and locate(point, rings_of(f)) > 0)


def row(rule, a_layer, a_key, b_layer="", b_key="", measure="", value="", unit="", tolerance="", measure2="",
        value2="", state="finding", how=""):
    return [rule, SEVERITY.get(rule, "error"), a_layer, a_key, b_layer, b_key, measure, value, unit, tolerance,
            measure2, value2, state, how]


def geometry_rows(layers):
    rows = []
    for layer, features in layers.items():
        for feature in features:
            if layer == "firm":
                if feature.attributes["place"] is None:
                    rows.append(row("IN-NULL", layer, feature.key, how="construction; the table has no coordinates"))
            elif not feature.parts:
                what = "null geometry" if feature.parts is None else "empty polygon"
                rows.append(row("IN-NULL", layer, feature.key, how=f"construction; {what}"))
            elif layer == "land_use":
                rows += crossing_rows(layer, feature)
    return sorted(rows)


def crossing_rows(layer, feature):
    crossings = [p for ring in rings_of(feature) for p in self_crossings(ring)]
    if not crossings:
        return []
    x, y = (float(c / UNITS_PER_M) for c in crossings[0])
    return [row("IN-GEOM", layer, feature.key, measure="self_crossings", value=str(len(crossings)), unit="1",
                tolerance="0", how=f"construction; bow-tie that crosses itself at {x:.4f} {y:.4f} (exact rational)")]


def overlap_rows(plan, a, b):
    pieces = overlap_pieces(rings_of(a), rings_of(b))
    slight = [p for p in pieces if is_tolerated(p)]
    real = [p for p in pieces if not is_tolerated(p)]
    total = sum(map(area_m2, pieces))
    if (len(real), len(slight)) != plan.pieces:
        raise ValueError(f"{plan}: has {len(real)} pieces and {len(slight)} tolerated ones")
    if plan.known is not None and total != Fraction(plan.known):
        raise ValueError(f"{plan}: {total} m²")
    method = "construction and exact rational clipping" if plan.known else "exact rational clipping"
    rows = []
    if real:
        count = f", {len(real)} pieces joined" if len(real) > 1 else ""
        rows.append(area_row(plan, real, "finding", f"{method}{count}; {plan.note}"))
    for piece in slight:
        low, high = width_bounds_m(piece)
        rows.append(area_row(plan, [piece], "tolerated",
                             f"{method}; width between {low:.3f} and {high:.3f} m; {plan.note}"))
    return rows


def area_row(plan, pieces, state, how):
    planar = float(sum(map(area_m2, pieces)))
    ellipsoid = sum(ellipsoid_m2(piece) for piece in pieces)
    return row(plan.rule, plan.a_layer, plan.a_key, plan.b_layer, plan.b_key, "area_planar_m2", f"{planar:.4f}", "m2",
               "0.01", "area_ellipsoid_m2", f"{ellipsoid:.4f}", state,
               how + "; ellipsoid: closed integral of L dS(B), edges densified to 5 m")


def distance_row(firm, rule, state, why):
    place = firm.attributes["place"]
    name = firm.attributes["企业名称"]
    if place is None:
        return row(rule, "firm", firm.key, "built_up", "", "distance_geodesic_m", "", "m", "", state=state,
                   how=f"construction; {name}: {why}")
    key, geodesic, plane = nearest_built_up(place)
    return row(rule, "firm", firm.key, "built_up", key, "distance_geodesic_m", f"{geodesic:.4f}", "m", "0.01",
               "distance_planar_m", f"{plane:.4f}", state,
               f"Vincenty, nearest place by search along the edges; {name}: {why}")
