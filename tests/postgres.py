"""A PostgreSQL server with PostGIS for a test: started in a folder of its own, on a socket, as a user
without rights, and stopped with all that is in it."""

import glob
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

import program

USER, PASSWORD = "reader", "s3cret pass'wo\\rd=x"
PORT = "54329"


def tool(name):
    """The newest Debian has, else that of the path; None."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"),
                   key=lambda path: int("".join(filter(str.isdigit, path.split("/")[4])) or 0))
    return found[-1] if found else shutil.which(name)


def skip(why):
    print(f"skipped: {why} (apt-get install postgresql-15 postgresql-15-postgis-3)")
    sys.exit(program.SKIPPED)


class Server:
    """with Server() as server: the program connects by server.path("tables=…")."""

    def __enter__(self):
        if tool("initdb") is None or tool("pg_ctl") is None:
            skip("no PostgreSQL")
        self.owner = {}
        if os.getuid() == 0:  # PostgreSQL refuses to be run by root
            user = pwd.getpwnam("nobody")
            self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.folder = tempfile.mkdtemp(prefix="lantu-pg-", dir="/tmp")  # names of sockets are short
        self.log = os.path.join(self.folder, "log")
        os.chmod(self.folder, 0o755)
        if self.owner:
            os.chown(self.folder, self.owner["user"], self.owner["group"])
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def call(self, *command, **more):
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd="/",
                              env=dict(os.environ, LC_ALL="C"), **self.owner, **more)

    def start(self):
        data, password = os.path.join(self.folder, "data"), os.path.join(self.folder, "password")
        with open(password, "w", encoding="utf-8") as file:
            file.write(PASSWORD)
        os.chmod(password, 0o644)
        self.call(tool("initdb"), "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", password,
                  "-E", "UTF8", "--locale=C", "--no-sync")
        options = (f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c port={PORT} "
                   "-c log_statement=all -c fsync=off -c log_line_prefix='%a|'")
        self.call(tool("pg_ctl"), "-D", data, "-w", "-t", "60", "-l", self.log, "-o", options, "start")
        try:
            self.sql("CREATE EXTENSION postgis")
        except subprocess.CalledProcessError as error:
            if "not available" in error.stderr:
                skip("no PostGIS")
            raise

    def __exit__(self, *_):
        data = os.path.join(self.folder, "data")
        subprocess.run([tool("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"], cwd="/",
                       capture_output=True, **self.owner)
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text):
        done = subprocess.run([shutil.which("psql") or tool("psql"), "-X", "-q", "-t", "-A", "-v",
                               "ON_ERROR_STOP=1", "-h", self.folder, "-p", PORT, "-U", USER, "-d",
                               "postgres"], input=text, capture_output=True, text=True, check=True,
                              env=dict(os.environ, PGPASSWORD=PASSWORD))
        return done.stdout

    def load(self, file, schema):
        """Put all layers of a file into a schema, as they are."""
        options = ["LAUNDER=NO", "PRECISION=NO", "FID=fid", "GEOMETRY_NAME=geom", f"SCHEMA={schema}"]
        subprocess.run(["ogr2ogr", "-q", "-f", "PostgreSQL", self.path(application="loader"), file,
                        *[word for option in options for word in ("-lco", option)]],
                       check=True, capture_output=True, env=dict(os.environ, PG_USE_COPY="YES"))

    def path(self, *more, user=USER, password=PASSWORD, application="lantu"):
        quoted = password.replace("\\", "\\\\").replace("'", "\\'")
        return " ".join([f"PG:dbname=postgres host={self.folder} port={PORT} user={user}",
                         f"password='{quoted}' application_name={application}", *more])

    def statements(self, application):
        """The first line of each statement that a program has sent so far."""
        with open(self.log, encoding="utf-8") as file:
            lines = [line for line in file if re.match(f"{application}\\|LOG:  (statement|execute)", line)]
        return [line.split(": ", 2)[2].strip() for line in lines]
