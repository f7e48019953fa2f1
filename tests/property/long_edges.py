"""Edges of 100 km that bend in the project's CRS: neighbours stay neighbours: long_edges.py PROGRAM.

Shared edges get the same vertices whatever ring they belong to and however it runs: no gap and no overlap
at all. Where a vertex of one neighbour lies inside of an edge of the other, both follow the true line
on their own: what opens between them is thinner than LIMIT_M, and told as tolerated.
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

LIMIT_M = 0.00035  # 0.0001 for each of both lines, and both rounded to the lattice: docs/formats/project.md

DEGREES = {"crs": "EPSG:4490", "x": (112, 112.6, 113, 114), "y": (34, 34.25, 35, 36)}
BAND_37 = {"crs": "EPSG:4525", "x": (37500000, 37560000, 37600000, 37700000),
           "y": (3700000, 3725000, 3800000, 3900000)}
PROJECT = """lantu: 1
project: {{name: long edges, crs: "EPSG:4526"}}
layers:
  - {{id: a, source: {name}.geojson, key: BSM, crs: "{crs}"}}
rules:
  - {{id: C, kind: coverage, title: {{zh: 缝, en: gaps}}, severity: error, layers: {{a: {{layer: a}}}},
     limits: {{find: [overlaps, gaps], min_area_m2: 0, min_width_m: {width}}}}}
"""


def box(x0, y0, x1, y1):
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]


def shared(at):
    """Neighbours on all four sides of one, whose rings begin elsewhere and run the other way; a hole that
    another fills; a slanted edge of both."""
    (x0, x1, x2, x3), (y0, y1, y2, y3) = at["x"], at["y"]
    middle = box(x1, y1, x2, y2)
    west, east = box(x0, y1, x1, y2), box(x2, y1, x3, y2)
    north = [[x2, y2], [x3, y2], [x3, y3], [x1, y3], [x1, y2], [x2, y2]]
    corner = [[x1, y2], [x1, y3], [x0, y2], [x1, y2]]
    other = [[x1, y3], [x0, y3], [x0, y2], [x1, y3]]
    hole = [[x1 + 0.2 * (x2 - x1), y1 + 0.1 * (y2 - y1)], [x2 - 0.1 * (x2 - x1), y1 + 0.2 * (y2 - y1)],
            [x1 + 0.5 * (x2 - x1), y2 - 0.1 * (y2 - y1)]]
    return [[middle, hole + hole[:1]], [hole[1:] + hole[:2]], [west[::-1]], [east[2:] + east[1:3]], [north], [corner],
            [other[::-1]]]


def junctions(at):
    """Two polygons below the long edge of one: their common corner lies inside of it."""
    (x0, x1, x2, x3), (y0, y1, y2, _) = at["x"], at["y"]
    return [[box(x0, y1, x3, y2)], [box(x0, y0, x1, y1)], [box(x1, y0, x2, y1)], [box(x2, y0, x3, y1)]]


def checked(folder, name, at, polygons, width):
    features = [{"type": "Feature", "properties": {"BSM": f"K{number}"},
                 "geometry": {"type": "Polygon", "coordinates": rings}} for number, rings in enumerate(polygons)]
    with open(os.path.join(folder, name + ".geojson"), "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    project = os.path.join(folder, name + ".yaml")
    with open(project, "w", encoding="utf-8") as file:
        file.write(PROJECT.format(name=name, crs=at["crs"], width=width))
    done = program.run(sys.argv[1], "check", project, "-o", os.path.join(folder, name), "--fail-on", "never")
    if done.code != 0:
        program.verdict([f"{name}: exit code {done.code}: {done.err}"], "stopped")
    db = program.opened(os.path.join(folder, name, "findings.gpkg"))
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = [row for table in tables if table in ("findings_polygon", "findings_line", "findings_table")
             for row in program.rows(db, table) if row["rule"] != "IN-CRS"]  # off its band, rightly
    return found, program.rows(db, "tolerated"), program.rows(db, "input")[0], program.rows(db, "rule")[0]


def main():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for place, at in (("degrees", DEGREES), ("band", BAND_37)):
            found, tolerated, layer, _ = checked(folder, f"shared-{place}", at, shared(at), 0)
            if found or tolerated or layer["vertices_added"] < 500:
                faults.append(f"shared, {place}: {found[:1]}, {tolerated[:1]}, {layer['vertices_added']} vertices added")
            found, tolerated, layer, rule = checked(folder, f"junctions-{place}", at, junctions(at), LIMIT_M)
            if found or layer["vertices_added"] < 500:
                faults.append(f"junctions, {place}: {found[:1]}, {layer['vertices_added']} vertices added")
            if rule["tolerated_pieces"] == 0 or not tolerated:
                faults.append(f"junctions, {place}: nothing is told as tolerated")
            found, *_ = checked(folder, f"all-{place}", at, junctions(at), 0)
            if not found:
                faults.append(f"junctions, {place}: without a limit nothing is told")
    program.verdict(faults, "long edges")


if __name__ == "__main__":
    main()
