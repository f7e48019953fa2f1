"""`lantu` with bulk allocations that fail, from the command line: allocation.py PROGRAM LIBRARY.

LIBRARY is that of tests/failing.c. The n-th allocation fails, or all from the n-th on; each time the
exit code is 3, one line on stderr says so, nothing is on stdout, and the folder is as it was. All n
are tried inside one program by unit/report/test_allocation_files; here it is some of them.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(HERE, "errors")]
import base  # noqa: E402
import program  # noqa: E402
from run import snapshot  # noqa: E402

FAILED = 3
LINE = r"lantu: .*out of memory.*\n"
N_TRIED = 40

lantu, library = map(os.path.abspath, sys.argv[1:3])
faults = []


def squares(n, by):
    return base.geojson(*[base.square(by + 30 * (i % n), by + 30 * (i // n), 28, NO=f"{i}", KIND=f"{i % 3}")
                          for i in range(n * n)])


def package(name):
    """The squares once more, in a file that is read into tiles."""
    base.convert("GPKG", name + ".gpkg", "-a_srs", "EPSG:4526", source=name + ".geojson")(".")


# Workers that come too late for any work have no memory of their own: with several of them the
# number of allocations is not always the same.
ONE, THREE, SURE = ("-j", "1"), ("-j", "3"), 0.75
OVERLAY = ("overlay", "--class", "KIND", "--key", "NO", *ONE)
CRS = ("--crs", "EPSG:4526", "-q")
RUNS = {
    "table": (*OVERLAY, *CRS, "zone.geojson", "line.geojson", "--json"),
    "pieces": (*OVERLAY, "zone.gpkg", "line.gpkg", "-o", "p.gpkg", "--pairs", "pairs.csv"),
    "patches": (*OVERLAY, "zone.gpkg", "line.gpkg", "-o", "p.gpkg", "--patches"),
    "overwrite": (*OVERLAY, *CRS, "--validity", "zone.geojson", "line.gpkg", "-o", "old.gpkg", "--overwrite"),
    "survey": ("survey", "zones.txt", "--write-txt", "written", *ONE),
    "certificate": ("survey", "zones.txt", "--certificate", "written", "--date", "2018-12-31", *ONE),
    "survey-table": ("survey", "corners.csv", "--crs", "EPSG:4526", *ONE),
    "survey-sides": ("survey", "zones.txt", "--sides", "东至甲路，南至乙路，西至丙路，北至丁路",
                     "--named", "named.gpkg:named:NAME", *ONE),
    "diff": ("diff", "before.gpkg", "after.gpkg"),
    "kinds": ("check", "kinds.yaml", "-o", ".", *ONE),
    "check": ("check", "project.yaml", "-o", ".", *ONE),
    "check-overwrite": ("check", "project.yaml", "-o", "results", "--overwrite", *THREE),
}


def run(args, fails, count=os.devnull):
    env = program.environment()
    env.update(LD_PRELOAD=library, LANTU_FAIL=fails, LANTU_FAIL_COUNT=count)
    # the library comes before the runtime of the sanitizer, which is right here
    env["ASAN_OPTIONS"] += ":verify_asan_link_order=0"
    done = subprocess.run([lantu, *args, "--lang", "en"], capture_output=True, env=env,
                          stdin=subprocess.DEVNULL, timeout=300)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def count(args):
    """How many allocations a run makes; it is done in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        inputs(folder)
        path = os.path.join(folder, "count")
        code, out, err = run(args, "0", path)
        if code not in (0, 1) or not out or err:
            faults.append(f"{' '.join(args)}: exit code {code}: {err}")
            return 0
        with open(path, encoding="ascii") as file:
            return int(file.read())


def check(name, args, fails, before):
    code, out, err = run(args, fails)
    after = snapshot(".")
    if code != FAILED or out or not re.fullmatch(LINE, err) or after != before:
        left = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        faults.append(f"{name}, allocation {fails}: exit code {code}, {len(out)} bytes on stdout, {left}: {err}")


CORNERS = "地块号,点号,北坐标,东坐标\n" + "".join(
    f"P{i},J{i * 4 + k},{3400000 + dn + 200 * i}.000,{38500000 + de}.000\n"
    for i in range(12) for k, (dn, de) in enumerate(((0, 0), (0, 100), (100, 100), (100, 0))))
POINTS = "NO,经度,纬度\n" + "".join(f"{i % 25},{114 + i / 1e5:.6f},{30.718 + i / 1e5:.6f}\n" for i in range(30))
KINDS = """lantu: 1
project: {name: T, crs: "EPSG:4526", area: planar}
layers:
  - {id: zone, source: zone.geojson, crs: "EPSG:4526", key: NO, class: {field: KIND, scheme: gbt4754-2017}}
  - {id: point, source: points.csv, x: 经度, y: 纬度, crs: "EPSG:4490", key: NO}
rules:
  - {id: S, kind: schema, severity: error, title: {zh: 字段, en: Fields}, layers: {a: {layer: zone}}, limits: {schema: t.csv}}
  - {id: C, kind: schema, severity: error, title: {zh: 分类, en: Classes}, limits: {find: domain}}
  - {id: U, kind: unique, severity: error, title: {zh: 唯一, en: Unique}}
  - {id: A, kind: area, severity: error, title: {zh: 面积, en: Area}, layers: {a: {layer: zone}},
     limits: {declared: NO, unit: m2, relative: 0.01}}
"""
TABLE = "field,type,length,required,values,check\nNO,Char,1,M,,\nKIND,Char,2,M,1|2,\"NO < 20\"\nLACKS,,,M,,\n"


def results(name, n):
    """A result of a check, as diff compares them."""
    project = base.project(rules=base.rule(where=f"NO < {n}"))
    with open("made.yaml", "w", encoding="utf-8") as file:
        file.write(project)
    subprocess.run([lantu, "check", "made.yaml", "-o", "made", "--fail-on", "never"], env=program.environment(),
                   check=True, capture_output=True)
    os.rename("made/findings.gpkg", name)
    shutil.rmtree("made")


def inputs(folder):
    os.chdir(folder)
    os.mkdir("results")
    for path, text in {"zone.geojson": squares(5, 0), "line.geojson": squares(5, 10),
                       "pairs.csv": "a,b\n0,1\n1,2\n2,2\n", "old.gpkg": "old", "results/findings.gpkg": "old",
                       "zones.txt": base.SURVEY + "4,1.0000,2,地块二,面,,,,@\n" + "".join(
                           f"J{n},1,{x}.000,{y}.000\n" for n, x, y in ((1, 3400050, 38500050), (2, 3400050, 38500090),
                                                                      (3, 3400090, 38500090))),
                       "corners.csv": CORNERS, "points.csv": POINTS, "kinds.yaml": KINDS, "t.csv": TABLE,
                       "named.geojson": base.geojson(*[
                           base.square(x, y, 10, NAME=name) for name, x, y in
                           (("甲路", 120, 0), ("乙路", 0, -30), ("丙路", -30, 0), ("丁路", 0, 120))]),
                       "project.yaml": base.project()}.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    package("zone")
    package("line")
    package("named")
    results("before.gpkg", 20)
    results("after.gpkg", 25)


def main():
    n_all = 0
    for name, args in RUNS.items():
        n = int(count(args) * (SURE if THREE[1] in args else 1))
        tried = sorted({*range(1, min(10, n) + 1), *(round(i * n / N_TRIED) for i in range(1, N_TRIED + 1))} - {0})
        n_all += len(tried)
        with tempfile.TemporaryDirectory() as folder:
            inputs(folder)
            before = snapshot(".")
            for i, number in enumerate(tried if n else ()):
                check(name, args, f"{number}{'+' if i % 2 else ''}", before)
    os.chdir(HERE)
    program.verdict(faults, f"{n_all} allocations failed")


try:
    main()
except base.Skip as reason:
    print(f"skipped: {reason}")
    sys.exit(program.SKIPPED)
