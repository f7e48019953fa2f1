"""CPU seconds of `lantu overlay`, whole processes, beside those of peers in the same run.

    tests/bench/overlay.py PROGRAM [--data FOLDER] [--rounds N] [--sets s100k,c100k,v100k,s1m]

Needs ../shared/bench: its generator makes the data (once, in FOLDER), its C programs are the
yardsticks: R is ogr_floor.c, a bare loop over both inputs; geos_overlay.c does the same work pair by
pair with GEOS on one thread (not for s1m, where it takes minutes, unless --geos-all). Prints JSON: the
lowest CPU seconds of the rounds, the largest resident memory, and the ratios that issue lists state.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

SHARED = os.path.join(program.ROOT, "..", "shared", "bench")
SETS = {
    "s10k": ["-n", "10000", "-m", "2000"],
    "s100k": ["-n", "100000", "-m", "20000"],
    "c100k": ["-n", "100000", "-m", "20000", "--coincident"],
    "v100k": ["-n", "100000", "-m", "20000", "--coincident", "--sliver", "0.5"],
    "s1m": ["-n", "1000000", "-m", "200000"],
}
LIBRARIES = ["-lgdal", "-lgeos_c", "-lsqlite3", "-lpthread"]


def measured(command, folder):
    """CPU seconds, wall seconds and megabytes of a process in a folder, where it may leave files."""
    start = os.times().elapsed
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder,
                                   env=program.environment())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            out.seek(0)
            sys.exit(f"{' '.join(command)}: exit {process.returncode}: {out.read()[-500:]!r}")
    return {"cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
            "wall_s": round(os.times().elapsed - start, 3),
            "mb": round(usage.ru_maxrss / 1024)}


def best(rounds, command, folder):
    runs = [measured(command, folder) for _ in range(rounds)]
    return min(runs, key=lambda run: run["cpu_s"])


def made(folder, name):
    """The data of a set; made when it is not there."""
    stem = os.path.join(folder, name)
    if not os.path.exists(stem + "_pairs.csv"):
        generator = os.path.join(SHARED, "gen_coverage.py")
        subprocess.run(["/usr/bin/python3", generator, name, *SETS[name]], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
    return stem + "_a.gpkg", stem + "_b.gpkg", stem + "_pairs.csv"


def compiled(folder, name):
    path = os.path.join(folder, name)
    subprocess.run(["gcc", "-O2", "-I/usr/include/gdal", os.path.join(SHARED, name + ".c"), "-o",
                    path, *LIBRARIES], check=True)
    return path


def figures(args, name, yardsticks):
    a, b, pairs = made(args.data, name)
    out = os.path.join(args.data, "bench_out.gpkg")
    lantu = [args.program, "overlay", a, b, "--class", "dlbm,ghfq", "-j", "1", "-q"]
    result = {
        "R": best(args.rounds, [yardsticks["ogr_floor"], "ogr", a, b], args.data),
        "table": best(args.rounds, lantu, args.data),
        "pieces": best(args.rounds, [*lantu, "--pairs", pairs, "-o", out, "--overwrite"],
                       args.data),
        "pieces_2_jobs": best(1, [*lantu, "--pairs", pairs, "-o", out, "--overwrite", "-j", "2"],
                              args.data),
    }
    if name != "s1m" or args.geos_all:
        result["geos"] = best(1, [yardsticks["geos_overlay"], a, b, pairs, out, "1"], args.data)
        result["geos / pieces"] = round(result["geos"]["cpu_s"] / result["pieces"]["cpu_s"], 1)
    floor = result["R"]["cpu_s"]
    result["table / R"] = round(result["table"]["cpu_s"] / floor, 2)
    result["pieces / R"] = round(result["pieces"]["cpu_s"] / floor, 2)
    os.unlink(out)
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--data", default=os.path.join(program.ROOT, "build", "bench-data"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sets", default="s100k,c100k,v100k,s1m")
    parser.add_argument("--geos-all", action="store_true")
    args = parser.parse_args()
    if not os.path.isdir(SHARED):
        sys.exit("../shared/bench is not there")
    args.data, args.program = os.path.abspath(args.data), os.path.abspath(args.program)
    os.makedirs(args.data, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        yardsticks = {name: compiled(folder, name) for name in ("ogr_floor", "geos_overlay")}
        report = {name: figures(args, name, yardsticks) for name in args.sets.split(",")}
    if "s100k" in report and "s1m" in report:
        report["growth s100k to s1m"] = {
            what: round(report["s1m"][what]["cpu_s"] / report["s100k"][what]["cpu_s"], 2)
            for what in ("table", "pieces")}
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
