"""The pages of docs/formats/ name what results hold, no more and no less: formats.py PROGRAM."""

import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

ROW = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \|", re.M)
NOT_IN_SAMPLE = {"transforms", "control_points"}  # property/datum.py has some
OWN = {"fid", "geom"}  # what every table of a GeoPackage has
# Tables of GeoPackage and SQLite themselves, and the one that QGIS defines.
FORMAT = re.compile(r"gpkg_|rtree_|sqlite_|layer_styles$")


def page(name):
    with open(os.path.join(program.ROOT, "docs", "formats", name), encoding="utf-8") as file:
        return file.read()


def names(rows):
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def documented_tables():
    """table → its columns, from the sections of findings.md that are named for tables."""
    overview, *sections = re.split(r"^## ", page("findings.md"), flags=re.M)
    tables = set(names(ROW.findall(overview)))
    columns = {}
    for section in sections:
        title, text = section.split("\n", 1)
        columns.update(dict.fromkeys(title.split(", "), names(ROW.findall(text))))
    return tables, columns


def table_faults(db):
    tables, documented = documented_tables()
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    there = {name for name in there if not FORMAT.match(name) or name == "layer_styles"}
    yield from (f"table {name}: in one of findings.md and findings.gpkg" for name in tables ^ there)
    for name in sorted(there - {"layer_styles"}):
        columns = [row[1] for row in db.execute(f'PRAGMA table_info("{name}")')]
        columns = [column for column in columns if column not in OWN]
        if columns != documented.get(name):
            yield f"table {name}: has {columns}, findings.md has {documented.get(name)}"


def run_faults(db):
    text = page("findings.md").split("## run\n")[1]
    said = re.findall(r"`(\w+)`", text.split("| `name`, `value` |")[1])
    there = [row["name"] for row in program.rows(db, "run")]
    if said != there:
        yield f"table run: has {there}, findings.md has {said}"


def documented_keys():
    """key of the summary → keys of its items, as the first code of the second cell lists them."""
    keys = {}
    for row in re.findall(r"^\| (`.*?) \| (.*?) \|", page("summary-json.md"), re.M):
        listed = re.match(r"`([\w ]+)`", row[1])
        for key in re.findall(r"`(\w+)`", row[0]):
            keys[key] = listed.group(1).split() if listed else None
    return keys


def json_faults(summary):
    keys = documented_keys()
    if list(keys) != list(summary):
        yield f"summary: has {list(summary)}, summary-json.md has {list(keys)}"
    for key, listed in keys.items():
        items = summary.get(key)
        if not isinstance(items, list):
            continue
        if not items and key not in NOT_IN_SAMPLE:
            yield f"summary: {key} is empty in the sample"
        yield from (f"summary: {key} has {list(item)}, summary-json.md has {listed}"
                    for item in items if list(item) != listed)


def main():
    path = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        done = program.run(path, "check", os.path.join(program.SAMPLE, "project.yaml"), "-o",
                           folder, "--json", "--lang", "en")
        db = program.opened(os.path.join(folder, "findings.gpkg"))
        faults = [*table_faults(db), *run_faults(db), *json_faults(json.loads(done.out))]
        db.close()
    program.verdict(faults, "2 formats")


main()
