"""CPU seconds of reading a million polygons of 100 vertices into memory, beside a bare loop over GDAL, and
the memory that takes beside the coordinates.

    tests/bench/reading.py build/release/tests/bench_io [--data FOLDER] [--rows N] [--points N] [--rounds N]

Makes the same polygons as GeoPackage and as Shapefile, once. Every task is a process of its own, the best of
the rounds counts. Prints JSON: tasks as bench_io has them, `ratio` to the bare loop of the same run, `memory`
the peak by 16 bytes a vertex. Files should fit into the page cache.
"""

import argparse
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program


def made(args):
    os.makedirs(args.data, exist_ok=True)
    stem = os.path.join(args.data, f"polygons-{args.rows}-{args.points}")
    if not os.path.exists(stem + ".gpkg"):
        subprocess.run([args.program, "write", stem + ".gpkg", str(args.rows), str(args.points)], check=True,
                       env=dict(os.environ, ONLY="write"))
    if not os.path.exists(stem + ".shp"):
        subprocess.run(["ogr2ogr", stem + ".shp", stem + ".gpkg", "-lco", "ENCODING=UTF-8"], check=True)
    return stem + ".gpkg", stem + ".shp"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--data", default=os.path.join(program.ROOT, "build", "bench-data"))
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--points", type=int, default=101)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    report = {}
    for path in made(args):
        run = subprocess.run([args.program, "read", path], check=True, capture_output=True,
                             env=dict(os.environ, ROUNDS=str(args.rounds)))
        tasks = json.loads(run.stdout)
        for task in tasks:
            task["memory"] = round(task["peak_mb"] * 1024 * 1024 / (args.rows * args.points * 16), 2)
        report[os.path.basename(path)] = tasks
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
