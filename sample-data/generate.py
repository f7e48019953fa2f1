#!/usr/bin/env python3
"""Make the sample city: two deliveries, their faults and the tables of the README. Every run gives the same bytes.

    python3 generate.py [--out DIR]        default: beside this script

Python 3 and its standard library, and ogr2ogr of GDAL 3.6 for the File Geodatabase.
"""

import argparse
import csv
import io
import os
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the sample folder

import base_map
import controls
import faults
import firms
import formats
import land_faults
import patches
import plans
import second
import sides
import zones
from city import City
from planted import COLUMNS
from words import chinese

HERE = os.path.dirname(os.path.abspath(__file__))
MARKS = "<!-- faults: begin -->\n", "<!-- faults: end -->\n"


def build():
    """Layer id -> features of the first delivery, in the order of the project file; the surveys of the zone's parcels
    (zones.zones)."""
    city = City()
    built_up = controls.built_up()
    firm, parcel = firms.firms(city, built_up)
    zone, surveyed = zones.zones()
    lines, points = base_map.utilities(city)
    projects = controls.major_projects()
    layers = {
        "land_use": land_faults.planted_land_use(city), "urban_plan": plans.urban_plan(city),
        "land_plan": plans.land_plan(city), "land_plan_upper": plans.land_plan(city, upper=True),
        "planned_use": plans.planned_use(city.village),
        "planned_use_upper": plans.planned_use(city.village, upper=True),
        "base_land_use": plans.base_land_use(city.village), "farmland": controls.farmland(city),
        "red_line": controls.red_line(), "growth_area": controls.growth_area(city), "eco_unit": controls.eco_units(),
        "water_source": controls.water_sources(), "major_project": projects, "function_area": controls.function_areas(),
        "industry_area": controls.industry_areas(), "zone": zone, "zone_approved": zones.approved_total(),
        "approved_land": controls.approved_land(), "built_up": built_up, "road": base_map.roads(city),
        "river": base_map.rivers(city), "sensitive": base_map.sensitive(city), "utility_line": lines,
        "utility_point": points, "firm": firm, "firm_parcel": parcel,
        "investment": firms.investments(projects, firm), "bound_line": sides.lines(), "bound_area": sides.villages()}
    return layers, surveyed


# --- Files -----------------------------------------------------------------------------------

# file -> tables: name, kind, layer
GEOPACKAGES = {
    "urban-plan.gpkg": [("城规", "POLYGON", "urban_plan")],
    "control.gpkg": [("YJJBNTTB", "POLYGON", "farmland"), ("STBHHX", "POLYGON", "red_line"),
                     ("CZKFBJ", "POLYGON", "growth_area")],
    "environment.gpkg": [("HJGKDY", "POLYGON", "eco_unit"), ("YYSSYBHQ", "POLYGON", "water_source")],
    "society.gpkg": [("重大项目", "POLYGON", "major_project"), ("主体功能区", "POLYGON", "function_area")],
    "industry.gpkg": [("产业片区", "POLYGON", "industry_area")],
    "zones.gpkg": [("KFYQ", "POLYGON", "zone_approved"), ("PZWJSTD", "POLYGON", "approved_land"),
                   ("企业宗地", "POLYGON", "firm_parcel")],
    "basemap.gpkg": [("JCQ", "MULTIPOLYGON", "built_up"), ("道路", "LINESTRING", "road"), ("河流", "LINESTRING", "river"),
                     ("敏感点", "POINT", "sensitive"), ("管线", "LINESTRING", "utility_line"),
                     ("设施点", "POINT", "utility_point")],
    "bounds.gpkg": [("道路和渠", "LINESTRING", "bound_line"), ("村界", "POLYGON", "bound_area")]}
GEODATABASE = [("JSYDGZQ", "MULTIPOLYGON", "land_plan"), ("JSYDGZQ_SJ", "MULTIPOLYGON", "land_plan_upper"),
               ("GHYT", "MULTIPOLYGON", "planned_use"), ("GHYT_SJ", "MULTIPOLYGON", "planned_use_upper"),
               ("JQDLTB", "MULTIPOLYGON", "base_land_use")]
SURVEYS = [("zone-1.txt", "standard"), ("zone-2.txt", "project"), ("zone-3.txt", "spaced"), ("zone-4.txt", "braced")]
FIRM_TITLES = ["示范市工业企业亩均效益评价基础数据表（2024年度）", "填报单位：示范市亩均办（虚构）    金额单位：万元    填报日期：2025年3月"]


def write_first(layers, surveyed, folder):
    def path(name):
        return os.path.join(folder, name)

    main = [f for f in layers["land_use"] if f.key not in patches.SOURCE_PARTS]
    formats.write_shapefile(path("DLTB"), patches.COLUMNS, [(f.parts, list(f.attributes.values())) for f in main])
    west = [f for f in layers["land_use"] if f.key in patches.SOURCE_PARTS]
    formats.write_shapefile(path("DLTB-37"), patches.COLUMNS,
                            [(patches.SOURCE_PARTS[f.key], list(f.attributes.values())) for f in west], band=37)
    for file, tables in GEOPACKAGES.items():
        formats.write_geopackage(path(file), [table(name, kind, layers[layer]) for name, kind, layer in tables])
    formats.write_geodatabase(path("land-plan.gdb"),
                              [table(name, kind, layers[layer]) for name, kind, layer in GEODATABASE])
    write_surveys(layers["zone"], surveyed, folder)
    rows = [[f.attributes[c] for c in firms.COLUMNS] for f in layers["firm"]]
    formats.write_xlsx(path("firms.xlsx"), "企业", FIRM_TITLES, firms.COLUMNS, rows, firms.NUMBERS)
    write_table(path("projects.csv"), firms.INVESTMENT_COLUMNS, layers["investment"], "utf-8-sig", "\r\n")
    write_table(path("sides.csv"), ["文件", "园区", "四至"], [list(s) for s in sides.SENTENCES], "utf-8-sig", "\r\n")


def write_surveys(features, surveyed, folder, files=None):
    for file, style in SURVEYS:
        if files and file not in files:
            continue
        own = [f for f in features if surveyed[f.key][0] == file]
        band = surveyed[own[0].key][1]
        parcels = [{**f.attributes, "rings": surveyed[f.key][2]} for f in own]
        formats.write_survey(os.path.join(folder, file), parcels, "示范县勘测队（虚构）", style, zones.ZONE, band)


def table(name, kind, features):
    """A GeoPackage layer; columns take their type from the first feature that has a value."""
    columns = []
    for column in features[0].attributes:
        value = next((f.attributes[column] for f in features if f.attributes[column] is not None), "")
        columns.append((column, {float: "REAL", int: "INTEGER"}.get(type(value), "TEXT")))
    return name, kind, columns, [(f.parts, list(f.attributes.values())) for f in features]


def write_table(path, header, rows, encoding, newline):
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerows([header] + rows)
    formats.write_bytes(path, text.getvalue().encode(encoding))


# --- README ----------------------------------------------------------------------------------

METHODS = ("construction", "exact rational", "Vincenty", "ellipsoid:", "width between", "old map")


def fault_table(rows):
    """The faults as a Markdown table; slivers of the older map are counted by rule."""
    lines = ["| 提交 / delivery | 规则 / rule | 状态 / state | 对象 / objects | 数值 / measure | 说明 / what |",
             "| --- | --- | --- | --- | --- | --- |"]
    slivers = {}
    for values in rows:
        r = dict(zip(COLUMNS, values))
        if r["how"].startswith("old map"):
            key = r["delivery"], r["rule"], r["a_layer"], r["b_layer"]
            slivers.setdefault(key, []).append(float(r["value"]))
            continue
        objects = " × ".join(f"{r[layer]} `{r[key]}`".replace(" ``", "")
                             for layer, key in (("a_layer", "a_key"), ("b_layer", "b_key")) if r[layer])
        measure = f"{r['value']} {r['unit']}".strip() if r["unit"] not in ("", "1") else r["value"]
        note = "; ".join(p for p in r["how"].split("; ") if not p.startswith(METHODS))
        what = " / ".join(filter(None, (chinese(note), note)))
        state = f"{r['state']} ({r['fault']})" if r["fault"] not in ("", r["state"]) else r["state"]
        lines.append(f"| {r['delivery']} | {r['rule']} | {state} | {objects} | {measure} | {what} |")
    for (delivery, rule, a, b), areas in sorted(slivers.items()):
        lines.append(f"| {delivery} | {rule} | tolerated | {a} × {b}, {len(areas)} 处 / pieces | {sum(areas):.2f} m2 | "
                     "城乡规划底图较旧，沿界线的厘米级碎屑 / slivers of centimetres along borders that the urban plan took "
                     "from an older map |")
    return "\n".join(lines) + "\n"


def write_readme(rows, out):
    """The README of this folder with its table of faults made anew."""
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        text = file.read()
    head, rest = text.split(MARKS[0])
    _, tail = rest.split(MARKS[1])
    text = head + MARKS[0] + fault_table(rows) + MARKS[1] + tail
    formats.write_bytes(os.path.join(out, "README.md"), text.encode())


def copy_projects(out):
    for name in ("project.yaml", "project-2.yaml"):
        with open(os.path.join(HERE, name), "rb") as file:
            formats.write_bytes(os.path.join(out, name), file.read()) if os.path.realpath(out) != HERE else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", default=HERE, help="folder to write to (default: beside this script)")
    out = parser.parse_args().out
    for name in ("delivery-1", "delivery-2"):
        os.makedirs(os.path.join(out, name), exist_ok=True)
    layers, surveyed = build()
    write_first(layers, surveyed, os.path.join(out, "delivery-1"))
    rows = faults.expected_rows(1, layers, surveyed)
    layers, surveyed, files = second.delivery(layers, surveyed)
    second.write(layers, surveyed, files, os.path.join(out, "delivery-2"))
    rows += faults.expected_rows(2, layers, surveyed)
    if faults.PROBLEMS:
        sys.exit("\n".join(faults.PROBLEMS))
    write_table(os.path.join(out, "FAULTS.csv"), COLUMNS, rows, "utf-8", "\n")
    copy_projects(out)
    write_readme(rows, out)


if __name__ == "__main__":
    main()
