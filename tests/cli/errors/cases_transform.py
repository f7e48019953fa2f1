"""`transform:` of a project file and its tables of control points: what is refused, and where."""

from base import RESULT, LINE_LAYER, HEAD, Case, project

PLANE = ('method: plane4, from: "EPSG:2383", to: "EPSG:4547", x_axis: north, dx_m: 1, dy_m: 2, rotation_s: 0, '
         'scale_ppm: 0')
HELMERT = ("method: helmert7, convention: position_vector, dx_m: 1, dy_m: 2, dz_m: 3, rx_s: 0, ry_s: 0, rz_s: 0, "
           "scale_ppm: 0")
POINTS = 'method: plane4, from: "EPSG:2383", to: "EPSG:4547", control_points: points.csv'
HEADER = "name,from_north,from_east,to_north,to_east\n"
GOOD = HEADER + "A,3400000,500000,3400001,500100\nB,3410000,500000,3410001,500100\nC,3400000,510000,3400001,510100\n"


def layer(transform, crs="EPSG:2362"):
    return project(layers=f'  - {{id: zone, source: zone.geojson, crs: "{crs}", key: NO, transform: {transform}}}\n'
                   + LINE_LAYER)


def refused(name, err, transform, **more):
    return Case("transform-" + name, r"project\.yaml:4:\d+: " + err, text=layer(transform), **more)


def stated(name, err, text):
    return refused(name, err, "{" + text + "}")


def points(name, err, table):
    return refused("points-" + name, ".*" + err, "{" + POINTS + "}", files={"points.csv": table})


def failed(name, err, text, **more):
    """The layer cannot be read; its rules end in error."""
    return Case("transform-" + name, r"'zone' cannot be read: .*" + err, exit=3, text=text, out="ERROR", writes=RESULT,
                **more)


CHINESE = GOOD.replace("name", "点名").replace("A,", "凤凰岭主峰,")


def encoded(name, table, more=""):
    """Tables in the encodings that people have: the name of a point is in the report."""
    return Case("transform-points-" + name, "", exit=0, lines=0, out="凤凰岭主峰", writes=RESULT,
                text=layer("{" + POINTS + more + "}"), files={"points.csv": table})


CASES = [
    failed("none", "Xian 1980.*transform:", project(
        layers='  - {id: zone, source: zone.geojson, crs: "EPSG:2362", key: NO}\n' + LINE_LAYER)),
    failed("beijing-none", "Beijing 1954.*transform:", project(
        layers='  - {id: zone, source: zone.geojson, crs: "EPSG:2414", key: NO}\n' + LINE_LAYER)),
    failed("datum-of-another", "no parameters of transform are meant for 'Beijing 1954",
           layer("{" + PLANE + "}", "EPSG:2414")),
    failed("band-of-another", "no parameters of transform are meant for 'Xian 1980.*37",
           layer("{" + PLANE + "}", "EPSG:2361")),
    failed("gcj-polygons", "only points are read from GCJ-02", project(
        layers='  - {id: zone, source: zone.geojson, crs: GCJ-02, key: NO}\n' + LINE_LAYER)),
    failed("no-shapes", "a table without shapes has nothing to transform", project(
        layers="  - {id: zone, source: t.csv, key: NO, transform: {" + HELMERT.replace(
            "method", 'from: "EPSG:4610", method') + "}}\n" + LINE_LAYER), files={"t.csv": "NO,A\nZ1,1\n"}),
    stated("gcj", "'GCJ-02' is a grid of web maps", PLANE.replace("EPSG:2383", "GCJ-02")),
    stated("no-method", "'method' is missing", "dx_m: 1"),
    stated("method", "'method' must be one of: plane4, helmert7", "method: bursa"),
    stated("no-axis", "plane4 lacks 'x_axis', which has no default", PLANE.replace("x_axis: north, ", "")),
    stated("axis", "'x_axis' must be one of: north, east", PLANE.replace("north", "up")),
    stated("no-convention", "helmert7 lacks 'convention'", HELMERT.replace("convention: position_vector, ", "")),
    stated("no-shift", "plane4 lacks 'dy_m'", PLANE.replace("dy_m: 2, ", "")),
    stated("no-rotation", "plane4 lacks 'rotation_s'", PLANE.replace("rotation_s: 0, ", "")),
    stated("no-scale", "helmert7 lacks 'scale_ppm'", HELMERT.replace(", scale_ppm: 0", "")),
    stated("two-scales", "'scale_ppm' and 'scale_factor' say the same", PLANE + ", scale_factor: 1"),
    stated("two-rotations", "'rotation_s' and 'rotation_rad' say the same", PLANE + ", rotation_rad: 0"),
    stated("other", "'dz_m' is no parameter of plane4", PLANE + ", dz_m: 0"),
    stated("axis-of-helmert", "'x_axis' is no parameter of helmert7", HELMERT + ", x_axis: north"),
    stated("unknown", "unknown key 'dxm'", PLANE + ", dxm: 0"),
    stated("not-a-number", "'rotation_s' must be a number", PLANE.replace("rotation_s: 0", "rotation_s: 1e999")),
    stated("range", "'rx_s' must be from -3600 to 3600", HELMERT.replace("rx_s: 0", "rx_s: 4000")),
    stated("bands", "4 parameters hold between planes of one central meridian",
           PLANE.replace("EPSG:4547", "EPSG:4546")),
    stated("from-crs", "'nowhere'", PLANE.replace("EPSG:2383", "nowhere")),
    stated("both", "control_points give the parameters, so 'x_axis'", PLANE + ", control_points: points.csv"),
    refused("empty", "'transform' is empty", "[]"),
    refused("text", "a mapping", "plane4"),
    refused("list-without-from", "every item here needs 'from'", "[{" + PLANE + "}, {" + HELMERT + "}]"),
    Case("transform-top-without-from", r"project\.yaml:3:\d+: every item here needs 'from'",
         text=project(head=HEAD + "transform: {" + HELMERT + "}\n")),
    points("missing", "points.csv", None),
    points("few", "control points: 1, but at least 2", "\n".join(GOOD.split("\n")[:2])),
    points("none", "control points: 0, but at least 2", HEADER),
    points("place", "in one place", HEADER + "A,3400000,500000,3400001,500100\nB,3400000.5,500000,3400001,500100\n"),
    points("column", "points.csv: no column 'to_east'", GOOD.replace("to_east", "east")),
    points("columns", "'name' and '点名' mean the same",
           GOOD.replace("to_east", "to_east,点名").replace("100\n", "100,P\n")),
    points("number", "points.csv: line 2: from_east '5OOOOO' is no coordinate", GOOD.replace("500000", "5OOOOO", 1)),
    points("huge", "line 2: from_east '5e300' is no coordinate", GOOD.replace("500000", "5e300", 1)),
    points("name", "line 3: a control point has no name", GOOD.replace("B,", ",")),
    points("twice", "line 3: control point 'A' has the name or the place of that in line 2", GOOD.replace("B,", "A,")),
    points("same-place", "line 3: control point 'B' has the name or the place of that in line 2",
           GOOD.replace("B,3410000", "B,3400000")),
    points("heights", "heights are needed in both",
           GOOD.replace("to_east", "to_east,to_height").replace("100\n", "100,1\n")),
    points("many", "control points: 501, at most 500",
           HEADER + "".join(f"P{i},{3400000 + i},500000,{3400000 + i},500100\n" for i in range(501))),
    encoded("gbk", CHINESE.encode("gbk")),
    encoded("utf-16", CHINESE.encode("utf-16")),
    encoded("gbk-stated", CHINESE.encode("gbk"), ", encoding: GBK"),
    points("undecided", "points.csv: encoding cannot be told.*GB18030.*ISO-8859-1.*state it", GOOD.replace("A,", "Stra\xdfe,").encode("latin-1")),
    points("wrong-bytes", "points.csv", GOOD.replace("A,", "A\0,").encode()),
    refused("points-wrong-encoding", ".*points.csv: not valid UTF-8", "{" + POINTS + ", encoding: UTF-8}",
            files={"points.csv": CHINESE.encode("gbk")}),
    refused("encoding-alone", "'encoding' is that of the table of control_points", "{" + PLANE + ", encoding: GBK}"),
    refused("points-database", r".*PG:dbname=x password=\*\*\*: a file or folder is wanted here, no database; .*\.\.\.\n$",
            "{" + POINTS.replace("points.csv", '"PG:dbname=x password=s3cret"') + "}"),
    refused("points-line", ".*on one line", '{method: helmert7, from: "EPSG:2383", to: "EPSG:4547", '
            'control_points: points.csv}',
            files={"points.csv": HEADER + "".join(f"P{i},{3400000 + 1000 * i},500000,{3400001 + 1000 * i},500100\n"
                                                  for i in range(5))}),
]
