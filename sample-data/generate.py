#!/usr/bin/env python3
"""Make the sample town. Python 3 and its standard library only; every run gives the same bytes.

    python3 generate.py [--out DIR]        default: beside this script
"""

import argparse
import csv
import io
import os
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the sample folder

import faults
import formats
import town

HERE = os.path.dirname(os.path.abspath(__file__))
MARKS = "<!-- faults: begin -->\n", "<!-- faults: end -->\n"

DLTB_FIELDS = [("BSM", "C", 18, 0), ("TBBH", "C", 8, 0), ("DLBM", "C", 5, 0), ("DLMC", "C", 60, 0),
               ("QSDWMC", "C", 60, 0), ("ZLDWDM", "C", 19, 0), ("ZLDWMC", "C", 60, 0), ("TBMJ", "N", 15, 2),
               ("KCXS", "N", 6, 4), ("TBDLMJ", "N", 15, 2)]


def build():
    """Layer id -> features, in the order of the project file."""
    return {"land_use": town.land_use(), "urban_plan": town.urban_plan(), "land_plan": town.land_plan(),
            "farmland": town.farmland(), "red_line": town.red_line(), "eco_unit": town.eco_units(),
            "built_up": town.BUILT_UP, "zone": town.zones("zone-1.txt") + town.zones("zone-2.txt"),
            "firm": town.firms()}


def write_data(layers, folder):
    def path(name):
        return os.path.join(folder, name)

    formats.write_shapefile(path("DLTB"), DLTB_FIELDS,
                            [(f.parts, list(f.attributes.values())) for f in layers["land_use"]])
    formats.write_geopackage(path("plan.gpkg"), [
        table("城规", "POLYGON", layers["urban_plan"]), table("JSYDGZQ", "POLYGON", layers["land_plan"])])
    formats.write_geopackage(path("control.gpkg"), [
        table("YJJBNTTB", "POLYGON", layers["farmland"]), table("STBHHX", "POLYGON", layers["red_line"]),
        table("HJGKDY", "POLYGON", layers["eco_unit"]), table("JCQ", "MULTIPOLYGON", layers["built_up"])])
    formats.write_survey(path("zone-1.txt"), parcels("zone-1.txt"), "示范县勘测队（虚构）", "utf-8-sig", "\n")
    formats.write_survey(path("zone-2.txt"), parcels("zone-2.txt"), "示范县勘测队（虚构）", "gbk", "\r\n")
    firms = [[f.attributes[c] for c in town.FIRM_COLUMNS] for f in layers["firm"]]
    write_table(path("firms.csv"), town.FIRM_COLUMNS, firms, "utf-8-sig", "\r\n")


def table(name, kind, features):
    """A GeoPackage layer; columns take their type from the first feature."""
    columns = [(column, "REAL" if isinstance(value, float) else "TEXT")
               for column, value in features[0].attributes.items()]
    return name, kind, columns, [(f.parts, list(f.attributes.values())) for f in features]


def parcels(file):
    return [{**f.attributes, "rings": town.rings_of(f)} for f in town.zones(file)]


def write_table(path, header, rows, encoding, newline):
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerows([header] + rows)
    formats.write_bytes(path, text.getvalue().encode(encoding))


def fault_table(rows):
    """The faults as a Markdown table."""
    lines = ["| rule | state | objects | measure | what |", "| --- | --- | --- | --- | --- |"]
    for values in rows:
        r = dict(zip(faults.COLUMNS, values))
        objects = f"{r['a_layer']} `{r['a_key']}`" + (f" × {r['b_layer']} `{r['b_key']}`".replace(" ``", "")
                                                      if r["b_layer"] else "")
        measure = f"{r['value']} {r['unit']}".strip() if r["unit"] not in ("", "1") else r["value"]
        what = "; ".join(p for p in r["how"].split("; ") if not p.startswith(METHODS))
        lines.append(f"| {r['rule']} | {r['state']} | {objects} | {measure} | {what} |")
    return "\n".join(lines) + "\n"


METHODS = ("construction", "exact rational", "Vincenty", "ellipsoid:", "width between")


def write_readme(rows, out):
    """The README of this folder with its table of faults made anew."""
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        text = file.read()
    head, rest = text.split(MARKS[0])
    _, tail = rest.split(MARKS[1])
    text = head + MARKS[0] + fault_table(rows) + MARKS[1] + tail
    formats.write_bytes(os.path.join(out, "README.md"), text.encode())


def copy_project(out):
    with open(os.path.join(HERE, "project.yaml"), "rb") as file:
        project = file.read()
    formats.write_bytes(os.path.join(out, "project.yaml"), project)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", default=HERE, help="folder to write to (default: beside this script)")
    out = parser.parse_args().out
    os.makedirs(os.path.join(out, "data"), exist_ok=True)
    layers = build()
    rows = faults.expected_rows(layers)
    write_data(layers, os.path.join(out, "data"))
    write_table(os.path.join(out, "FAULTS.csv"), faults.COLUMNS, rows, "utf-8", "\n")
    copy_project(out)
    write_readme(rows, out)


if __name__ == "__main__":
    main()
