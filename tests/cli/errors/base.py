"""The base project and what a case is.

The base project is clean: two squares that stay apart, one rule, no finding, exit 0.
"""

import contextlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field

EAST, NORTH = 38500000, 3400000  # EPSG:4526, CGCS2000 3-degree band 38


class Skip(Exception):
    """The machine does not allow this case; the text says why."""


def square(east, north, side=100, **properties):
    e, n = EAST + east, NORTH + north
    ring = [[e, n], [e + side, n], [e + side, n + side], [e, n + side], [e, n]]
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


ZONE = geojson(square(0, 0, NO="Z1", KIND="07", SIZE=1))
LINE = geojson(square(500, 0, NO="L1"))
CROSSING = geojson(square(50, 0, NO="L1"))  # half over the zone
FIRMS = "NO,E,N\nF1,38500050,3400050\n"
SURVEY = "\n".join([
    "[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米",
    "带号=38", "精度=0.001", "转换参数=,,,,,,", "[地块坐标]", "4,1.0000,1,地块一,面,,,,@",
    "J1,1,3400000.000,38500000.000", "J2,1,3400100.000,38500000.000",
    "J3,1,3400100.000,38500100.000", "J4,1,3400000.000,38500100.000",
    "J1,1,3400000.000,38500000.000", ""])

HEAD = 'lantu: 1\nproject: {name: T, crs: "EPSG:4526"}\n'
ZONE_LAYER = '  - {id: zone, source: zone.geojson, crs: "EPSG:4526", key: NO}\n'
LINE_LAYER = '  - {id: line, source: line.geojson, crs: "EPSG:4526", key: NO}\n'
TITLE = "title: {zh: 重叠, en: Overlap}"


def rule(id="R-1", kind="overlap", a="zone", b="line", where=None, more=""):
    """A rule of the project file on one line, without its line end."""
    sides = [f"a: {{layer: {a}" + (f", where: {json.dumps(where)}" if where else "") + "}"]
    if b:
        sides.append(f"b: {{layer: {b}}}")
    return (f"  - {{id: {id}, kind: {kind}, severity: error, {TITLE}, layers: {{{', '.join(sides)}}}"
            + (f", {more}" if more else "") + "}\n")


def project(head=HEAD, layers=ZONE_LAYER + LINE_LAYER, rules=None, more="", sep="\n"):
    return head + "layers:\n" + layers + "rules:" + sep + (rule() if rules is None else rules) + more


def zone_layer(text):
    """The base project with another line for the layer `zone`; it stands in line 4."""
    return project(layers=f"  - {text}\n" + LINE_LAYER)


RESULT = ("out", "out/findings.gpkg")


@dataclass
class Case:
    name: str
    err: str                                   # pattern of stderr
    exit: int = 2
    text: object = None                        # of project.yaml; None: the base project
    files: dict = field(default_factory=dict)  # instead of or beside the base files; None: no file
    args: tuple = ("check", "project.yaml")
    setup: object = None                       # called with the folder
    lines: object = 1                          # on stderr; None: any number
    out: object = None                         # pattern of stdout; None: nothing there
    writes: tuple = ()
    env: dict = field(default_factory=dict)    # goes before that of run.py

    def make(self, folder):
        text = project() if self.text is None else self.text
        files = {"project.yaml": text, "zone.geojson": ZONE, "line.geojson": LINE, **self.files}
        for name, content in files.items():
            if content is None:
                continue
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        if self.setup is not None:
            self.setup(folder)

    # What cases_bad_luck.py replaces.
    before_exec = None

    def around(self, folder):
        return contextlib.nullcontext()

    def stdout(self):
        return subprocess.PIPE

    def meanwhile(self, process, folder):
        pass


def convert(driver, target, *options, source="zone.geojson"):
    """A setup that writes `target` with ogr2ogr."""
    def setup(folder):
        if shutil.which("ogr2ogr") is None:
            raise Skip("ogr2ogr (gdal-bin) is not installed")
        subprocess.run(["ogr2ogr", "-f", driver, *options, target, source], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return setup


def cut(name, share):
    """A setup that leaves the first part of a file."""
    def setup(folder):
        path = os.path.join(folder, name)
        os.truncate(path, int(os.path.getsize(path) * share))
    return setup


def remove(name):
    return lambda folder: os.remove(os.path.join(folder, name))


def steps(*setups):
    def setup(folder):
        for step in setups:
            step(folder)
    return setup
