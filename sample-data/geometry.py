"""Exact planar geometry on the 0.0001 m lattice, for making and checking the sample town.

A ring is an open list of integer points (easting, northing) in units of 0.0001 m.
An area is a list of rings that do not cross: shells and holes in any order.
Nothing here is rounded: crossings are Fractions, so an overlap area is exact.
"""

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
    inside = False
    px, py = point
    for ring in rings:
        for a, b in edges_of(ring):
            if on_segment(a, b, point):
                return 0
            if (a[1] > py) != (b[1] > py):
                side = orientation(a, b, point)
                if (side > 0) == (b[1] > a[1]):
                    inside = not inside
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


def kept_edges(rings, others, keep_shared):
    """Pieces of the edges of `rings` inside `others`; shared ones where asked and of one direction."""
    other_edges = [edge for ring in others for edge in edges_of(ring)]
    kept = []
    for a, b in (edge for ring in rings for edge in edges_of(ring)):
        points = split_points(a, b, other_edges)
        for p, q in zip(points, points[1:]):
            middle = (Fraction(p[0] + q[0]) / 2, Fraction(p[1] + q[1]) / 2)
            where = locate(middle, others)
            if where > 0 or (where == 0 and keep_shared and same_way(p, q, middle, other_edges)):
                kept.append((p, q))
    return kept


def same_way(p, q, middle, edges):
    """Whether the edge that runs through `middle` runs the way p to q does."""
    for c, d in edges:
        if on_segment(c, d, middle):
            return (d[0] - c[0]) * (q[0] - p[0]) + (d[1] - c[1]) * (q[1] - p[1]) > 0
    return False


def rings_from_edges(edges):
    """Close directed edges to rings; an ambiguous vertex is a mistake in the sample data."""
    following = {}
    for p, q in edges:
        if p in following:
            raise ValueError(f"two edges leave {p}: pieces that touch in a point are not wanted here")
        following[p] = q
    rings = []
    while following:
        start, here = next(iter(following.items()))
        ring = [start]
        del following[start]
        while here != start:
            ring.append(here)
            here = following.pop(here)
        rings.append(ring)
    return rings


def without_straight(ring):
    """The ring without vertices in the middle of a straight line."""
    n = len(ring)
    return [ring[i] for i in range(n) if orientation(ring[i - 1], ring[i], ring[(i + 1) % n]) != 0]


def overlap_pieces(a, b):
    """The connected pieces of a ∩ b; each is a list of rings, its shell first."""
    a, b = oriented(a), oriented(b)
    rings = rings_from_edges(kept_edges(a, b, True) + kept_edges(b, a, False))
    rings = [without_straight(ring) for ring in rings]
    shells = [[ring] for ring in rings if signed_area2(ring) > 0]
    for hole in (ring for ring in rings if signed_area2(ring) < 0):
        next(piece for piece in shells if ring_inside(hole, piece[0])).append(hole)
    return sorted(shells, key=lambda piece: min(piece[0]))


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
