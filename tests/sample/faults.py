"""A check of either delivery of the sample finds exactly what FAULTS.csv lists: faults.py PROGRAM.

FAULTS.csv is known from construction and from exact arithmetic, never from Lantu.
"""

import csv
import os
import sys
import tempfile
from collections import defaultdict

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

PROJECTS = {"1": "project.yaml", "2": "project-2.yaml"}

# What FAULTS.csv calls a measure → the column of a finding. The plane distance is not stated.
COLUMNS = {"area_planar_m2": "area_planar_m2", "area_ellipsoid_m2": "area_ellipsoid_m2",
           "distance_geodesic_m": "value", "self_crossings": "value", "area_difference_m2": "value",
           "difference_m2": "value", "objects": "value"}


def planted(delivery=None):
    with open(os.path.join(program.SAMPLE, "FAULTS.csv"), encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if delivery in (None, row["delivery"])]


def place(row):
    """Rule, both objects and kind of fault; b without a key is none, whatever its layer."""
    b = (row["b_layer"], row["b_key"]) if row["b_key"] else ("", "")
    return (row["rule"], row["a_layer"] or "", row["a_key"] or "", *b, row.get("fault") or "")


def grouped(found):
    groups = defaultdict(list)
    for row in found:
        groups[place(row)].append(row)
    return groups


def measures(row):
    """(column, figure) of the measures that findings state."""
    pairs = ((row["measure"], row["value"]), (row["measure2"], row["value2"]))
    return [(COLUMNS[name], float(value)) for name, value in pairs if name in COLUMNS and value]


def measure_faults(want, got, sums):
    """sums: column → figure, of all rows of FAULTS.csv for the pair."""
    tolerance = float(want["tolerance"] or 0) + 1e-9
    for column, figure in sums.items():
        stated = got.get(column)
        if stated is None or abs(stated - figure) > tolerance:
            yield f"{column} is {stated}, expected {figure} ± {want['tolerance']}"


def summed(group):
    sums = defaultdict(float)
    for row in group:
        for column, figure in measures(row):
            sums[column] += figure
    return sums


def finding_faults(want, got):
    if got["severity"] != want["severity"]:
        yield f"severity {got['severity']}, expected {want['severity']}"
    if want["measure"] == "land_area" and want["value"] not in got["message_zh"]:
        yield f"the message does not show the declared {want['value']}: {got['message_zh']}"


def compared(state, want, got):
    """Faults between rows of FAULTS.csv and rows of findings.gpkg of one state."""
    for key in sorted(want.keys() | got.keys()):
        name = f"{state} {' '.join(key)}"
        if key not in got:
            yield f"{name}: not found"
        elif key not in want:
            yield f"{name}: not planted: {got[key][0]}"
        elif len(got[key]) > 1:
            yield f"{name}: found {len(got[key])} times"
        else:
            row = want[key][0]
            for fault in measure_faults(row, got[key][0], summed(want[key])):
                yield f"{name}: {fault}"
            for fault in finding_faults(row, got[key][0]) if state == "finding" else ():
                yield f"{name}: {fault}"


def rule_faults(db, want):
    """Every planted rule ended in the state its rows demand, and no rule in error."""
    states = {row["id"]: row["state"] for row in program.rows(db, "rule")}
    for rule, state in states.items():
        planted_states = {row["state"] for row in want if row["rule"] == rule}
        expected = ("fail" if planted_states & {"finding", "approved"} else
                    "undetermined" if "undetermined" in planted_states else "pass")
        if state != expected:
            yield f"rule {rule}: ended in {state}, expected {expected}"
    for rule in {row["rule"] for row in want} - states.keys():
        yield f"rule {rule}: did not run"


def check(path, folder, delivery):
    out = os.path.join(folder, f"out-{delivery}")
    done = program.run(path, "check", os.path.join(program.SAMPLE, PROJECTS[delivery]), "-o", out)
    if done.code != 1:
        return [f"exit code {done.code}, expected 1", done.err]
    if os.listdir(out) != ["findings.gpkg"]:
        return [f"files of the check: {sorted(os.listdir(out))}"]
    want = planted(delivery)
    db = program.opened(os.path.join(out, "findings.gpkg"))
    got = {"finding": program.findings(db), "tolerated": program.rows(db, "tolerated"),
           "undetermined": program.rows(db, "undetermined")}
    faults = list(rule_faults(db, want))
    for state, found in got.items():
        states = (state, "approved") if state == "finding" else (state,)
        faults += compared(state, grouped(r for r in want if r["state"] in states), grouped(found))
    db.close()
    return faults


def main():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for delivery, project in PROJECTS.items():
            faults += [f"{project}: {fault}" for fault in check(os.path.abspath(sys.argv[1]), folder, delivery)]
    program.verdict(faults, f"{len(planted())} planted faults")


main()
