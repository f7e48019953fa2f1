"""The planted faults: which rule must find what, and how large it is.

What is planned is written by hand. Then every pair of objects that a rule looks at is clipped exactly, planned or
not: an overlap that nobody planned, or one that does not come out as planned, stops the generator. The figures are
made by means that share nothing with Lantu: exact rational clipping, a closed ellipsoid integral, Vincenty.
check_faults.py then reads the written files and does it all again.
"""

import math
from collections import defaultdict
from fractions import Fraction

import patches
from geometry import (UNITS_PER_M, Area, area_m2, boxes_meet, difference_pieces, is_tolerated, oriented,
                      linked, overlap_pieces, self_crossings, width_bounds_m)
from patches import SOURCE_PARTS, ellipsoid_m2, is_construction_land, rings_of, round_half
from firms import nearest_built_up
from plans import is_prime

COLUMNS = ["delivery", "rule", "severity", "a_layer", "a_key", "b_layer", "b_key", "fault", "measure", "value", "unit",
           "tolerance", "measure2", "value2", "state", "how"]
SEVERITY = {"DG-C06": "info", **dict.fromkeys(
    ("IN-NULL", "MU-LAND", "DG-C04", "DG-C05", "DG-C20", "DG-S1", "QA-AREA", "QA-FIELD"), "warning")}  # all others: error
FAULT_OF = {"DG-C06": "notice"}
FIRST, SECOND, BOTH = (1,), (2,), (1, 2)


def is_planned(f):
    return not f.attributes["YDDM"].startswith("E")


def zone_in(*codes):
    return lambda f: f.attributes["GZQLXDM"] in codes


def use_is(test):
    return lambda f: test(f.attributes["GHYTDM"])


def everything(f):
    return True


# --- What is planned -------------------------------------------------------------------------

# rule, a layer, which of a, b layer, which of b, may the older map leave slivers, pairs:
#   deliveries, a key, b key, (pieces that are findings, approved, tolerated), plane m² known by construction, note
OVERLAPS = [
    ("DG-C01", "urban_plan", is_planned, "farmland", everything, True, [
        (FIRST, "CX-101", "YJ-101", (1, 0, 0), "11600", "rectangle 80 m x 145 m"),
        (BOTH, "CX-102", "YJ-102", (1, 0, 0), None, "two irregular polygons"),
        (BOTH, "CX-103", "YJ-103", (2, 0, 0), "4000", "a road over both arms of a U: two pieces 100 m x 20 m"),
        (BOTH, "CX-104", "YJ-104", (0, 0, 1), "6", "strip 0.05 m x 120 m: too thin"),
        (BOTH, "CX-105", "YJ-105", (0, 0, 1), "0.72", "corner 0.8 m x 0.9 m: too small"),
        (BOTH, "CX-106", "YJ-106", (1, 0, 0), "12", "strip 0.12 m x 100 m: just wide enough"),
        (BOTH, "CX-108", "YJ-108", (1, 0, 1), "1002", "50 m x 20 m, and a strip 0.04 m x 50 m that is tolerated"),
        (BOTH, "CX-111", "YJ-111", (1, 0, 0), None, "farmland wholly inside the planned block"),
        (BOTH, "CX-114", "YJ-114", (0, 1, 0), "2000", "20 m x 100 m, all of it on approved land PW-01"),
        (BOTH, "CX-115", "YJ-115", (1, 1, 0), "3600", "60 m x 60 m, two thirds of it on approved land PW-02"),
        (SECOND, "CX-116", "YJ-107", (1, 0, 0), "2400", "a new block, 40 m x 60 m on farmland")]),
    ("DG-C01X", "land_use", lambda f: is_construction_land(f.attributes["DLBM"]), "farmland", everything, False, [
        (BOTH, "home", "YJ-112", (1, 0, 0), None, "village cut by a farmland block (homesteads)"),
        (BOTH, "works", "YJ-112", (1, 0, 0), None, "the same farmland block cuts the workshop beside"),
        (BOTH, "road", "YJ-113", (0, 0, 1), None, "farmland border 0.05 m inside the highway")]),
    ("DG-C02", "urban_plan", is_planned, "red_line", everything, False, [
        (BOTH, "CX-131", "HX-01", (1, 0, 0), None, "scenic spot over the border of the red line")]),
    ("DG-C02K", "zone", everything, "red_line", everything, False, [
        (BOTH, "SF-03", "HX-02", (1, 0, 0), None, "the zone reaches into the water source area")]),
    ("DG-C04", "urban_plan", is_planned, "land_plan", zone_in("020", "021", "030", "040"), True, [
        (FIRST, "CX-121", "020@7950,5700", (1, 0, 0), "6000", "60 m x 100 m beyond the permitted zone"),
        (BOTH, "CX-122", "021@7400,6100", (1, 0, 0), None, "slanted school over the northern border"),
        (BOTH, "CX-123", "020@7950,5700", (1, 0, 0), "2500", "50 m x 50 m, at the corner of two zones"),
        (BOTH, "CX-123", "030@7700,5340", (1, 0, 0), "3000", "100 m x 30 m, at the corner of two zones"),
        (BOTH, "CX-124", "040@7500,5950", (1, 0, 0), "1800", "60 m x 30 m of the protected tomb"),
        (BOTH, "CX-125", "020@7950,5700", (0, 0, 1), "3", "strip 0.03 m x 100 m: too thin"),
        (BOTH, "CX-129", "030@7700,5340", (1, 1, 0), "2400", "over the southern border, half of it on approved land "
         "PW-03")]),
    ("DG-C05", "urban_plan", lambda f: not is_planned(f), "land_plan", zone_in("010"), True, [
        (BOTH, "CX-141", "010@7300,5400", (1, 0, 0), "12000", "farmland planned where the land plan permits building"),
        (BOTH, "CX-142", "010@7300,5400", (0, 1, 0), "8000", "a pond planned there, on approved land PW-04")]),
    ("DG-C20", "zone", everything, "eco_unit", lambda f: f.attributes["GKLX"] == "优先保护单元", False, [
        (BOTH, "SF-03", "ZH14059910002", (1, 0, 0), None, "the zone reaches into a priority protection unit")]),
    ("DG-C21", "zone", everything, "zone", everything, False, [
        (FIRST, "SF-01", "SF-03", (1, 0, 0), None, "two surveys overlap along their common side"),
        (BOTH, "SF-02", "SF-05", (0, 0, 1), None, "strip 0.04 m wide along the side: too thin")]),
    ("DG-L1", "farmland", everything, "red_line", everything, False, [
        (BOTH, "YJ-121", "HX-01", (1, 0, 0), None, "a field on the ridge, inside the red line")]),
    ("DG-L2", "farmland", everything, "growth_area", lambda f: f.attributes["GHFQDM"] == "410", False, [
        (BOTH, "YJ-122", "KF-04", (1, 0, 0), None, "a field over the northern border of the main zone's growth area")]),
    ("DG-L3", "red_line", everything, "growth_area", everything, False, [
        (BOTH, "HX-05", "KF-07", (1, 0, 0), None, "wetland and special-purpose area drawn over each other")]),
]
APPROVING = {"DG-C01", "DG-C01X", "DG-C02", "DG-C04", "DG-C05", "DG-S1"}  # rules that look at approved land

# Pairs of objects that a rule takes only where something holds for both: rule, a, b, condition, planned as above
PAIRED = [
    ("DG-C06", "urban_plan", is_planned, "planned_use", use_is(lambda c: c[1] == "2"),
     lambda a, b: b.attributes["GHYTDM"][1:] == "213" and a.attributes["YDDM"] != "H14", [
         (BOTH, "CX-152", "new_1", (1, 0, 0), "800", "industry in the one plan, village in the other")]),
    ("DG-C13", "planned_use", use_is(lambda c: c[0] == "X"), "base_land_use", everything,
     lambda a, b: a.attributes["GHYTDM"][1:] != b.attributes["DLDM"], [
         (BOTH, "wrong_base", "wrong_base", (1, 0, 0), None, "called existing orchard, the base survey has another class")]),
    ("DG-C14", "planned_use", use_is(lambda c: c[0] == "G"), "base_land_use", everything,
     lambda a, b: a.attributes["GHYTDM"][1:] == b.attributes["DLDM"], [
         (BOTH, "not_new", "not_new", (1, 0, 0), None, "called new, is what the base survey has")]),
    ("DG-I1", "industry_area", everything, "eco_unit", lambda f: bool(f.attributes["JZXM"]),
     lambda a, b: set(a.attributes["HYDM"].split(",")) & set(b.attributes["JZXM"].split(",")), [
         (BOTH, "CY-03", "ZH14059920001", (1, 0, 0), None, "coal chemistry (2521) where the unit forbids it"),
         (BOTH, "CY-04", "ZH14059910002", (1, 0, 0), None, "raw medicines (2710) beside the springs"),
         (BOTH, "CY-07", "ZH14059910001", (1, 0, 0), None, "steel (3120) reaches into the hills")]),
]

# What must be covered: rule, a, which, b, which, limits (m², m), planned: deliveries, a key, (finding, approved,
# tolerated), known, note
EXACT, USUAL = (0, 0.0001), (1, 0.1)
COVERS = [
    ("DG-C03", "zone", everything, "growth_area", everything, USUAL, [
        (BOTH, "SF-03", (1, 0, 0), None, "its eastern end lies outside the growth area"),
        (BOTH, "SF-07", (1, 0, 0), None, "a corner beyond the growth area of the northern part")]),
    ("DG-C07", "planned_use", use_is(lambda c: c.startswith("G21")), "land_plan", zone_in("010"), EXACT, "C07"),
    ("DG-C08", "planned_use", lambda f: f.attributes["CJJX"] in ("E1", "E2"), "land_plan", zone_in("020", "021"), EXACT, [
        (BOTH, "outside_conditional", (1, 0, 0), None, "to be built, outside the conditional zone")]),
    ("DG-C09", "planned_use", use_is(lambda c: c == "G111"), "land_plan", zone_in("040"), EXACT, [
        (BOTH, "unforbidden", (1, 0, 0), None, "demonstration farmland where building is not forbidden")]),
    ("DG-C10", "land_plan", zone_in("020", "021"), "land_plan_upper", zone_in("020", "021"), EXACT, [
        (BOTH, "020@opened", (1, 0, 0), None, "the plan above does not open this ground")]),
    ("DG-C11", "land_plan_upper", zone_in("040"), "land_plan", zone_in("040"), EXACT, [
        (BOTH, "040@dropped", (1, 0, 0), None, "the plan above forbids building here, the village plan does not")]),
    ("DG-C12", "planned_use", use_is(lambda c: c == "G111"), "planned_use_upper", use_is(lambda c: c == "G111"), (20, 0.1), [
        (BOTH, "upper_lacks", (1, 0, 0), None, "demonstration farmland that the plan above lacks")]),
    ("DG-C12", "planned_use_upper", use_is(lambda c: c == "G111"), "planned_use", use_is(lambda c: c == "G111"), (20, 0.1), [
        (BOTH, "upper_more", (1, 0, 0), None, "demonstration farmland that the village plan lacks")]),
    ("DG-S1", "major_project", everything, "land_plan", zone_in("010"), USUAL, [
        (FIRST, "XM-2025-008", (1, 0, 0), "30000", "altogether outside, 200 m x 150 m"),
        (BOTH, "XM-2025-009", (1, 0, 0), "3840", "48 m x 80 m outside"),
        (BOTH, "XM-2025-010", (0, 1, 0), "8000", "altogether outside, and on approved land PW-05")]),
    ("DG-Z1", "zone", everything, "zone_approved", everything, USUAL, [
        (BOTH, "SF-05", (1, 0, 0), None, "the eastern part of the yard was never approved")]),
]

# An object without a shape that a rule selects cannot be decided: rule, layer, key, note
SHAPELESS = [(rule, "urban_plan", "CX-199", "planned village land, an empty polygon")
             for rule in ("DG-C01", "DG-C02", "DG-C04", "DG-C06")]

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
LAND_FAULTS = [(BOTH, 17, "empty"), (BOTH, 18, "zero"), (BOTH, 19, "negative"), (FIRST, 20, "not a number"),
               (SECOND, 24, "not a number")]

# --- Land use: faults of attributes ----------------------------------------------------------

PROBLEMS = []  # what does not come out as planned: generate.py stops with them
CHOSEN = {}  # name -> feature or key, of what was chosen on the ground


def planted_land_use(city):
    """Land use with its faults; notes in CHOSEN what was chosen."""
    features = patches.land_use(city)
    key_of = {id(p): f.key for p, f in zip(city.main + city.west, features)}
    home, works = city.cut_village
    field, edges = city.road_field
    road = next(q for q, e in city.neighbours(field) if e == edges)
    CHOSEN.update(home=key_of[id(home)], works=key_of[id(works)], road=key_of[id(road)])
    plan = city.village
    for name in ("wrong_base", "not_new", "outside_permitted", "outside_conditional", "unforbidden", "upper_lacks",
                 "upper_more"):
        CHOSEN[name] = getattr(plan, name)
    CHOSEN_OPENED[:] = plan.opened
    CHOSEN["new_1"] = plan.new[1]
    CHOSEN["opened"] = plan.patches[plan.opened[1]].place
    CHOSEN["dropped"] = plan.patches[plan.outside_conditional].place
    place_of = {f.key: p for p, f in zip(city.main + city.west, features)}
    quiet = [f for f in features if f.key not in SOURCE_PARTS and place_of[f.key].kind == "open"
             and place_of[f.key].place[0] > 9600 and place_of[f.key].place[1] < 3800 and len(rings_of(f)) == 1]
    dry = [f for f in quiet if f.attributes["DLBM"] == "0102"]
    loose = next(f for f in dry[9:] if not is_prime(place_of[f.key], city))  # not under farmland: C01X need not ask
    homes = [f for f in features if f.attributes["DLBM"] == "0701" and place_of[f.key].kind == "city"]
    small = next(f for f in features if 180 < f.attributes["TBMJ"] < 430 and f.key not in SOURCE_PARTS)

    def declare(feature, share):
        f = feature.attributes
        area = round_half(f["TBMJ"] * share)
        f["TBMJ"] = area
        if f["KCXS"]:
            f["KCMJ"] = round_half(area * f["KCXS"])
        f["TBDLMJ"] = round(area - (f["KCMJ"] or 0), 2)

    CHOSEN["area"] = dry[0].key, dry[0].attributes["TBMJ"]
    declare(dry[0], 1.03)
    declare(dry[1], 1.015)   # under 2 %: sound
    declare(small, 1.04)     # 4 %, but under 20 m²: sound
    CHOSEN["area_value"] = dry[0].attributes["TBMJ"]
    twin = next(f for f in quiet if f.attributes["DLBM"] == "0103" and f.key > dry[2].key)
    CHOSEN["twin"] = dry[2].key
    twin.attributes["BSM"] = dry[2].key
    features[features.index(twin)] = twin._replace(key=dry[2].key)
    CHOSEN["class"] = loose.key
    loose.attributes.update(DLBM="0199")
    CHOSEN["conditional"] = homes[4].key
    homes[4].attributes["CZCSXM"] = None
    CHOSEN["arithmetic"] = dry[4].key
    dry[4].attributes["TBDLMJ"] = round(dry[4].attributes["TBDLMJ"] - 10, 2)
    CHOSEN["null"] = dry[5].key
    dry[5].attributes["ZLDWMC"] = None
    CHOSEN["name"] = dry[6].key
    dry[6].attributes["DLMC"] = "旱地"
    # the record without a shape, at the end of the main county
    lost = dict(dry[7].attributes)
    number = len(city.main) + 1
    lost.update(BSM=f"1405992110{number:08d}", TBBH=f"{number:05d}", TBMJ=1866.43, KCDLBM=None, KCXS=0.0, KCMJ=0.0,
                TBDLMJ=1866.43, GDLX=None, GDPDJB="1", DLBM="0102", DLMC="水浇地")
    twice = dict(dry[8].attributes)
    twice.update(BSM=f"1405992110{number + 1:08d}", TBBH=f"{number + 1:05d}")
    features[len(city.main):len(city.main)] = [patches.Feature(lost["BSM"], None, lost),
                                               patches.Feature(twice["BSM"], dry[8].parts, twice)]
    place = {f.key: k for k, f in enumerate(features)}
    free = [f for f in quiet if f.key > dry[9].key and f.key not in (loose.key, twin.key)]
    cornered = [f for f in free if bulged(city, place_of[f.key], False)]
    for f, inward in ((cornered[0], False), (cornered[-1], True)):
        features[place[f.key]] = f._replace(parts=[[bulged(city, place_of[f.key], inward)]])
    return features


def bulged(city, p, inward):
    """The ring of a patch with one corner on a neighbour's side moved 3 m: into the neighbour, or away from it.
    None where it has no such corner."""
    for q, edges in city.neighbours(p):
        for (u, v), (v2, w) in zip(edges, edges[1:]):
            length = math.hypot(w[0] - u[0], w[1] - u[1])
            if v2 == v and q.kind == "open" and len(q.rings) == 1 and length > 60 * UNITS_PER_M:
                off = (-3 if inward else 3) * UNITS_PER_M / length
                moved = round(v[0] + (w[1] - u[1]) * off), round(v[1] - (w[0] - u[0]) * off)
                return [moved if x == v else x for x in p.rings[0]]
    return None


# --- Rows ------------------------------------------------------------------------------------


ANYTHING = None, None, "not asked for"


def row(delivery, rule, a_layer, a_key, b_layer="", b_key="", fault="", measure="", value="", unit="", tolerance="",
        measure2="", value2="", state="finding", how="", severity=None):
    severity = severity or SEVERITY.get(rule, "error")
    return [str(delivery), rule, severity, a_layer, a_key, b_layer, b_key, fault, measure, value, unit, tolerance, measure2,
            value2, state, how]


def expected_rows(delivery, layers, surveyed):
    """All rows of FAULTS.csv for a delivery. layers: layer id -> list of features."""
    rows = geometry_rows(delivery, layers) + ground_rows(delivery, layers)
    rows += [row(delivery, rule, layer, key, state="undetermined", how=f"construction; {note}")
             for rule, layer, key, note in SHAPELESS]
    rows += [distance_row(delivery, layers["firm"][number - 1], layers["built_up"], rule, state, why)
             for rule, number, state, why in DISTANCES]
    for deliveries, number, why in LAND_FAULTS:
        if delivery in deliveries:
            firm = layers["firm"][number - 1]
            rows.append(row(delivery, "MU-LAND", "firm", firm.key, measure="land_area",
                            value=firm.attributes["用地面积（亩）"], unit="mu",
                            how=f"construction; {firm.attributes['企业名称']}: land area is {why}"))
    return rows + survey_rows(delivery, layers["zone"], surveyed) + quality_rows(delivery, layers)


def ground_rows(delivery, layers, as_planned=True):
    """Rows of all rules of two polygon layers; as_planned=False: whatever there is."""
    areas, rows = {}, []  # id of a feature -> Area, made once
    approvals = [area_of(f, areas) for f in layers["approved_land"]]
    for rule, a, which_a, b, which_b, slivers, planned in OVERLAPS:
        rows += overlap_rows(delivery, rule, layers, areas, approvals, (a, which_a, b, which_b), lambda x, y: True, slivers,
                             planned if as_planned else None)
    for rule, a, which_a, b, which_b, holds, planned in PAIRED:
        rows += overlap_rows(delivery, rule, layers, areas, approvals, (a, which_a, b, which_b), holds, False,
                             planned if as_planned else None)
    for rule, a, which_a, b, which_b, limits, planned in COVERS:
        if planned == "C07":
            planned = [(BOTH, name, (1, 0, 0), None, note) for name, note in c07_faults()]
        rows += covers_rows(delivery, rule, layers, areas, approvals, (a, which_a, b, which_b), limits,
                            planned if as_planned else None)
    return rows


def c07_faults():
    return [("outside_permitted", "new building land outside the permitted zone")] + \
        [(f"opened {k}", "to be built, in the conditional zone") for k in range(4)] + \
        [("outside_conditional", "to be built, in the restricted zone")]


def area_of(feature, areas):
    if id(feature) not in areas:
        areas[id(feature)] = Area(feature.parts)
    return areas[id(feature)]


def resolve(key, features):
    """A key as written in a plan: itself, a name in CHOSEN, or class@place where keys are given in running order."""
    if "@" in key:
        from land import at
        code, place = key.split("@")
        u, v = CHOSEN[place] if place in CHOSEN else map(float, place.split(","))
        return next(f.key for f in features if code in f.attributes.values() and Area(f.parts).locate(at(u, v)) > 0)
    chosen = CHOSEN.get(key)
    if isinstance(chosen, int):  # the number of a patch of the village plan
        return next(f.key for f in features if f.key.endswith(f"{chosen + 1:04d}"))
    return chosen or key


def near_pairs(a_features, b_features, areas):
    """Pairs whose boxes meet, by a grid."""
    size, grid = 300 * UNITS_PER_M, defaultdict(list)
    for n, b in enumerate(b_features):
        x0, y0, x1, y1 = area_of(b, areas).box
        for i in range(x0 // size, x1 // size + 1):
            for j in range(y0 // size, y1 // size + 1):
                grid[i, j].append(n)
    for a in a_features:
        x0, y0, x1, y1 = area_of(a, areas).box
        found = sorted({n for i in range(x0 // size, x1 // size + 1) for j in range(y0 // size, y1 // size + 1)
                        for n in grid.get((i, j), ())})
        for n in found:
            if boxes_meet(area_of(a, areas).box, area_of(b_features[n], areas).box):
                yield a, b_features[n]


def shaped(features, which):
    return [f for f in features if f.parts and which(f) and not any(self_crossings(r) for r in short_rings(f))]


def short_rings(f):
    return [r for r in rings_of(f) if len(r) < 60]


def overlap_rows(delivery, rule, layers, areas, approvals, sides, holds, slivers, planned):
    a_layer, which_a, b_layer, which_b = sides
    wanted = {(resolve(a_key, layers[a_layer]), resolve(b_key, layers[b_layer])): (pieces, known, note)
              for deliveries, a_key, b_key, pieces, known, note in planned or () if delivery in deliveries}
    rows, seen = [], set()
    a_features, b_features = shaped(layers[a_layer], which_a), shaped(layers[b_layer], which_b)
    for a, b in near_pairs(a_features, b_features, areas):
        if not holds(a, b) or a_layer == b_layer and a.key >= b.key:
            continue
        pieces = overlap_pieces(area_of(a, areas), area_of(b, areas))
        if not pieces:
            continue
        plan = ANYTHING if planned is None else wanted.get((a.key, b.key))
        if plan is None and not slivers:
            PROBLEMS.append(f"{rule}: {a.key} × {b.key} was not planned: {float(sum(map(area_m2, pieces)))} m²")
            continue
        seen.add((a.key, b.key))
        head = delivery, rule, a_layer, a.key, b_layer, b.key
        rows += piece_rows(head, pieces, approvals if rule in APPROVING else [], USUAL, plan)
    if planned is not None and set(wanted) - seen:
        PROBLEMS.append(f"{rule}: planned, but not there: {set(wanted) - seen}")
    return rows


def covers_rows(delivery, rule, layers, areas, approvals, sides, limits, planned):
    a_layer, which_a, b_layer, which_b = sides
    wanted = {resolve_opened(a_key, layers[a_layer]): (pieces, known, note)
              for deliveries, a_key, pieces, known, note in planned or () if delivery in deliveries}
    rows, seen = [], set()
    covers = [area_of(b, areas) for b in shaped(layers[b_layer], which_b)]
    for a in shaped(layers[a_layer], which_a):
        pieces = difference_pieces(area_of(a, areas), covers)
        if not pieces:
            continue
        plan = ANYTHING if planned is None else wanted.get(a.key)
        if plan is None:
            PROBLEMS.append(f"{rule}: {a.key} was not planned: {float(sum(map(area_m2, pieces)))} m²")
            continue
        seen.add(a.key)
        head = delivery, rule, a_layer, a.key, "", ""
        rows += piece_rows(head, pieces, approvals if rule in APPROVING else [], limits, plan)
    if planned is not None and set(wanted) - seen:
        PROBLEMS.append(f"{rule}: planned, but not there: {set(wanted) - seen}")
    return rows


def resolve_opened(key, features):
    if key.startswith("opened "):
        return resolve_number(CHOSEN_OPENED[int(key.split()[1])], features)
    return resolve(key, features)


CHOSEN_OPENED = []


def resolve_number(number, features):
    return next(f.key for f in features if f.key.endswith(f"{number + 1:04d}"))


def piece_rows(head, pieces, approvals, limits, plan):
    """Rows of one pair: what is a finding, what lies on approved land, what is tolerated."""
    approved, rest = [], []
    for piece in pieces:
        ground = Area([piece])
        over = [a for a in approvals if boxes_meet(a.box, ground.box)]
        inside = [p for a in over for p in overlap_pieces(ground, a)]
        approved += inside
        rest += difference_pieces(ground, over) if inside else [piece]
    slight = [p for p in rest + approved if is_tolerated(p, *limits)]
    real, approved = [p for p in rest if p not in slight], [p for p in approved if p not in slight]
    total = sum(map(area_m2, pieces))
    counts, known, note = plan or ((0, 0, len(slight)), None, "old map")
    if counts is not None and (len(real), len(approved), len(slight)) != counts:
        PROBLEMS.append(f"{head}: {(len(real), len(approved), len(slight))} pieces, {float(total)} m²")
    if known is not None and total != Fraction(known):
        PROBLEMS.append(f"{head}: {float(total)} m²")
    method = "construction and exact rational clipping" if known else "exact rational clipping"
    method = method if plan else "old map; " + method
    rows = []
    for group, state, fault in ((real, "finding", FAULT_OF.get(head[1], "")), (approved, "approved", "approved")):
        if group:
            count = f", {len(group)} pieces joined" if len(group) > 1 else ""
            rows.append(area_row(head, group, state, f"{method}{count}; {note}", fault))
    for piece in slight:
        low, high = width_bounds_m(piece)
        rows.append(area_row(head, [piece], "tolerated", f"{method}; width between {low:.3f} and {high:.3f} m; {note}", ""))
    return rows


def area_row(head, pieces, state, how, fault):
    planar = float(sum(map(area_m2, pieces)))
    ellipsoid = sum(ellipsoid_m2(piece) for piece in pieces)
    delivery, rule, a_layer, a_key, b_layer, b_key = head
    return row(delivery, rule, a_layer, a_key, b_layer, b_key, fault, "area_planar_m2", f"{planar:.4f}", "m2",
               "0.01", "area_ellipsoid_m2", f"{ellipsoid:.4f}", state,
               how + "; ellipsoid: closed integral of L dS(B), edges densified to 5 m",
               "info" if state == "approved" else None)


def geometry_rows(delivery, layers):
    rows = []
    for layer, features in layers.items():
        if layer == "investment":
            continue
        for feature in features:
            if layer == "firm":
                if feature.attributes["place"] is None:
                    rows.append(row(delivery, "IN-NULL", layer, feature.key,
                                    how="construction; the table has no coordinates"))
            elif not feature.parts:
                what = "null geometry" if feature.parts is None else "empty polygon"
                rows.append(row(delivery, "IN-NULL", layer, feature.key, how=f"construction; {what}"))
            elif layer == "land_use":
                rows += crossing_rows(delivery, layer, feature)
    return sorted(rows)


def crossing_rows(delivery, layer, feature):
    crossings = [p for ring in short_rings(feature) for p in self_crossings(ring)]
    if not crossings:
        return []
    x, y = (float(c / UNITS_PER_M) for c in crossings[0])
    return [row(delivery, "IN-GEOM", layer, feature.key, "", "", "", "self_crossings", str(len(crossings)), "1", "0",
                how=f"construction; bow-tie that crosses itself at {x:.4f} {y:.4f} (exact rational)")]


def distance_row(delivery, firm, built_up, rule, state, why):
    place = firm.attributes["place"]
    name = firm.attributes["企业名称"]
    if place is None:
        return row(delivery, rule, "firm", firm.key, "built_up", "", "", "distance_geodesic_m", "", "m", "", state=state,
                   how=f"construction; {name}: {why}")
    key, geodesic, plane = nearest_built_up(place, built_up)
    return row(delivery, rule, "firm", firm.key, "built_up", key, "", "distance_geodesic_m", f"{geodesic:.4f}", "m",
               "0.01", "distance_planar_m", f"{plane:.4f}", state,
               f"Vincenty, nearest place by search along the edges; {name}: {why}")


def survey_rows(delivery, zones, surveyed):
    """DG-C23: the area a survey text states against the plane area of its own coordinates, in its own band."""
    rows = []
    for f in zones:
        computed = area_m2(oriented(surveyed[f.key][2]))
        off = abs(Fraction(str(f.attributes["DKMJ"])) * 10000 - computed)
        if off > computed / 100:
            rows.append(row(delivery, "DG-C23", "zone", f.key, "", "", "", "area_difference_m2", f"{float(off):.4f}", "m2",
                            "0.01", how=f"exact; states {f.attributes['DKMJ']:.4f} ha, its coordinates make "
                            f"{float(computed) / 10000:.4f} ha"))
    return rows


def coverage_rows(delivery, features):
    """QA-COV: overlaps, gaps and duplicates of land use, from the sides of patches that no neighbour has.

    Holds where no two faults touch. Patches that cross themselves count as their loops.
    """
    rows, seen, sides, crossed = [], {}, {}, []
    for f in features:
        if not f.parts:
            rows.append(row(delivery, "QA-COV", "land_use", f.key, state="undetermined", how="construction; no shape"))
        elif any(self_crossings(r) for r in short_rings(f)):
            crossed.append((f, [[loop] for loop in patches.loops_of(f.parts[0][0])]))
        else:
            area = Area(f.parts)
            first = seen.setdefault(frozenset(area.edges), f)
            if first is not f:
                a, b = sorted((first.key, f.key))
                rows.append(coverage_row(delivery, a, b, "duplicate", [area.rings], "one shape under two numbers"))
                continue
            for edge in area.edges:
                if edge[::-1] in sides:
                    del sides[edge[::-1]]
                else:
                    sides[edge] = f
    for loop in linked(sides):
        size = area_m2([loop])
        edges = list(zip(loop, loop[1:] + loop[:1]))
        if abs(size) > 1000000:  # the outer border
            continue
        if size > 0:
            a, b = sorted({sides[e].key for e in edges})
            rows.append(coverage_row(delivery, a, b, "overlap", [[loop]], "a corner 3 m inside the neighbour"))
            continue
        hole = Area([[loop[::-1]]])
        inside = [(f, parts) for f, parts in crossed if hole.locate(f.parts[0][0][0]) >= 0]
        loops = [Area([part]) for _, parts in inside for part in parts]
        around = {sides[e].key: Area(sides[e].parts) for e in edges} | {f.key: Area(parts) for f, parts in inside}
        for piece in difference_pieces(hole, loops):
            a, b = longest_borders(piece, around)
            rows.append(coverage_row(delivery, a, b, "gap", [piece], "what the bow-tie leaves of its ground" if inside else
                                     "a corner 3 m short of the neighbour"))
    return sorted(rows)


def longest_borders(piece, around):
    """The two of some areas that border most of a piece, the longer first."""
    lengths = defaultdict(float)
    for ring in piece:
        for p, q in zip(ring, ring[1:] + ring[:1]):
            middle = Fraction(p[0] + q[0]) / 2, Fraction(p[1] + q[1]) / 2
            for key, area in around.items():
                if area.locate(middle) == 0:
                    lengths[key] += math.hypot(q[0] - p[0], q[1] - p[1])
    return sorted(lengths, key=lambda key: (-lengths[key], key))[:2]


def coverage_row(delivery, a, b, fault, pieces, note):
    return area_row((delivery, "QA-COV", "land_use", a, "land_use", b), pieces, "finding",
                    f"exact rational clipping; {note}", fault)


def quality_rows(delivery, layers):
    area, value = CHOSEN["area"][1], CHOSEN["area_value"]
    by_key = {f.key: f for f in layers["land_use"]}
    exact = abs(ellipsoid_m2(oriented(rings_of(by_key[CHOSEN["area"][0]]))))

    def field(key, fault, note, **more):
        return row(delivery, "QA-FIELD", "land_use", key, fault=fault, how=f"construction; {note}", **more)

    found = coverage_rows(delivery, layers["land_use"])
    if [sum(r[7] == fault for r in found) for fault in ("overlap", "gap", "duplicate")] != [1, 3, 1]:
        PROBLEMS.append(f"QA-COV: {found}")
    lost = next(f.key for f in layers["land_use"] if f.parts is None)
    return found + [
        row(delivery, "QA-AREA", "land_use", lost, state="undetermined", how="construction; no shape"),
        row(delivery, "QA-KEY", "land_use", CHOSEN["twin"], fault="duplicate", measure="objects", value="2", unit="1",
            tolerance="0", how="construction; two patches with one BSM"),
        row(delivery, "QA-AREA", "land_use", CHOSEN["area"][0], measure="area_difference_m2", value=f"{value - exact:.4f}",
            unit="m2", tolerance="0.01", how=f"construction; states {value:.2f} m², 3 % more than its {area:.2f} m²"),
        row(delivery, "QA-CLASS", "land_use", CHOSEN["class"], fault="domain", how="construction; class 0199 is in no scheme"),
        field("", "type", "GDDB is a text, by the standard it is a number"),
        field(CHOSEN["class"], "domain", "class 0199 is in no scheme"),
        field(CHOSEN["conditional"], "conditional", "0701 without CZCSXM"),
        field(CHOSEN["arithmetic"], "arithmetic", "TBDLMJ is 10.00 m² less than TBMJ − KCMJ", measure="difference_m2",
              value="-10.00", unit="m2", tolerance="0.001"),
        field(CHOSEN["null"], "null", "ZLDWMC is empty"),
        field(CHOSEN["name"], "name", "0102 called 旱地")]
