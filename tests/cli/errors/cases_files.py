"""Layers that cannot be read: the rule that needs them ends in error, the other runs, exit 3.

The one line on stderr names the layer's file and what is wrong. R-1 needs the bad layer `zone`,
R-2 does not; the results are written and show both states.
"""

import os
import zipfile

from base import (FIRMS, HEAD, LINE_LAYER, RESULT, SURVEY, Case, convert, cut, geojson, project,
                  remove, rule, square, steps, zone_layer)

TWO = rule() + rule("R-2", a="other")
CRS = 'crs: "EPSG:4526"'


def bad(name, err, source, options=CRS, head=HEAD, **more):
    other = f"  - {{id: other, source: other.geojson, {CRS}, key: NO}}\n"
    layer = f"  - {{id: zone, source: {source}" + (f", {options}" if options else "") + "}\n"
    files = {"other.geojson": geojson(square(900, 0, NO="O1")), **more.pop("files", {})}
    return Case(name, err, exit=3, text=project(head, layer + LINE_LAYER + other, TWO),
                files=files, out="R-2", writes=RESULT, **more)


def usage(name, err, source, options=CRS, **more):
    """Not the file is wrong but what the project file says of it: exit 2, nothing is written."""
    layer = f"  - {{id: zone, source: {source}" + (f", {options}" if options else "") + "}\n"
    return Case(name, err, text=project(layers=layer + LINE_LAYER), **more)


def folder(path):
    return lambda place: os.makedirs(os.path.join(place, path))


def empty_zip(path):
    """An archive with one member without content."""
    def write(place):
        with zipfile.ZipFile(os.path.join(place, path), "w") as file:
            file.writestr("zone.shp", "")
    return write


def survey(name, err, old, new):
    """The survey text with one line changed."""
    assert old in SURVEY
    return bad("survey-" + name, r"zone\.txt: " + err, "zone.txt", options="",
               files={"zone.txt": SURVEY.replace(old, new, 1)})


def plain(name, err, content, file="zone.csv", options="x: E, y: N, " + CRS):
    return bad(name, err, file, options=options, files={file: content})


SHAPE = convert("ESRI Shapefile", "zone.shp", "-a_srs", "EPSG:4526", "-lco", "ENCODING=UTF-8")
PACKAGE = convert("GPKG", "zone.gpkg", "-a_srs", "EPSG:4526", "-nln", "zone")
MANY = {"zone.geojson": geojson(*[square(200 * i, 0, NO=f"Z{i}") for i in range(2000)])}

FILES = [
    bad("layer-missing", r"zone\.shp: no such file", "zone.shp"),
    bad("layer-missing-zh", r"zone\.shp：文件不存在", "zone.shp",
        args=("check", "project.yaml", "--lang", "zh")),
    bad("layer-is-folder", r"zone\.shp: holds no data file", "zone.shp", setup=folder("zone.shp")),
    bad("layer-is-empty-file", r"zone\.geojson: cannot be read \(.*not recogni[sz]ed",
        "zone.geojson", files={"zone.geojson": ""}),
    bad("layer-is-garbage", r"zone\.gpkg: cannot be read \(.*not recogni[sz]ed",
        "zone.gpkg", files={"zone.gpkg": bytes(range(256)) * 9}),
    bad("layer-is-device", r"/dev/zero: ", "/dev/zero"),
    # Sources are files: no network, no GDAL path with a meaning of its own.
    bad("layer-is-vsi-path", "/vsizip/zone.zip: no such file", '"/vsizip/zone.zip"'),
    bad("layer-is-inside-vsi-path", "/vsizip/zone.zip/zone.shp: no such file", '"/vsizip/zone.zip/zone.shp"',
        setup=empty_zip("zone.zip")),
    bad("layer-is-url", "http|no such file", '"http://127.0.0.1:9/zone.geojson"'),
    bad("layer-is-connection", "no such file|PG:", '"PG:dbname=x"'),
    bad("layer-is-inline-json", "no such file|cannot", "'" + geojson(square(0, 0)) + "'"),
    bad("layer-has-no-features", r"zone\.geojson: .*empty", "zone.geojson",
        files={"zone.geojson": geojson()}),
    bad("layer-has-no-fields", r"zone\.geojson: layer has no fields, so none is 'NO'", "zone.geojson",
        options=CRS + ", key: NO", files={"zone.geojson": geojson()}),
    bad("shapefile-cut-shp", r"zone\.shp: breaks off, features read until then: \d+,", "zone.shp", files=MANY,
        setup=steps(SHAPE, cut("zone.shp", 0.6))),
    bad("shapefile-cut-header", r"zone\.shp: ", "zone.shp", files=MANY,
        setup=steps(SHAPE, cut("zone.shp", 0.0001))),
    bad("shapefile-cut-dbf", r"zone\.shp: breaks off, features read until then: \d+,.*DBF", "zone.shp", files=MANY,
        setup=steps(SHAPE, cut("zone.dbf", 0.6))),
    bad("shapefile-cut-shx", r"zone\.shp: cannot be read.*\.shx", "zone.shp", files=MANY,
        setup=steps(SHAPE, cut("zone.shx", 0.6))),
    bad("shapefile-no-shx", r"zone\.sh[px]", "zone.shp", setup=steps(SHAPE, remove("zone.shx"))),
    bad("geopackage-cut", r"zone\.gpkg: cannot be read.*malformed", "zone.gpkg", files=MANY,
        setup=steps(PACKAGE, cut("zone.gpkg", 0.6))),
    bad("geopackage-cut-early", r"zone\.gpkg: ", "zone.gpkg", files=MANY,
        setup=steps(PACKAGE, cut("zone.gpkg", 0.01))),
    bad("geojson-cut", r"zone\.geojson: ", "zone.geojson", files=MANY, setup=cut("zone.geojson", 0.6)),
    bad("geopackage-no-layer", r"zone\.gpkg: no layer 'DLTB', there are: zone", "zone.gpkg",
        options="layer: DLTB", setup=PACKAGE),
    usage("geopackage-two-layers", r"zone\.gpkg: .*'layer'.*(a.*b|b.*a)", "zone.gpkg",
          setup=steps(convert("GPKG", "zone.gpkg", "-a_srs", "EPSG:4526", "-nln", "a"),
                      convert("GPKG", "zone.gpkg", "-update", "-a_srs", "EPSG:4526", "-nln", "b"))),
]

PLACE = [
    bad("crs-none-shapefile", r"zone\.shp: .*no coordinate reference system.*EPSG:4526", "zone.shp",
        options="", setup=steps(SHAPE, remove("zone.prj"))),
    plain("crs-none-csv", r"zone\.csv: .*no coordinate reference system.*EPSG:4526", FIRMS,
          options="x: E, y: N"),
    plain("crs-none-csv-degrees", r"zone\.csv: .*EPSG:4490", "NO,E,N\nF1,114.1,30.7\n",
          options="x: E, y: N"),
    bad("crs-xian80", "zone.*no reliable way.*Xian 1980.*towgs84", "zone.geojson",
        options='crs: "EPSG:2362"'),
    bad("crs-beijing54", "zone.*no reliable way.*Beijing 1954.*towgs84", "zone.geojson",
        options='crs: "EPSG:2414"'),
]

TEXTS = [
    usage("csv-no-coordinate-column", r"zone\.csv: no column 'Q'.*E.*N", "zone.csv",
          options="x: Q, y: N, " + CRS, files={"zone.csv": FIRMS}),
    plain("csv-empty", r"zone\.csv: cannot be read", ""),
    plain("csv-only-head", r"zone\.csv: .*empty", "NO,E,N\n"),
    plain("csv-encoding-unknown", r"zone\.csv: .*'KLINGON'.*GBK", FIRMS,
          options="x: E, y: N, encoding: KLINGON, " + CRS),
    plain("csv-encoding-wrong", r"zone\.csv: .*UTF-8",
          FIRMS.encode() + "F2,38500051,3400051\n".encode() + "企".encode("gbk") + b",38500052,3400052\n",
          options="key: NO, x: E, y: N, encoding: UTF-8, " + CRS),
    Case("csv-text-spoilt", "", exit=0, lines=0, text=zone_layer(
             "{id: zone, source: zone.csv, key: NO, x: E, y: N, encoding: UTF-8, " + CRS + "}"),
         files={"zone.csv": FIRMS.encode() + "甲,38500051,3400051\n乙,38500052,3400052\n".encode()
                + "企".encode("gbk") + b",38500053,3400053\n"},
         out=r"zone .*'NO' is not valid UTF-8: \\xC6\\xF3", writes=RESULT),
    survey("coordinate", r"line 12: coordinate is no number: 'J2,1,34001o0", "3400100.000", "34001o0.000"),
    survey("line", "line 13: cannot be understood", "J3,1,3400100.000,38500100.000", "J3"),
    survey("parcel", r"line 10: fields of the parcel line: 2,", "4,1.0000,1,地块一,面,,,,@", "4,1.0000,@"),
    survey("line-parcel", "line 10: parcel is of type '线'", "面", "线"),
    survey("closing", "line 15: point 'J1'", "38500100.000\nJ1,1,3400000.000",
           "38500100.000\nJ1,1,3400001.000"),
    survey("section", "line 9: name of a section", "[地块坐标]", "[地块坐标"),
    survey("ring-short", r"line \d+: ring 1: fewer than 3 points",
           "J2,1,3400100.000,38500000.000\nJ3,1,3400100.000,38500100.000\n", ""),
    survey("system", "坐标系 '月球坐标系' is not known", "2000国家大地坐标系", "月球坐标系"),
    survey("zone", ".*prefix 38, which contradicts.*39", "带号=38", "带号=39"),
    survey("old-datum", "no reliable way.*Xian 1980", "2000国家大地坐标系", "1980西安坐标系"),
    bad("survey-not-utf8-nor-gbk", r"zone\.txt: .*encoding", "zone.txt", options="",
        files={"zone.txt": SURVEY.encode() + b"\xff\xff\n"}),
]

CASES = FILES + PLACE + TEXTS
