"""Wrong options and wrong outputs; which exit code goes before which."""

import os

from base import CROSSING, FIRMS, LINE_LAYER, RESULT, Case, project, rule, zone_layer

CHECK = ("check", "project.yaml")


def run(name, err, *args, **more):
    return Case(name, err, args=args, **more)


def folder_at(path):
    return lambda folder: os.makedirs(os.path.join(folder, path))


CHINESE = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8"}
OLD = {"out/findings.gpkg": "old"}
OPTIONAL = project(layers='  - {id: zone, source: no.shp, optional: true}\n'
                   '  - {id: line, source: line.geojson, crs: "EPSG:4526", key: NO}\n'
                   '  - {id: other, source: zone.geojson, crs: "EPSG:4526", key: NO}\n',
                   rules=rule() + rule("R-2", a="other"))
REQUIRED = OPTIONAL.replace(", optional: true", "")
ZONE_CSV = '  - {id: zone, source: zone.csv, x: E, y: N, crs: "EPSG:4526", key: NO}\n'
DONE = dict(err="", lines=0, out="R-1", writes=RESULT)

DATABASE = "PG:dbname=land host=db password=s3cret"
# A connection where a file is wanted; the whole line, so that no password is in it.
NO_FILE = (r"lantu: PG:dbname=land host=db password=\*\*\*: a file or folder is wanted here, no database; "
           r"write a file of that name as \./PG:\.\.\.\n$")
BOTH = ("zone.geojson", "line.geojson")

CASES = [
    *[run("database-" + "-".join(word.strip("-") for word in args if word not in (DATABASE, *BOTH)).replace("=" + DATABASE, ""),
          NO_FILE, *args) for args in (
        ("diff", DATABASE, "zone.geojson"), ("diff", "zone.geojson", DATABASE, "--json"), ("new", DATABASE),
        ("overlay", *BOTH, "-o", DATABASE), ("overlay", *BOTH, "--pairs", DATABASE), ("overlay", *BOTH, "--crs", DATABASE),
        ("overlay", *BOTH, "--outptu=" + DATABASE), ("near", *BOTH, "--within", "1m", "-o", DATABASE),
        ("survey", "zone.geojson", "-o", DATABASE), ("survey", "zone.geojson", "--write-txt", DATABASE),
        ("survey", "zone.geojson", "--sides-file", DATABASE), (*CHECK, "-o", DATABASE), (*CHECK, "--overwrite=" + DATABASE))],
    run("database-as-command", NO_FILE, DATABASE),
    Case("base-project-is-clean", exit=0, **DONE),
    run("no-command", "Usage", lines=None),
    run("unknown-command", "chekc.*--help", "chekc"),
    run("no-project", "no project file", "check"),
    run("no-project-zh", "未指定项目文件", "check", "--lang", "zh"),
    run("lang-unknown", "--lang xx", *CHECK, "--lang", "xx"),
    run("lang-without-value", "--lang", *CHECK, "--lang"),
    # Errors and help speak the language of --lang, else that of the locale, installed or not.
    run("lang-unknown-zh", "--lang xx：只能是", *CHECK, "--lang", "xx", env=CHINESE),
    run("jobs-no-number-zh", "--jobs abc：只能是", *CHECK, "--jobs", "abc", "--lang", "zh"),
    run("fail-on-unknown-zh", "--fail-on x：只能是", *CHECK, "--fail-on", "x", env=CHINESE),
    run("option-unknown-zh", "没有“--ouput”这个选项", *CHECK, "--ouput", "o", "--lang=zh"),
    run("output-without-value-zh", "-o：未给出取值", *CHECK, "--lang=zh", "-o"),
    run("unknown-command-zh", "没有“chekc”这个命令", "chekc", env=CHINESE),
    run("lang-before-locale", "--jobs 0: use", *CHECK, "--jobs", "0", "--lang", "en", env=CHINESE),
    Case("help", exit=0, err="", lines=0, out=r"^Options:\n  -o, --output=DIR +Folder",
         args=("check", "--help")),
    Case("help-zh", exit=0, err="", lines=0, out=r"^选项：\n  -o, --output=DIR +结果",
         args=("check", "-h"), env=CHINESE),
    run("file-like-an-option", r"-x\.yaml: no such file", "check", "--", "-x.yaml"),
    run("flag-with-value", "--overwrite=no", *CHECK, "--overwrite=no", files=OLD),
    run("option-short-unknown", "-z", *CHECK, "-qz"),
    run("jobs-0", "--jobs 0", *CHECK, "--jobs", "0"),
    run("jobs-negative", "--jobs -1", *CHECK, "--jobs", "-1"),
    run("jobs-too-many", "--jobs 1025", *CHECK, "--jobs", "1025"),
    run("jobs-no-number", "abc", *CHECK, "--jobs", "abc"),
    run("jobs-huge", "99999999999", *CHECK, "-j", "99999999999"),
    run("memory-0", "--memory 0MB: use", *CHECK, "--memory", "0MB"),
    run("memory-without-unit", "--memory 2: use", *CHECK, "--memory", "2"),
    run("memory-no-number", "--memory GB: use", *CHECK, "--memory", "GB"),
    run("memory-hexadecimal", "--memory 0x2GB: use", *CHECK, "--memory", "0x2GB"),
    run("memory-negative", "--memory -2GB: use", *CHECK, "--memory", "-2GB"),
    run("memory-infinite", "--memory 1e999TB: use", *CHECK, "--memory", "1e999TB"),
    run("memory-too-much-zh", "--memory 99999999999TB：须为", *CHECK, "--memory", "99999999999TB", "--lang", "zh"),
    run("fail-on-unknown", "--fail-on x", *CHECK, "--fail-on", "x"),
    run("option-unknown", "--ouput", *CHECK, "--ouput", "o"),
    run("output-without-value", "-o", *CHECK, "-o"),
    run("project-missing", r"no\.yaml: ", "check", "no.yaml"),
    run("project-missing-zh", r"no\.yaml：.*[一-鿿]", "check", "no.yaml", "--lang", "zh"),
    run("project-is-folder", r"dir: ", "check", "dir", setup=folder_at("dir")),
    run("project-is-shapefile", r"zone\.shp", "check", "zone.shp", files={"zone.shp": b"\0\0\x27\x0a"}),
    run("output-exists", r"findings\.gpkg: .*--overwrite", *CHECK, files=OLD),
    run("output-exists-elsewhere", r"there/findings\.gpkg: .*--overwrite", *CHECK, "-o", "there",
        files={"there/findings.gpkg": "old"}),
    run("output-exists-zh", "--overwrite", *CHECK, "--lang", "zh", files=OLD),
    # An old result stays what it was when the new run fails.
    run("overwrite-and-fail", "column|field", *CHECK, "--overwrite", files=OLD,
        text=zone_layer('{id: zone, source: zone.geojson, crs: "EPSG:4526", key: NOPE}')),
    run("output-is-file", r"file\.txt", *CHECK, "-o", "file.txt", files={"file.txt": "x"}),
    run("output-below-file", r"file\.txt", *CHECK, "-o", "file.txt/out", files={"file.txt": "x"}),
    run("result-is-folder", r"findings\.gpkg", *CHECK, "--overwrite",
        setup=folder_at("out/findings.gpkg")),
    # Whatever GDAL says, even while its drivers are set up, is a line of our log.
    Case("gdal-warns-of-drivers", r"^lantu: zone\.geojson: .*GDAL_SKIP", exit=0, out="R-1",
         writes=RESULT, env={"GDAL_SKIP": "NO_SUCH_DRIVER"}),
    Case("gdal-warns-of-file", r"^lantu: zone\.csv: Unknown type : gotitwrong", exit=0, out="R-1",
         writes=RESULT, files={"zone.csv": FIRMS, "zone.csvt": "gotitwrong,Real,Real\n"},
         text=project(layers=ZONE_CSV + LINE_LAYER, rules=rule(kind="distance",
                                                               more="limits: {distance_m: 1}"))),
    Case("findings", exit=1, files={"line.geojson": CROSSING}, **DONE),
    Case("findings-below-fail-on", exit=0, files={"line.geojson": CROSSING},
         args=(*CHECK, "--fail-on", "never"), **DONE),
    Case("optional-missing", exit=0, text=OPTIONAL, **DONE),
    Case("optional-missing-strict", exit=4, text=OPTIONAL, args=(*CHECK, "--strict"), **DONE),
    Case("findings-before-strict", exit=1, text=OPTIONAL, args=(*CHECK, "--strict"),
         files={"line.geojson": CROSSING}, **DONE),
    Case("unread-before-findings", exit=3, text=REQUIRED, files={"line.geojson": CROSSING},
         err=r"no\.shp: ", out="R-2", writes=RESULT),
    # Two projects: each has its folder, the worse code counts.
    Case("second-project-wrong", r"no\.yaml", args=(*CHECK, "no.yaml", "-o", "o"), out="R-1",
         writes=("o", "o/project", "o/project/findings.gpkg")),
    Case("first-project-wrong", r"no\.yaml", args=("check", "no.yaml", "project.yaml", "-o", "o"),
         out="R-1", writes=("o", "o/project", "o/project/findings.gpkg")),
    # --overwrite does not let the second project replace what the first has just written.
    Case("projects-of-one-name", r"o/project/findings\.gpkg: ", out="R-1",
         args=("check", "project.yaml", "./project.yaml", "-o", "o", "--overwrite"),
         writes=("o", "o/project", "o/project/findings.gpkg")),
    Case("projects-of-one-folder", r"out/findings\.gpkg: ", out="R-1", writes=RESULT,
         files={"second.yaml": project()},
         args=("check", "project.yaml", "second.yaml", "--overwrite")),
]
