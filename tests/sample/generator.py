"""The generator of the sample makes the committed files again, byte for byte."""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program


def files(folder):
    """Files below a folder but for the scripts, relative to it."""
    return {os.path.relpath(os.path.join(place, name), folder)
            for place, folders, names in os.walk(folder) if "__pycache__" not in place
            and os.path.basename(place) not in ("out", "out-2") for name in names if not name.endswith(".py")}


def main():
    if shutil.which("ogr2ogr") is None:
        print("skipped: no ogr2ogr, which writes the File Geodatabase")
        sys.exit(program.SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        generator = os.path.join(program.SAMPLE, "generate.py")
        subprocess.run([sys.executable, "-B", generator, "--out", folder], check=True)
        made, kept = files(folder), files(program.SAMPLE)
        faults = [f"{name}: made by the generator, not in the sample" for name in sorted(made - kept)]
        faults += [f"{name}: not made by the generator" for name in sorted(kept - made)]
        if "GDAL 3.6" not in subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True).stdout:
            made = {name for name in made if ".gdb" not in name}  # other versions write other bytes
        faults += [f"{name}: the generator makes other bytes" for name in sorted(made & kept)
                   if not filecmp.cmp(os.path.join(folder, name), os.path.join(program.SAMPLE, name),
                                      shallow=False)]
    program.verdict(faults, f"{len(made)} files")


main()
