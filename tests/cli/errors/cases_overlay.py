"""`lantu overlay`: wrong calls, inputs that cannot be overlaid, bad luck."""

import json
import os
import signal

from base import EAST, FIRMS, NORTH, ZONE, Case, convert, geojson, square, steps
from cases_bad_luck import Luck, limit_file_size, many_firms, mounted, opens, writes_result

CRS = ("--crs", "EPSG:4526", "-q")
TWO = ("overlay", "zone.geojson", "line.geojson")
THREE = (*TWO, "zone.geojson")
NEAR = {"line.geojson": geojson(square(50, 0, NO="L1", KIND="1"), square(60, 0, NO="L2", KIND="2"))}
KIND = ("--class", "KIND")


def run(name, err, *more, args=TWO, **rest):
    return Case("overlay-" + name, err, args=(*args, *CRS, *more), **rest)


def done(name, *more, files=None, out="07", **rest):
    return Case("overlay-" + name, "", exit=0, lines=0, out=out, args=(*TWO, *CRS, *KIND, *more),
                files={**NEAR, **(files or {})}, **rest)


def pairs(name, err, content, field="KIND", **rest):
    return run("pairs-" + name, r"pairs\.csv: " + err, "--class", field, "--pairs", "pairs.csv",
               files={**NEAR, "pairs.csv": content}, **rest)


def classes(n, field):
    """Many small squares, each of its own class."""
    return geojson(*[square(i % 100, i // 100, 0.5, **{field: f"c{i}"}) for i in range(n)])


def many_squares(folder):
    """Long to overlay with the one square that covers all, and each one a piece to write, or a patch."""
    e, n = EAST, NORTH
    with open(os.path.join(folder, "many.geojson"), "w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for i in range(60000):
            x, y = e + i % 300, n + i // 300
            ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
            file.write("," * (i > 0) + json.dumps({"type": "Feature", "properties": {"KIND": (i + i // 300) % 2}, "geometry": {
                "type": "Polygon", "coordinates": [ring]}}) + "\n")
        file.write("]}\n")


BIG = {"line.geojson": geojson(square(-10, -10, 400))}
MANY = ("overlay", "many.geojson", "line.geojson", *CRS)
OLD = {"out/p.gpkg": "old"}

USAGE = [
    Case("overlay-nothing", "two files.*--help", args=("overlay",)),
    Case("overlay-one-file", "two files", args=("overlay", "zone.geojson")),
    Case("overlay-33-files", "at most 32 layers, not 33", args=("overlay", *["zone.geojson"] * 33)),
    Case("overlay-empty-a", "A: the name is empty", args=("overlay", "", "zone.geojson")),
    Case("overlay-empty-output", "--output: the name is empty", args=(*TWO, "-o", "")),
    Case("overlay-empty-pairs", "--pairs: the name is empty", args=(*TWO, "--pairs", "")),
    Case("overlay-value-missing", "--class: a value is missing", args=(*TWO, "--class", "--json")),
    Case("overlay-value-missing-short", "-j: a value is missing", args=(*TWO, "-j", "--json")),
    # A dash alone is no option of one letter.
    Case("overlay-dash", "-: no such file", exit=3, args=("overlay", "zone.geojson", "-", "--crs", "EPSG:4526", "-q")),
    Case("overlay-nothing-zh", "[一-鿿].*--help", args=("overlay", "--lang", "zh")),
    Case("overlay-unknown-option", "--classs.*overlay --help", args=(*TWO, "--classs", "x")),
    run("format-unknown", "-f xml: .*csv", "-f", "xml"),
    run("format-and-json", "-f csv .*--json", "-f", "csv", "--json"),
    run("class-three", "--class 'a,b,c': write one name, or 2", "--class", "a,b,c"),
    run("class-two-of-three", "--class 'a,b': write one name, or 3", "--class", "a,b", args=THREE),
    run("empty-third", "3: the name is empty", args=(*TWO, "")),
    run("tables-unknown", "--tables x: use tuples, pairs or all", "--tables", "x", args=THREE),
    run("tables-of-two", "--tables all: two layers have one table", "--tables", "all"),
    run("class-empty", "--class '': ", "--class", ""),
    run("patches-no-output", "--patches: .*name it with -o", "--patches", "--min-area", "5"),
    Case("overlay-patches-no-output-zh", "--patches：.*[一-鿿].*-o", args=(*TWO, "--patches", "--lang", "zh")),
    run("min-area-no-number", "--min-area 'x': write a number from 0 to 1000000000000", "--min-area", "x"),
    run("min-area-negative", "--min-area '-1'", "--min-area", "-1"),
    run("min-area-unit", "--min-area '5m'", "--min-area", "5m"),
    run("min-area-hexadecimal", "--min-area '0x10'", "--min-area", "0x10"),
    run("min-area-infinite", "--min-area '1e400'", "--min-area", "1e400"),
    run("min-area-point", "--min-area '.'", "--min-area", "."),
    run("min-width-nan", "--min-width 'nan'", "--min-width", "nan"),
    run("encoding-unknown", "--encoding: unknown encoding 'GBX', write GBK", "--encoding", "GBX"),
    run("class-missing", r"zone\.geojson.*no field 'KNID', near: KIND", "--class", "KNID"),
    run("key-missing", r"line\.geojson.*no field 'SIZ'", "--key", ",SIZ"),
    Case("overlay-crs-unknown", "--crs: ", args=(*TWO, "--crs", "EPSG:0")),
    Case("overlay-crs-geographic", "d.geojson: .* geographic.*EPSG:4526", args=(*TWO[:1], "d.geojson", "d.geojson"),
         files={"d.geojson": ZONE.replace(str(EAST), "113.9").replace(str(NORTH), "30.7")
                .replace(str(EAST + 100), "114.0").replace(str(NORTH + 100), "30.8")}),
    Case("overlay-crs-geographic-stated", "--crs: .* geographic.*in metres", args=(*TWO, "--crs", "EPSG:4490", "-q")),
    Case("overlay-crs-feet", "--crs: ", args=(*TWO, "--crs", "EPSG:2263", "-q")),
    run("layers-not-named", r"two\.gpkg: .*several layers.*FILE:LAYER.*: a, b", args=("overlay", "two.gpkg", "zone.geojson"),
        setup=steps(convert("GPKG", "two.gpkg", "-a_srs", "EPSG:4526", "-nln", "a"),
                    convert("GPKG", "two.gpkg", "-update", "-a_srs", "EPSG:4526", "-nln", "b"))),
    run("layer-twice", "zone.*--layer names 'q'", "--layer", "q", args=("overlay", "zone.geojson:zone", "line.geojson")),
    run("too-many-classes", r"classes of many\.geojson: 4001, of most\.geojson: 4000.*16000000.*--class", "--class", "A,B",
        args=("overlay", "many.geojson", "most.geojson"),
        files={"many.geojson": classes(4001, "A"), "most.geojson": classes(4000, "B")}),
    run("output-exists", r"out/p\.gpkg: .*--overwrite", "-o", "out/p.gpkg", files=OLD),
    run("output-is-input", r"zone\.geojson: is an input", "-o", "zone.geojson", "--overwrite"),
    run("output-is-third", r"firms\.geojson: is an input", "-o", "firms.geojson", "--overwrite",
        args=(*TWO, "firms.geojson"), files={"firms.geojson": ZONE}),
    run("output-is-pairs", r"pairs\.csv: is an input", "-o", "./pairs.csv", "--overwrite", "--pairs", "pairs.csv",
        files={"pairs.csv": "a,b\n07,1\n"}),
    # Inputs have more files than the one that is named.
    run("output-is-part-of-input", r"a\.dbf: .*\.gpkg", "-o", "a.dbf", "--overwrite", args=("overlay", "a.shp", "zone.geojson"),
        setup=convert("ESRI Shapefile", "a.shp", "-a_srs", "EPSG:4526")),
    run("output-name", r"out/p\.csv: .*ends in \.gpkg", "-o", "out/p.csv"),
    run("output-below-file", r"zone\.geojson", "-o", "zone.geojson/p.gpkg"),
    run("output-is-folder", "out.gpkg: is a folder", "-o", "out.gpkg",
        setup=lambda f: os.makedirs(os.path.join(f, "out.gpkg"))),
]

PAIRS = [
    pairs("class-unknown", "line 3: no class '3' in line.geojson, near: .*1", "a,b\n07,1\n07,3\n"),
    pairs("class-unknown-a", "line 2: no class '7' in zone.geojson, near: 07", "a,b\n7,1\n"),
    pairs("class-none", "line 2: the cell for the class of zone.geojson is empty", "a,b\n,1\n"),
    pairs("no-header", "line 1: .*header.*'07' is a class of zone.geojson", "07,1\n07,2\n"),
    # The first pair would be taken for a header and lost.
    pairs("no-header-half", "line 1: .*header.*'1' is a class of line.geojson", "08,1\n07,2\n"),
    pairs("not-classified", "line 2: class '1', but line.geojson has no classes.*--class", "a,b\n07,1\n",
          field="KIND,"),
    pairs("three-cells", "line 2: write two cells.*07,1,2", "a,b\n07,1,2\n"),
    pairs("long-line", "line 2: write two cells.{1,60}x{57}…'$", "a,b\n07," + "x" * 5000 + ",\n"),
    pairs("control", r"line 2: write two cells.*'07\\u0009\\u001b\[31m\\u202e'$", "a,b\n07\t\x1b[31m\u202e\n"),
    pairs("bom-and-crlf", "line 3: no class '3' in line.geojson", "\ufeffa,b\r\n07,1\r\n07,3\r\n"),
    pairs("gbk", "line 3: no class '水田' in zone.geojson, near: 07", "a,b\n07,1\n水田,1\n".encode("gbk")),
    pairs("one-cell", "line 2: write two cells", "a,b\n07\n"),
    pairs("quote-open", 'line 3: write two cells.*"07,1', 'a,b\n\n"07,1\n'),
    pairs("quote-text", "line 2: write two cells", 'a,b\n"07"x,1\n'),
    pairs("header-only", "no pairs", "a,b\n"),
    pairs("empty", "no pairs", ""),
    pairs("binary", ".*save it as UTF-8", b"a,b\n\0\xff\xfe\n", exit=3),
    pairs("missing", "no such file", None, exit=3),
    pairs("two-cells-of-three", "line 1: write four cells.*'a,b'.*numbers 1 to 3", "a,b\n07,1\n", args=THREE),
    pairs("layer-unknown", "line 2: write four cells.*'1,07,4,1'", "a,b,c,d\n1,07,4,1\n", args=THREE),
    pairs("layer-with-itself", "line 3: write four cells.*'2,1,2,1'", "a,b,c,d\n1,07,2,1\n2,1,2,1\n", args=THREE),
    pairs("no-header-of-three", "line 1: .*header", "1,07,2,1\n1,07,2,2\n", args=THREE),
    pairs("class-unknown-of-three", "line 2: no class '8' in line.geojson", "a,b,c,d\n3,07,2,8\n", args=THREE),
]

INPUT = [
    run("a-missing", r"no\.shp: no such file", args=("overlay", "no.shp", "zone.geojson"), exit=3),
    run("b-missing", r"no\.shp:x: no such file", args=("overlay", "zone.geojson", "no.shp:x"), exit=3),
    run("layer-missing", "no layer 'x', there are: zone", args=("overlay", "zone.geojson:x", "zone.geojson"), exit=3),
    run("garbage", r"zone\.geojson: ", files={"zone.geojson": "garbage"}, exit=3),
    run("no-polygons", r"firms\.csv: no polygons", args=("overlay", "zone.geojson", "firms.csv"),
        files={"firms.csv": FIRMS}, exit=3),
    Case("overlay-no-crs", r"zone\.geojson: has no coordinate reference system.*--crs.*EPSG:4526", exit=3, args=TWO),
    Case("overlay-no-place", r"firms\.csv: has no coordinate reference system.*; there are no coordinates", exit=3,
         args=("overlay", "firms.csv", "zone.geojson"), files={"firms.csv": FIRMS}),
    Case("overlay-datum", "no reliable way.*Xian 1980", exit=3, args=("overlay", "z.gpkg", "x.gpkg"),
         setup=steps(convert("GPKG", "z.gpkg", "-a_srs", "EPSG:4526"),
                     convert("GPKG", "x.gpkg", "-a_srs", "EPSG:2362"))),
    Case("overlay-crs-taken", r"(?s)zone\.geojson: .*EPSG:4526.*line\.geojson: .*EPSG:4526", exit=0, lines=2,
         out="class of A", args=(*TWO, *CRS[:2])),
]

LUCK = [
    done("done", "-o", "out/p.gpkg", writes=("out", "out/p.gpkg")),
    done("done-table"),
    Luck("overlay-stdout-full", "standard output", exit=3, args=(*TWO, *CRS), full_stdout=True),
    Luck("overlay-disk-full", r"p\.gpkg: .*(full|space)", exit=3, args=(*TWO, *CRS, "-o", "out/p.gpkg"),
         place=mounted("size=64k")),
    Luck("overlay-file-size-limit", r"p\.gpkg: ", exit=3, args=(*TWO, *CRS, "-o", "out/p.gpkg"),
         limit=limit_file_size, writes=("out",)),
    Luck("overlay-interrupted-reading", "interrupted|cancel", exit=130, setup=many_firms, number=signal.SIGINT,
         args=("overlay", "firms.csv", "zone.geojson", *CRS), moment=opens("firms.csv")),
    Luck("overlay-interrupted-writing", "interrupted|cancel", exit=130, setup=many_squares, number=signal.SIGINT,
         args=(*MANY, "-o", "out/p.gpkg"), files=BIG, moment=writes_result, writes=("out",)),
    Luck("overlay-interrupted-patches", "interrupted|cancel", exit=130, setup=many_squares, number=signal.SIGINT,
         args=(*MANY, "--class", "KIND,", "--patches", "-o", "out/p.gpkg"), files=BIG, moment=writes_result, writes=("out",)),
]

CASES = USAGE + PAIRS + INPUT + LUCK
