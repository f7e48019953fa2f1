"""`lantu new DIR`: the folder it makes against the sample it is made of: new.py PROGRAM."""

import filecmp
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
STAYS = (".py", ".pyc")


def files_of(root):
    return {os.path.relpath(os.path.join(folder, name), root)
            for folder, folders, names in os.walk(root) for name in names
            if not name.endswith(STAYS) and not os.path.relpath(folder, root).startswith("out")}


def summary(project, folder):
    done = program.run(PROGRAM, "check", project, "-o", folder, "--json", "--lang", "en")
    return done.code, done.out or done.err


def check(faults):
    done = program.run(PROGRAM, "new", "a/b/示范", "--lang", "en")
    if done.code != 0 or b"files written: " not in done.out:
        faults.append(f"new: {done}")
    wanted, found = files_of(program.SAMPLE), files_of("a/b/示范")
    if wanted != found:
        faults.append(f"other files than the sample's: {sorted(wanted ^ found)}")
    different = filecmp.cmpfiles(program.SAMPLE, "a/b/示范", sorted(wanted & found), shallow=False)[1:]
    if any(different):
        faults.append(f"not the same: {different}")
    if os.listdir("a/b") != ["示范"]:
        faults.append(f"left behind: {os.listdir('a/b')}")
    there = summary(os.path.join(program.SAMPLE, "project.yaml"), "there")
    here = summary("a/b/示范/project.yaml", "here")
    if there[0] != 1 or there != here:
        faults.append(f"checked to {here}, the sample to {there}")
    os.mkdir("empty")
    os.mkdir("full")
    with open("full/mine", "w", encoding="ascii") as file:
        file.write("mine")
    for args, code, says in ((("empty",), 0, ""), (("full",), 2, "is there already"), (("full/mine",), 2, "is there"),
                             (("full/mine/below",), 3, "cannot be written"), ((), 2, "write one folder"),
                             (("x", "y"), 2, "not 2"), (("x", "--lang", "fr"), 2, "--lang fr")):
        done = program.run(PROGRAM, "new", *args)
        if done.code != code or says not in done.err:
            faults.append(f"new {args}: {done}")
    # the folder that one works in, and a link to one, stay what they are
    os.mkdir("empty/own")
    os.symlink("empty/own", "link")
    os.mkdir("here/in")
    os.chdir("here/in")
    done = program.run(PROGRAM, "new", ".")
    if done.code != 0 or not os.path.exists("project.yaml") or any(name[0] == "." for name in os.listdir(".")):
        faults.append(f"new .: {done} {os.listdir('.')}")
    os.chdir("../..")
    done = program.run(PROGRAM, "new", "link")
    if done.code != 0 or not os.path.islink("link") or files_of("empty/own") != wanted:
        faults.append(f"new link: {done}")
    os.unlink("link")
    if sorted(os.listdir(".")) != ["a", "empty", "full", "here", "there"] or os.listdir("full") != ["mine"]:
        faults.append(f"left behind: {os.listdir('.')} {os.listdir('full')}")


FAULTS = []
with tempfile.TemporaryDirectory() as place:
    os.chdir(place)
    check(FAULTS)
    os.chdir("/")
program.verdict(FAULTS, "the sample as a new project")
