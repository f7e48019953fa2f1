"""Break the code of each kind of rule on purpose: a test of the kind must fail. kinds.py [KIND...]

Run by hand, not by ctest: it builds a copy of the project in a temporary folder, where it changes one line at a
time, builds the tests of the kind and runs them. It prints a line for each change and fails when a change goes
unseen, when its line is no longer there, or when a kind has none. TMPDIR says where; a build takes 500 MB.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lint"))
import tree

# kind, file of src/rules, a line of it, what stands there instead, the tests of tests/unit/rules
CHANGES = (
    ("area", "area.c", "  if (value_m2 <= most_m2)", "  if (value_m2 < most_m2)", ["test_area_rule"]),
    ("boundary", "boundary.c", "  lack.min_length_m = limits->min_length_m;", "  lack.min_length_m = 2 * limits->min_length_m;",
     ["test_containment"]),
    ("contains-point", "contains_point.c", "  return limits->count == COUNT_ONE ? n == 1 : n >= 1;",
     "  return limits->count == COUNT_ONE ? n <= 2 : n >= 1;", ["test_contains_point"]),
    ("coverage", "coverage_shapes.c", "    else if (n_parts > 1 && !add_multipart(task, object, n_parts, error))",
     "    else if (n_parts > 2 && !add_multipart(task, object, n_parts, error))", ["test_coverage"]),
    ("covers", "covers.c", "  lack.limits = *limits;", "  lack.limits.min_area_m2 = 2 * limits->min_area_m2;",
     ["test_containment"]),
    ("covers-each-other", "covers_each_other.c", "  lack.limits = *limits;",
     "  lack.limits.min_area_m2 = 2 * limits->min_area_m2;", ["test_containment"]),
    ("crs", "crs.c", "    if (diagnosis->doubts != 0)", "    if (diagnosis->doubts == 0)", ["test_crs_rule"]),
    ("distance", "distance.c", "  if (possible->distance_m > limits->distance_m + tolerance_m)",
     "  if (possible->distance_m > limits->distance_m - 2 * tolerance_m)", ["test_check", "test_results"]),
    ("inside", "inside.c", "  return lt_object_compare(&one, &other) < 0;", "  return lt_object_compare(&one, &other) > 0;",
     ["test_containment"]),
    ("land", "land.c", "    else if (!(land[i] > 0) || isinf(land[i]))", "    else if (!(land[i] >= 0) || isinf(land[i]))",
     ["test_check"]),
    ("larger-than", "larger_than.c", "  if (area_m2 >= row->min_area_m2)", "  if (area_m2 > row->min_area_m2)",
     ["test_polygon_kinds"]),
    ("larger-than", "larger_than.c", "    if (rank > best || (rank == best && is_stricter(row, &found))) {",
     "    if (rank >= best) {", ["test_polygon_kinds"]),
    ("matrix", "matrix.c", "      sheet->wanted[a * n_b + b] = entry == NULL || entry->verdict != LT_VERDICT_ALLOWED;",
     "      sheet->wanted[a * n_b + b] = entry == NULL || entry->verdict > LT_VERDICT_NOTICE;", ["test_matrix"]),
    ("overlap", "overlap.c", "                            .min_area_m2 = limits->min_area_m2,",
     "                            .min_area_m2 = 2 * limits->min_area_m2,", ["test_approved", "test_check"]),
    ("schema", "schema_hits.c", "  if (answer == LT_SCHEMA_BAD && use == LT_TRUE)",
     "  if (answer == LT_SCHEMA_BAD && use == LT_UNKNOWN)", ["test_schema_rule"]),
    ("sharp-angle", "sharp_angle.c", "#define TANGENT_BITS 62", "#define TANGENT_BITS 20", ["test_polygon_kinds"]),
    ("sharp-angle", "sharp_angle.c", "  corner->is_interior = cross > 0;", "  corner->is_interior = cross < 0;",
     ["test_polygon_kinds"]),
    ("short-edge", "short_edge.c", "      if (length2(&shapes->points[i - 1]) < limit * limit &&",
     "      if (length2(&shapes->points[i - 1]) <= limit * limit &&", ["test_polygon_kinds"]),
    ("side", "side.c", "  if (take_note.saying != LT_SIDE_SAYS_EDGE && !is_sure)",
     "  if (take_note.saying == LT_SIDE_SAYS_EDGE && !is_sure)", ["test_side"]),
    ("sliver", "sliver.c", "  return value < limit * (1 - ROUNDING);", "  return value <= limit;", ["test_polygon_kinds"]),
    ("sliver", "sliver.c", "  return n_rings <= 2 && 2 * shape->planar_m2 >= limit_m * shape->perimeter_m;",
     "  return n_rings <= 2 && 4 * shape->planar_m2 >= limit_m * shape->perimeter_m;", ["test_polygon_kinds"]),
    ("totals", "totals.c", "  if (value <= limit)", "  if (value < limit)", ["test_totals"]),
    ("unique", "unique.c", "  if (n_sure < 2)", "  if (n_sure < 3)", ["test_unique"]),
    ("valid", "valid.c", "      count += (double)data->faults[i].n_places;", "      count += 1;", ["test_polygon_kinds"]),
)


def copy_tree(to):
    for name in tree.files():
        target = os.path.join(to, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(os.path.join(tree.ROOT, name), target)


def build(folder, tests):
    done = subprocess.run(["ninja", "-C", os.path.join(folder, "build"), *tests], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"does not build:\n{done.stdout}{done.stderr}")


def passes(folder, tests):
    env = {key: value for key, value in os.environ.items() if key != "LANTU_DATA"}
    return all(subprocess.run([os.path.join(folder, "build", "tests", test)], capture_output=True, env=env,
                              timeout=600).returncode == 0 for test in tests)


def verdict(folder, file, old, new, tests):
    """What becomes of a change: None when a test fails, as it must."""
    path = os.path.join(folder, "src", "rules", file)
    with open(path, encoding="utf-8") as source:
        text = source.read()
    if text.count(old + "\n") != 1:
        return "the line is not there, or not once"
    with open(path, "w", encoding="utf-8") as source:
        source.write(text.replace(old + "\n", new + "\n"))
    try:
        build(folder, tests)
        return "no test fails" if passes(folder, tests) else None
    finally:
        with open(path, "w", encoding="utf-8") as source:
            source.write(text)


def kinds():
    return re.findall(r'\.name = "([\w-]+)"', "".join(
        tree.read(name) for name in tree.sources("src/rules/", ".c") if "const LtKind lt_kind_" in tree.read(name)))


def main():
    wanted = sys.argv[1:] or kinds()
    changes = [change for change in CHANGES if change[0] in wanted]
    faults = [f"{kind}: no change of its code is known" for kind in wanted if kind not in {c[0] for c in changes}]
    with tempfile.TemporaryDirectory() as folder:
        copy_tree(folder)
        subprocess.run(["cmake", "-S", folder, "-B", os.path.join(folder, "build"), "-G", "Ninja",
                        "-DCMAKE_BUILD_TYPE=Debug"], check=True, capture_output=True)
        tests = sorted({test for change in changes for test in change[-1]})
        build(folder, tests)
        if not passes(folder, tests):
            sys.exit("a test fails before anything is changed")
        for kind, file, old, new, tests in changes:
            fault = verdict(folder, file, old, new, tests)
            print(f"{kind}: {file}: {new.strip()}: {fault or 'a test fails'}", flush=True)
            faults += [f"{kind}: {fault}"] if fault else []
    tree.verdict(faults, len(changes))


main()
