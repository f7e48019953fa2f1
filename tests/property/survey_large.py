"""`lantu survey` on what is as large as it may be: survey_large.py PROGRAM. Runs where LANTU_LARGE is set: it takes a
minute, 1.7 GB of memory and 0.4 GB in the temporary folder."""

import json
import math
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

HEAD = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n"
POINTS = 10_000_000
faults = []


def expect(what, good):
    if not good:
        faults.append(what)


def ring(path):
    """A circle of 100 km: its points are 6 cm apart."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{HEAD}{POINTS + 1},,R,R,面,,,,@\n")
        for i in range(POINTS + 1):
            angle = -2 * math.pi * (i % POINTS) / POINTS
            file.write(f"J{i % POINTS + 1},1,{3900000 + 1e5 * math.sin(angle):.4f},{38500000 + 1e5 * math.cos(angle):.4f}\n")


def main():
    if "LANTU_LARGE" not in os.environ:
        print("skipped: LANTU_LARGE is not set")
        return program.SKIPPED
    lantu = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        ring("ring.txt")
        done = program.run(lantu, "survey", "--json", "ring.txt", timeout=550)
        parcel = json.loads(done.out)["files"][0]["parcels"][0]
        expect(f"ring: {done.code} {parcel}", done.code == 0 and parcel["corners"] == POINTS)
        exact = POINTS / 2 * math.sin(2 * math.pi / POINTS) * 1e10
        expect(f"area: {parcel['areas']['planar']}", abs(parcel["areas"]["planar"]["m2"] - exact) < 10)
        done = program.run(lantu, "survey", "ring.txt", "--memory", "300MB", timeout=550)
        expect(f"bound: {done.code} {done.err}", done.code == 3 and "--memory allows 300 MB" in done.err)
        with open("noise.txt", "wb") as file:
            for _ in range(500):
                file.write(os.urandom(1 << 20))
        done = program.run(lantu, "survey", "noise.txt", timeout=550)
        expect(f"noise: {done.code} {done.err}", done.code == 3)
        os.chdir("/")
    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main())
