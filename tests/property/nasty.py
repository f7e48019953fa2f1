"""Files with faults are told as they are, by info and by check, and none takes long: nasty.py PROGRAM.

The counts are those of each SOURCE.txt, which another program made of the same files.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program
from sources import layers_of

PROGRAM = os.path.abspath(sys.argv[1])
FOLDERS = "nasty_polygons", "nasty_qgis", "rspatial", "cn_shanxi_admin"
HANGS_S = 120  # of the clock: a busy machine takes its time
CPU_S = 10     # of the processor, all threads; sanitizers take several times as long
ROW = re.compile(r"- dev/(\S+/.*?) :: (.*?) \([^)]*\) (\{.*?\}) features=(\d+) null=(\d+) vertices=(\d+) invalid=(\d+)")
NOT_READ = {"nasty_qgis/top/test.osm"}  # a format that is not let in
SIDECARS = (".dbf", ".shx", ".prj", ".qpj", ".cpg", ".id", ".map", ".dat", ".gfs", ".xsd", ".csvt")


def is_sanitized():
    with open(PROGRAM, "rb") as file:
        return re.search(rb"__(asan|tsan|ubsan)_", file.read()) is not None


LIMIT_S = HANGS_S if is_sanitized() else CPU_S


def run(*args):
    try:
        done = program.run("sh", "-c", f'ulimit -t {LIMIT_S} && exec "$@"', "sh", PROGRAM, *args, timeout=HANGS_S)
    except subprocess.TimeoutExpired:
        return program.Done(-1, b"", f"not done after {HANGS_S} s")
    if done.code in (-signal.SIGXCPU, -signal.SIGKILL):
        return program.Done(done.code, b"", f"not done within {LIMIT_S} s of CPU")
    return done


def info(path):
    """({layer: counts}, faults) of a file."""
    done = run("info", "--json", "--lang", "en", path)
    if done.code not in (0, 3):
        return {}, [f"info: exit code {done.code}: {done.err[-2000:]}"]
    [file] = json.loads(done.out)["files"]
    errors = [layer["error"] for layer in [file, *file["layers"]] if layer["error"]]
    faults = [] if (done.code == 3) == bool(errors) else [f"info: exit code {done.code}, errors {errors}"]
    if any(len(error) < 20 for error in errors):
        faults.append(f"info: says little: {errors}")
    return {layer["layer"]: layer for layer in file["layers"] if "layer" in layer}, faults


def rows_of(folder):
    """{path: [(layer, types, features, null, vertices, invalid)]}"""
    rows = {}
    with open(os.path.join(folder, "SOURCE.txt"), encoding="utf-8") as file:
        for match in filter(None, map(ROW.match, file)):
            path, layer, types, *counts = match.groups()
            rows.setdefault(path, []).append((layer, types, *map(int, counts)))
    return rows


def compare(path, layers, rows):
    for layer, types, features, null, vertices, invalid in rows:
        found = layers.get(layer)
        if found is None:
            yield f"{layer}: not told"
            continue
        # a table without a column for shapes lacks none
        is_table = types == "{}" and not found["types"] and found["null"] == 0
        wanted = [features, 0 if is_table else null, invalid]
        counts = [found[name] for name in ("features", "null", "invalid")]
        if not found["crs"]["readings"] or found["types"]:  # else its vertices are rows with coordinates
            wanted.append(vertices)
            counts.append(found["vertices"])
        if counts != wanted:
            yield f"{layer}: features, null, invalid, vertices {counts}, not {wanted}"


def check(path, rows):
    """A check reads as many objects, and misses no shape that is missing."""
    for options, crs in layers_of(path):
        row = next((r for r in rows if r[0] == options.get("layer", r[0])), None)
        if row is None or row[2] == 0 or row[1] == "{}":
            continue
        with tempfile.TemporaryDirectory() as folder:
            project = os.path.join(folder, "project.yaml")
            with open(project, "w", encoding="utf-8") as file:
                json.dump({"lantu": 1, "project": {"name": "T", "crs": crs},
                           "layers": [{"id": "one", "source": path, **options}]}, file, ensure_ascii=False)
            done = run("check", project, "-o", os.path.join(folder, "out"), "--json", "--lang", "en")
        if done.code not in (0, 1):
            if done.code != 3 or len(done.err) < 20:
                yield f"check: exit code {done.code}: {done.err[-2000:]}"
            continue
        summary = json.loads(done.out)
        [layer] = summary["layers"]
        missing = sum(finding["rule"] == "IN-NULL" for finding in summary["findings"])
        if layer["features"] != row[2] or missing < row[3]:
            yield f"check {options}: {layer['features']} features, {missing} missing, not {row[2:4]}"


def look(item):
    path, name, rows = item
    layers, faults = info(path)
    if name in NOT_READ:
        faults += ["read, but it is of no format that is let in"] if layers else []
        return faults
    faults += compare(path, layers, rows)
    if path.lower().endswith((".shp", ".gpkg", ".geojson")):
        faults += check(path, rows)
    return [f"{name}: {fault}" for fault in faults]


def main():
    data, items = program.shared_data(), []
    for name in FOLDERS:
        folder = program.shared_data(name)
        rows = rows_of(folder)
        for root, _, names in os.walk(folder):
            for file in names:
                path = os.path.join(root, file)
                short = os.path.relpath(path, data)
                if ".gdb" in root or (file.lower().endswith(SIDECARS) and short not in rows):
                    continue
                items.append((path, short, rows.pop(short, [])))
        items += [(os.path.join(data, short), short, of) for short, of in rows.items()]  # folders, members
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for some in pool.map(look, sorted(items)) for fault in some]
    program.verdict(faults, f"{sum(len(i[2]) for i in items)} layers of {len(items)} files")


main()
