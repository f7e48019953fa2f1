"""What a rule could not look at is never shown as passed: not_checked.py PROGRAM."""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import program  # noqa: E402

POINTS = "NO,X,Y\n1,38400000,3930000\n2,38400010,3930000\n3,38400020,3930000\n"


def project(kind, layers, limits):
    rule = {"id": "T-1", "kind": kind, "severity": "error", "title": {"zh": "甲", "en": "a"},
            "layers": layers, "limits": limits}
    layer = {"id": "p", "source": "p.csv", "x": "X", "y": "Y", "crs": "EPSG:4526", "key": "NO"}
    return json.dumps({"lantu": 1, "project": {"name": "T", "crs": "EPSG:4526"}, "layers": [layer],
                       "rules": [rule]})


def run(path, text):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("p.csv", POINTS), ("project.yaml", text)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        return program.run(path, "check", os.path.join(folder, "project.yaml"), "-o",
                           os.path.join(folder, "out"), "--json", "--lang", "en", timeout=60)


def main():
    path, faults = os.path.abspath(sys.argv[1]), []
    # Points have no ground to share: the rule can say nothing about them.
    done = run(path, project("overlap", {"a": {"layer": "p"}}, {}))
    rule = next(r for r in json.loads(done.out)["rules"] if r["id"] == "T-1")
    if (rule["state"], rule["undetermined"]) != ("undetermined", 3):
        faults.append(f"overlap of points: {rule}")
    # A layer is at distance 0 from itself: such a rule would say nothing.
    done = run(path, project("distance", {"a": {"layer": "p"}, "b": {"layer": "p"}}, {"distance_m": 1}))
    if done.code != 2 or "different layers" not in done.err:
        faults.append(f"distance of a layer to itself: exit {done.code}, {done.err}")
    program.verdict(faults, "2 projects")


main()
