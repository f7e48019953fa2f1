"""The READMEs show the true output of a run: readme.py PROGRAM [--write].

--write puts the output of this run into them, to be looked at before it is committed.
"""

import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BLOCK = re.compile(r"(```text\n)(.*?)(\n```)", re.S)


def output_of(program, lang):
    with tempfile.TemporaryDirectory() as out:
        command = [program, "check", os.path.join(ROOT, "sample-data/project.yaml"), "-o", out, "--lang", lang]
        env = dict(os.environ, LANTU_DATA=os.path.join(ROOT, "src", "share"))
        done = subprocess.run(command, capture_output=True, env=env, text=True, encoding="utf-8")
    if done.returncode != 1:
        sys.exit(f"exit code {done.returncode}, expected 1\n{done.stderr}")
    return done.stdout.strip()


def main():
    faults = []
    for name, lang in (("README.md", "en"), ("docs/README.zh-CN.md", "zh")):
        path, want = os.path.join(ROOT, name), output_of(os.path.abspath(sys.argv[1]), lang)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if BLOCK.search(text).group(2) == want:
            continue
        faults.append(name)
        if "--write" in sys.argv:
            with open(path, "w", encoding="utf-8") as file:
                file.write(BLOCK.sub(lambda found: found.group(1) + want + found.group(3), text, count=1))
    print("not the output of this program:" if faults else "true", *faults)
    sys.exit(1 if faults and "--write" not in sys.argv else 0)


main()
