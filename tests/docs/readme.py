"""The READMEs show the true output of their runs: readme.py PROGRAM [--write].

--write puts the output of these runs into them, to be looked at before it is committed.
"""

import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BLOCK = re.compile(r"(?<=```text\n)(.*?)(?=```\n)", re.S)
LAYERS = ("urban-plan.gpkg:城规", "control.gpkg:YJJBNTTB", "control.gpkg:STBHHX")

# In the order of the blocks: folder, exit code, arguments.
RUNS = (("sample-data", 1, ("check", "project.yaml", "-o", "OUT")), ("sample-data/delivery-1", 0, ("overlay", *LAYERS)))


# Of the table of firms the best and what follows the last; the rest would fill the page.
FIRMS = re.compile(r"(\n(?:yield per mu by firm|亩均（按企业)[^\n]*\n[^\n]*\n(?:[^\n]+\n){5})(?:[^\n]+\n)+(?=\n)")


def output_of(program, run, lang):
    folder, code, args = run
    with tempfile.TemporaryDirectory() as out:
        command = [program, *(out if arg == "OUT" else arg for arg in args), "--lang", lang]
        env = dict(os.environ, LANTU_DATA=os.path.join(ROOT, "src", "share"))
        done = subprocess.run(command, capture_output=True, env=env, cwd=os.path.join(ROOT, folder), text=True,
                              encoding="utf-8")
    if done.returncode != code:
        sys.exit(f"exit code {done.returncode}, expected {code}\n{done.stderr}")
    return FIRMS.sub(r"\1…\n", done.stdout.strip() + "\n")


def main():
    faults = []
    for name, lang in (("README.md", "en"), ("docs/README.zh-CN.md", "zh")):
        path, outputs = os.path.join(ROOT, name), [output_of(os.path.abspath(sys.argv[1]), run, lang) for run in RUNS]
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if BLOCK.findall(text) == outputs:
            continue
        faults.append(name)
        if "--write" in sys.argv:
            if len(BLOCK.findall(text)) != len(outputs):
                sys.exit(f"{name} has {len(BLOCK.findall(text))} blocks, expected {len(outputs)}")
            rest = iter(outputs)
            with open(path, "w", encoding="utf-8") as file:
                file.write(BLOCK.sub(lambda _: next(rest), text))
    print("not the output of this program:" if faults else "true", *faults)
    sys.exit(1 if faults and "--write" not in sys.argv else 0)


main()
