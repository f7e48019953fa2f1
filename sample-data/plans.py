"""The urban plan, the land-use plan and the plan of one village, as lists of features.

What is drawn for one planted fault stands in lists of its own (TEST_...); everything else follows the ground,
so that it conflicts with nothing. planted.py says what must be found.
"""

import math

import plane
from drawing import W, area_text, box, meets, moved, ring
from geometry import bbox, ring_inside
from land import at, inside, rng, uv
from patches import Feature

# The two quarters with straight planned limits: west (blocks on farmland) and the new district east of the city.
WEST_SITE = 650, 2040, 1712, 4170
NEW_SITE = 7250, 5350, 8000, 6150

RED_HILLS_OUTLINE = [(9690, 8350), (9600, 7200), (9720, 6350), (9640, 5750), (10150, 5620), (10900, 5800),
                     (11500, 6000), (11350, 7300), (10950, 8300), (10300, 8420)]

# --- Urban plan (城规) -----------------------------------------------------------------------

YDMC = {
    "R1": "一类居住用地", "R2": "二类居住用地", "A1": "行政办公用地", "A2": "文化设施用地", "A3": "教育科研用地",
    "A5": "医疗卫生用地", "B1": "商业用地", "B2": "商务用地", "B3": "娱乐康体用地", "M1": "一类工业用地",
    "M2": "二类工业用地", "W1": "一类物流仓储用地", "S1": "城市道路用地", "S3": "交通枢纽用地", "S4": "交通场站用地",
    "U1": "供应设施用地", "U2": "环境设施用地", "G1": "公园绿地", "G2": "防护绿地", "G3": "广场用地",
    "H14": "村庄建设用地", "H21": "铁路用地", "H22": "公路用地", "E1": "水域", "E2": "农林用地"}
PLANNED_FOR = {  # what the plan makes of the ground
    "0701": ["R2"] * 8 + ["R1", "B1", "A3"], "05H1": ["B1", "B1", "B2", "B3"], "08H1": ["A1"],
    "08H2": ["A3", "A3", "A5", "A2"], "0809": ["U1", "U2"], "0810": ["G1", "G1", "G3"],
    "0601": ["M1", "M1", "M2", "R2"], "0508": ["W1"], "1005": ["S3", "S4"], "1201": ["R2", "B1", "G1"]}

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
        # planted: rules C07, C08, C09, C12, C13, C14
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
        self.upper_lacks, self.upper_more, self.upper_also = self.demo[2], rest[13], rest[15]

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
        if upper and k == plan.upper_lacks:
            code = "G112"
        if upper and k in (plan.upper_more, plan.upper_also, plan.unforbidden):
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
                if ring_inside(hole, part[0]):
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
