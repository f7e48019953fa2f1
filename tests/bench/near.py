"""CPU of `lantu near --count` against a bare OGR read of the points, in one run: near.py PROGRAM [POINTS URBAN].

The data are those of ../shared/bench/gen_urban.py, made where none are named. Prints JSON: seconds of CPU, least of
some rounds, their ratio, and peak memory a point. Needs osgeo and numpy of Python.
"""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATOR = os.path.join(ROOT, "..", "shared", "bench", "gen_urban.py")
ROUNDS = 5
PYTHON = "/usr/bin/python3"  # that of the system has GDAL
# The loop in C: Python's own share would flatter us.
LOOP = """
#include <gdal.h>
#include <ogr_api.h>
int main(int argc, char **argv)
{
  GDALAllRegister();
  GDALDatasetH source = GDALOpenEx(argv[1], GDAL_OF_VECTOR, NULL, NULL, NULL);
  OGRLayerH layer = GDALDatasetGetLayer(source, 0);
  for (OGRFeatureH feature; argc > 1 && (feature = OGR_L_GetNextFeature(layer)) != NULL;)
    OGR_F_Destroy(feature);
  GDALClose(source);
  return 0;
}
"""


def spent(*command):
    """Seconds of CPU and peak memory in bytes of a command."""
    pid = os.fork()
    if pid == 0:
        with open(os.devnull, "w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"{command}: status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def loop_make(folder):
    source, loop = os.path.join(folder, "loop.c"), os.path.join(folder, "loop")
    with open(source, "w", encoding="utf-8") as file:
        file.write(LOOP)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gdal"], check=True, capture_output=True, text=True)
    subprocess.run(["cc", "-O2", source, "-o", loop, *flags.stdout.split()], check=True)
    return loop


def main():
    lantu = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        points, urban = sys.argv[2:4] if len(sys.argv) > 3 else (f"{folder}/d_points.gpkg", f"{folder}/d_urban.gpkg")
        if len(sys.argv) <= 3:
            subprocess.run([PYTHON, GENERATOR, f"{folder}/d"], check=True, stdout=subprocess.DEVNULL)
        loop = loop_make(folder)
        reads, nears, tiny = [], [], []
        for _ in range(ROUNDS):  # in turns: both meet the same weather
            reads.append(spent(loop, points)[0])
            nears.append(spent(lantu, "near", points, urban, "--within", "10km", "--count", "-q", "-j", "1"))
            tiny.append(spent(lantu, "near", urban, urban, "--within", "10km", "--count", "-q", "-j", "1")[1])
        cpu_s, peak = min(cpu for cpu, _ in nears), min(bytes_ for _, bytes_ in nears)
        print(json.dumps({"ogr_read_s": min(reads), "near_s": cpu_s, "ratio": round(cpu_s / min(reads), 2),
                          "peak_mb": peak >> 20, "bytes_a_point_of_1e6": round((peak - min(tiny)) / 1e6)}))


main()
