"""The content of the sample town: layers as lists of features, without any file format.

Coordinates are written as (u, v) metres from the south-west corner of the town and turned to
lattice points by at(). The town measures 6 km by 5 km; the comments name its quarters.
"""

import math
import random
from collections import namedtuple

from geodesy import Band, geodesic_to_rings, ring_area
from geometry import UNITS_PER_M, area_m2, bbox, locate, oriented

SEED = 20250630
ORIGIN = 38397000, 3928100  # easting with band number, northing
BAND = Band(38)

Feature = namedtuple("Feature", "key parts attributes")
"""key: business key; parts: [[shell, hole...]...], None = null, [] = empty; attributes: dict in column order."""


def rng(*key):
    """A random stream of its own for every thing, so that an edit in one place leaves the others alone."""
    return random.Random(":".join(map(str, (SEED, *key))))


def at(u, v):
    return round((ORIGIN[0] + u) * UNITS_PER_M), round((ORIGIN[1] + v) * UNITS_PER_M)


def ring(*places):
    return [at(u, v) for u, v in places]


def box(u0, v0, u1, v1):
    return ring((u0, v0), (u1, v0), (u1, v1), (u0, v1))


def rings_of(feature):
    return [r for part in feature.parts or [] for r in part]


def ring_m(points):
    return [(x / UNITS_PER_M, y / UNITS_PER_M) for x, y in points]


def ellipsoid_m2(rings):
    """Ellipsoid area of oriented rings (lattice or Fraction points)."""
    return math.fsum(ring_area([(float(x / UNITS_PER_M), float(y / UNITS_PER_M)) for x, y in r], BAND) for r in rings)


# --- Irregular grids: one vertex for all neighbours ------------------------------------------

class Grid:
    """A grid with moved nodes and bent edges. A band (road, river) is a narrow column or row:
    both its sides move alike, so it keeps its width."""

    def __init__(self, name, us, vs, band_columns, band_rows, move, bend):
        self.name, self.us, self.vs, self.move, self.bend = name, us, vs, move, bend
        self.band_columns, self.band_rows = set(band_columns), set(band_rows)
        self.columns, self.rows = len(us) - 1, len(vs) - 1
        self.u_group = [i - sum(1 for b in band_columns if b < i) for i in range(len(us))]
        self.v_group = [j - sum(1 for b in band_rows if b < j) for j in range(len(vs))]

    def place(self, i, j):
        source = rng(self.name, "node", self.u_group[i], self.v_group[j])
        return (self.us[i] + source.uniform(-self.move, self.move),
                self.vs[j] + source.uniform(-self.move, self.move))

    def edge(self, i, j, across):
        """Lattice points from node (i, j) to the next node east (across) or north, the last one left out."""
        k, m = (i + 1, j) if across else (i, j + 1)
        a, b = self.place(i, j), self.place(k, m)
        points = [a]
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        if length > 100:
            source = rng(self.name, "bend", self.u_group[i], self.v_group[j], across)
            parts = 2 if length < 250 else 3
            for n in range(1, parts):
                off = source.uniform(-self.bend, self.bend)
                u, v = a[0] + (b[0] - a[0]) * n / parts, a[1] + (b[1] - a[1]) * n / parts
                points.append((u, v + off) if across else (u + off, v))
        return [at(u, v) for u, v in points]

    def rings(self, cells):
        """Border of a group of cells: edges met from both sides cancel."""
        sides = {}
        for i, j in cells:
            for key, forward in ((("h", i, j), True), (("v", i + 1, j), True),
                                 (("h", i, j + 1), False), (("v", i, j), False)):
                if key in sides:
                    del sides[key]
                else:
                    sides[key] = forward
        leaving = {}
        for (kind, i, j), forward in sides.items():
            near, far = (i, j), ((i + 1, j) if kind == "h" else (i, j + 1))
            chain = self.edge(i, j, kind == "h") + self.edge_end(far)
            if not forward:
                near, far, chain = far, near, chain[::-1]
            leaving[near] = (far, chain[:-1])
        found = []
        while leaving:
            start = here = min(leaving)
            points = []
            while here in leaving:
                here, chain = leaving.pop(here)
                points += chain
            assert here == start
            found.append(points)
        return sorted(found, key=lambda r: min(r))  # the shell reaches farthest west, so it comes first

    def edge_end(self, node):
        u, v = self.place(*node)
        return [at(u, v)]

    def centre(self, i, j):
        corners = [self.place(*node) for node in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))]
        return sum(u for u, _ in corners) / 4, sum(v for _, v in corners) / 4


LAND = Grid("land",
            [0, 320, 640, 960, 1230, 1497, 1503, 1750, 2000, 2330, 2660, 2988, 3012, 3340, 3670, 4000, 4200, 4400,
             4600, 4770, 4830, 5060, 5300, 5530, 5770, 6000],
            [0, 320, 640, 960, 1250, 1500, 1830, 2160, 2490, 2510, 2840, 3170, 3500, 3747, 3753, 4060, 4370, 4690,
             5000],
            band_columns=[5, 11, 19], band_rows=[8, 13], move=34, bend=9)

CORE = Grid("core",
            [2000, 2290, 2580, 2860, 2884, 3170, 3460, 3750, 4060, 4380],
            [1500, 1740, 1980, 2220, 2460, 2484, 2720, 2980, 3240, 3500],
            band_columns=[3], band_rows=[4], move=16, bend=5)

# --- Current land use (DLTB) -----------------------------------------------------------------

DLMC = {
    "0102": "水浇地", "0103": "旱地", "0201": "果园", "0301": "乔木林地", "0305": "灌木林地", "0307": "其他林地",
    "0404": "其他草地", "05H1": "商业服务业设施用地", "0508": "物流仓储用地", "0601": "工业用地",
    "0701": "城镇住宅用地", "0702": "农村宅基地", "08H1": "机关团体新闻出版用地", "08H2": "科教文卫用地",
    "0809": "公用设施用地", "0810": "公园与绿地", "1003": "公路用地", "1004": "城镇村道路用地",
    "1005": "交通服务场站用地", "1006": "农村道路", "1101": "河流水面", "1104": "坑塘水面", "1201": "空闲地",
    "1202": "设施农用地"}
CONSTRUCTION_DLBM = ("05", "06", "07", "08", "09", "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009",
                     "1109", "1201")

BOW_TIE_CELL = (21, 4)
FOREST_RING = [(i, j) for i in (22, 23, 24) for j in (10, 11, 12) if (i, j) != (23, 11)]
FIXED_CLASSES = {
    (1, 2): "0702", (1, 3): "0601",  # the village that one farmland block cuts (DG-C01X)
    (8, 16): "0702",                 # a village in a hole of a farmland block
    BOW_TIE_CELL: "0404", (23, 11): "1202", **{cell: "0301" for cell in FOREST_RING}}
POND_CELLS = [(3, 1), (9, 4), (13, 3), (17, 15), (21, 6), (2, 7), (15, 16), (22, 2), (6, 15), (24, 15)]
TOUCHING_POND_CELL = (20, 3)  # its pond meets the border of the patch in one vertex: valid
VILLAGES = {"core": ("示范镇城区", "001"), "west": ("西河村", "201"), "north": ("北石岭村", "202"),
            "hills": ("东岭村", "203"), "south": ("南庄村", "204")}


def quarter(u, v):
    if u > 4800 and v > 2350:
        return "hills"
    if 2000 <= u <= 4400 and 1500 <= v <= 3500:
        return "core"
    if u < 2000:
        return "west"
    return "north" if v > 2500 else "south"


def land_class(i, j):
    """DLBM of a grid cell; construction land is kept out of the west and north, where the farmland is."""
    if (i, j) in FIXED_CLASSES:
        return FIXED_CLASSES[i, j]
    u, v = (LAND.us[i] + LAND.us[i + 1]) / 2, (LAND.vs[j] + LAND.vs[j + 1]) / 2
    if i in LAND.band_columns:
        return {5: "1006", 11: "1003", 19: "1101"}[i]
    if j in LAND.band_rows:
        return "1006" if u < 2000 or j == 13 else "1004" if u < 4400 else "1003"
    choices = {
        "core": ["0701"] * 5 + ["05H1", "05H1", "08H1", "08H2", "08H2", "0809", "0810", "0601", "0508", "1005", "1201"],
        "west": ["0102"] * 4 + ["0103"] * 3 + ["0201"],
        "north": ["0103"] * 4 + ["0102"] * 2 + ["0201", "0307"],
        "hills": ["0301"] * 4 + ["0305"] * 2 + ["0404"],
        "south": ["0103"] * 3 + ["0102"] * 2 + (["0601", "0601", "0702"] if u > 3012 else ["0201"])}
    return rng("class", i, j).choice(choices[quarter(u, v)])


def land_groups():
    """The cells of each patch: bands in runs, a forest ring, here and there two cells in one."""
    groups = [[(i, j) for j in range(LAND.rows)] for i in sorted(LAND.band_columns)]
    for j in sorted(LAND.band_rows):
        run = []
        for i in range(LAND.columns):
            if run and (i in LAND.band_columns or land_class(i, j) != land_class(*run[-1])):
                groups.append(run)
                run = []
            if i not in LAND.band_columns:
                run.append((i, j))
        groups.append(run)
    groups.append(FOREST_RING)
    taken = {cell for group in groups for cell in group}
    alone = set(FIXED_CLASSES) | set(POND_CELLS) | {TOUCHING_POND_CELL}
    for j in range(LAND.rows):
        for i in range(LAND.columns):
            if (i, j) in taken:
                continue
            east = (i + 1, j)
            joined = (rng("join", i, j).random() < 0.25 and i + 1 < LAND.columns and east not in taken
                      and not {(i, j), east} & alone and land_class(*east) == land_class(i, j))
            groups.append([(i, j), east] if joined else [(i, j)])
            taken.update(groups[-1])
    return groups


def bow_tie(i, j):
    """The cell with its corners in the wrong order: two triangles that meet in one crossing."""
    (border,) = LAND.rings([(i, j)])
    a, b, c, d = (border.index(LAND.edge_end(n)[0]) for n in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)))
    turn = border[a:] + border[:a]
    b, c, d = (b - a) % len(border), (c - a) % len(border), (d - a) % len(border)
    return turn[:b + 1] + turn[c:d + 1][::-1]


def pond(i, j):
    u, v = LAND.centre(i, j)
    source = rng("pond", i, j)
    return ring(*[(u + r * math.cos(k * math.pi / 4), v + r * math.sin(k * math.pi / 4))
                  for k in range(8) for r in [source.uniform(28, 44)]])


def touching_pond(i, j):
    u, v = LAND.centre(i, j)
    corner = LAND.edge_end((i + 1, j + 1))[0]
    return [corner, at(u + 10, v + 35), at(u + 32, v - 8)]


def land_use():
    shapes = []  # (class, parts, quarter)
    cell_of_bow_tie = LAND.rings([BOW_TIE_CELL])
    for group in land_groups():
        i, j = group[0]
        where = quarter(*LAND.centre(*group[len(group) // 2]))
        rings = LAND.rings(group)
        if (i, j) == BOW_TIE_CELL:
            rings = [bow_tie(i, j)]
        if (i, j) in POND_CELLS or (i, j) == TOUCHING_POND_CELL:
            water = pond(i, j) if (i, j) in POND_CELLS else touching_pond(i, j)
            shapes.append(("1104", [[water]], where))
            rings = rings + [water]
        shapes.append((land_class(i, j), [rings], where))
    shapes.sort(key=lambda s: (-bbox(s[1][0])[3], bbox(s[1][0])[0]))  # numbered from the north-west, row by row
    features = []
    for number, (code, parts, where) in enumerate(shapes, 1):
        # The bow-tie was a sound patch when it was surveyed: its declared area is that of the cell.
        surveyed = [cell_of_bow_tie] if parts == [[bow_tie(*BOW_TIE_CELL)]] else parts
        features.append(land_feature(number, code, parts, where, declared_area(surveyed)))
    features.append(land_feature(len(features) + 1, "0103", None, "west", 1866.43))  # the record without a shape
    return features


def land_feature(number, code, parts, where, area):
    village, village_code = VILLAGES[where]
    factor = 0.085 if code == "0103" else 0.0  # share of field ridges on sloping dry land
    key = f"14059921100{number:07d}"
    return Feature(key, parts, {
        "BSM": key, "TBBH": f"{number:04d}", "DLBM": code, "DLMC": DLMC[code],
        "QSDWMC": village + "村民委员会" if village.endswith("村") else village, "ZLDWDM": f"140599100{village_code}0000000", "ZLDWMC": village,
        "TBMJ": area, "KCXS": factor, "TBDLMJ": area - round(area * factor, 2)})


def declared_area(parts):
    return round(abs(ellipsoid_m2([r for part in parts for r in oriented(part)])), 2)


def is_construction_land(code):
    return code.startswith(CONSTRUCTION_DLBM)


# --- Urban plan (城规) -----------------------------------------------------------------------

YDMC = {
    "R2": "二类居住用地", "A1": "行政办公用地", "A3": "教育科研用地", "A5": "医疗卫生用地", "B1": "商业用地",
    "B2": "商务用地", "B3": "娱乐康体用地", "M1": "一类工业用地", "M2": "二类工业用地", "W1": "一类物流仓储用地",
    "S1": "城市道路用地", "U1": "供应设施用地", "G1": "公园绿地", "G2": "防护绿地", "G3": "广场用地",
    "H14": "村庄建设用地", "E1": "水域", "E2": "农林用地"}

# Blocks outside the core: each one tests a rule (see faults.py). Key, code, part.
TEST_BLOCKS = [
    # west quarter, against permanent farmland
    ("CG-101", "M1", [box(1320, 1500, 1540, 1645)]),
    ("CG-102", "R2", [ring((1310.4417, 1835.2209), (1512.7731, 1901.3352), (1466.0908, 2044.6175),
                           (1263.7594, 1978.5032))]),
    ("CG-103", "S1", [box(950, 2380, 1450, 2400)]),
    ("CG-104", "W1", [box(1299.95, 2620, 1500, 2740)]),
    ("CG-105", "U1", [box(1299.2, 2949.1, 1400, 3050)]),
    ("CG-106", "M2", [box(1299.88, 3120, 1500, 3220)]),
    ("CG-107", "B1", [box(1300, 3280, 1500, 3400)]),
    ("CG-108", "B1", [box(1600, 1580, 1850, 1660)]),
    ("CG-109", "E2", [box(1550, 1800, 1900, 2200)]),
    ("CG-110", "G2", [box(1550, 2400, 1900, 2700), box(1650, 2480, 1800, 2620)]),
    ("CG-111", "R2", [box(1550, 2850, 1900, 3200)]),
    # the edge of the permitted zone of the land plan
    ("CG-121", "R2", [box(4420, 1600, 4560, 1700)]),
    ("CG-122", "A3", [ring((2200, 3680), (2500, 3660), (2520, 3790.25), (2230, 3810.75))]),
    ("CG-123", "B2", [box(4450, 1220, 4550, 1300)]),
    ("CG-124", "U1", [box(3400, 3600, 3560, 3660)]),
    ("CG-125", "W1", [box(4430, 1900, 4500.03, 2000)]),
    ("CG-126", "M1", [box(4430, 2100, 4500, 2200)]),
    ("CG-127", "E2", [box(1000, 900, 1400, 1200)]),
    ("CG-128", "G1", [box(3500, 3560, 3600, 3600)]),
    # the eastern hills, against the red line
    ("CG-131", "B3", [ring((4900.1205, 2760.3302), (5060.4418, 2740.2215), (5080.9071, 2890.6604),
                           (4910.3367, 2920.1183))]),
    ("CG-132", "E1", [ring((5200, 3000), (5500, 3020), (5480, 3290), (5230, 3300))]),
]


def urban_plan():
    shapes = [("S1", [CORE.rings([(3, j) for j in range(CORE.rows)])])]
    for cells in ([(i, 4) for i in range(3)], [(i, 4) for i in range(4, CORE.columns)]):
        shapes.append(("S1", [CORE.rings(cells)]))
    for j in range(CORE.rows - 1, -1, -1):
        for i in range(CORE.columns):
            if i not in CORE.band_columns and j not in CORE.band_rows:
                code = rng("plan", i, j).choice(
                    ["R2"] * 5 + ["A1", "A3", "A5", "B1", "B1", "B2", "M1", "W1", "U1", "G1", "G1", "G3", "E1"])
                shapes.append((code, [CORE.rings([(i, j)])]))
    features = [urban_feature(f"CG-{n:03d}", code, parts) for n, (code, parts) in enumerate(shapes, 1)]
    features += [urban_feature(key, code, [part]) for key, code, part in TEST_BLOCKS]
    features.append(urban_feature("CG-199", "H14", []))  # drawn nowhere: an empty polygon
    return features


def urban_feature(key, code, parts):
    return Feature(key, parts, {"BH": key, "YDDM": code, "YDMC": YDMC[code]})


def is_planned_construction(code):
    return not code.startswith("E")


# --- Land plan (建设用地管制区) ---------------------------------------------------------------

GZQLX = {"010": "允许建设区", "020": "有条件建设区", "021": "有条件建设区", "030": "限制建设区", "040": "禁止建设区"}


def land_plan():
    temple = box(3200, 3560, 3500, 3700)  # a protected tomb within the permitted zone
    zones = [
        ("010", [ring((900, 1250), (4500, 1250), (4500, 3750), (900, 3750)), temple]),
        ("040", [temple]),
        ("020", [box(4500, 1250, 4800, 3750)]),
        ("021", [box(900, 3750, 4500, 4000)]),
        ("030", [box(900, 850, 4800, 1250)]),
        ("030", [box(0, 0, 900, 5000)]),
        ("030", [box(900, 4000, 4800, 5000)]),
        ("010", [box(4850, 2700, 5100, 3000)]),  # a permitted pocket for a scenic spot, reaching over the red line
        ("040", [ring((5100, 2350), (6000, 2350), (6000, 5000), (5100, 5000))]),
        ("010", [box(3000, 100, 5200, 850)]),
        ("040", [box(5200, 0, 6000, 1000)])]
    return [Feature(f"14059924010{n:07d}", [part], {
        "BSM": f"14059924010{n:07d}", "GZQLXDM": code, "GZQLX": GZQLX[code]}) for n, (code, part) in enumerate(zones, 1)]


# --- Control lines ---------------------------------------------------------------------------

# Farmland blocks drawn for one test each, in the west quarter.
TEST_FARMLAND = [
    ("YJ-101", [box(1000, 1400, 1400, 1700)]),
    ("YJ-102", [ring((1120.3306, 1790.1182), (1381.5523, 1802.7744), (1441.2087, 1931.0629), (1302.6614, 2098.4471),
                     (1101.8795, 2041.9938))]),
    ("YJ-103", [ring((1000, 2200), (1400, 2200), (1400, 2500), (1300, 2500), (1300, 2300), (1100, 2300), (1100, 2500),
                     (1000, 2500))]),
    ("YJ-104", [box(1000, 2600, 1300, 2750)]),
    ("YJ-105", [box(1000, 2800, 1300, 2950)]),
    ("YJ-106", [box(1000, 3100, 1300, 3250)]),
    ("YJ-107", [box(1000, 3300, 1300, 3450)]),
    ("YJ-108", [ring((1550, 1400), (1900, 1400), (1900, 1580.04), (1800, 1580.04), (1800, 1450), (1650, 1450),
                     (1650, 1600), (1550, 1600))]),
    ("YJ-109", [box(1600, 1900, 1800, 2100)]),
    ("YJ-110", [box(1650, 2480, 1800, 2620)]),
    ("YJ-111", [ring((1640.5, 2930.25), (1752.75, 2975.5), (1712.25, 3088.125), (1598.125, 3041.75))]),
    ("YJ-112", [ring((180.2271, 700.4416), (430.8034, 760.1193), (420.3378, 1120.5527), (200.9149, 1180.2268))]),
]
FARMLAND_CELLS = [  # farmland drawn on the borders of land-use patches
    [(0, 0), (1, 0), (0, 1), (1, 1)], [(0, 4), (1, 4), (0, 5), (1, 5)], [(0, 6), (1, 6), (0, 7), (1, 7)],
    [(0, 9)], [(1, 9)], [(0, 10)], [(1, 10)], [(0, 11), (1, 11)], [(0, 12), (1, 12)],
    [(0, 14), (1, 14), (0, 15), (1, 15)], [(0, 16), (1, 16), (0, 17), (1, 17)], [(3, 14), (4, 14), (3, 15), (4, 15)],
    [(3, 16), (4, 16), (5, 16), (6, 16)], [(3, 17), (4, 17)], [(8, 0), (9, 0), (8, 1), (9, 1)], [(10, 0), (10, 1)],
    [(8, 2), (9, 2), (10, 2)], [(12, 15), (13, 15), (12, 16), (13, 16)], [(14, 15), (14, 16)]]
HOLED_FARMLAND = [(i, j) for i in (7, 8, 9) for j in (15, 16, 17) if (i, j) != (8, 16)]
ROAD_FARMLAND = [(10, 15), (10, 16)]  # reaches 0.05 m into the highway east of it


def farmland():
    groups = [LAND.rings(cells) for cells in FARMLAND_CELLS + [HOLED_FARMLAND]]
    shapes = [(f"YJ-{n:03d}", rings) for n, rings in enumerate(groups, 1)]
    shapes += TEST_FARMLAND + [("YJ-113", [into_the_road()])]
    return [Feature(key, [rings], {
        "YJJBNTTBBH": key, "DLBM": "0103", "DLMC": "旱地", "ZLDWMC": "西河村",
        "YJJBNTMJ": round(float(area_m2(oriented(rings))), 2)}) for key, rings in shapes]


def into_the_road():
    (border,) = LAND.rings(ROAD_FARMLAND)
    road_side = {p for _, j in ROAD_FARMLAND for p in LAND.edge(11, j, False) + LAND.edge_end((11, j + 1))}
    return [(x + 500, y) if (x, y) in road_side else (x, y) for x, y in border]


def rough(*places):
    """Surveyed lines do not end on round metres."""
    source = rng("rough", places)
    return ring(*[(u + source.uniform(-3, 3), v + source.uniform(-3, 3)) for u, v in places])


def red_line():
    lines = [
        ("HX-01", "东岭水源涵养生态保护红线", rough(
            (5010, 2480), (5400, 2420), (5900, 2460), (5950, 3600), (5900, 4900), (5300, 4850), (4980, 4200),
            (5040, 3400), (4970, 2900))),
        ("HX-02", "清河水源地生态保护红线", rough(
            (5320, 80), (5900, 60), (5930, 900), (5650, 930), (5380, 820), (5290, 420)))]
    return [Feature(key, [[border]], {"HXBH": key, "HXMC": name}) for key, name, border in lines]


def eco_units():
    west = rough((1900, 0), (1920, 1200), (1880, 2600), (1930, 3900), (1900, 5000))
    hills = rough((4900, 5000), (4920, 4100), (4880, 3200), (4900, 2350), (5400, 2300), (6000, 2350))
    spring = rough((6000, 1000), (5600, 1040), (5190, 1000), (5230, 500), (5200, 0))
    units = [
        ("ZH14059910001", "东岭优先保护单元", "优先保护单元", hills + ring((6000, 5000))),
        ("ZH14059910002", "清河水源地优先保护单元", "优先保护单元", spring + ring((6000, 0))),
        ("ZH14059920001", "示范镇重点管控单元", "重点管控单元", west + hills + spring),
        ("ZH14059930001", "西河一般管控单元", "一般管控单元", ring((0, 0)) + west + ring((0, 5000)))]
    return [Feature(key, [[border]], {"DYBM": key, "DYMC": name, "GKLX": kind}) for key, name, kind, border in units]


def built_up():
    main = rough((2060, 1580), (2900, 1520), (3900, 1560), (4350, 1800), (4380, 2600), (4300, 3400), (3300, 3480),
                 (2500, 3440), (2080, 3300), (2020, 2400))
    hill = rough((2900, 2300), (3400, 2320), (3380, 2750), (2920, 2700))  # a wooded hill in the middle of the town
    suburb = rough((1560, 3280), (1880, 3290), (1870, 3480), (1570, 3470))
    south = rough((4400, 300), (5000, 320), (5020, 620), (4420, 640))
    return [Feature("JCQ-01", [[main, hill], [suburb]], {"BH": "JCQ-01", "MC": "示范镇中心建成区"}),
            Feature("JCQ-02", [[south]], {"BH": "JCQ-02", "MC": "示范镇南部建成区"})]


# --- Development zones (survey text) ---------------------------------------------------------

ZONES = {
    "zone-1.txt": [
        ("SF-01", "示范开发区南园一区", [ring((3300.125, 300.250), (4200.500, 260.750), (4230.375, 700.125),
                                             (3320.250, 760.500))]),
        ("SF-02", "示范开发区南园二区", [ring((3320.250, 760.500), (4230.375, 700.125), (4260.625, 1150.375),
                                             (3350.750, 1190.250)),
                                        ring((3600, 850), (3900, 840), (3910, 1040), (3610, 1050))])],
    "zone-2.txt": [
        ("SF-03", "清河产业园", [ring((4190.333, 350.111), (5380.250, 320.625), (5410.875, 640.250),
                                      (4700.500, 690.125), (4180.750, 500.500))]),
        ("SF-04", "示范加油加气站", [ring((3600, 850), (3900, 840), (3910, 1040), (3760, 1045), (3640, 900))]),
        ("SF-05", "南庄仓储园", [ring((4236.385, 790.175), (4780, 800), (4800, 1040), (4254.535, 1060.325))])]}


def zones(file):
    features = []
    for key, name, rings in ZONES[file]:
        hectares = round(float(area_m2(oriented(rings))) / 10000, 4)
        features.append(Feature(key, [rings], {
            "DKBH": key, "DKMC": name, "DKMJ": hectares, "DKYT": "工业用地", "DLBM": "0601"}))
    return features


# --- Firms -----------------------------------------------------------------------------------

FIRM_COLUMNS = ["统一社会信用代码", "企业名称", "行业代码", "行业名称", "建设状态", "年耗煤量", "用地面积", "税收",
                "增加值", "产值", "所属园区", "经度", "纬度"]

# name, code as written, industry, state, coal (t), land (mu), zone,
# place: None, ("at", u, v) or (anchor u, v, bearing from north, wanted distance to the built-up area, which distance)
FIRMS = [
    ("示例晨光铸造有限公司", "3391", "黑色金属铸造", "在产", "1260", "42.6", "",
     (3300, 3480, 0, 10000.6, "plane")),
    ("示例恒力精密铸件有限公司", "C3392", "有色金属铸造", "在产", "", "28.4", "",
     (4380, 2600, 78, 10000.3, "geodesic")),
    ("示例清源煤化工有限公司", "2523", "煤制液体燃料生产", "在产", "182000", "386.5", "",
     (2020, 2400, 265, 4200, "geodesic")),
    ("示例聚源煤业加工有限公司", "252", "煤炭加工", "在产", "9600", "75.2", "",
     (2900, 1520, 190, 5100, "geodesic")),
    ("示例金山水泥有限公司", "C3011", "水泥制造", "在产", "38500", "120.8", "", ("at", 2450.25, 2710.5)),
    ("示例北辰钢铁有限公司", "31", "黑色金属冶炼和压延加工业", "在产", "64000", "265.3", "",
     (2080, 3300, 320, 6300, "geodesic")),
    ("示例宏达砖瓦有限公司", "Ｃ３０３１", "粘土砖瓦及建筑砌块制造", "在产", "2100", "36.9", "",
     ("at", 3150.125, 2520.375)),
    ("示例瑞丰炼铁有限公司", "c3110", "炼铁", "在产", "92000", "310.0", "清河产业园",
     (5020, 620, 125, 9200, "geodesic")),
    ("示例老城炼钢有限公司", "3120", "炼钢", "已关停", "0", "180.7", "", (4300, 3400, 20, 3000, "geodesic")),
    ("示例明珠玻璃有限公司", "3041", "平板玻璃制造", "在产", "7300", "88.1", "",
     (2500, 3440, 345, 15000, "geodesic")),
    ("示例新能化工有限公司", "2614", "有机化学原料制造", "新建", "5200", "150.0", "",
     (2060, 1580, 230, 20001.2, "plane")),
    ("示例阳光热电有限公司", "4412", "热电联产", "新建", "86000", "95.5", "", (4350, 1800, 100, 12000, "geodesic")),
    ("示例新锐铸锻有限公司", "3393", "锻件及粉末冶金制品制造", "新建", "0", "61.2", "示范开发区南园一区",
     (2900, 1520, 170, 3000, "geodesic")),
    ("示例远山氮肥有限公司", "2621", "氮肥制造", "新建", "800", "132.4", "", (3300, 3480, 10, 20004.5, "geodesic")),
    ("示例无址铅锌有限公司", "3212", "铅锌冶炼", "在产", "1500", "54.3", "", None),
    ("示例广源制品有限公司", "", "", "在产", "300", "18.8", "", (2080, 3300, 300, 2000, "geodesic")),
    ("示例绿洲食品有限公司", "1392", "豆制品制造", "在产", "", "", "示范开发区南园二区", ("at", 3450.5, 1080.25)),
    ("示例华彩纺织有限公司", "C1713", "棉印染精加工", "在产", "", "0", "示范开发区南园二区", ("at", 4100.5, 900.75)),
    ("示例东升木业有限公司", "2011", "锯材加工", "在产", "", "-12.5", "南庄仓储园", ("at", 4500.25, 930.5)),
    ("示例博远电子有限公司", "3982", "电子电路制造", "在产", "", "约30亩", "清河产业园", ("at", 4700.5, 520.25)),
]


def firms():
    """Features without parts; attributes hold the row of the table, and `place` (lat, lon in degrees) or None."""
    features = []
    for number, (name, code, industry, state, coal, land, zone, wanted) in enumerate(FIRMS, 1):
        key = credit_code(number)
        place = None if wanted is None else firm_place(wanted)
        source = rng("firm", number)
        tax = source.uniform(60, 2400)
        added = tax * source.uniform(3.5, 6)
        money = [f"{x:.2f}" for x in (tax, added, added * source.uniform(2.8, 4))]
        degrees = ["", ""] if place is None else [f"{place[1]:.9f}", f"{place[0]:.9f}"]
        row = [key, name, code, industry, state, coal, land, *money, zone, *degrees]
        features.append(Feature(key, None, {**dict(zip(FIRM_COLUMNS, row)), "place": place}))
    return features


def firm_place(wanted):
    """Latitude and longitude in degrees, of the nine decimals that are written."""
    if wanted[0] == "at":
        return rounded_place(ORIGIN[0] + wanted[1], ORIGIN[1] + wanted[2])
    u, v, bearing, target, kind = wanted
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    low, high = target * 0.9, target * 1.2
    for _ in range(45):  # the distance grows along the ray, so halve
        middle = (low + high) / 2
        place = rounded_place(ORIGIN[0] + u + middle * east, ORIGIN[1] + v + middle * north)
        _, geodesic, plane = nearest_built_up(place)
        low, high = (middle, high) if (plane if kind == "plane" else geodesic) < target else (low, middle)
    return place


def rounded_place(easting, northing):
    lat, lon = BAND.inverse(easting, northing)
    return round(math.degrees(lat), 9), round(math.degrees(lon), 9)


def nearest_built_up(place):
    """(key, geodesic m, plane m) of the nearest built-up feature; 0 inside, but not in its hole."""
    lat, lon = map(math.radians, place)
    easting, northing = BAND.forward(lat, lon)
    point = round(easting * UNITS_PER_M), round(northing * UNITS_PER_M)
    best = None
    for feature in BUILT_UP:
        rings = rings_of(feature)
        distances = (0.0, 0.0) if locate(point, rings) >= 0 else geodesic_to_rings(
            lat, lon, [ring_m(r) for r in rings], BAND)
        if best is None or distances[0] < best[1]:
            best = (feature.key, *distances)
    return best


CREDIT_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number):
    """A unified social credit code (GB 32100) with right check digits, of a county that does not exist (140599)."""
    body = f"MA0LT{number:03d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(c, 36) * w for c, w in zip(body, weights)) % 11
    organisation = body + {10: "X", 11: "0"}.get(rest, str(rest))
    code = "91140599" + organisation
    total = sum(CREDIT_SYMBOLS.index(c) * pow(3, k, 31) for k, c in enumerate(code))
    return code + CREDIT_SYMBOLS[(31 - total) % 31]


BUILT_UP = built_up()
