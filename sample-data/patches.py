"""Current land use (DLTB): every face of the ground as a patch with the 30 fields of the survey's standard."""

import functools
import math
from collections import namedtuple

import plane
from geodesy import Band, ring_area
from geometry import UNITS_PER_M, bbox, orientation, oriented, signed_area2, split_points
from land import CITY_CENTRE, TOWN_2, Ground, at, is_west, path_distance, rng, uv

BAND = Band(38)
WEST_BAND = Band(37)

Feature = namedtuple("Feature", "key parts attributes")
"""key: business key; parts: [[shell, hole...]...] in band 38, None = null, [] = empty; attributes: in column order."""


def rings_of(feature):
    return [r for part in feature.parts or [] for r in part]


def ring_m(points):
    return [(x / UNITS_PER_M, y / UNITS_PER_M) for x, y in points]


def ellipsoid_m2(rings, band=BAND, step_m=5.0):
    """Ellipsoid area of oriented rings (lattice or Fraction points)."""
    return math.fsum(ring_area([(float(x / UNITS_PER_M), float(y / UNITS_PER_M)) for x, y in r], band, step_m)
                     for r in rings)


def turned_band(point, of, to):
    """A lattice point of one band as a lattice point of another."""
    x, y = to.forward(*of.inverse(point[0] / UNITS_PER_M, point[1] / UNITS_PER_M))
    return round(x * UNITS_PER_M), round(y * UNITS_PER_M)


# --- Classes ---------------------------------------------------------------------------------

DLMC = {
    "0101": "水田", "0102": "水浇地", "0103": "旱地", "0201": "果园", "0204": "其他园地", "0301": "乔木林地",
    "0305": "灌木林地", "0307": "其他林地", "0404": "其他草地", "05H1": "商业服务业设施用地", "0508": "物流仓储用地",
    "0601": "工业用地", "0602": "采矿用地", "0701": "城镇住宅用地", "0702": "农村宅基地",
    "08H1": "机关团体新闻出版用地", "08H2": "科教文卫用地", "0809": "公用设施用地", "0810": "公园与绿地",
    "09": "特殊用地", "1001": "铁路用地", "1003": "公路用地", "1004": "城镇村道路用地", "1005": "交通服务场站用地",
    "1006": "农村道路", "1101": "河流水面", "1104": "坑塘水面", "1107": "沟渠", "1201": "空闲地", "1202": "设施农用地",
    "1206": "裸土地"}
CONSTRUCTION_DLBM = ("05", "06", "07", "08", "09", "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009",
                     "1109", "1201")
CROPS = ("0101", "0102", "0103")


def is_construction_land(code):
    return code.startswith(CONSTRUCTION_DLBM)


def noise(name, u, v, scale):
    """A smooth value between 0 and 1."""
    i, j = math.floor(u / scale), math.floor(v / scale)
    s, t = u / scale - i, v / scale - j
    s, t = s * s * (3 - 2 * s), t * t * (3 - 2 * t)
    a, b, c, d = (rng("noise", name, i + k, j + m).random() for m in (0, 1) for k in (0, 1))
    return (a * (1 - s) + b * s) * (1 - t) + (c * (1 - s) + d * s) * t


def city_class(u, v, source):
    r = math.hypot(u - CITY_CENTRE[0], v - CITY_CENTRE[1])
    works = noise("works", u, v, 700) + (0.35 if u > 6550 or v < 3550 else -0.1)
    if works > 0.72 and r > 900:
        return source.choice(["0601"] * 5 + ["0508", "0809", "1005"])
    if noise("park", u, v, 420) > 0.83:
        return "0810"
    if r < 620:
        return source.choice(["05H1"] * 5 + ["0701"] * 4 + ["08H1", "08H1", "08H2", "0810"])
    return source.choice(["0701"] * 12 + ["05H1"] * 3 + ["08H1", "08H2", "08H2", "0809", "0810", "0810", "1201"])


def field_class(u, v, source, river):
    near = path_distance(u, v, river)
    if near < 420 and noise("wet", u, v, 900) > 0.45:
        return source.choice(["0101", "0102", "0102", "0102"])
    garden = noise("garden", u, v, 800)
    if garden > 0.78:
        return source.choice(["0201"] * 4 + ["0103", "0204"])
    if noise("wood", u, v, 1000) > 0.8:
        return source.choice(["0307", "0301", "0305", "0404"])
    wet = noise("water", u, v, 1500)
    return source.choice((["0102"] * 5 if wet > 0.5 else ["0103"] * 5) + ["0102", "0103", "0103", "0102"] * 6
                         + ["0201", "0307", "0404", "1202"])


def hill_class(u, v, source):
    if noise("clearing", u, v, 900) > 0.74:
        return source.choice(["0103", "0103", "0404", "0201"])
    return source.choice(["0301"] * 6 + ["0305"] * 3 + ["0307", "0404"])


def face_class(kind, name, u, v, lines, river):
    source = rng("class", round(u), round(v))
    if kind == "band":
        return lines[name][0]
    if kind == "street":
        return "1004"
    if kind == "city":
        return city_class(u, v, source)
    if kind == "town":
        return source.choice(["0701"] * 6 + ["05H1", "08H2", "0809", "0601", "0601", "0810", "1005"])
    if kind == "village":
        return source.choice(["0702"] * 13 + ["08H2", "0601", "0810", "1201", "05H1"])
    return hill_class(u, v, source) if kind == "hill" else field_class(u, v, source, river)


# --- Patches ---------------------------------------------------------------------------------

Patch = namedtuple("Patch", "kind name code rings place faces")
"""Before it is numbered: rings with the shell first; place: (u, v) of a point inside; faces: those it is made of."""

SCRAP_M2 = 200
POND_NEAR = [(1250, 8200), (2900, 6700), (6900, 8100), (10900, 1000), (8200, 1100), (3500, 900), (2300, 5700),
             (7700, 4500), (10300, 2600), (6900, 900), (-1300, 6400), (-800, 3400), (1900, 1000)]
TOUCHING_POND_NEAR = 2050, 8350
HAMLET_NEAR = [(2050, 6900), (5650, 7900), (8150, 6800), (-1000, 8000)]  # villages of one patch inside a field
HAMLET_IN_FARMLAND = 1000, 5600
BOW_TIE_NEAR = 10950, 7450
FARM_IN_WOOD = 9700, 6700


class Survey:
    """Patches of both counties. main and west: Patch lists in the order of their numbers."""

    def __init__(self):
        self.ground = Ground()
        self.lines = {name: (code, width) for name, code, width, _ in self.ground.lines}
        self.river = next(path for name, _, _, path in self.ground.lines if name == "river")
        patches = with_holes(fields_joined(merged(self.labelled())))
        patches.sort(key=lambda p: (-bbox(p.rings[:1])[3], bbox(p.rings[:1])[0]))
        self.places = Places(self.ground.villages)
        self.main = [p for p in patches if not is_west(*p.place)]
        self.west = [p for p in patches if is_west(*p.place)]

    def labelled(self):
        """[(label, ring)] where the label is all that a patch is made of."""
        rows = []
        for kind, name, ring in self.ground.faces:
            u, v = uv(plane.inner_point(ring))
            code = face_class(kind, name, u, v, self.lines, self.river)
            own = name if kind == "band" else (round(u, 1), round(v, 1))
            rows.append(((kind, name, code, own), ring))
        return without_scraps(rows)

    @functools.cached_property
    def owner(self):
        """Edge → the patch of the main county to its left."""
        return {edge: q for q in self.main for r in q.rings for edge in zip(r, r[1:] + r[:1])}

    def neighbours(self, p):
        """Pairs (patch of the main county, edges of p along it)."""
        found = {}
        for a, b in zip(p.rings[0], p.rings[0][1:] + p.rings[0][:1]):
            q = self.owner.get((b, a))
            if q is not None:
                found.setdefault(id(q), (q, []))[1].append((a, b))
        return list(found.values())


def without_scraps(rows):
    """Scraps where lines cross go to the neighbour with which they share most of their border."""
    for _ in range(4):
        owner = {edge: i for i, (_, ring) in enumerate(rows) for edge in zip(ring, ring[1:] + ring[:1])}
        changed = False
        for i, (label, ring) in enumerate(rows):
            if plane.area_of(ring) >= SCRAP_M2:
                continue
            shares = {}
            for a, b in zip(ring, ring[1:] + ring[:1]):
                j = owner.get((b, a))
                if j is not None and rows[j][0] != label:
                    shares[rows[j][0]] = shares.get(rows[j][0], 0) + math.hypot(a[0] - b[0], a[1] - b[1])
            if shares:
                rows[i] = max(sorted(shares, key=str), key=shares.get), ring
                changed = True
        if not changed:
            break
    return rows


def merged(rows):
    """Faces of one label that share an edge are a patch."""
    patches = []
    for (kind, name, code, _), members in plane.components(rows):
        outline = plane.outline([rows[k][1] for k in members])
        for part in plane.grouped_parts(outline):
            own = [rows[k][1] for k in members]
            patches.append(Patch(kind, name, code, part, uv(plane.inner_point(own[0])), own))
    return patches


def fields_joined(patches):
    """Here and there two fields of one class are one patch."""
    owner = {edge: k for k, p in enumerate(patches) for ring in p.rings for edge in zip(ring, ring[1:] + ring[:1])}
    gone, result = set(), []
    for k, p in enumerate(patches):
        if k in gone:
            continue
        if p.kind in ("open", "hill") and rng("join", *map(round, p.place)).random() < 0.3:
            for a, b in zip(p.rings[0], p.rings[0][1:] + p.rings[0][:1]):
                j = owner.get((b, a))
                q = patches[j] if j is not None and j not in gone and j > k else None
                if q is not None and (q.kind, q.code) == (p.kind, p.code):
                    parts = plane.grouped_parts(plane.outline(p.rings + q.rings))
                    if len(parts) == 1 and len(parts[0]) == 1:
                        gone.add(j)
                        p = p._replace(rings=parts[0], faces=p.faces + q.faces)
                        break
        gone.add(k)
        result.append(p)
    return result


def nearest(patches, u, v, codes):
    """The plain patch of some classes that is nearest to a place."""
    return min((p for p in patches if p.code in codes and len(p.rings) == 1 and p.kind in ("open", "hill")),
               key=lambda p: math.hypot(p.place[0] - u, p.place[1] - v))


def with_holes(patches):
    """Ponds, hamlets, a farm in the wood: inside patches, as holes."""
    patches = list(patches)

    def put(place, codes, code, ring_of):
        host = nearest(patches, *place, codes)
        ring = ring_of(host)
        k = patches.index(host)
        patches[k] = host._replace(rings=host.rings + [ring])
        patches.append(Patch("hole", host.name, code, [ring], uv(plane.inner_point(ring)), []))

    for place in POND_NEAR:
        put(place, CROPS, "1104", lambda host: round_hole(host, 0.55))
    put(TOUCHING_POND_NEAR, CROPS, "1104", touching_hole)
    for place in HAMLET_NEAR + [HAMLET_IN_FARMLAND]:
        put(place, CROPS, "0702", lambda host: round_hole(host, 0.6))
    put(FARM_IN_WOOD, ("0301",), "1202", lambda host: round_hole(host, 0.4))
    k = patches.index(nearest(patches, *BOW_TIE_NEAR, ("0301", "0305", "0404", "0307")))
    patches[k] = patches[k]._replace(name="bow-tie", code="0404")
    return patches


def round_hole(host, share):
    u, v = host.place
    room = min(plane.distance_to(at(u, v), a, b) for r in host.rings for a, b in zip(r, r[1:] + r[:1])) / UNITS_PER_M
    source = rng("hole", round(u), round(v))
    return [at(u + r * math.cos(k * math.pi / 5), v + r * math.sin(k * math.pi / 5))
            for k in range(10) for r in [room * share * source.uniform(0.8, 1.25)]]


def touching_hole(host):
    """A pond that meets the border of its patch in one vertex: valid."""
    u, v = host.place
    corner = min(host.rings[0], key=lambda p: plane.distance_to(p, at(u, v), at(u + 1, v)))
    x, y = corner
    cx, cy = at(u, v)
    dx, dy = cx - x, cy - y
    return [corner, (round(x + 0.6 * dx + 0.12 * dy), round(y + 0.6 * dy - 0.12 * dx)),
            (round(x + 0.6 * dx - 0.12 * dy), round(y + 0.6 * dy + 0.12 * dx))]


def bow_tie(ring):
    """The ring with the two halves of its border joined crosswise: two areas that meet in one crossing."""
    n = len(ring) // 2
    return ring[:n] + ring[n:][::-1]


# --- Attributes ------------------------------------------------------------------------------

MAIN_COUNTY, WEST_COUNTY = ("140599", "示范县"), ("140598", "邻山县")
COLUMNS = [  # name, type, length, decimals
    ("BSM", "C", 18, 0), ("YSDM", "C", 10, 0), ("TBYBH", "C", 8, 0), ("TBBH", "C", 8, 0), ("DLBM", "C", 5, 0),
    ("DLMC", "C", 60, 0), ("QSXZ", "C", 2, 0), ("QSDWDM", "C", 19, 0), ("QSDWMC", "C", 60, 0), ("ZLDWDM", "C", 19, 0),
    ("ZLDWMC", "C", 60, 0), ("TBMJ", "N", 15, 2), ("KCDLBM", "C", 5, 0), ("KCXS", "N", 6, 4), ("KCMJ", "N", 15, 2),
    ("TBDLMJ", "N", 15, 2), ("GDLX", "C", 2, 0), ("GDPDJB", "C", 2, 0), ("XZDWKD", "N", 5, 1), ("TBXHDM", "C", 6, 0),
    ("TBXHMC", "C", 20, 0), ("ZZSXDM", "C", 6, 0), ("ZZSXMC", "C", 20, 0),
    ("GDDB", "C", 2, 0),  # planted: by the standard it is a number
    ("FRDBS", "C", 1, 0),
    ("CZCSXM", "C", 4, 0), ("SJNF", "N", 4, 0), ("MSSM", "C", 2, 0), ("HDMC", "C", 100, 0), ("BZ", "C", 254, 0)]
RIDGES = {"2": 0.0420, "3": 0.0850, "4": 0.1230}  # share of field ridges by slope class, terraced


class Places:
    """Villages and quarters: who owns a patch and where it lies."""

    def __init__(self, villages):
        self.units = []
        for k, (name, u, v, _) in enumerate(villages):
            county = WEST_COUNTY if is_west(u, v) else MAIN_COUNTY
            town = 1 + (u > 5200) + 2 * (v > 4700)
            self.units.append((u, v, f"{county[0]}{100 + town}{201 + k:03d}0000000", f"{name}村"))
        for k, (u, v, name) in enumerate([(4400, 5400, "城北社区"), (5700, 5500, "河东社区"), (4500, 4100, "城南社区"),
                                          (5700, 4000, "滨河社区"), (6800, 4700, "新城社区")]):
            self.units.append((u, v, f"{MAIN_COUNTY[0]}001{k + 1:03d}0000000", name))
        self.units.append((*TOWN_2, f"{MAIN_COUNTY[0]}102001{0:07d}", "清源镇社区"))

    def of(self, u, v):
        return min((unit for unit in self.units if is_west(*unit[:2]) == is_west(u, v)),
                   key=lambda unit: math.hypot(unit[0] - u, unit[1] - v))[2:]


def slope_of(p):
    if p.code == "0101":
        return "1"
    rise = noise("slope", *p.place, 1100) + (0.35 if p.kind == "hill" else 0)
    return "1" if rise < 0.45 else "2" if rise < 0.68 else "3" if rise < 0.95 else "4"


def attributes(number, p, area, places, lines, county):
    """The 30 fields of a patch."""
    code, key = p.code, f"{county[0]}2110{number:08d}"
    unit, unit_name = places.of(*p.place)
    is_state = p.kind in ("city", "street", "band", "town") and code != "1006"
    is_crop = code in CROPS
    slope = slope_of(p) if is_crop else None
    factor = RIDGES.get(slope) if is_crop else None
    ridges = round_half(area * factor) if factor else None
    attribute = None
    if code.startswith(("05", "06", "07", "08", "09", "1004", "1005", "1201")):
        attribute = {"city": "201", "street": "201", "town": "202", "village": "203", "hole": "203"}.get(p.kind, "201")
        if code == "0601" and p.kind in ("city", "town", "village"):
            attribute += "A" if rng("alone", number).random() < 0.3 else ""
        attribute = "204" if code == "0602" else "205" if code == "09" else attribute
    width = lines[p.name][1] if p.kind == "band" else None
    return {
        "BSM": key, "YSDM": "2001010100", "TBYBH": f"{number % 9973:06d}", "TBBH": f"{number:05d}", "DLBM": code,
        "DLMC": DLMC[code], "QSXZ": "20" if is_state else "30", "QSDWDM": unit,
        "QSDWMC": f"{county[1]}人民政府" if is_state else f"{unit_name}民委员会" if unit_name.endswith("村") else unit_name,
        "ZLDWDM": unit, "ZLDWMC": unit_name, "TBMJ": area, "KCDLBM": "1203" if factor else None,
        "KCXS": factor if factor else 0.0 if is_crop else None, "KCMJ": ridges if factor else 0.0 if is_crop else None,
        "TBDLMJ": round(area - (ridges or 0), 2), "GDLX": ("TT" if factor else None) if is_crop else None,
        "GDPDJB": slope, "XZDWKD": float(width) if width else None, "TBXHDM": None, "TBXHMC": None,
        "ZZSXDM": "LS" if is_crop else None, "ZZSXMC": "种植粮食作物" if is_crop else None,
        "GDDB": str(rng("grade", number).randint(7, 12)) if is_crop else None, "FRDBS": None, "CZCSXM": attribute,
        "SJNF": 2023, "MSSM": "00", "HDMC": None, "BZ": None}


def round_half(x):
    """To 0.01, halves away from zero, as the survey's rules have it."""
    return math.floor(x * 100 + 0.5 + 1e-9) / 100


def declared_area(rings, band=BAND):
    return round_half(abs(ellipsoid_m2(oriented(rings), band, 25.0)))


# --- Features --------------------------------------------------------------------------------

SOURCE_PARTS = {}  # key → parts in band 37, of the patches that are surveyed there


def loops_of(ring):
    """The two loops of a ring that crosses itself once, at the exact crossing; each counter-clockwise."""
    edges = list(zip(ring, ring[1:] + ring[:1]))
    for i, (a, b) in enumerate(edges):
        for k in range(i + 2, len(edges)):
            c, d = edges[k]
            if a in (c, d) or b in (c, d):
                continue
            if orientation(a, b, c) * orientation(a, b, d) < 0 and orientation(c, d, a) * orientation(c, d, b) < 0:
                crossing = split_points(a, b, [(c, d)])[1]
                loops = [[crossing] + ring[i + 1:k + 1], [crossing] + ring[k + 1:] + ring[:i + 1]]
                return [r if signed_area2(r) > 0 else r[::-1] for r in loops]
    raise ValueError("the ring does not cross itself once")


def land_use(survey):
    """Features of both counties, the main county's first."""
    features = []
    for number, p in enumerate(survey.main, 1):
        rings, area = p.rings, None
        if p.name == "bow-tie":
            rings = [bow_tie(p.rings[0])]
            area = round_half(ellipsoid_m2(loops_of(rings[0]), BAND, 25.0))  # of what can be made of it
        fields = attributes(number, p, area or declared_area(rings), survey.places, survey.lines, MAIN_COUNTY)
        features.append(Feature(fields["BSM"], [rings], fields))
    for number, p in enumerate(survey.west, 1):
        source = [[turned_band(q, BAND, WEST_BAND) for q in r] for r in p.rings]
        fields = attributes(number, p, declared_area(source, WEST_BAND), survey.places, survey.lines, WEST_COUNTY)
        SOURCE_PARTS[fields["BSM"]] = [source]
        shown = [[turned_band(q, WEST_BAND, BAND) for q in r] for r in source]
        features.append(Feature(fields["BSM"], [shown], fields))
    return features
