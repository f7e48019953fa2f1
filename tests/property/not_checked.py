"""What a rule could not look at is never shown as passed: not_checked.py PROGRAM."""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import program  # noqa: E402

POINTS = "NO,X,Y\n1,38400000,3930000\n2,38400010,3930000\n3,38400020,3930000\n"


# Parameters that a user writes: PROJ does not know how good they are.
OWN = "+proj=tmerc +lon_0=114 +x_0=38500000 +ellps=krass +towgs84=10,20,30,0,0,0,0 +type=crs"


def project(kind, layers, limits, more=()):
    rule = {"id": "T-1", "kind": kind, "severity": "error", "title": {"zh": "甲", "en": "a"},
            "layers": layers, "limits": limits}
    layer = {"id": "p", "source": "p.csv", "x": "X", "y": "Y", "crs": "EPSG:4526", "key": "NO"}
    return json.dumps({"lantu": 1, "project": {"name": "T", "crs": "EPSG:4526"}, "layers": [layer, *more],
                       "rules": [rule]})


def run(path, text, *options):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("p.csv", POINTS), ("project.yaml", text)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        return program.run(path, "check", os.path.join(folder, "project.yaml"), "-o",
                           os.path.join(folder, "out"), *options, "--lang", "en", timeout=60)


def unknown_accuracy(path):
    """A firm 20 m away is not found within 1 m: no pass while nobody knows how far it may be off."""
    layer = {"id": "q", "source": "p.csv", "x": "X", "y": "Y", "crs": OWN, "key": "NO"}
    for accuracy_m, state in ((None, "undetermined"), (3, "pass")):
        if accuracy_m is not None:
            layer["accuracy_m"] = accuracy_m
        text = project("distance", {"a": {"layer": "p", "where": "NO = '1'"},
                                    "b": {"layer": "q", "where": "NO = '3'"}},
                       {"distance_m": 1}, [layer])
        summary = json.loads(run(path, text, "--json").out)
        rule = next(r for r in summary["rules"] if r["id"] == "T-1")
        stated = next(item for item in summary["layers"] if item["id"] == "q")["accuracy_m"]
        if (rule["state"], stated) != (state, accuracy_m):
            yield f"accuracy {accuracy_m}: {rule}, {stated}"
        if (accuracy_m is None) != ("accuracy_m" in (rule["reason"] or "")):
            yield f"accuracy {accuracy_m}: reason {rule['reason']}"
        shown = "(accuracy unknown)" if accuracy_m is None else "(accuracy 3 m)"
        if shown not in run(path, text).out.decode():
            yield f"accuracy {accuracy_m}: the summary does not show {shown}"


def main():
    path, faults = os.path.abspath(sys.argv[1]), []
    # Points have no ground to share: the rule can say nothing about them.
    done = run(path, project("overlap", {"a": {"layer": "p"}}, {}), "--json")
    rule = next(r for r in json.loads(done.out)["rules"] if r["id"] == "T-1")
    if (rule["state"], rule["undetermined"]) != ("undetermined", 3):
        faults.append(f"overlap of points: {rule}")
    # A layer is at distance 0 from itself: such a rule would say nothing.
    done = run(path, project("distance", {"a": {"layer": "p"}, "b": {"layer": "p"}}, {"distance_m": 1}))
    if done.code != 2 or "different layers" not in done.err:
        faults.append(f"distance of a layer to itself: exit {done.code}, {done.err}")
    faults += unknown_accuracy(path)
    program.verdict(faults, "4 projects")


main()
