"""Drawing by hand: rings of places in metres, on the lattice."""

import math

from geometry import UNITS_PER_M, area_m2, bbox, oriented
from land import at, rng, uv

# Two groups of planted shapes are written in coordinates of their own, and moved to where they stand.
W = -250, 680   # fields and blocks in the west
S = 2700, 1900  # parcels of the zone, the springs beside it


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


def around(u, v, w, h, name):
    """A plot of about w by h, a little askew."""
    source = rng("plot", name)
    turn = source.uniform(-0.25, 0.25)
    c, s = math.cos(turn), math.sin(turn)
    return [at(u + x * c - y * s, v + x * s + y * c) for x, y in
            ((-w / 2, -h / 2), (w / 2 + source.uniform(-6, 6), -h / 2), (w / 2, h / 2),
             (-w / 2, h / 2 + source.uniform(-6, 6)))]
