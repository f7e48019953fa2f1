"""Layers whose polygons follow a grid of 1 m, and what `lantu overlay` must say of them.

Areas are counted cell by cell, so nothing here is computed as the program computes it.
"""

import itertools
import json
import math
import random
from dataclasses import dataclass, field

# EPSG:4526, 50 km east of the central meridian: plane and ellipsoid differ by 61 ppm there.
EAST, NORTH, MERIDIAN = 38550000, 3930000, 38500000
SIZE = 40
A_M, F = 6378137.0, 1 / 298.257222101
MU_M2 = 2000 / 3


@dataclass
class Feature:
    key: str
    cls: object                                # None: no class
    polygons: list = field(default_factory=list)  # of lists of rings, open, corners on the grid
    kind: str = "MultiPolygon"                 # "null", "Point": takes no part

    def cells(self):
        """Cells inside by the even-odd rule over all rings."""
        if self.kind != "MultiPolygon":
            return frozenset()
        walls = [(x0, min(y0, y1), max(y0, y1)) for polygon in self.polygons for ring in polygon
                 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1]) if x0 == x1]
        return frozenset((x, y) for x in range(SIZE) for y in range(SIZE)
                         if sum(wall <= x and low <= y < high for wall, low, high in walls) % 2)

    def geometry(self):
        if self.kind == "null":
            return None
        if self.kind == "Point":
            return {"type": "Point", "coordinates": [EAST, NORTH]}
        return {"type": "MultiPolygon", "coordinates": [
            [[[EAST + x, NORTH + y] for x, y in ring + ring[:1]] for ring in polygon]
            for polygon in self.polygons]}


def rectangle(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def random_polygons(rng):
    """A rectangle, one with a hole, an L, or two rectangles apart."""
    x, y = rng.randrange(SIZE - 8), rng.randrange(SIZE - 8)
    w, h = rng.randint(3, 8), rng.randint(3, 8)
    outer = rectangle(x, y, x + w, y + h)
    shape = rng.randrange(4)
    if shape == 1:
        return [[outer, rectangle(x + 1, y + 1, x + w - 1, y + h - 1)[::-1]]]
    if shape == 2:
        return [[[(x, y), (x + w, y), (x + w, y + 1), (x + 1, y + 1), (x + 1, y + h), (x, y + h)]]]
    if shape == 3 and x + w + 3 < SIZE:
        return [[outer], [rectangle(x + w + 1, y, x + w + 3, y + 2)]]
    return [[outer]]


def random_layer(seed, n, classes):
    """Overlaps, gaps and shared borders as chance has it; a few features that take no part."""
    rng = random.Random(seed)
    layer = [Feature(f"K{i}", rng.choice(classes), random_polygons(rng)) for i in range(n)]
    layer.append(Feature("twin", layer[0].cls, layer[0].polygons))
    layer.insert(n // 2, Feature("none", classes[0], kind="null"))
    return layer


def geojson(layer, crs="EPSG::4526"):
    features = [{"type": "Feature", "id": number, "geometry": feature.geometry(),
                 "properties": {"NO": feature.key, "KIND": feature.cls}}
                for number, feature in enumerate(layer, 1)]
    member = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **member, "features": features},
                      ensure_ascii=False)


def areal_scale(easting):
    """k² of the transverse Mercator projection at NORTH, k = 1 + x²/2R² + x⁴/24R⁴, R² = MN."""
    e2 = F * (2 - F)
    latitude = math.radians(NORTH / 110946.0)  # rough: R changes by 1e-5 over 10 km
    w2 = 1 - e2 * math.sin(latitude) ** 2
    r2 = A_M ** 2 * (1 - e2) / w2 ** 2
    x2 = (easting - MERIDIAN) ** 2
    return (1 + x2 / (2 * r2) + x2 ** 2 / (24 * r2 ** 2)) ** 2


def areas(cells):
    """Planar and ellipsoidal m² of a list of cells."""
    cells = list(cells)
    return float(len(cells)), math.fsum(1 / areal_scale(EAST + x + 0.5) for x, _ in cells)


class Row:
    """One cell of the table: n pairs or features, and the ground, which may count twice."""

    def __init__(self):
        self.n, self.cells = 0, []

    def add(self, cells):
        if cells:
            self.n += 1
            self.cells += cells


def pairs(a, b):
    """(index in a, index in b) → the cells both have."""
    cells_a, cells_b = ([feature.cells() for feature in layer] for layer in (a, b))
    found = {(i, k): p & q for (i, p), (k, q) in itertools.product(enumerate(cells_a), enumerate(cells_b))}
    return {pair: cells for pair, cells in found.items() if cells}


def table(a, b):
    """(part, class of a, class of b) → (n, planar m², ellipsoid m²), and the sums beside it."""
    counts = [{}, {}]
    for count, layer in zip(counts, (a, b)):
        for cell in itertools.chain.from_iterable(feature.cells() for feature in layer):
            count[cell] = count.get(cell, 0) + 1
    rows = {}
    for (i, k), cells in pairs(a, b).items():
        rows.setdefault(("pair", a[i].cls, b[k].cls), Row()).add(list(cells))
    for feature in a:
        rows.setdefault(("only_a", feature.cls, None), Row()).add(list(feature.cells() - counts[1].keys()))
    for feature in b:
        rows.setdefault(("only_b", None, feature.cls), Row()).add(list(feature.cells() - counts[0].keys()))
    known = {key: (row.n, *areas(row.cells)) for key, row in rows.items() if row.n}
    known["both", None, None] = (None, *areas(counts[0].keys() & counts[1].keys()))
    for part, count in zip(("repeated_a", "repeated_b"), counts):
        known[part, None, None] = (None, *areas(cell for cell, n in count.items() if n > 1))
    return known
