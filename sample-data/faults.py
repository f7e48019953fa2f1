"""The rows of FAULTS.csv: what planted.py plans, measured, and whether there is nothing else.

Every pair of objects that a rule looks at is clipped exactly, planned or not: an overlap that nobody planned, or one
that does not come out as planned, stops the generator. The figures are made by means that share nothing with Lantu:
exact rational clipping, a closed ellipsoid integral, Vincenty. check_faults.py then reads the written files and does
it all again.
"""

import math
from collections import defaultdict
from fractions import Fraction

import patches
from firms import nearest_built_up
from geometry import (UNITS_PER_M, Area, area_m2, boxes_meet, difference_pieces, is_tolerated, linked, oriented,
                      overlap_pieces, self_crossings, width_bounds_m)
from land import at
from land_faults import CHOSEN
from patches import ellipsoid_m2, rings_of
from planted import (APPROVING, BOTH, COVERS, DISTANCES, FAULT_OF, LAND_FAULTS, OVERLAPS, PAIRED, SEVERITY,
                     SHAPELESS, TOTALS, USUAL)

PROBLEMS = []  # what does not come out as planned: generate.py stops with them

# --- Rows ------------------------------------------------------------------------------------


ANYTHING = None, None, "not asked for"
INTEGRAL = "ellipsoid: closed integral of L dS(B), edges densified to 5 m"


def row(delivery, rule, a_layer, a_key, b_layer="", b_key="", fault="", measure="", value="", unit="", tolerance="",
        measure2="", value2="", state="finding", how="", severity=None):
    severity = severity or SEVERITY.get(rule, "error")
    return [str(delivery), rule, severity, a_layer, a_key, b_layer, b_key, fault, measure, value, unit, tolerance,
            measure2, value2, state, how]


def expected_rows(delivery, layers, surveyed):
    """All rows of FAULTS.csv for a delivery. layers: layer id -> list of features."""
    rows = geometry_rows(delivery, layers) + ground_rows(delivery, layers)
    rows += [row(delivery, rule, *(("", "") if side == "b" else ()), layer, key, state="undetermined",
                 how=f"construction; {note}") for rule, side, layer, key, note in SHAPELESS]
    rows += [distance_row(delivery, layers["firm"][number - 1], layers["built_up"], rule, state, why)
             for rule, number, state, why in DISTANCES]
    for deliveries, number, why in LAND_FAULTS:
        if delivery in deliveries:
            firm = layers["firm"][number - 1]
            rows.append(row(delivery, "MU-LAND", "firm", firm.key, measure="land_area",
                            value=firm.attributes["用地面积（亩）"], unit="mu",
                            how=f"construction; {firm.attributes['企业名称']}: land area is {why}"))
    return rows + totals_rows(delivery, layers) + survey_rows(delivery, layers["zone"], surveyed) + \
        quality_rows(delivery, layers)


def ground_rows(delivery, layers, as_planned=True):
    """Rows of all rules of two polygon layers; as_planned=False: whatever there is."""
    areas, rows = {}, []  # id of a feature -> Area, made once
    approvals = [area_of(f, areas) for f in layers["approved_land"]]
    for rule, a, which_a, b, which_b, slivers, planned in OVERLAPS:
        rows += overlap_rows(delivery, rule, layers, areas, approvals, (a, which_a, b, which_b),
                             lambda x, y: True, slivers, planned if as_planned else None)
    for rule, a, which_a, b, which_b, holds, planned in PAIRED:
        rows += overlap_rows(delivery, rule, layers, areas, approvals, (a, which_a, b, which_b), holds, False,
                             planned if as_planned else None)
    for rule, a, which_a, covering, limits, planned in COVERS:
        if planned == "C07":
            planned = [(BOTH, name, (1, 0, 0), None, note) for name, note in c07_faults()]
        rows += covers_rows(delivery, rule, layers, areas, approvals, (a, which_a), covering, limits,
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


def covers_rows(delivery, rule, layers, areas, approvals, judged, covering, limits, planned):
    a_layer, which_a = judged
    wanted = {resolve_opened(a_key, layers[a_layer]): (pieces, known, note)
              for deliveries, a_key, pieces, known, note in planned or () if delivery in deliveries}
    rows, seen = [], set()
    covers = [[area_of(b, areas) for b in shaped(layers[b_layer], which_b)] for b_layer, which_b in covering]
    for a in shaped(layers[a_layer], which_a):
        pieces = [area_of(a, areas).rings]
        for cover in covers:  # one layer after the other: objects of two may overlap
            pieces = [left for piece in pieces for left in difference_pieces(Area([piece]), cover)]
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
        return resolve_number(CHOSEN["all_opened"][int(key.split()[1])], features)
    return resolve(key, features)


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
        width = f"width between {low:.3f} and {high:.3f} m"
        rows.append(area_row(head, [piece], "tolerated", f"{method}; {width}; {note}", ""))
    return rows


def area_row(head, pieces, state, how, fault):
    planar = float(sum(map(area_m2, pieces)))
    ellipsoid = sum(ellipsoid_m2(piece) for piece in pieces)
    delivery, rule, a_layer, a_key, b_layer, b_key = head
    return row(delivery, rule, a_layer, a_key, b_layer, b_key, fault, "area_planar_m2", f"{planar:.4f}", "m2",
               "0.01", "area_ellipsoid_m2", f"{ellipsoid:.4f}", state,
               f"{how}; {INTEGRAL}",
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
        return row(delivery, rule, "firm", firm.key, "built_up", "", "", "distance_geodesic_m", "", "m",
                   state=state, how=f"construction; {name}: {why}")
    key, geodesic, plane = nearest_built_up(place, built_up)
    return row(delivery, rule, "firm", firm.key, "built_up", key, "", "distance_geodesic_m", f"{geodesic:.4f}", "m",
               "0.01", "distance_planar_m", f"{plane:.4f}", state,
               f"Vincenty, nearest place by search along the edges; {name}: {why}")


def totals_rows(delivery, layers):
    """What two layers have of one class in all, by the ellipsoid."""
    rows = []
    for rule, a_layer, b_layer, which, part, least in TOTALS:
        a, b = (sum(ellipsoid_m2(oriented(rings_of(f))) for f in layers[layer] if which(f))
                for layer in (a_layer, b_layer))
        if abs(a - b) > max(part * b, least):
            how = f"{INTEGRAL}; {a:.2f} m² here, {b:.2f} m² in the plan above"
            rows.append(row(delivery, rule, a_layer, "", b_layer, "", "", "area_difference_m2", f"{abs(a - b):.4f}",
                            "m2", "0.01", how=how))
    return rows


def survey_rows(delivery, zones, surveyed):
    """DG-C23: the area a survey text states against the plane area of its own coordinates, in its own band."""
    rows = []
    for f in zones:
        computed = area_m2(oriented(surveyed[f.key][2]))
        stated = Fraction(str(f.attributes["DKMJ"])) * 10000
        off = abs(stated - computed)
        if off > stated / 100:
            rows.append(row(delivery, "DG-C23", "zone", f.key, "", "", "", "area_difference_m2", f"{float(off):.4f}",
                            "m2", "0.01", how=f"exact; states {f.attributes['DKMJ']:.4f} ha, its coordinates make "
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
        note = "what the bow-tie leaves of its ground" if inside else "a corner 3 m short of the neighbour"
        for piece in difference_pieces(hole, loops):
            a, b = longest_borders(piece, around)
            rows.append(coverage_row(delivery, a, b, "gap", [piece], note))
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
        row(delivery, "QA-AREA", "land_use", CHOSEN["area"][0], measure="area_difference_m2",
            value=f"{value - exact:.4f}", unit="m2", tolerance="0.01",
            how=f"construction; states {value:.2f} m², 3 % more than its {area:.2f} m²"),
        row(delivery, "QA-CLASS", "land_use", CHOSEN["class"], fault="domain",
            how="construction; class 0199 is in no scheme"),
        field("", "type", "GDDB is a text, by the standard it is a number"),
        field(CHOSEN["class"], "domain", "class 0199 is in no scheme"),
        field(CHOSEN["coarse"], "domain", "class 01 where the standard asks for one of the second level"),
        field(CHOSEN["conditional"], "conditional", "0701 without CZCSXM"),
        field(CHOSEN["arithmetic"], "arithmetic", "TBDLMJ is 10.00 m² less than TBMJ − KCMJ", measure="difference_m2",
              value="-10.00", unit="m2", tolerance="0.001"),
        field(CHOSEN["null"], "null", "ZLDWMC is empty"),
        field(CHOSEN["name"], "name", "0102 called 旱地")]
