"""What is planned: which rule must find what, written by hand. faults.py measures it."""

from patches import is_construction_land

COLUMNS = ["delivery", "rule", "severity", "a_layer", "a_key", "b_layer", "b_key", "fault", "measure", "value", "unit",
           "tolerance", "measure2", "value2", "state", "how"]
SEVERITY = {"DG-C06": "info", **dict.fromkeys(
    ("IN-NULL", "MU-LAND", "DG-C04", "DG-C05", "DG-C20", "DG-S1", "QA-AREA", "QA-FIELD"), "warning")}
# all others: error
FAULT_OF = {"DG-C06": "notice"}
FIRST, SECOND, BOTH = (1,), (2,), (1, 2)


def is_planned(f):
    return not f.attributes["YDDM"].startswith("E")


def zone_in(*codes):
    return lambda f: f.attributes["GZQLXDM"] in codes


def use_is(test):
    return lambda f: test(f.attributes["GHYTDM"])


def is_demonstration(f):
    return f.attributes["GHYTDM"] == "G111"


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
         (BOTH, "wrong_base", "wrong_base", (1, 0, 0), None,
          "called existing orchard, the base survey has another class")]),
    ("DG-C14", "planned_use", use_is(lambda c: c[0] == "G"), "base_land_use", everything,
     lambda a, b: a.attributes["GHYTDM"][1:] == b.attributes["DLDM"], [
         (BOTH, "not_new", "not_new", (1, 0, 0), None, "called new, is what the base survey has")]),
    ("DG-I1", "industry_area", everything, "eco_unit", lambda f: bool(f.attributes["JZXM"]),
     lambda a, b: set(a.attributes["HYDM"].split(",")) & set(b.attributes["JZXM"].split(",")), [
         (BOTH, "CY-03", "ZH14059920001", (1, 0, 0), None, "coal chemistry (2521) where the unit forbids it"),
         (BOTH, "CY-04", "ZH14059910002", (1, 0, 0), None, "raw medicines (2710) beside the springs"),
         (BOTH, "CY-07", "ZH14059910001", (1, 0, 0), None, "steel (3120) reaches into the hills")]),
]

# What must be covered: rule, a, which, by what together: [(b, which)], limits (m², m), planned: deliveries, a key,
# (finding, approved, tolerated), known, note
EXACT, USUAL = (0, 0.0001), (1, 0.1)
COVERS = [
    ("DG-C03", "zone", everything, [("growth_area", everything)], USUAL, [
        (BOTH, "SF-03", (1, 0, 0), None, "its eastern end lies outside the growth area"),
        (BOTH, "SF-07", (1, 0, 0), None, "a corner beyond the growth area of the northern part")]),
    ("DG-C07", "planned_use", use_is(lambda c: c.startswith("G21")), [("land_plan", zone_in("010"))], EXACT, "C07"),
    ("DG-C08", "planned_use", lambda f: f.attributes["CJJX"] in ("E1", "E2"), [("land_plan", zone_in("020", "021"))],
     EXACT, [
        (BOTH, "outside_conditional", (1, 0, 0), None, "to be built, outside the conditional zone")]),
    ("DG-C09", "planned_use", is_demonstration, [("land_plan", zone_in("040"))], EXACT, [
        (BOTH, "unforbidden", (1, 0, 0), None, "demonstration farmland where building is not forbidden")]),
    ("DG-C10", "land_plan", zone_in("020", "021"), [("land_plan_upper", zone_in("020", "021"))], EXACT, [
        (BOTH, "020@opened", (1, 0, 0), None, "the plan above does not open this ground")]),
    ("DG-C11", "land_plan_upper", zone_in("040"), [("land_plan", zone_in("040"))], EXACT, [
        (BOTH, "040@dropped", (1, 0, 0), None, "the plan above forbids building here, the village plan does not")]),
    ("DG-C12", "planned_use", is_demonstration, [("planned_use_upper", is_demonstration)], (20, 0.1), [
        (BOTH, "upper_lacks", (1, 0, 0), None, "demonstration farmland that the plan above lacks")]),
    ("DG-C12", "planned_use_upper", is_demonstration, [("planned_use", is_demonstration)], (20, 0.1), [
        (BOTH, "upper_more", (1, 0, 0), None, "demonstration farmland that the village plan lacks"),
        (BOTH, "upper_also", (1, 0, 0), None, "more of it, so that the totals differ by more than 2 %")]),
    ("DG-S1", "major_project", everything, [
        ("land_plan", zone_in("010")), ("urban_plan", is_planned), ("planned_use", use_is(lambda c: c[1] == "2")),
        ("growth_area", lambda f: f.attributes["GHFQDM"] == "410")], USUAL, [
        (FIRST, "XM-2025-008", (1, 0, 0), "30000", "altogether outside, 200 m x 150 m"),
        (BOTH, "XM-2025-009", (1, 0, 0), "3840", "48 m x 80 m outside"),
        (SECOND, "XM-2025-014", (1, 0, 0), "2280", "a new project, 38 m x 60 m outside"),
        (BOTH, "XM-2025-010", (0, 1, 0), "8000", "altogether outside, and on approved land PW-05")]),
    ("DG-Z1", "zone", everything, [("zone_approved", everything)], USUAL, [
        (BOTH, "SF-05", (1, 0, 0), None, "the eastern part of the yard was never approved")]),
]

# Whose areas in all must be those of another layer: rule, a, b, which of both, the part by which they may differ, m²
TOTALS = [("DG-C12T", "planned_use", "planned_use_upper", is_demonstration, 0.02, 20)]

# An object without a shape that a rule selects cannot be decided: rule, which side of it, layer, key, note
SHAPELESS = [(rule, side, "urban_plan", "CX-199", "planned village land, an empty polygon")
             for rule, side in (("DG-C01", "a"), ("DG-C02", "a"), ("DG-C04", "a"), ("DG-C06", "a"), ("DG-S1", "b"))]

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
