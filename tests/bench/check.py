"""CPU seconds of `lantu check` and of overlays of many layers, beside those of a bare read.

    tests/bench/check.py PROGRAM [--data FOLDER] [--rounds N] [--coverage s100k,s1m]

Beside overlay.py, whose data and yardsticks it takes: a `coverage` rule with everything it can find
over the first layer of a set, against R_a, the bare read of that layer; 30 overlap rules against the
same project with 1; the tables of all ten pairs of five layers in one pass against ten passes. Prints
JSON.
"""

import argparse
import itertools
import json
import os
import sys
import tempfile

import overlay
from overlay import best, compiled, made, program

COVERAGE = """lantu: 1
project: {{name: bench, crs: "EPSG:4526"}}
layers:
  - {{id: a, source: {a}, key: bsm}}
rules:
  - {{id: C, kind: coverage, title: {{zh: c, en: c}}, severity: info, layers: {{a: {{layer: a}}}},
     limits: {{find: [overlaps, gaps, duplicates, holes, multipart, vertices]}}}}
"""
OVERLAPS = """lantu: 1
project: {{name: bench, crs: "EPSG:4526"}}
layers:
  - {{id: a, source: {a}, key: bsm}}
  - {{id: b, source: {b}, key: bsm}}
rules:
"""
# Each rule takes a part of the features: all together find as much with 30 rules as with 1.
RULE = """  - {{id: R{i}, kind: overlap, title: {{zh: r, en: r}}, severity: info,
     layers: {{a: {{layer: a, where: "bsm % 40 >= {low} and bsm % 40 < {high}"}}, b: {{layer: b, where: "bsm % 5 = 0"}}}}}}
"""


def checked(args, project, folder):
    path = os.path.join(folder, "project.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(project)
    return best(args.rounds, [args.program, "check", path, "-o", os.path.join(folder, "out"),
                              "--overwrite", "-j", "1", "-q", "--fail-on", "never"], folder)


def coverage(args, name, floor, folder):
    a = made(args.data, name)[0]
    result = {"R_a": best(args.rounds, [floor, "ogr", a], folder),
              "check": checked(args, COVERAGE.format(a=a), folder)}
    result["check / R_a"] = round(result["check"]["cpu_s"] / result["R_a"]["cpu_s"], 2)
    return result


def rules(args, folder):
    a, b, _ = made(args.data, "s100k")
    result = {}
    for n in (1, 30):
        project = OVERLAPS.format(a=a, b=b) + "".join(
            RULE.format(i=i, low=i * 30 // n, high=(i + 1) * 30 // n) for i in range(n))
        result[f"{n} rules"] = checked(args, project, folder)
    result["30 / 1"] = round(result["30 rules"]["cpu_s"] / result["1 rules"]["cpu_s"], 2)
    return result


def five_layers(args, folder):
    files = []
    for seed in range(1, 6):
        name = f"n100k{seed}"
        overlay.SETS[name] = ["-n", "100000", "-m", "100", "--seed", str(seed)]
        files.append(made(args.data, name)[0])
    run = [args.program, "overlay", "-j", "1", "-q", "-f", "csv"]
    ten = [best(args.rounds, [*run, *pair, "--class", "dlbm"], folder)["cpu_s"]
           for pair in itertools.combinations(files, 2)]
    result = {"one pass": best(args.rounds, [*run, *files, "--class", "dlbm", "--tables", "pairs"],
                               folder),
              "ten passes": {"cpu_s": round(sum(ten), 3)}}
    result["one / ten"] = round(result["one pass"]["cpu_s"] / sum(ten), 2)
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--data", default=os.path.join(program.ROOT, "build", "bench-data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--coverage", default="s100k,s1m")
    args = parser.parse_args()
    if not os.path.isdir(overlay.SHARED):
        sys.exit("../shared/bench is not there")
    args.data, args.program = os.path.abspath(args.data), os.path.abspath(args.program)
    os.makedirs(args.data, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        floor = compiled(folder, "ogr_floor")
        report = {f"coverage {name}": coverage(args, name, floor, folder)
                  for name in args.coverage.split(",") if name}
        report["rules"] = rules(args, folder)
        report["five layers"] = five_layers(args, folder)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
