"""A plane subdivided by lines: faces that share their borders vertex by vertex.

Lines are laid together on the lattice and noded; faces are found, split by chords and merged again. A chord
that ends on an edge puts its end into the edge for both neighbours, so no gap or overlap can arise.
"""

import math
from collections import defaultdict

from geometry import UNITS_PER_M, bbox, edges_of, joined, orientation, ring_inside, signed_area2

CELL = 200 * UNITS_PER_M
SNAP = 3000  # a crossing so near an end is put there: no edges of centimetres


# --- Noding ----------------------------------------------------------------------------------

def noded(segments):
    """The segments cut where they meet; every crossing becomes an end of all that meet there."""
    segments = {tuple(sorted(s)) for s in segments if s[0] != s[1]}
    for turn in range(12):
        cuts = cuts_of(segments, SNAP if turn < 6 else 0)
        if not cuts:
            return segments
        after = segments - set(cuts)
        for (a, b), points in cuts.items():
            along = sorted(points, key=lambda p: (p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1]))
            chain = [a, *along, b]
            after.update(tuple(sorted(pair)) for pair in zip(chain, chain[1:]) if pair[0] != pair[1])
        segments = after
    raise ValueError("lines do not settle")


def cells_of(a, b):
    for x in range(min(a[0], b[0]) // CELL, max(a[0], b[0]) // CELL + 1):
        for y in range(min(a[1], b[1]) // CELL, max(a[1], b[1]) // CELL + 1):
            yield x, y


def cuts_of(segments, snap):
    grid = defaultdict(list)
    for s in sorted(segments):
        for cell in cells_of(*s):
            grid[cell].append(s)
    cuts, seen = defaultdict(set), set()
    for cell in sorted(grid):
        here = grid[cell]
        for i, s in enumerate(here):
            for t in here[i + 1:]:
                if (s, t) not in seen:
                    seen.add((s, t))
                    cut_pair(s, t, snap, cuts)
    return cuts


def cut_pair(s, t, snap, cuts):
    (a, b), (c, d) = s, t
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]) or \
            max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return
    oc, od, oa, ob = orientation(a, b, c), orientation(a, b, d), orientation(c, d, a), orientation(c, d, b)
    if (oc > 0) == (od > 0) and oc and od or (oa > 0) == (ob > 0) and oa and ob:
        return
    if oc == od == 0:
        for p, edge in ((c, s), (d, s), (a, t), (b, t)):
            if p not in edge and min(edge)[0] <= p[0] <= max(edge)[0] and between(p, edge):
                cuts[edge].add(p)
        return
    share = oa / (oa - ob)
    p = round(a[0] + share * (b[0] - a[0])), round(a[1] + share * (b[1] - a[1]))
    near = [(abs(q[0] - p[0]) + abs(q[1] - p[1]), q) for q in (a, b, c, d)]
    if min(near)[0] <= snap:
        p = min(near)[1]
    for edge in (s, t):
        if p not in edge:
            cuts[edge].add(p)


def between(p, edge):
    (a, b) = edge
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


# --- Faces -----------------------------------------------------------------------------------

def faces(segments):
    """Rings of all bounded faces, counter-clockwise. Lines that end nowhere are left out first."""
    around = defaultdict(set)
    for a, b in segments:
        around[a].add(b)
        around[b].add(a)
    loose = [p for p in around if len(around[p]) == 1]
    while loose:
        p = loose.pop()
        if len(around[p]) == 1:
            (q,) = around.pop(p)
            around[q].discard(p)
            if len(around[q]) == 1:
                loose.append(q)
    turn = {p: sorted(qs, key=lambda q: math.atan2(q[1] - p[1], q[0] - p[0])) for p, qs in around.items() if qs}
    place = {p: {q: k for k, q in enumerate(qs)} for p, qs in turn.items()}
    rings, done = [], set()
    for p in sorted(turn):
        for q in turn[p]:
            if (p, q) in done:
                continue
            ring, a, b = [], p, q
            while (a, b) not in done:
                done.add((a, b))
                ring.append(a)
                a, b = b, turn[b][place[b][a] - 1]
            if signed_area2(ring) > 0:
                rings.append(ring)
    return rings


def inner_point(ring):
    """A point well inside a ring: the middle of the widest of some level cuts."""
    _, low, _, high = bbox([ring])
    best = None
    for k in range(1, 8):
        y = low + (high - low) * k / 8 + 0.123
        xs = sorted(a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
                    for a, b in zip(ring, ring[1:] + ring[:1]) if (a[1] > y) != (b[1] > y))
        for left, right in zip(xs[::2], xs[1::2]):
            if best is None or right - left > best[0]:
                best = right - left, (left + right) / 2, y
    return best[1], best[2]


def area_of(ring):
    return abs(signed_area2(ring)) / (2 * UNITS_PER_M ** 2)


# --- Splitting -------------------------------------------------------------------------------

class Mesh:
    """Rings whose edges may get vertices later: ring() gives them with all that were put in."""

    def __init__(self):
        self.middle = {}

    def put(self, a, b, p):
        self.middle[a, b] = self.middle[b, a] = p

    def chain(self, a, b):
        """Points from a to b, b left out."""
        stack, points = [(a, b)], []
        while stack:
            a, b = stack.pop()
            p = self.middle.get((a, b))
            if p is None:
                points.append(a)
            else:
                stack += [(p, b), (a, p)]
        return points

    def ring(self, ring):
        return [p for a, b in zip(ring, ring[1:] + ring[:1]) for p in self.chain(a, b)]

    def cut(self, ring, origin, direction, bend=None, share=0.0):
        """Split a ring by a line: the two rings of the most even cut, or None where none is sound or the smaller
        part has less than `share` of the area."""
        ring = self.ring(ring)
        side = [(p[0] - origin[0]) * direction[1] - (p[1] - origin[1]) * direction[0] for p in ring]
        hits = []
        for k in range(len(ring)):
            m = (k + 1) % len(ring)
            if (side[k] > 0) != (side[m] > 0):
                t = side[k] / (side[k] - side[m])
                x = ring[k][0] + t * (ring[m][0] - ring[k][0])
                y = ring[k][1] + t * (ring[m][1] - ring[k][1])
                hits.append(((x - origin[0]) * direction[0] + (y - origin[1]) * direction[1], k, (round(x), round(y))))
        hits.sort()
        best = None
        for (_, k, p), (_, m, q) in zip(hits[::2], hits[1::2]):
            parts = parts_of(ring, *((k, p, m, q) if k < m else (m, q, k, p)))
            if parts and (best is None or min(map(area_of, parts)) > best[0]):
                best = min(map(area_of, parts)), (k, p, m, q) if k < m else (m, q, k, p)
        if best is None or best[0] < share * area_of(ring):
            return None
        k, p, m, q = best[1]
        first, second = parts_of(ring, k, p, m, q)
        p, q = first[0], first[-1]
        chord = bent(ring, p, q, bend) if bend else []
        for index, point in ((k, p), (m, q)):
            a, b = ring[index], ring[(index + 1) % len(ring)]
            if point not in (a, b):
                self.put(a, b, point)
        return first + chord[::-1], second + chord


def parts_of(ring, k, p, m, q):
    """The rings p..q and q..p for a chord from edge k to edge m; ends near a vertex go there. None: not sound."""
    p, q = near_vertex(ring, k, p), near_vertex(ring, m, q)
    if p == q:
        return None
    first = [p] + ring[k + 1:m + 1] + [q]
    second = [q] + ring[m + 1:] + ring[:k + 1] + [p]
    first, second = dedupe(first), dedupe(second)
    if len(first) < 3 or len(second) < 3 or signed_area2(first) <= 0 or signed_area2(second) <= 0:
        return None
    for vertex in ring:  # a chord that all but touches a corner would make a neck
        if vertex not in (p, q) and distance_to(vertex, p, q) < 2.5 * UNITS_PER_M:
            return None
    return first, second


def near_vertex(ring, k, p):
    for v in (ring[k], ring[(k + 1) % len(ring)]):
        if abs(v[0] - p[0]) + abs(v[1] - p[1]) < 4 * UNITS_PER_M:
            return v
    return p


def dedupe(points):
    return [p for k, p in enumerate(points) if k == 0 or p != points[k - 1]]


def distance_to(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, t))
    return math.hypot(a[0] + t * dx - p[0], a[1] + t * dy - p[1])


def bent(ring, p, q, random):
    """Points that bend the chord from p to q a little, where there is room."""
    length = math.hypot(q[0] - p[0], q[1] - p[1])
    if length < 110 * UNITS_PER_M:
        return []
    parts = min(5, int(length / (75 * UNITS_PER_M)) + 1)
    nx, ny = -(q[1] - p[1]) / length, (q[0] - p[0]) / length
    swing = random.uniform(-0.03, 0.03) * length
    points = []
    for n in range(1, parts):
        t = n / parts
        off = swing * 4 * t * (1 - t) + random.uniform(-0.012, 0.012) * length
        points.append((round(p[0] + t * (q[0] - p[0]) + off * nx), round(p[1] + t * (q[1] - p[1]) + off * ny)))
    room = max(distance_to(x, p, q) for x in points) + 4 * UNITS_PER_M
    for vertex in ring:
        if vertex not in (p, q) and distance_to(vertex, p, q) < room:
            return []
    for a, b in zip(ring, ring[1:] + ring[:1]):
        if min(distance_to(x, a, b) for x in points) < 3 * UNITS_PER_M:
            return []
    chain = [p] + points + [q]
    for a, b in zip(ring, ring[1:] + ring[:1]):
        for c, d in zip(chain, chain[1:]):
            if {a, b} & {c, d}:
                continue
            if orientation(a, b, c) * orientation(a, b, d) < 0 and orientation(c, d, a) * orientation(c, d, b) < 0:
                return []
    return points


def main_axis(ring):
    """(direction of the long side of the smallest box round a ring, its middle, length, width), lattice units."""
    best = None
    angles = sorted({round(math.atan2(b[1] - a[1], b[0] - a[0]) % (math.pi / 2), 2)
                     for a, b in zip(ring, ring[1:] + ring[:1])
                     if abs(a[0] - b[0]) + abs(a[1] - b[1]) > 20 * UNITS_PER_M})
    for angle in angles[::max(1, len(angles) // 24)] or [0.0]:
        c, s = math.cos(angle), math.sin(angle)
        us = [p[0] * c + p[1] * s for p in ring]
        vs = [p[1] * c - p[0] * s for p in ring]
        w, h = max(us) - min(us), max(vs) - min(vs)
        if best is None or w * h < best[0]:
            u, v = (max(us) + min(us)) / 2, (max(vs) + min(vs)) / 2
            middle = u * c - v * s, u * s + v * c
            best = (w * h, (c, s) if w >= h else (-s, c), middle, max(w, h), min(w, h))
    return best[1:]


def split(mesh, ring, random, target, strip=None, jitter=0.1):
    """Split a ring across its long side again and again until its parts are about `target` m² large.

    strip: (area, width): parts above the area are split by a strip of that width (m), a street. Gives
    (ring, is_strip) pairs. A part that cannot be split soundly stays as it is.
    """
    waiting, done = [ring], []
    while waiting:
        ring = mesh.ring(waiting.pop())
        area = area_of(ring)
        if area < target * random.uniform(1.1, 1.9):
            done.append((ring, False))
            continue
        parts = split_once(mesh, ring, random, strip[1] if strip and area > strip[0] else 0, jitter)
        if parts is None and strip:
            parts = split_once(mesh, ring, random, 0, jitter)
        if parts is None:
            done.append((ring, False))
        elif len(parts) == 3:
            done.append((parts[2], True))
            waiting += parts[:2]
        else:
            waiting += parts
    return done


def split_once(mesh, ring, random, width, jitter):
    (dx, dy), middle, length, _ = main_axis(ring)
    for turn in range(9):
        at = random.uniform(-0.1, 0.1) * (1 + turn / 3) * length
        angle = random.uniform(-jitter, jitter)
        cross = -dy * math.cos(angle) - dx * math.sin(angle), dx * math.cos(angle) - dy * math.sin(angle)
        origin = middle[0] + dx * at, middle[1] + dy * at
        before = dict(mesh.middle) if width else None
        parts = mesh.cut(ring, origin, cross, None if width else random, 0.16)
        if parts is None:
            continue
        if not width:
            return list(parts)
        far = origin[0] + dx * width * UNITS_PER_M, origin[1] + dy * width * UNITS_PER_M
        ahead = max(parts, key=lambda r: sum(p[0] * dx + p[1] * dy for p in r) / len(r))
        rest = parts[0] if ahead is parts[1] else parts[1]
        both = mesh.cut(ahead, far, cross)
        if both is None:
            mesh.middle = before
            continue
        strip, ahead = sorted(both, key=area_of)
        if area_of(strip) > 3 * width * 400:
            mesh.middle = before
            continue
        return [rest, ahead, strip]
    return None


# --- Merging ---------------------------------------------------------------------------------

def outline(rings):
    """The border of faces of one subdivision put together: edges met from both sides cancel. Shells and holes."""
    return joined(edge for ring in rings for edge in edges_of(ring))


def components(labelled):
    """Groups of faces of one label that share an edge: [(label, [index])]. labelled: [(label, ring)]."""
    by_edge, parent = {}, list(range(len(labelled)))

    def root(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (label, ring) in enumerate(labelled):
        for edge in zip(ring, ring[1:] + ring[:1]):
            j = by_edge.get(edge[::-1])
            if j is not None and labelled[j][0] == label:
                parent[root(i)] = root(j)
            by_edge[edge] = i
    groups = defaultdict(list)
    for i in range(len(labelled)):
        groups[root(i)].append(i)
    return [(labelled[g[0]][0], g) for _, g in sorted(groups.items())]


def grouped_parts(rings):
    """Shells with their holes, of rings with the inside to the left: [[shell, hole...]...]."""
    shells = [[r] for r in rings if signed_area2(r) > 0]
    for hole in (r for r in rings if signed_area2(r) < 0):
        homes = [s for s in shells if ring_inside(hole, s[0])]
        min(homes, key=lambda s: signed_area2(s[0])).append(hole)
    return shells
