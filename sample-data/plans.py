"""The plans and control lines of the sample city, as lists of features.

What is drawn for one planted fault stands in lists of its own (TEST_...); everything else follows the ground,
so that it conflicts with nothing. faults.py says what must be found.
"""

import math

import plane
from geometry import UNITS_PER_M, Area, area_m2, bbox, boxes_meet, oriented, overlap_pieces
from land import CITY_CENTRE, at, inside, is_hill, path_distance, rng, uv
from patches import CROPS, DLMC, HAMLET_IN_FARMLAND, MAIN_COUNTY, Feature, is_construction_land, noise


def ring(*places):
    return [at(u, v) for u, v in places]


def box(u0, v0, u1, v1):
    return ring((u0, v0), (u1, v0), (u1, v1), (u0, v1))


def moved(du, dv, *rings):
    return [[(x + round(du * UNITS_PER_M), y + round(dv * UNITS_PER_M)) for x, y in r] for r in rings]


def rough(*places):
    """Surveyed lines do not end on round metres."""
    source = rng("rough", places)
    return ring(*[(u + source.uniform(-3, 3), v + source.uniform(-3, 3)) for u, v in places])


def area_text(parts):
    return round(float(sum(area_m2(oriented(part)) for part in parts)), 2)


def meets(patch, *boxes):
    u0, v0 = uv(bbox(patch.rings[:1])[:2])
    u1, v1 = uv(bbox(patch.rings[:1])[2:])
    return any(u0 < b[2] and b[0] < u1 and v0 < b[3] and b[1] < v1 for b in boxes)


# The two quarters with straight planned limits: west (blocks on farmland) and the new district east of the city.
WEST_SITE = 650, 2040, 1712, 4170
NEW_SITE = 7250, 5350, 8000, 6150

# --- Urban plan (城规) -----------------------------------------------------------------------

YDMC = {
    "R1": "一类居住用地", "R2": "二类居住用地", "A1": "行政办公用地", "A2": "文化设施用地", "A3": "教育科研用地",
    "A5": "医疗卫生用地", "B1": "商业用地", "B2": "商务用地", "B3": "娱乐康体用地", "M1": "一类工业用地",
    "M2": "二类工业用地", "W1": "一类物流仓储用地", "S1": "城市道路用地", "S3": "交通枢纽用地", "S4": "交通场站用地",
    "U1": "供应设施用地", "U2": "环境设施用地", "G1": "公园绿地", "G2": "防护绿地", "G3": "广场用地",
    "H14": "村庄建设用地", "H21": "铁路用地", "H22": "公路用地", "E1": "水域", "E2": "农林用地"}
PLANNED_FOR = {  # what the plan makes of the ground
    "0701": ["R2"] * 8 + ["R1", "B1", "A3"], "05H1": ["B1", "B1", "B2", "B3"], "08H1": ["A1"],
    "08H2": ["A3", "A3", "A5", "A2"], "0809": ["U1", "U2"], "0810": ["G1", "G1", "G3"], "0601": ["M1", "M1", "M2", "R2"],
    "0508": ["W1"], "1005": ["S3", "S4"], "1201": ["R2", "B1", "G1"]}

W = -250, 680  # the farmland quarter of the town stands here now
TEST_BLOCKS = [
    # against permanent farmland
    ("CX-101", "M1", moved(*W, box(1320, 1500, 1540, 1645))),
    ("CX-102", "R2", moved(*W, ring((1310.4417, 1835.2209), (1512.7731, 1901.3352), (1466.0908, 2044.6175),
                                    (1263.7594, 1978.5032)))),
    ("CX-103", "S1", moved(*W, box(950, 2380, 1450, 2400))),
    ("CX-104", "W1", moved(*W, box(1299.95, 2620, 1500, 2740))),
    ("CX-105", "U1", moved(*W, box(1299.2, 2949.1, 1400, 3050))),
    ("CX-106", "M2", moved(*W, box(1299.88, 3120, 1500, 3220))),
    ("CX-107", "B1", moved(*W, box(1300, 3280, 1500, 3400))),
    ("CX-108", "B1", moved(*W, box(1600, 1580, 1850, 1660))),
    ("CX-109", "E2", [box(760, 4235, 1010, 4500)]),
    ("CX-110", "G2", moved(*W, box(1550, 2400, 1900, 2700), box(1650, 2480, 1800, 2620))),
    ("CX-111", "R2", moved(*W, box(1550, 2850, 1900, 3200))),
    ("CX-114", "M1", [box(700, 2300, 740, 2400)]),    # on approved land altogether
    ("CX-115", "R2", [box(660, 2900, 740, 3000)]),    # partly
    # the edge of the permitted zone of the land plan, in the new district
    ("CX-121", "R2", [box(7780, 5450, 7910, 5550)]),
    ("CX-122", "A3", [ring((7300, 6030), (7500, 6012), (7516, 6090.25), (7320, 6103.75))]),
    ("CX-123", "B2", [box(7800, 5320, 7900, 5400)]),
    ("CX-124", "U1", [box(7540, 5900, 7700, 5960)]),
    ("CX-125", "W1", [box(7780, 5600, 7850.03, 5700)]),
    ("CX-126", "M1", [box(7780, 5720, 7850, 5820)]),
    ("CX-127", "E2", [box(7300, 5200, 7500, 5300)]),
    ("CX-128", "G1", [box(7600, 5960, 7640, 6000)]),
    ("CX-129", "M1", [box(7500, 5310, 7560, 5400)]),  # over the southern border, on approved land for half of it
    ("CX-141", "E2", [box(7400, 5500, 7520, 5600)]),  # not for building, where the land plan permits it (C05)
    ("CX-142", "E1", [box(7560, 5560, 7660, 5640)]),  # a planned pond, dug on approved land
    # the eastern hills, against the red line
    ("CX-131", "B3", moved(4700, 3300, ring((4900.1205, 2760.3302), (5060.4418, 2740.2215), (5080.9071, 2890.6604),
                                            (4910.3367, 2920.1183)))),
    ("CX-132", "E1", moved(4700, 3300, ring((5200, 3000), (5500, 3020), (5480, 3290), (5230, 3300)))),
]
HILL_POCKET = box(9550, 6000, 9800, 6300)  # a permitted pocket for a scenic spot, reaching over the red line

# The urban plan was drawn from an older map: its borders are some centimetres off; in one quarter, metres.
OLD_QUARTER = 4430, 5380, 520


def older(point):
    u, v = uv(point)
    du, dv = 0.021 + 0.006 * math.sin(u / 900), -0.027 + 0.006 * math.cos(v / 700)
    r = math.hypot(u - OLD_QUARTER[0], v - OLD_QUARTER[1]) / OLD_QUARTER[2]
    if r < 1:
        bump = (1 - r * r) ** 2
        du, dv = du + 1.6 * bump, dv - 1.1 * bump
    return at(u + du, v + dv)


def urban_feature(key, code, parts):
    return Feature(key, parts, {"BH": key, "YDDM": code, "YDMC": YDMC[code], "JZXZ": None if code[0] in "EGS" else
                                rng("ratio", key).choice(["容积率≤1.2", "容积率≤1.8", "容积率≤2.5"]),
                                "BZ": None})


def city_faces(survey):
    """Faces inside the outline of the city, as they were before patches were made of them."""
    found = []
    for kind, name, face in survey.ground.faces:
        u, v = uv(plane.inner_point(face))
        if inside(u, v, survey.ground.city):
            found.append((kind, name, u, v, face))
    return found


def urban_plan(survey):
    code_of = {id(face): p.code for p in survey.main for face in p.faces}
    rows = []
    for kind, name, u, v, face in city_faces(survey):
        source = rng("plan", round(u), round(v))
        code = code_of[id(face)]
        if kind == "street" or kind == "band":
            use = "E1" if code == "1101" else "H21" if code == "1001" else "S1"
            rows.append(((use, name), face))
        else:
            use = source.choice(PLANNED_FOR.get(code, ["R2"]))
            rows.append(((use, (round(u, 1), round(v, 1))), face))
    shapes = []
    for (use, _), members in plane.components(rows):
        for part in plane.grouped_parts(plane.outline([rows[k][1] for k in members])):
            shapes.append((use, [[older(p) for p in r] for r in part]))
    shapes.sort(key=lambda s: (-bbox(s[1][:1])[3], bbox(s[1][:1])[0]))
    features = [urban_feature(f"CG-{n:04d}", code, [part]) for n, (code, part) in enumerate(shapes, 1)]
    features += [urban_feature(key, code, [part]) for key, code, part in TEST_BLOCKS + village_blocks(survey)]
    features.append(urban_feature("CX-199", "H14", []))  # drawn nowhere: an empty polygon
    return features


# --- The village of the land-use plan (JQDLTB, GHYT) ------------------------------------------

OLD_CLASS = {  # class of the survey → class of the old plans
    "0101": "111", "0102": "112", "0103": "113", "0201": "121", "0204": "123", "0301": "131", "0305": "132",
    "0307": "133", "0404": "321", "1202": "151", "1006": "152", "1104": "153", "1107": "154", "1003": "222",
    "1001": "221", "1101": "311", "1206": "324"}
OLD_NAME = {
    "111": "水田", "112": "水浇地", "113": "旱地", "121": "果园", "123": "其他园地", "131": "有林地", "132": "灌木林地",
    "133": "其他林地", "321": "荒草地", "151": "设施农用地", "152": "农村道路", "153": "坑塘水面", "154": "农田水利用地",
    "222": "公路用地", "221": "铁路用地", "311": "河流水面", "324": "其他土地", "213": "农村居民点用地"}
VILLAGE_NEAR = 2660, 8370


class VillagePlan:
    """Patches round one village and what the land-use plan makes of each of them: patch → code of GHYT."""

    def __init__(self, survey):
        name, u0, v0, _ = min(survey.ground.villages,
                              key=lambda w: math.hypot(w[1] - VILLAGE_NEAR[0], w[2] - VILLAGE_NEAR[1]))
        self.name, self.place = name, (u0, v0)
        self.patches = [p for p in survey.main if math.hypot(p.place[0] - u0, p.place[1] - v0) < 1000
                        and p.kind in ("open", "village", "hole") and len(p.rings) == 1 and p.code != "1104"]
        self.base = [OLD_CLASS.get(p.code, "213") for p in self.patches]
        near = sorted((k for k, p in enumerate(self.patches) if p.kind == "open" and self.base[k] in ("112", "113")),
                      key=lambda k: math.hypot(self.patches[k].place[0] - u0, self.patches[k].place[1] - v0))
        self.new, self.opened, self.demo = near[:4], near[4:8], near[14:24]
        self.use, self.status = {}, {}
        for k in range(len(self.patches)):
            self.use[k] = "X" + self.base[k]
        for k in self.new:
            self.use[k] = "G213"
        for n, k in enumerate(self.opened):
            self.use[k], self.status[k] = "G213", ("E1", "E2")[n % 2]
        for k in self.demo:
            self.use[k] = "G111"
        rest = near[30:]
        self.orchard = rest[0]
        self.use[self.orchard] = "G121"   # fields that become orchards: sound
        # planted: rules C07, C08, C09, C13, C14
        self.outside_permitted = rest[3]  # G212 outside the permitted zone
        self.use[self.outside_permitted] = "G212"
        self.outside_conditional = rest[5]
        self.use[self.outside_conditional], self.status[self.outside_conditional] = "G213", "E2"
        self.unforbidden = rest[7]        # demonstration farmland where the land plan does not forbid building
        self.use[self.unforbidden] = "G111"
        self.wrong_base = rest[9]         # called existing orchard, is dry land
        self.use[self.wrong_base] = "X121"
        self.not_new = rest[11]           # called new, is what it was
        self.use[self.not_new] = "G" + self.base[self.not_new]
        self.upper_lacks, self.upper_more = self.demo[2], rest[13]

    def key(self, k):
        return f"GH{k + 1:04d}"

    def zone_of(self):
        """Patch → zone of the land plan, where this village decides it."""
        zones = {id(self.patches[k]): "010" for k in self.use if self.base[k] == "213"}
        zones |= {id(self.patches[k]): "010" for k in self.new}
        zones |= {id(self.patches[k]): "020" for k in self.opened}
        zones |= {id(self.patches[k]): "040" for k in self.demo}
        zones |= {id(self.patches[k]): "030" for k in (self.outside_permitted, self.outside_conditional,
                                                       self.unforbidden)}
        return zones


def planned_use(plan, upper=False):
    features = []
    for k, p in enumerate(plan.patches):
        code = plan.use[k]
        if upper and (k == plan.upper_lacks):
            code = "G112"
        if upper and k == plan.upper_more:
            code = "G111"
        if upper and k == plan.unforbidden:
            code = "G111"
        name = "示范区基本农田" if code == "G111" else "一般基本农田" if code == "G112" else \
            ("现状" if code[0] == "X" else "新增") + OLD_NAME.get(code[1:], "建制镇用地")
        key = ("SJ" if upper else "GH") + f"{k + 1:04d}"
        features.append(Feature(key, [p.rings], {
            "YTDKBH": key, "XZQDM": "140599104", "XZQMC": f"{plan.name}村", "GHYTDM": code, "GHYTMC": name,
            "MJ": area_text([p.rings]), "CJJX": plan.status.get(k), "PZWH": None}))
    return features


def base_land_use(plan):
    return [Feature(f"JQ{k + 1:04d}", [p.rings], {
        "TBBH": f"JQ{k + 1:04d}", "XZQDM": "140599104", "DLDM": plan.base[k], "DLMC": OLD_NAME[plan.base[k]],
        "TBMJ": area_text([p.rings]), "QSXZ": "30", "XZQMC": f"{plan.name}村"}) for k, p in enumerate(plan.patches)]


def village_blocks(survey):
    """Blocks of the urban plan inside the village of the land-use plan (C06)."""
    plan = survey.village
    u, v = plan.patches[plan.new[0]].place
    a, b = plan.patches[plan.new[1]].place
    return [("CX-151", "H14", [box(round(u) - 15, round(v) - 10, round(u) + 15, round(v) + 10)]),
            ("CX-152", "M1", [box(round(a) - 20, round(b) - 10, round(a) + 20, round(b) + 10)])]


# --- Land plan (建设用地管制区) ---------------------------------------------------------------

GZQLX = {"010": "允许建设区", "020": "有条件建设区", "021": "有条件建设区", "030": "限制建设区", "040": "禁止建设区"}
TOMB = box(7450, 5930, 7600, 6000)
# Zones drawn with straight lines inside a hole of the zone that follows the ground: (code, part), and their outline.
SITES = [
    (WEST_SITE, [("010", [box(650, 2040, 1712, 4170)])], box(650, 2040, 1712, 4170)),
    (NEW_SITE, [("010", [box(7250, 5350, 7850, 6050), TOMB]), ("040", [TOMB]), ("020", [box(7850, 5350, 8000, 6050)]),
                ("021", [box(7250, 6050, 7850, 6150)])],
     ring((7250, 5350), (8000, 5350), (8000, 6050), (7850, 6050), (7850, 6150), (7250, 6150))),
    ((9550, 6000, 9800, 6300), [("010", [HILL_POCKET])], HILL_POCKET),
]


def zone_labels(survey, upper):
    plan, labels = survey.village, []
    special = plan.zone_of()
    if upper:
        special[id(plan.patches[plan.opened[1]])] = "030"        # C10: the village opens what the town did not
        special[id(plan.patches[plan.outside_conditional])] = "040"  # C11: the village drops what the town forbids
    for p in survey.main:
        site = next((n for n, (extent, _, _) in enumerate(SITES) if p.kind in ("open", "hill", "hole")
                     and meets(p, (extent[0] - 60, extent[1] - 60, extent[2] + 60, extent[3] + 60))), None)
        if id(p) in special:
            labels.append(special[id(p)])
        elif site is not None:
            labels.append(f"site {site}")
        elif p.kind in ("city", "street", "village", "town") or p.code == "0702":
            labels.append("010")
        elif p.kind == "hill" and inside(*p.place, RED_HILLS_OUTLINE):
            labels.append("040")
        else:
            labels.append("030")
    return labels


def land_plan(survey, upper=False):
    rows = []
    for label, patch in zip(zone_labels(survey, upper), survey.main):
        for face in patch.faces:
            is_city = patch.code != "1101" and inside(*uv(plane.inner_point(face)), survey.ground.city)
            rows.append(("010" if is_city else label, face))
    zones = []
    for label, members in plane.components(rows):
        for part in plane.grouped_parts(plane.outline([rows[k][1] for k in members])):
            if label.startswith("site"):
                _, drawn, hole = SITES[int(label.split()[1])]
                if plane.ring_in(hole, part[0]):
                    zones += drawn
                    part = part + [hole]
                zones.append(("030", part))
            else:
                zones.append((label, part))
    if upper:
        zones = [("020" if code == "021" else code, part) for code, part in zones]
    zones.sort(key=lambda z: (-bbox(z[1][:1])[3], bbox(z[1][:1])[0]))
    prefix = "24" if upper else "14"
    return [Feature(f"{prefix}0599{n:04d}", [part], {
        "BSM": f"{prefix}0599{n:04d}", "YSDM": "2003020420", "GZQLXDM": code, "GZQLX": GZQLX[code],
        "GZQMJ": area_text([part]), "SM": None, "XZQDM": "140599"}) for n, (code, part) in enumerate(zones, 1)]


# --- Control lines ---------------------------------------------------------------------------

RED_HILLS_OUTLINE = [(9690, 8350), (9600, 7200), (9720, 6350), (9640, 5750), (10150, 5620), (10900, 5800), (11500, 6000),
                     (11350, 7300), (10950, 8300), (10300, 8420)]
TEST_FARMLAND = [
    ("YJ-101", moved(*W, box(1000, 1400, 1400, 1700))),
    ("YJ-102", moved(*W, ring((1120.3306, 1790.1182), (1381.5523, 1802.7744), (1441.2087, 1931.0629),
                              (1302.6614, 2098.4471), (1101.8795, 2041.9938)))),
    ("YJ-103", moved(*W, ring((1000, 2200), (1400, 2200), (1400, 2500), (1300, 2500), (1300, 2300), (1100, 2300),
                              (1100, 2500), (1000, 2500)))),
    ("YJ-104", moved(*W, box(1000, 2600, 1300, 2750))),
    ("YJ-105", moved(*W, box(1000, 2800, 1300, 2950))),
    ("YJ-106", moved(*W, box(1000, 3100, 1300, 3250))),
    ("YJ-107", moved(*W, box(1000, 3300, 1300, 3450))),
    ("YJ-108", moved(*W, ring((1550, 1400), (1900, 1400), (1900, 1580.04), (1800, 1580.04), (1800, 1450), (1650, 1450),
                              (1650, 1600), (1550, 1600)))),
    ("YJ-109", [box(800, 4270, 940, 4420)]),
    ("YJ-110", moved(*W, box(1650, 2480, 1800, 2620))),
    ("YJ-111", moved(*W, ring((1640.5, 2930.25), (1752.75, 2975.5), (1712.25, 3088.125), (1598.125, 3041.75)))),
    ("YJ-114", [box(660, 2280, 720, 2420)]),
    ("YJ-115", [box(655, 2920, 720, 2980)]),
    ("YJ-121", [ring((9600.5, 8340.25), (9820.125, 8300.5), (9860.75, 8400.375), (9640.25, 8430.5))]),  # red line: L1
    ("YJ-122", [ring((6160.25, 3150.5), (6300.75, 3160.125), (6290.5, 3240.25), (6150.125, 3230.75))]),  # growth: L2
]
TEST_BOXES = [(640, 2030, 1720, 4520), (7080, 5150, 8060, 6200), (9500, 5900, 9900, 6400), (9560, 8350, 9900, 8540),
              (6100, 3100, 6350, 3280), (6850, 6150, 7480, 6620), (200, 80, 760, 1140), (3050, 6400, 4320, 7000),
              (-3200, 5400, -2400, 8250), (-1620, 3700, -400, 4460), (9550, 8250, 9900, 8540)]


def farm_feature(key, parts, code="0103", place="西河村"):
    return Feature(key, parts, {
        "YJJBNTTBBH": key, "YSDM": "2005010300", "XZQDM": "140599", "XZQMC": MAIN_COUNTY[1], "DLBM": code,
        "DLMC": DLMC[code], "QSXZ": "30", "ZLDWMC": place, "YJJBNTTBMJ": area_text(parts), "YJJBNTMJ": area_text(parts),
        "SJNF": 2023, "BHKSSJ": "20221001", "WDGD": "是"})


def is_prime(p, survey):
    u, v = p.place
    if p.kind != "open" or p.code not in CROPS or len(p.rings) > 1 and p.rings[1:] != survey.hamlet:
        return False
    if plane.area_of(p.rings[0]) < 3000 or meets(p, *TEST_BOXES) or is_hill(u, v):
        return False
    if id(p) in survey.taken:
        return False
    if 5700 < u < 8800 and 1850 < v < 3400 or inside(u, v, RED_HILLS_OUTLINE) or path_distance(u, v, RED_SPRING_PATH) < 350:
        return False
    town = math.hypot(u - 9300, v - 3080) < 900
    r = min(math.hypot(u - a, v - b) for a, b in survey.ground.city)
    return not town and (noise("prime", u, v, 1300) > 0.42 or p.rings[1:] == survey.hamlet) and (r > 500 or u < 3600 and v > 5000)


def farmland(survey):
    features, places = [], survey.places
    number = 1000
    for p in survey.main:
        if is_prime(p, survey):
            number += 1
            features.append(farm_feature(f"YJ-{number}", [p.rings], p.code, places.of(*p.place)[1]))
    features += [farm_feature(key, [rings]) for key, rings in TEST_FARMLAND]
    features += [farm_feature("YJ-112", [[cutting_block(survey)]]), farm_feature("YJ-113", [[into_the_road(survey)]])]
    number = 2000
    for p in survey.west:  # the second county's farmland keeps a distance from all borders
        if p.kind == "open" and p.code in CROPS and len(p.rings) == 1 and noise("prime", *p.place, 1300) > 0.38 \
                and plane.area_of(p.rings[0]) > 8000 and not meets(p, *TEST_BOXES):
            inner = shrunk(p.rings[0])
            if inner:
                number += 1
                features.append(farm_feature(f"YJ-{number}", [[inner]], p.code, places.of(*p.place)[1]))
    return features


def shrunk(border):
    """A copy of a convex ring some metres inside it; None where it is not convex."""
    n = len(border)
    cx, cy = sum(x for x, _ in border) / n, sum(y for _, y in border) / n
    if any(plane.orientation(border[k - 1], border[k], border[(k + 1) % n]) < 0 for k in range(n)):
        return None
    return [(round(x + (cx - x) * 0.06), round(y + (cy - y) * 0.06)) for x, y in border]


def cutting_block(survey):
    """A block of farmland across a village and the workshop beside it (C01X)."""
    home, works = survey.cut_village
    (u, v), (a, b) = home.place, works.place
    length = math.hypot(a - u, b - v)
    du, dv = (a - u) / length, (b - v) / length
    return ring(*[(round(u + du * s - dv * t, 4), round(v + dv * s + du * t, 4)) for s, t in
                  ((-18.2271, -22.4416), (length + 14.8034, -19.1193), (length + 12.3378, 21.5527), (-15.9149, 24.2268))])


def into_the_road(survey):
    """A field beside the highway whose border on the highway lies 0.05 m inside it."""
    p, shared = survey.road_field
    first, last = shared[0][0], shared[-1][1]
    length = math.hypot(last[0] - first[0], last[1] - first[1])
    nx, ny = (last[1] - first[1]) / length, -(last[0] - first[0]) / length
    touched = {q for edge in shared for q in edge}
    return [(x + round(500 * nx), y + round(500 * ny)) if (x, y) in touched else (x, y) for x, y in p.rings[0]]


S = 2700, 1900  # the zone quarter of the town stands here now
RED_SPRING_PATH = [(8000, 1990), (8620, 1960), (8630, 2800), (8090, 2720), (8000, 1990)]


def red_line():
    lines = [
        ("HX-01", "东岭水源涵养生态保护红线", rough(*RED_HILLS_OUTLINE)),
        ("HX-02", "清河水源地生态保护红线", moved(*S, rough((5320, 80), (5900, 60), (5930, 900), (5650, 930),
                                                            (5380, 820), (5290, 420)))[0]),
        ("HX-03", "邻山水土保持生态保护红线", rough((-3000, 5600), (-2650, 5500), (-2500, 6700), (-2600, 8000),
                                                    (-2800, 8150), (-3120, 6950))),
        ("HX-04", "南岭生物多样性生态保护红线", rough((250, 150), (700, 120), (520, 560), (240, 1100))),
        ("HX-05", "滨河湿地生态保护红线", ring((6900.25, 6260.5), (7300.5, 6290.125), (7280.125, 6560.75),
                                               (6930.75, 6540.375)))]
    return [Feature(key, [[border]], {"HXBH": key, "HXMC": name, "LHLX": name[2:-6], "XZQMC":
                                      "邻山县" if key == "HX-03" else "示范县", "MJ": area_text([[border]])})
            for key, name, border in lines]


GHFQ = {"410": "城镇集中建设区", "420": "城镇弹性发展区", "430": "特别用途区"}


def growth_area(survey):
    city = survey.city_outline
    areas = [
        ("KF-01", "410", [city]),
        ("KF-02", "410", [ring((7240, 5340), (7840, 5340), (7840, 6060), (7240, 6060))]),
        ("KF-03", "420", [box(7840, 5340, 8010, 6060)]),
        # the main zone; its border leaves out the spring, and with it a corner of SF-03
        ("KF-04", "410", [ring((5950, 2080), (7965, 2060), (7960, 2700), (7480, 3210), (5960, 3190))]),
        ("KF-05", "410", [NORTH_GROWTH]),
        ("KF-06", "410", [WEST_GROWTH]),
        ("KF-07", "430", [ring((7150.5, 6180.25), (7420.25, 6200.5), (7400.75, 6420.125), (7160.25, 6400.5))])]
    return [Feature(key, [part], {"BH": key, "XZQDM": "140599", "XZQMC": "示范县", "GHFQDM": code,
                                  "GHFQMC": GHFQ[code], "MJ": area_text([part])}) for key, code, part in areas]


NORTH_GROWTH = ring((3120, 6430), (4290, 6480), (4270, 6980), (3150, 6960))
WEST_GROWTH = ring((-1560, 3780), (-460, 3740), (-430, 4420), (-900, 4440), (-1540, 4180))


# --- Environment -----------------------------------------------------------------------------

def eco_units():
    hills = rough((8900, 9300), (8700, 7700), (8950, 6400), (9350, 5500), (9600, 4500), (12300, 4300))
    west = rough((2450, -500), (2500, 1500), (2350, 4000), (2550, 6000), (2400, 9300))
    border = rough((0, -700), (120, 1800), (-100, 4200), (40, 6900), (250, 9300))
    spring = moved(*S, rough((5190, 10), (5220, 500), (5190, 1000), (5600, 1040), (6000, 1000), (6010, 20)))[0]
    units = [
        ("ZH14059910001", "东岭优先保护单元", "优先保护单元", [hills + ring((12300, 9300))], "2521,2522,2523,3011,3110,3120"),
        ("ZH14059910002", "清河水源地优先保护单元", "优先保护单元", [spring], "2614,2621,2710,3360"),
        ("ZH14059920001", "示范市重点管控单元", "重点管控单元", [west + hills[::-1][-1:] + hills[1:] +
                                                                ring((12300, -700))], "2521,3110"),
        ("ZH14059930001", "西河一般管控单元", "一般管控单元", [border + west[::-1]], None),
        ("ZH14059830001", "邻山一般管控单元", "一般管控单元", [ring((-3500, -700)) + border + ring((-3500, 9300))], "")]
    units[2] = units[2][:3] + ([west + hills + ring((12300, -700)), spring],) + units[2][4:]
    return [Feature(key, [rings], {"DYBM": key, "DYMC": name, "GKLX": kind, "JZXM": banned})
            for key, name, kind, rings, banned in units]


def water_sources():
    """Three levels round the wells by the river; each goes round the one inside."""
    u, v = 7560, 8150
    def level(r, n):
        return [at(u + r * math.cos(a), v + 0.8 * r * math.sin(a)) for a in [k * 2 * math.pi / n for k in range(n)]]
    one, two, outer = level(110, 12), level(320, 16), level(620, 20)
    rows = [("SY-01", "清河水源地一级保护区", "一级", [one]), ("SY-02", "清河水源地二级保护区", "二级", [two, one]),
            ("SY-03", "清河水源地准保护区", "准保护区", [outer, two])]
    return [Feature(key, [rings], {"BH": key, "MC": name, "JB": kind}) for key, name, kind, rings in rows]


def built_up(survey):
    u, v = CITY_CENTRE
    main = rough((3650, 5850), (3500, 5300), (3520, 4500), (3700, 3850), (4300, 3250), (5100, 3080), (5900, 3400),
                 (6250, 3900), (6850, 4300), (6950, 4900), (6800, 5400), (6200, 5900), (5500, 6120), (4600, 6180),
                 (4000, 6130))
    hill = rough((5080, 5000), (5480, 5020), (5470, 5400), (5110, 5360))  # a wooded hill in the middle of the city
    suburb = rough((3160, 6500), (3420, 6510), (3400, 6700), (3170, 6690))
    south = rough((8930, 2800), (9250, 2700), (9650, 2850), (9680, 3250), (9350, 3430), (9010, 3380))
    return [Feature("JCQ-01", [[main, hill], [suburb]], {"BH": "JCQ-01", "MC": "示范市中心建成区"}),
            Feature("JCQ-02", [[south]], {"BH": "JCQ-02", "MC": "清源镇建成区"})]


# --- Economic and social development, industry -----------------------------------------------

def around(u, v, w, h, name):
    """A plot of about w by h, a little askew."""
    source = rng("plot", name)
    turn = source.uniform(-0.25, 0.25)
    c, s = math.cos(turn), math.sin(turn)
    return [at(u + x * c - y * s, v + x * s + y * c) for x, y in
            ((-w / 2, -h / 2), (w / 2 + source.uniform(-6, 6), -h / 2), (w / 2, h / 2), (-w / 2, h / 2 + source.uniform(-6, 6)))]


def major_projects():
    rows = [
        ("XM-2025-001", "市民中心及文化广场", "民生", [around(4450, 4950, 160, 120, 1)]),
        ("XM-2025-002", "第二人民医院迁建", "民生", [around(5700, 5350, 150, 110, 2)]),
        ("XM-2025-003", "新城区九年一贯制学校", "民生", [box(7300, 5400, 7460, 5490)]),
        ("XM-2025-004", "客运枢纽站", "交通", [around(3650, 4900, 170, 110, 4)]),
        ("XM-2025-005", "滨河公园二期", "生态", [around(6080, 4450, 90, 200, 5)]),
        ("XM-2025-006", "光机电产业园标准厂房", "产业", [around(6750, 4450, 140, 160, 6)]),
        ("XM-2025-007", "城南污水处理厂扩建", "基础设施", [around(4550, 3450, 120, 100, 7)]),
        ("XM-2025-008", "新能源装备制造项目", "产业", [box(2450, 2200, 2650, 2350)]),       # outside: S1
        ("XM-2025-009", "西河冷链物流中心", "产业", [box(1600, 3000, 1760, 3080)]),         # partly outside
        ("XM-2025-010", "乡村民宿集群", "文旅", [box(2900, 2600, 3000, 2680)]),             # outside, approved
        ("XM-2025-011", "保障性租赁住房", "民生", [around(5200, 4200, 110, 90, 11)]),
        ("XM-2025-012", "数据中心", "产业", [box(7650, 5420, 7740, 5480)])]
    return [Feature(key, [part], {"XMDM": key, "XMMC": name, "XMLX": kind, "ZTZ": float(rng("cost", key).randint(8, 420)) * 100,
                                  "KGNF": 2025 + rng("year", key).randint(0, 2)}) for key, name, kind, part in rows]


def function_areas():
    rows = [
        ("GN-01", "示范市城市化地区", "城市化地区", [rough((2450, 2000), (8600, 1800), (8700, 6600), (2500, 6700))]),
        ("GN-02", "清河农产品主产区", "农产品主产区", [rough((100, 6800), (8500, 6750), (8500, 9100), (200, 9200))]),
        ("GN-03", "东岭重点生态功能区", "重点生态功能区", [rough((8800, 4700), (12100, 4300), (12100, 9200), (8750, 9200))]),
        ("GN-04", "邻山农产品主产区", "农产品主产区", [rough((-3300, -300), (-250, -300), (-250, 9300), (-3300, 9300))])]
    return [Feature(key, [part], {"BH": key, "MC": name, "GNLX": kind}) for key, name, kind, part in rows]


def industry_areas():
    rows = [
        ("CY-01", "光机电产业片区", "光机电", "3963,3976,3982", [around(6500, 2450, 700, 380, "a")]),
        ("CY-02", "装备制造产业片区", "装备制造", "3411,3511,3670", [around(7150, 2750, 500, 330, "b")]),
        ("CY-03", "煤化工产业片区", "煤化工", "2521,2614", [ring((2350.5, 2100.25), (2950.25, 2120.5), (2930.125, 2480.75),
                                                                 (2360.75, 2450.125))]),
        ("CY-04", "医药产业片区", "医药", "2710,2720", [ring((7700.25, 2350.5), (8120.5, 2340.25), (8140.75, 2620.125),
                                                             (7720.125, 2640.5))]),
        ("CY-05", "新材料产业片区", "新材料", "3240,3062", [around(3700, 6700, 500, 260, "e")]),
        ("CY-06", "现代物流片区", "物流", "5990", [around(-1000, 4050, 420, 260, "f")]),
        ("CY-07", "特钢产业片区", "钢铁", "3120", [ring((8700.25, 5100.5), (9640.5, 5130.25), (9620.125, 5330.75),
                                                        (8690.75, 5300.125))])]
    return [Feature(key, [part], {"BH": key, "MC": name, "CYLX": kind, "HYDM": codes}) for key, name, kind, codes, part in rows]


# --- Approved land (批文) --------------------------------------------------------------------

def approved_land(survey):
    rows = [
        ("PW-01", "西河农产品加工项目", "示政地字〔2021〕18号", [box(690, 2270, 750, 2430)]),
        ("PW-02", "西河中心村住宅", "示政地字〔2022〕7号", [box(680, 2890, 780, 3010)]),
        ("PW-03", "新城南侧标准厂房", "示政地字〔2023〕31号", [box(7490, 5330, 7570, 5420)]),
        ("PW-04", "新城景观水系", "示政地字〔2023〕44号", [box(7550, 5550, 7670, 5650)]),
        ("PW-05", "乡村民宿集群", "示政地字〔2024〕12号", [box(2880, 2580, 3020, 2700)]),
        ("PW-06", "示范开发区南园标准厂房", "示政地字〔2020〕5号", [box(6100, 2300, 6400, 2500)]),
        ("PW-07", "人民医院", "示政地字〔2019〕22号", [around(5700, 5350, 190, 150, 77)])]
    return [Feature(key, [part], {"BH": key, "XMMC": name, "PZWH": number, "PZRQ": f"{number[6:10]}-06-15",
                                  "PZMJ": area_text([part])}) for key, name, number, part in rows]


# --- What is chosen on the ground for a fault ------------------------------------------------

class City:
    """The survey with what the plans need to know of it."""

    def __init__(self, survey):
        self.__dict__.update(survey.__dict__)
        self.neighbours = survey.neighbours
        faces = [face for _, _, _, _, face in city_faces(self)]
        self.city_outline = max(plane.outline(faces), key=plane.area_of)
        self.taken = set()
        self.village = VillagePlan(self)
        self.taken |= {id(self.village.patches[k]) for k, code in self.village.use.items() if code.startswith("G2")}
        self.hamlet = next(p.rings[1:] for p in self.main if len(p.rings) == 2 and
                           math.hypot(p.place[0] - HAMLET_IN_FARMLAND[0], p.place[1] - HAMLET_IN_FARMLAND[1]) < 250)
        self.cut_village = self.find_village()
        self.road_field = self.find_road_field()

    def find_village(self):
        """Homesteads and a workshop side by side that a block of farmland can cut without touching other buildings."""
        for works in self.main:
            if works.code != "0601" or works.kind != "village" or works.name == self.village.name:
                continue
            for home, _ in self.neighbours(works):
                if home.code != "0702" or home.kind != "village":
                    continue
                self.cut_village = home, works
                block = bbox([cutting_block(self)])
                near = [p for p in self.main if boxes_meet(bbox(p.rings[:1]), block)]
                if all(p in (home, works) for p in near if is_construction_land(p.code) and cuts(cutting_block(self), p)):
                    self.taken |= {id(p) for p in near}
                    return home, works
        raise ValueError("no village to cut")

    def find_road_field(self):
        for p in self.main:
            if p.kind != "open" or p.code not in CROPS or len(p.rings) > 1 or meets(p, *TEST_BOXES) or id(p) in self.taken \
                    or not 8500 > p.place[0] > 300 or p.place[1] < 4000 and p.place[0] > 5500:
                continue
            for q, edges in self.neighbours(p):
                chain = all(a[1] == b[0] for a, b in zip(edges, edges[1:]))
                if q.kind == "band" and q.name in ("S2", "S1") and chain and 120 < sum(
                        math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in edges) / UNITS_PER_M < 400 and is_prime(p, self):
                    self.taken.add(id(p))
                    return p, edges
        raise ValueError("no field beside the highway")


def cuts(block, p):
    return bool(overlap_pieces(Area([[block]]), Area([p.rings])))
