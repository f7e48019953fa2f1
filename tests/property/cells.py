"""Kinds of rules over random rectangles, against sets of unit cells: cells.py PROGRAM [SEED...].

`covers` by a list of layers, `inside`, both with approved land and objects that may take no part; `overlap`; `unique`,
`area`, `totals`. Rectangles have whole metres, so what they share and lack is counted in cells of 1 m².
"""

import json
import os
import random
import sys
import tempfile
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

SEEDS = range(60)
SIDE = 12               # of the square that most rectangles lie in
LAYERS = {"a": 4, "b": 3, "b2": 2, "b3": 2, "approval": 2}    # how many objects at most
EAST, NORTH = 38500000, 3400000
OK = {"where": "ok = 1"}


class Box:
    """An object: one rectangle, or two of which the other lies elsewhere."""

    def __init__(self, layer, number, chance):
        (x0, x1), (y0, y1) = (sorted(chance.sample(range(SIDE), 2)) for _ in "xy")
        self.rectangles = [(x0, y0, x1, y1)]
        if chance.random() < .3:
            self.rectangles.append((20, 0, 20 + chance.randrange(1, 4), chance.randrange(1, 4)))
        self.cells = {(x, y) for x0, y0, x1, y1 in self.rectangles for x in range(x0, x1) for y in range(y0, y1)}
        area = len(self.cells)
        self.key = f"{layer}{number}"
        self.shared_key = self.key if chance.random() < .8 else f"{layer}0"
        self.ok = 1 if layer == "approval" else chance.choice([1] * 6 + [0, None])
        self.stated = chance.choice([area, area + 20, area + 21, 1.02 * area, 1.5 * area])
        self.group = chance.choice(["K1", "K2"])

    def feature(self):
        rings = [[[[EAST + x, NORTH + y] for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]]
                 for x0, y0, x1, y1 in self.rectangles]
        return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": rings},
                "properties": {"key": self.key, "shared": self.shared_key, "ok": self.ok, "stated": self.stated,
                               "group": self.group}}


def rule(name, kind, a, b=None, approved=False, **limits):
    return {"id": name, "kind": kind, "severity": "error", "title": {"zh": "一", "en": "a"}, "limits": limits,
            "layers": {"a": {"layer": a, **OK}, **({"b": b} if b else {})},
            **({"approved": {"layer": "approval"}} if approved else {})}


def project(has_approvals):
    exact = {"min_area_m2": 0, "min_width_m": 0}
    layers = [{"layer": name, **OK} for name in ("b", "b2", "b3")]
    sums = {"relative": 0.1, "absolute_m2": 10}
    return {"lantu": 1, "project": {"name": "cells", "crs": "EPSG:4526", "area": "planar"},
            "layers": [{"id": name, "source": f"{name}.geojson", "crs": "EPSG:4526", "key": "key",
                        "class": {"field": "group"}} for name in LAYERS],
            "rules": [rule("COVERS", "covers", "a", layers, has_approvals, **exact),
                      rule("INSIDE", "inside", "a", layers[0], has_approvals, **exact),
                      rule("OVERLAP", "overlap", "a", layers[0], has_approvals, **exact),
                      rule("UNIQUE", "unique", "a", columns=["shared"]),
                      rule("AREA", "area", "a", declared="stated", unit="m2", area="planar", relative=.02,
                           absolute_m2=20),
                      rule("TOTALS", "totals", "a", layers[0], **sums),
                      rule("CLASSES", "totals", "a", layers[0], of="class", **sums)]}


def answer(path, objects, has_approvals, jobs):
    for name, boxes in objects.items():
        with open(f"{name}.geojson", "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "features": [box.feature() for box in boxes]}, file)
    with open("project.yaml", "w", encoding="utf-8") as file:
        json.dump(project(has_approvals), file)    # JSON is YAML
    done = program.run(path, "check", "project.yaml", "--json", "--overwrite", "-q", "-j", str(jobs))
    return json.loads(done.out)


def certain(boxes):
    return [box for box in boxes if box.ok == 1]


def union(boxes):
    return set().union(*(box.cells for box in boxes))


def grounds(name, key, cells, approved):
    """Findings of ground, by whether it is approved: cells that are not there are none."""
    parts = {"": cells - approved, "approved": cells & approved}
    return {(name, key, fault): len(part) for fault, part in parts.items() if part}


def expected_covers(objects, approved):
    """Findings, and keys of what is undetermined: more would be left if doubtful objects did not count."""
    others = objects["b"] + objects["b2"] + objects["b3"]
    most, least = union([box for box in others if box.ok != 0]), union(certain(others))
    findings, undetermined = {}, set()
    for box in objects["a"]:
        left, more = box.cells - most, box.cells - least
        if box.ok == 1:
            findings.update(grounds("COVERS", box.key, left, approved))
        is_more = len(more - approved) > len(left - approved)
        if box.ok != 0 and (is_more if box.ok == 1 else left or is_more):
            undetermined.add(box.key)
    return findings, undetermined


def expected_overlaps(objects, approved):
    found = {}
    for a in certain(objects["a"]):
        for b in certain(objects["b"]):
            found.update(grounds("OVERLAP", (a.key, b.key), a.cells & b.cells, approved))
    return found


def expected_inside(box, objects, approved):
    """What may be found of an object: outside of any of those that cover most of it."""
    shares = [(len(box.cells & other.cells), other) for other in certain(objects["b"])]
    best = max([share for share, _ in shares], default=0)
    if best == len(box.cells):
        return [{}]
    partners = [other.cells for share, other in shares if share == best] if best else [set()]
    return [grounds("INSIDE", box.key, box.cells - partner, approved) for partner in partners]


def sums_differ(objects, group=None):
    """False, too, where it is not known whether an object counts."""
    a, b = ([box for box in objects[name] if box.ok != 0 and group in (None, box.group)] for name in "ab")
    if any(box.ok is None for box in a + b):
        return False
    a, b = (sum(len(box.cells) for box in boxes) for boxes in (a, b))
    return 10 * abs(a - b) > max(100, b)


def expected_rest(objects):
    a = certain(objects["a"])
    times = Counter(box.shared_key for box in a)
    wrong = sum(abs(box.stated - len(box.cells)) > max(20, .02 * len(box.cells)) + 1e-9 for box in a)
    return {"UNIQUE": sum(n > 1 for n in times.values()), "AREA": wrong, "TOTALS": int(sums_differ(objects)),
            "CLASSES": sum(sums_differ(objects, group) for group in ("K1", "K2"))}


def compare(path, seed, faults):
    def expect(what, found, wanted):
        if found != wanted:
            faults.append(f"seed {seed}: {what}: {found}, not {wanted}")

    chance = random.Random(seed)
    objects = {name: [Box(name, i, chance) for i in range(chance.randrange(1, most + 1))]
               for name, most in LAYERS.items()}
    has_approvals = chance.random() < .6
    approved = union(objects["approval"]) if has_approvals else set()
    report = answer(path, objects, has_approvals, 1 + seed % 2)
    found = {}
    for f in report["findings"]:
        key = (f["a"]["key"], f["b"]["key"]) if f["rule"] == "OVERLAP" else f["a"]["key"]
        found[f["rule"], key, f["fault"] or ""] = f["area_planar_m2"]

    findings, undetermined = expected_covers(objects, approved)
    expect("covers", {k: v for k, v in found.items() if k[0] == "COVERS"}, findings)
    expect("covers, undetermined", {u["a"]["key"] for u in report["undetermined"] if u["rule"] == "COVERS"},
           undetermined)
    expect("overlap", {k: v for k, v in found.items() if k[0] == "OVERLAP"}, expected_overlaps(objects, approved))
    is_known = all(box.ok is not None for box in objects["b"])    # else any of them may be the partner
    for box in certain(objects["a"]) if is_known else []:
        of_box = {k: v for k, v in found.items() if k[:2] == ("INSIDE", box.key)}
        if of_box not in (wanted := expected_inside(box, objects, approved)):
            expect("inside", of_box, wanted)
    for name, n in expected_rest(objects).items():
        expect(name, sum(f["rule"] == name for f in report["findings"]), n)


def main():
    path, seeds, faults = os.path.abspath(sys.argv[1]), [int(seed) for seed in sys.argv[2:]] or SEEDS, []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for seed in seeds:
            compare(path, seed, faults)
        os.chdir("/")
    program.verdict(faults, f"{len(seeds)} projects")


if __name__ == "__main__":
    main()
