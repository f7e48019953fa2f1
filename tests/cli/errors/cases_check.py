"""What docs/commands/check.md promises of a run that goes through: exit codes by severity, the log, the
law in force."""

import json
import re

from base import CROSSING, FIRMS, LINE_LAYER, RESULT, Case, project, rule

CHECK = ("check", "project.yaml")
SEVERITIES = ("info", "warning", "error")
LEVELS = (*SEVERITIES, "never")


def severe(severity):
    return project(rules=rule().replace("severity: error", f"severity: {severity}"))


def fail_on(severity, level):
    """A finding of a severity; `level` None: the default, error."""
    args = CHECK if level is None else (*CHECK, "--fail-on", level)
    fails = LEVELS.index(severity) >= LEVELS.index(level or "error")
    return Case(f"fail-on-{level or 'default'}-finds-{severity}", "", exit=int(fails), lines=0,
                out="R-1 +FAIL", writes=RESULT, args=args, text=severe(severity),
                files={"line.geojson": CROSSING})


# GDAL warns of the types of columns: a line of the log.
WARNED = project(layers='  - {id: zone, source: zone.csv, x: E, y: N, crs: "EPSG:4526", key: NO}\n'
                 + LINE_LAYER, rules=rule(kind="distance", more="limits: {distance_m: 1}"))
WARNING = {"zone.csv": FIRMS, "zone.csvt": "gotitwrong,Real,Real\n"}


def log(name, *flags, **more):
    return Case(name, exit=0, text=WARNED, files=WARNING, out="R-1", writes=RESULT,
                args=(*CHECK, *flags), **more)


OLD_LAW = "{text: {zh: 旧法, en: Old law}, valid_from: 2000-01-01, valid_to: 2019-12-31, confirmed: true}"
NEW_LAW = "{text: {zh: 新法, en: New law}, valid_from: 2020-01-01, confirmed: false}"


def law(name, as_of, lang, wanted):
    """The law that a finding names on a day."""
    head = 'lantu: 1\nproject: {name: T, crs: "EPSG:4526"' + (f", as_of: {as_of}" if as_of else "") + "}\n"
    return Case(f"law-{name}", "", exit=1, lines=0, writes=RESULT,
                out=re.escape(f'"law": {json.dumps(wanted, ensure_ascii=False)}'),
                args=(*CHECK, "--json", "--lang", lang), files={"line.geojson": CROSSING},
                text=project(head=head, rules=rule(more=f"basis: [{OLD_LAW}, {NEW_LAW}]")))


CASES = [fail_on(severity, level) for severity in SEVERITIES for level in (None, *LEVELS)] + [
    log("log-warning", err="gotitwrong", lines=1),
    log("log-quiet", "-q", err="", lines=0),
    # Both layers and all rules besides: the two that always run, and the project's own.
    log("log-verbose", "-v", err="layer 'line': features: 1, (.*\n)*.*rule 'R-1': objects checked: 1", lines=8),
    log("log-quiet-and-verbose", "-q", "-v", err="", lines=0),
    # --quiet is about the log: errors are told all the same.
    Case("quiet-error", r"no\.yaml", args=("check", "no.yaml", "-q")),
    law("before-all", "1999-12-31", "en", ""),
    law("old", "2019-12-31", "zh", "旧法"),
    law("new-not-confirmed-zh", "2020-01-01", "zh", "新法（依据待核）"),
    law("new-not-confirmed-en", "2020-01-01", "en", "New law (basis not confirmed)"),
    law("no-day", None, "zh", "旧法；新法（依据待核）"),
]
