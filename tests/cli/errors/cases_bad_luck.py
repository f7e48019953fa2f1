"""Full disks, folders that cannot be written to, signals: nothing half-written stays."""

import contextlib
import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass

from base import CROSSING, HEAD, RESULT, ZONE_LAYER, Case, Skip, project, rule

CHECK = ("check", "project.yaml")
POINTS = '  - {id: line, source: firms.csv, x: E, y: N, crs: "EPSG:4526", key: NO}\n'
N_MANY = 100000
MANY = project(HEAD, ZONE_LAYER + POINTS,
               rule(kind="distance", a="line", b="zone", more="limits: {distance_m: 100000}"))


def many_firms(folder):
    """Points that are all near the zone: long to read, and each one a finding to write."""
    with open(os.path.join(folder, "firms.csv"), "w", encoding="utf-8") as file:
        file.write("NO,E,N\n")
        file.writelines(f"F{i},{38500200 + i % 1000}.5,{3400200 + i // 1000}.25\n" for i in range(N_MANY))


def mounted(options):
    """A tmpfs at out/ of the case's folder."""
    @contextlib.contextmanager
    def around(folder):
        place = os.path.join(folder, "out")
        os.makedirs(place)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place],
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise Skip(f"no tmpfs can be mounted: {done.stderr.decode(errors='replace').strip()}")
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", place], check=True)
    return around


@contextlib.contextmanager
def closed_folder(folder):
    if os.geteuid() == 0:
        raise Skip("root may write everywhere")
    place = os.path.join(folder, "out")
    os.makedirs(place)
    os.chmod(place, 0o555)
    try:
        yield
    finally:
        os.chmod(place, 0o755)


def limit_file_size():
    """As a full disk, where nothing can be mounted: writing beyond 64 KiB fails."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


def opens(name):
    """Wait until the program has a file open."""
    def seen(process, folder):
        links = f"/proc/{process.pid}/fd"
        if not os.path.isdir(links):
            raise Skip("no /proc to see open files in")
        path = os.path.join(folder, name)
        with contextlib.suppress(FileNotFoundError):
            return any(os.path.realpath(os.path.join(links, link)) == path
                       for link in os.listdir(links))
        return False
    return seen


def writes_result(process, folder):
    """Wait until the temporary file of the result has grown."""
    del process
    with contextlib.suppress(FileNotFoundError):
        with os.scandir(os.path.join(folder, "out")) as entries:
            return any(entry.is_file() and entry.stat().st_size > 200000 for entry in entries)
    return False


@dataclass
class Luck(Case):
    place: object = None   # context manager around the run
    limit: object = None   # called in the child before the program
    full_stdout: bool = False
    number: object = None  # signal
    moment: object = None  # when it is sent

    def around(self, folder):
        return self.place(folder) if self.place else contextlib.nullcontext()

    @property
    def before_exec(self):
        return self.limit

    def stdout(self):
        return open("/dev/full", "wb") if self.full_stdout else subprocess.PIPE

    def meanwhile(self, process, folder):
        if self.number is None:
            return
        end = time.monotonic() + 120
        while not self.moment(process, folder):
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError("the run ended before the signal could be sent")
            time.sleep(0.002)
        process.send_signal(self.number)


def signalled(name, number, moment, args=CHECK, **more):
    return Luck(name, "interrupted|cancel", exit=130, text=MANY, setup=many_firms, args=args,
                number=number, moment=moment, **more)


OLD = {"out/findings.gpkg": "old"}
FOLDER = ("out",)  # made for the result, and empty
CROSS = {"line.geojson": CROSSING}

CASES = [
    Luck("disk-full", r"findings\.gpkg: .*(full|space)", exit=3, files=CROSS,
         place=mounted("size=64k")),
    Luck("disk-full-at-once", r"out", exit=3, files=CROSS, place=mounted("size=4k")),
    Luck("disk-full-many", r"findings\.gpkg: .*(full|space)", exit=3, text=MANY, setup=many_firms,
         place=mounted("size=4m")),
    Luck("disk-read-only", "out: .*[Rr]ead-only", place=mounted("ro")),
    Luck("folder-closed", "out: .*[Pp]ermission", place=closed_folder),
    Luck("file-size-limit", r"findings\.gpkg: ", exit=3, files=CROSS, limit=limit_file_size,
         writes=FOLDER),
    Luck("file-size-limit-overwrite", r"findings\.gpkg: ", exit=3, files={**CROSS, **OLD},
         args=(*CHECK, "--overwrite"), limit=limit_file_size),
    Luck("stdout-full", "standard output", exit=3, files=CROSS, full_stdout=True, writes=RESULT),
    signalled("interrupted-reading", signal.SIGINT, opens("firms.csv")),
    signalled("terminated-reading", signal.SIGTERM, opens("firms.csv")),
    signalled("interrupted-writing", signal.SIGINT, writes_result, writes=FOLDER),
    signalled("interrupted-overwriting", signal.SIGINT, writes_result, files=OLD,
              args=(*CHECK, "--overwrite")),
]
