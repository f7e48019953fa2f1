"""Exact planar geometry on the 0.0001 m lattice, for making and checking the sample city.

A ring is an open list of integer points (easting, northing) in units of 0.0001 m.
An area is a list of rings that do not cross: shells and holes in any order.
Nothing here is rounded: crossings are Fractions, so an overlap area is exact.
"""

import math
from fractions import Fraction

UNITS_PER_M = 10000  # the official lattice of 0.0001 m


def signed_area2(ring):
    """Twice the signed area of a ring (positive when counter-clockwise)."""
    x0, y0 = ring[0]
    total = 0
    for (xa, ya), (xb, yb) in zip(ring, ring[1:] + ring[:1]):
        total += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0)
    return total


def edges_of(ring):
    return list(zip(ring, ring[1:] + ring[:1]))


def bbox(rings):
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def boxes_meet(a, b):
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def orientation(a, b, p):
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def on_segment(a, b, p):
    return (orientation(a, b, p) == 0
            and min(a[0], b[0]) <= p[0] <= max(a[0], b[0])
            and min(a[1], b[1]) <= p[1] <= max(a[1], b[1]))


def locate(point, rings):
    """1 inside, 0 on the boundary, -1 outside, by the even-odd rule."""
    return locate_edges(point, [edge for ring in rings for edge in edges_of(ring)])


def locate_edges(point, edges):
    """locate() with the edges that stand at the height of the point."""
    inside = False
    py = point[1]
    for a, b in edges:
        if (a[1] > py) != (b[1] > py):
            side = orientation(a, b, point)
            if side == 0:
                return 0
            if (side > 0) == (b[1] > a[1]):
                inside = not inside
        elif (a[1] == py or b[1] == py) and on_segment(a, b, point):
            return 0
    return 1 if inside else -1


def oriented(rings):
    """The same rings, each turned so that the interior lies to its left."""
    result = []
    for index, ring in enumerate(rings):
        others = rings[:index] + rings[index + 1:]
        depth = sum(1 for other in others if ring_inside(ring, other))
        wants_ccw = depth % 2 == 0
        result.append(ring if (signed_area2(ring) > 0) == wants_ccw else ring[::-1])
    return result


def ring_inside(ring, other):
    """Whether a ring lies in another; a vertex on the border does not decide."""
    for point in ring:
        where = locate(point, [other])
        if where:
            return where > 0
    (xa, ya), (xb, yb) = ring[0], ring[1]
    return locate((Fraction(xa + xb, 2), Fraction(ya + yb, 2)), [other]) > 0


class Area:
    """A polygon ready to be clipped: its edges found by place. parts: [[shell, hole...]...]."""

    STEP = 120 * UNITS_PER_M

    def __init__(self, parts):
        self.parts = parts
        self.rings = [ring if (signed_area2(ring) > 0) == (k == 0) else ring[::-1]
                      for part in parts for k, ring in enumerate(part)]
        self.box = bbox(self.rings)
        self.edges = [edge for ring in self.rings for edge in edges_of(ring)]
        self.rows = {}
        for a, b in self.edges:
            for k in range(min(a[1], b[1]) // self.STEP, max(a[1], b[1]) // self.STEP + 1):
                self.rows.setdefault(k, []).append((a, b))

    def edges_in(self, box):
        """Edges whose boxes meet a box."""
        if len(self.edges) < 40:
            near = self.edges
        else:
            near = {edge: None for k in range(int(box[1] // self.STEP), int(box[3] // self.STEP) + 1)
                    for edge in self.rows.get(k, ())}
        return [(a, b) for a, b in near if max(a[0], b[0]) >= box[0] and min(a[0], b[0]) <= box[2]
                and max(a[1], b[1]) >= box[1] and min(a[1], b[1]) <= box[3]]

    def locate(self, point):
        """As locate()."""
        return locate_edges(point, self.rows.get(int(point[1] // self.STEP), ()))


def common_box(a, b):
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def split_points(a, b, edges):
    """Where the segment ab meets other edges, as points in order from a to b."""
    cuts = {Fraction(0): a, Fraction(1): b}
    dx, dy = b[0] - a[0], b[1] - a[1]
    low = min(a[0], b[0]), min(a[1], b[1])
    high = max(a[0], b[0]), max(a[1], b[1])
    for c, d in edges:
        if (max(c[0], d[0]) < low[0] or min(c[0], d[0]) > high[0]
                or max(c[1], d[1]) < low[1] or min(c[1], d[1]) > high[1]):
            continue
        ex, ey = d[0] - c[0], d[1] - c[1]
        cross = dx * ey - dy * ex
        if cross == 0:
            for p in (c, d):
                if on_segment(a, b, p):
                    t = Fraction(p[0] - a[0], dx) if dx else Fraction(p[1] - a[1], dy)
                    cuts[t] = p
            continue
        t = Fraction((c[0] - a[0]) * ey - (c[1] - a[1]) * ex, cross)
        s = Fraction((c[0] - a[0]) * dy - (c[1] - a[1]) * dx, cross)
        if 0 <= t <= 1 and 0 <= s <= 1:
            cuts[t] = (a[0] + t * dx, a[1] + t * dy)
    return [cuts[t] for t in sorted(cuts)]


def kept_edges(area, other, keep_shared):
    """Pieces of the edges of an area inside the other; shared ones where asked and of one direction."""
    kept = []
    for a, b in area.edges_in(common_box(area.box, other.box)):
        near = other.edges_in((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))
        points = split_points(a, b, near)
        for p, q in zip(points, points[1:]):
            middle = (Fraction(p[0] + q[0]) / 2, Fraction(p[1] + q[1]) / 2)
            where = other.locate(middle)
            if where > 0 or (where == 0 and keep_shared and same_way(p, q, middle, near)):
                kept.append((p, q))
    return kept


def same_way(p, q, middle, edges):
    """Whether the edge that runs through `middle` runs the way p to q does."""
    for c, d in edges:
        if on_segment(c, d, middle):
            return (d[0] - c[0]) * (q[0] - p[0]) + (d[1] - c[1]) * (q[1] - p[1]) > 0
    return False


def without_straight(ring):
    """The ring without vertices in the middle of a straight line."""
    n = len(ring)
    return [ring[i] for i in range(n) if orientation(ring[i - 1], ring[i], ring[(i + 1) % n]) != 0]


def overlap_pieces(a, b):
    """The connected pieces of a ∩ b (areas); each is a list of rings, its shell first."""
    if not boxes_meet(a.box, b.box):
        return []
    return pieces_of(kept_edges(a, b, True) + kept_edges(b, a, False))


def difference_pieces(a, others):
    """The connected pieces of a without other areas, which must not overlap each other."""
    edges = []
    others = [o for o in others if boxes_meet(a.box, o.box)]
    if not others:
        return [list(a.rings)]
    union = Area([[r] for r in joined(edge for o in others for edge in o.edges)])
    for p, q in a.edges:
        near = union.edges_in((min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])))
        points = split_points(p, q, near)
        for c, d in zip(points, points[1:]):
            middle = (Fraction(c[0] + d[0]) / 2, Fraction(c[1] + d[1]) / 2)
            where = union.locate(middle)
            if where < 0 or (where == 0 and not same_way(c, d, middle, near)):
                edges.append((c, d))
    for p, q in union.edges_in(a.box):
        points = split_points(q, p, a.edges_in((min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1]))))
        for c, d in zip(points, points[1:]):
            if a.locate((Fraction(c[0] + d[0]) / 2, Fraction(c[1] + d[1]) / 2)) > 0:
                edges.append((c, d))
    return pieces_of(edges)


def joined(edges):
    """Rings of areas that share borders but no ground, put together: edges met from both sides cancel. Borders must
    match vertex by vertex."""
    sides = set()
    for edge in edges:
        if edge[::-1] in sides:
            sides.remove(edge[::-1])
        else:
            sides.add(edge)
    return linked(sides)


def pieces_of(edges):
    rings = [without_straight(ring) for ring in linked(edges)]
    shells = [[ring] for ring in rings if signed_area2(ring) > 0]
    for hole in (ring for ring in rings if signed_area2(ring) < 0):
        next(piece for piece in shells if ring_inside(hole, piece[0])).append(hole)
    return sorted(shells, key=lambda piece: min(piece[0]))


def linked(sides):
    """Rings of directed edges with the inside to the left; where rings touch in a point they stay apart."""
    leaving = {}
    for a, b in sorted(set(sides)):
        leaving.setdefault(a, []).append(b)
    rings = []
    for start in sorted(leaving):
        while leaving[start]:
            ring, a, b = [start], start, leaving[start].pop(0)
            while b != start:
                ring.append(b)
                ways = leaving[b]
                way = max(ways, key=lambda c: left_turn(a, b, c)) if len(ways) > 1 else ways[0]
                ways.remove(way)
                a, b = b, way
            rings += unknotted(ring)
    return rings


def left_turn(a, b, c):
    """How far to the left the way a, b, c turns, from -pi to pi."""
    before = math.atan2(float(b[1] - a[1]), float(b[0] - a[0]))
    after = math.atan2(float(c[1] - b[1]), float(c[0] - b[0]))
    return (after - before + math.pi) % (2 * math.pi) - math.pi


def unknotted(ring):
    """A ring that comes back to a point of its own as the rings that meet there."""
    rings, path, place = [], [], {}
    for p in ring:
        if p in place:
            loop = path[place[p]:]
            rings.append(loop)
            for q in loop[1:]:
                del place[q]
            path = path[:place[p] + 1]
        else:
            place[p] = len(path)
            path.append(p)
    return rings + [path]


def area_m2(rings):
    """Exact plane area of oriented rings in m², a Fraction."""
    return Fraction(sum(Fraction(signed_area2(ring)) for ring in rings)) / (2 * UNITS_PER_M ** 2)


def perimeter_m(rings):
    return sum((float(b[0] - a[0]) ** 2 + float(b[1] - a[1]) ** 2) ** 0.5
               for ring in rings for a, b in edges_of(ring)) / UNITS_PER_M


def width_bounds_m(rings):
    """Bounds of the width (diameter of the largest inscribed circle) of a piece.

    A <= r P holds for every simply connected piece and r <= 2 A / P for convex ones:
    good enough to decide, since no planted piece is near the limit.
    """
    ratio = float(area_m2(rings)) / perimeter_m(rings)
    return 2 * ratio, 4 * ratio


def is_tolerated(rings, min_area_m2=1, min_width_m=0.1):
    """The tolerance rule of the shipped overlap rules; refuses to guess."""
    low, high = width_bounds_m(rings)
    area = area_m2(rings)
    if area == min_area_m2 or (area > min_area_m2 and low <= min_width_m <= high):
        raise ValueError("a planted piece lies too near the limit")
    return area < min_area_m2 or high < min_width_m


def self_crossings(ring):
    """Proper crossings of the edges of one ring, exact points."""
    edges = edges_of(ring)
    found = []
    for i, (a, b) in enumerate(edges):
        for c, d in edges[i + 1:]:
            if (orientation(a, b, c) * orientation(a, b, d) < 0
                    and orientation(c, d, a) * orientation(c, d, b) < 0):
                found.append(split_points(a, b, [(c, d)])[1])
    return found
