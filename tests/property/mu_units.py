"""Yields per mu for land in each unit, against figures worked out by hand: mu_units.py PROGRAM.

1 ha = 15 mu, 2000 m² = 3 mu; a zone's yield is its sum over its land, not the mean of its firms.
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import program  # noqa: E402

# unit: land of firms A (30 mu) and B (10 mu); taxes 60 and 10
LAND = {"mu": (30, 10), "ha": (2, "0.6666666666666666"), "m2": (20000, "6666.666666666667")}
EXPECTED = {"A": 2.0, "B": 1.0, "Z": 1.75}


def yields(path, unit, land):
    layer = {"id": "f", "source": "f.csv", "x": "X", "y": "Y", "crs": "EPSG:4526", "key": "NO",
             "fields": {"land": "LAND", "tax": "TAX", "zone": "ZONE"}}
    project = {"lantu": 1, "project": {"name": "T", "crs": "EPSG:4526"}, "layers": [layer],
               "mu": {"firms": "f", "land_unit": unit, "money_unit": "万元"}}
    rows = f"NO,X,Y,LAND,TAX,ZONE\nA,38400000,3930000,{land[0]},60,Z\nB,38400010,3930000,{land[1]},10,Z\n"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("f.csv", rows), ("project.yaml", json.dumps(project))):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        done = program.run(path, "check", os.path.join(folder, "project.yaml"), "-o",
                           os.path.join(folder, "out"), "--json", "--lang", "en", timeout=60)
    summary = json.loads(done.out)
    return {row["key"] or row["zone"]: row["tax_per_mu"] for row in summary["mu_firms"] + summary["mu_zones"]}


def main():
    faults = []
    for unit, land in LAND.items():
        got = yields(os.path.abspath(sys.argv[1]), unit, land)
        if got.keys() != EXPECTED.keys() or any(abs(got[k] - v) > 1e-4 for k, v in EXPECTED.items()):
            faults.append(f"{unit}: {got}, expected {EXPECTED}")
    program.verdict(faults, f"{len(LAND)} units")


main()
