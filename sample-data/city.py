"""The survey with what the plans need to know of it, and what is chosen on the ground for planted faults."""

import math

import plane
from controls import TEST_BOXES, cutting_block, is_prime
from drawing import meets
from geometry import UNITS_PER_M, Area, bbox, boxes_meet, overlap_pieces
from patches import CROPS, HAMLET_IN_FARMLAND, Survey, is_construction_land
from plans import VillagePlan, city_faces


class City(Survey):
    """The survey with what the plans need to know of it."""

    def __init__(self):
        super().__init__()
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
                cut = cutting_block(home, works)
                block = bbox([cut])
                near = [p for p in self.main if boxes_meet(bbox(p.rings[:1]), block)]
                built = [p for p in near if is_construction_land(p.code)]
                if all(p in (home, works) for p in built if cuts(cut, p)):
                    self.taken |= {id(p) for p in near}
                    return home, works
        raise ValueError("no village to cut")

    def find_road_field(self):
        for p in self.main:
            u, v = p.place
            if p.kind != "open" or p.code not in CROPS or len(p.rings) > 1 or id(p) in self.taken \
                    or meets(p, *TEST_BOXES) or not 300 < u < 8500 or v < 4000 and u > 5500:
                continue
            for q, edges in self.neighbours(p):
                is_chain = all(a[1] == b[0] for a, b in zip(edges, edges[1:]))
                length = sum(math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in edges) / UNITS_PER_M
                if q.name in ("S2", "S1") and is_chain and 120 < length < 400 and is_prime(p, self):
                    self.taken.add(id(p))
                    return p, edges
        raise ValueError("no field beside the highway")


def cuts(block, p):
    return bool(overlap_pieces(Area([[block]]), Area([p.rings])))
