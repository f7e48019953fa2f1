"""The ground of the sample city: river, roads, city blocks, villages, fields and woods as faces that fit.

Coordinates are (u, v) metres from ORIGIN in band 38. The county line is a river near 112.5 degrees east:
what lies west of it is the second county, which is surveyed in band 37. The river itself is in neither survey.
"""

import math
import random

import plane
from geometry import UNITS_PER_M

SEED = 20250630
ORIGIN = 38364100, 3926000


def rng(*key):
    """A random stream of its own for every thing, so that an edit in one place leaves the others alone."""
    return random.Random(":".join(map(str, (SEED, *key))))


def at(u, v):
    return round((ORIGIN[0] + u) * UNITS_PER_M), round((ORIGIN[1] + v) * UNITS_PER_M)


def uv(point):
    return point[0] / UNITS_PER_M - ORIGIN[0], point[1] / UNITS_PER_M - ORIGIN[1]


# --- Lines -----------------------------------------------------------------------------------

COUNTY = [(-40, -260), (700, -230), (2200, -120), (4300, 60), (6400, -60), (8300, 140), (10100, 60), (11700, 480),
          (11950, 2100), (11780, 3600), (11990, 5200), (11600, 6900), (11150, 8500), (9300, 8930), (7400, 9060),
          (5200, 8840), (3100, 9010), (1500, 8900), (700, 8960), (240, 9000), (160, 8960)]
WEST = [(160, 8960), (20, 8990), (-300, 8950), (-1500, 8700), (-2700, 8350), (-3150, 6900), (-2980, 5100),
        (-3260, 3200), (-2900, 1500), (-2500, 350), (-1100, -20), (-500, -200), (-40, -260)]

# name, class, width (m), control points. The first that covers a place has it.
BANDS = [
    ("border", "", 90, [(330, 10200), (170, 8300), (-140, 7000), (60, 5600), (-210, 4300), (-60, 3000), (140, 1800),
                        (-110, 700), (20, -900)]),
    ("G1", "1003", 34, [(-3900, 2300), (-2900, 2120), (-1500, 1950), (500, 1720), (2500, 1420), (4500, 1090),
                        (6500, 1290), (8500, 1850), (10500, 2250), (12700, 2480)]),
    ("S1", "1003", 26, [(4150, 9800), (4400, 8400), (4640, 7300), (4760, 6300), (4780, 5400), (4800, 4500),
                        (4690, 3600), (4180, 2600), (3600, 1500), (3280, 600), (3080, -700)]),
    ("S2", "1003", 24, [(-3900, 5400), (-2000, 5060), (-300, 5000), (1200, 4720), (2600, 4800), (3800, 4720),
                        (4800, 4640), (5600, 4600), (6500, 4660), (7500, 4840), (8800, 5300), (10200, 5480),
                        (12700, 5950)]),
    ("rail", "1001", 18, [(3420, 9900), (3480, 8200), (3260, 6500), (3090, 5200), (3080, 4000), (2760, 2800),
                          (2480, 1500), (2300, 400), (2200, -700)]),
    ("X3", "1003", 12, [(4700, 7000), (5900, 7450), (7200, 7700), (8600, 7560), (9900, 7900), (11800, 8100)]),
    ("X4", "1003", 12, [(4690, 3550), (5600, 2650), (6800, 2250), (8100, 2650), (9300, 3050), (10600, 3050),
                        (12500, 3300)]),
    ("X5", "1003", 10, [(-2500, 9400), (-1900, 7800), (-1720, 6300), (-1900, 5050), (-1600, 3600), (-1750, 1950),
                        (-1500, -500)]),
    ("X6", "1003", 12, [(-300, 7600), (900, 7350), (2200, 7350), (3400, 7200), (4640, 7250)]),
    ("X7", "1003", 12, [(9300, 3050), (9180, 4200), (8800, 5300), (8350, 6500), (8500, 7560), (8700, 9500)]),
    ("river", "1101", 72, [(8400, 10100), (7950, 8500), (7300, 7350), (6720, 6500), (6330, 5700), (6480, 4900),
                           (6280, 4100), (5560, 3350), (4980, 2500), (5080, 1500), (4620, 600), (4380, -800)]),
    ("east brook", "1101", 20, [(12500, 3900), (11400, 3650), (10400, 3560), (9500, 3900), (8300, 3700),
                                (7300, 3960), (6330, 4330)]),
    ("west brook", "1101", 15, [(1500, 10000), (1880, 7900), (1520, 6500), (2080, 5300), (3000, 4300), (3720, 3400),
                                (4560, 2750), (5060, 2400)]),
    ("far brook", "1101", 12, [(-2700, 9400), (-2450, 7200), (-1200, 6300), (-700, 5500), (60, 5400)]),
]

CITY_CENTRE = 5150, 4700
STREETS = [  # inside the city only
    ("ring", 30, [(5150 + 1060 * math.cos(a), 4700 + 980 * math.sin(a))
                  for a in [k * math.pi / 9 for k in range(19)]]),
    ("west street", 22, [(4020, 6900), (4080, 5800), (4060, 4700), (3960, 3700), (3850, 2600)]),
    ("east street", 22, [(5560, 6900), (5520, 5700), (5480, 4650), (5350, 3700), (5250, 2700)]),
    ("bank street", 20, [(6250, 6700), (6020, 5700), (6120, 4900), (5950, 4150), (5600, 3600), (5250, 3150)]),
    ("new street", 22, [(7050, 6300), (6900, 5300), (6960, 4300), (6800, 3500)]),
    ("north street", 20, [(3000, 5780), (4080, 5640), (5530, 5560), (6300, 5640), (7300, 5560)]),
    ("south street", 20, [(3000, 3800), (4000, 3720), (4720, 3760), (5360, 3700), (6050, 3640), (7300, 3760)]),
    ("temple street", 16, [(3300, 5180), (4070, 5220), (4780, 5160), (5510, 5130), (6100, 5150)]),
]
TOWN_2 = 9300, 3080  # the second built-up area

NAMES = ("西河 北石 东岭 南庄 柳湾 上官 下官 石桥 大杨 小杨 高庄 梁家 陈沟 泉头 马坡 苏家 河底 枣园 孔庄 赵坪 新安 古寨 "
         "槐树 白桥 青山 黄崖 沙滩 牛头 双井 寺后 田家 三岔 双岭 龙泉").split()


def spline(points, step=70.0):
    """A smooth line through points."""
    path = []
    ends = [points[0]] + list(points) + [points[-1]]
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:]):
        n = max(1, round(math.hypot(p2[0] - p1[0], p2[1] - p1[1]) / step))
        for k in range(n):
            t = k / n
            path.append(tuple(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                                     + (3 * b - a - 3 * c + d) * t ** 3)
                              for a, b, c, d in zip(p0, p1, p2, p3)))
    return path + [tuple(map(float, points[-1]))]


def sides_of(path, width, wobble=0.0, name=""):
    """Both sides of a line, as paths."""
    source = rng("sides", name)
    left, right = [], []
    for k, (u, v) in enumerate(path):
        a, b = path[max(0, k - 1)], path[min(len(path) - 1, k + 1)]
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        nu, nv = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
        for side, sign in ((left, 1), (right, -1)):
            off = sign * (width / 2 + source.uniform(-wobble, wobble))
            side.append((u + nu * off, v + nv * off))
    return left, right


def ring_segments(places):
    points = [at(u, v) for u, v in places]
    return list(zip(points, points[1:] + points[:1]))


def blob(name, u, v, radius, n=13, rough=0.22):
    source = rng("blob", name)
    turn = source.uniform(0, 6.28)
    return [(u + r * math.cos(turn + k * 2 * math.pi / n), v + r * 0.86 * math.sin(turn + k * 2 * math.pi / n))
            for k in range(n) for r in [radius * (1 + source.uniform(-rough, rough))]]


def inside(u, v, ring):
    hit = False
    for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1]):
        if (b > v) != (d > v) and u < a + (v - b) * (c - a) / (d - b):
            hit = not hit
    return hit


def path_distance(u, v, path):
    best = 1e18
    for (a, b), (c, d) in zip(path, path[1:]):
        du, dv = c - a, d - b
        t = ((u - a) * du + (v - b) * dv) / (du * du + dv * dv or 1)
        t = 0 if t < 0 else 1 if t > 1 else t
        best = min(best, (a + t * du - u) ** 2 + (b + t * dv - v) ** 2)
    return math.sqrt(best)


def city_ring():
    source = rng("city outline")
    n, places = 26, []
    for k in range(n):
        a = k * 2 * math.pi / n
        r = 1 + 0.10 * math.sin(3 * a + 0.7) + source.uniform(-0.05, 0.05)
        places.append((CITY_CENTRE[0] + 1980 * r * math.cos(a), CITY_CENTRE[1] + 1700 * r * math.sin(a)))
    return places


def is_hill(u, v):
    """The wooded hills in the north-east and a range in the south-west corner."""
    ridge = 8150 + 900 * math.sin(v / 1300.0) + (9000 - v) * 0.21
    south = u > 150 and u - 200 < 900 - 0.5 * v
    far = u < -2150 - 250 * math.sin(v / 900.0)
    return (u > ridge and v > 3900 + 250 * math.sin(u / 500.0)) or south or far


BORDER = spline(BANDS[0][3], 40)  # the river on the county line


def is_west(u, v):
    """Whether a place lies on the far bank of the river on the county line."""
    a, b = next(((p, q) for p, q in zip(BORDER, BORDER[1:]) if q[1] <= v <= p[1]), (BORDER[-2], BORDER[-1]))
    return u < a[0] + (v - a[1]) * (b[0] - a[0]) / (b[1] - a[1])


# Places kept free of villages and roads: planted faults stand there (see plans.py).
QUIET = [(560, 1980, 1760, 4240), (6900, 4950, 8250, 6350)]


def village_places():
    """[(name, u, v, radius)], well apart from each other and from what is there."""
    source, found = rng("villages"), []
    lines = {name: spline(points) for name, _, _, points in BANDS}
    city = city_ring()
    names = iter(NAMES)
    for _ in range(6000):
        u, v = source.uniform(-2800, 11600), source.uniform(300, 8700)
        radius = source.uniform(120, 235)
        if len(found) == len(NAMES) - 2:
            break
        if any(math.hypot(u - a, v - b) < 1080 for _, a, b, _ in found) or math.hypot(u - 9300, v - 3080) < 1100:
            continue
        if any(x0 - 260 < u < x1 + 260 and y0 - 260 < v < y1 + 260 for x0, y0, x1, y1 in QUIET):
            continue
        if is_hill(u, v) and source.random() < 0.8 or not inside(u, v, COUNTY + WEST[1:-1]) \
                or inside(u, v, city) or min(math.hypot(u - a, v - b) for a, b in city) < 520:
            continue
        if not (inside(u, v, COUNTY) or inside(u, v, WEST)) or path_distance(u, v, COUNTY + COUNTY[:1]) < 330:
            continue
        if any(path_distance(u, v, lines[n]) < radius + (230 if n in ("river", "G1", "border", "rail") else 60)
               for n in lines):
            continue
        if 5600 < u < 8800 and 1700 < v < 3500:  # the main zone
            continue
        found.append((next(names), u, v, radius))
    return found


def village_roads(villages):
    """Rural roads: from each village to the two nearest others and to the nearest road."""
    roads, joined = [], set()
    trunk = [p for name, code, _, points in BANDS if code == "1003" and name != "G1" for p in spline(points, 160)]
    for k, (name, u, v, _) in enumerate(villages):
        near = sorted((math.hypot(u - a, v - b), m) for m, (_, a, b, _) in enumerate(villages)
                      if m != k and is_west(a, b) == is_west(u, v))[:2]
        for distance, m in near:
            if distance < 2100 and frozenset((k, m)) not in joined:
                joined.add(frozenset((k, m)))
                roads.append(country_road(f"{name}-{m}", (u, v), villages[m][1:3]))
        to = min((p for p in trunk if is_west(*p) == is_west(u, v)), key=lambda p: math.hypot(p[0] - u, p[1] - v))
        roads.append(country_road(f"{name}-trunk", (u, v), to))
    return [r for r in roads if not any(x0 < u < x1 and y0 < v < y1 for u, v in r[2] for x0, y0, x1, y1 in QUIET)]


def country_road(name, a, b):
    source = rng("road", name)
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    nu, nv = -(b[1] - a[1]) / length, (b[0] - a[0]) / length
    middle = [(a[0] + (b[0] - a[0]) * t + nu * off, a[1] + (b[1] - a[1]) * t + nv * off)
              for t in (0.33, 0.67) for off in [source.uniform(-0.09, 0.09) * length]]
    beyond = b[0] + (b[0] - middle[1][0]) / length * 40, b[1] + (b[1] - middle[1][1]) / length * 40
    return name, source.choice((5, 6, 6)), spline([a, *middle, b, beyond], 60)


# --- Ground ----------------------------------------------------------------------------------

class Ground:
    """All faces with their classes. face: (kind, id, ring); kinds: band, street, city, town, village, open, hill."""

    def __init__(self):
        self.mesh = plane.Mesh()
        self.villages = village_places()
        self.city = city_ring()
        self.town = blob("town 2", *TOWN_2, 430, 17, 0.12)
        self.blobs = [(n, blob(n, u, v, r)) for n, u, v, r in self.villages]
        self.outers = spline(COUNTY + COUNTY[:1], 140)[:-1], spline(WEST, 140)
        self.lines = []  # (name, class, width, path), the first has the place
        for name, code, width, points in BANDS[:10]:
            self.lines.append((name, code, width, spline(points)))
        for name, width, points in STREETS:
            self.lines += [(f"{name} {k}", "1004", width, p) for k, p in enumerate(self.within_city(spline(points)))]
        for name, code, width, points in BANDS[10:]:
            self.lines.append((name, code, width, spline(points, 60)))
        self.lines += [(name, "1006", width, path) for name, width, path in village_roads(self.villages)]
        self.faces = self.split(self.first_faces())

    def within_city(self, path):
        """The pieces of a street inside the city, with a little more at both ends."""
        pieces, piece = [], []
        for p in path:
            if inside(*p, self.city):
                piece.append(p)
            else:
                if len(piece) > 2:
                    pieces.append(piece)
                piece = []
        return pieces + ([piece] if len(piece) > 2 else [])

    def first_faces(self):
        segments = []
        for name, code, width, path in self.lines:
            left, right = sides_of(path, width, 6 if name == "river" else 1.2 if code == "1101" else 0, name)
            segments += ring_segments(left + right[::-1])
        for places in [*self.outers, self.city, self.town] + [b for _, b in self.blobs]:
            segments += ring_segments(places)
        faces = []
        for ring in plane.faces(plane.noded(segments)):
            u, v = uv(plane.inner_point(ring))
            label = self.label(u, v)
            if label is not None:
                faces.append((*label, ring))
        return faces

    def label(self, u, v):
        """(kind, id) of a place; None outside the survey."""
        if not any(inside(u, v, outer) for outer in self.outers):
            return None
        for name, code, width, path in self.lines:
            if path_distance(u, v, path) < width / 2 + (4 if name == "river" else 0.5):
                return None if not code else ("band", name)
        side = "west" if is_west(u, v) else ""
        if inside(u, v, self.city):
            return "city", "city"
        if inside(u, v, self.town):
            return "town", "town"
        for name, ring in self.blobs:
            if inside(u, v, ring):
                return "village", name
        return ("hill" if is_hill(u, v) else "open"), side

    def split(self, faces):
        mesh, result = self.mesh, []
        for kind, name, ring in sorted(faces, key=lambda f: min(f[2])):
            source = rng("split", *uv(min(ring)))
            if kind == "band" or plane.area_of(ring) < 1500:
                result.append((kind, name, ring))
                continue
            u, v = uv(plane.inner_point(ring))
            if kind == "city":
                parts = plane.split(mesh, ring, source, 34000 if is_works(u, v) else 11000, (45000, 12), 0.04)
            elif kind == "town":
                parts = plane.split(mesh, ring, source, 9000, (30000, 10), 0.05)
            elif kind == "village":
                parts = plane.split(mesh, ring, source, 11000, None, 0.15)
            elif kind == "hill":
                parts = plane.split(mesh, ring, source, 105000, None, 0.5)
            else:
                parts = self.fields(ring, source)
            for part, is_strip in parts:
                result.append(("street" if is_strip else kind, f"{name} strip" if is_strip else name, part))
        return [(kind, name, mesh.ring(ring)) for kind, name, ring in result]

    def fields(self, ring, source):
        """Fields: first quarters, each with a size of field of its own, as soil and owners have it."""
        parts = []
        for quarter, _ in plane.split(self.mesh, ring, source, 420000, None, 0.2):
            quarter = self.mesh.ring(quarter)
            size = 28000 * source.uniform(0.5, 1.0) * source.choice((1, 1, 1.6, 2.2))
            parts += plane.split(self.mesh, quarter, source, size, None, source.choice((0.05, 0.12, 0.3)))
        return parts


def is_works(u, v):
    """Whether a place of the city is in its quarters of works, which have large blocks."""
    return u > 6500 or v < 3500
