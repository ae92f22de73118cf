# SPDX-License-Identifier: Apache-2.0
"""A copy of the system's PostgreSQL with the extension installed, so that the system doesn't change and no test
needs root."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

EXTENSION = pathlib.Path(__file__).resolve().parent.parent
ROOT = EXTENSION.parent.parent
sys.path.insert(0, str(ROOT / "Portal/Tests"))

import postgresql  # noqa: E402

PREFIX = pathlib.Path(os.environ.get("PBJWT_PREFIX", ROOT / ".build-c/prefix"))
WARNINGS = "-Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-clobbered"

# A stopped clock, for the server but not for the programs that start it.
CLOCK = """
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static int stands;
__attribute__((constructor)) static void begin(void)
{
    stands = strcmp(program_invocation_short_name, "postgres") == 0;
}
int timespec_get(struct timespec *result, int base)
{
    if (syscall(SYS_clock_gettime, CLOCK_REALTIME, result) != 0)
        return 0;
    if (stands) {
        result->tv_sec = NOW;
        result->tv_nsec = 0;
    }
    return base;
}
time_t time(time_t *result)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    if (result != NULL)
        *result = now.tv_sec;
    return now.tv_sec;
}
"""


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise AssertionError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def until(condition, what, seconds=20):
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} seconds for {what}"
        time.sleep(0.01)
    return result


class Installation:
    """The copy, for use in a `with` statement."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pbjwt-postgresql-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.config = postgresql.binaries() / "pg_config"
        for kind in ("bindir", "pkglibdir", "sharedir"):
            source = pathlib.Path(self.ask(kind))
            if not (self.folder / source.relative_to("/")).exists():
                shutil.copytree(source, self.folder / source.relative_to("/"), symlinks=True)
        self.programs = self.folder / pathlib.Path(self.ask("bindir")).relative_to("/")
        self.source = self.folder / "source"
        # The library may be in the checkout, which the server's user may be unable to read.
        self.prefix = self.folder / "prefix"
        shutil.copytree(PREFIX, self.prefix, symlinks=True)
        shutil.copytree(EXTENSION, self.source, ignore=shutil.ignore_patterns("*.o", "*.so", "*.bc"))
        try:
            self.make("install", f"DESTDIR={self.folder}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, what):
        return run(self.config, f"--{what}").strip()

    def make(self, *arguments, **variables):
        packages = f"{self.prefix}/lib/pkgconfig:{os.environ.get('PKG_CONFIG_PATH', '')}"
        return run("make", "-C", self.source, *arguments, f"PG_CONFIG={self.config}", "with_llvm=no",
                   f"PG_CFLAGS={WARNINGS}", env={**os.environ, "PKG_CONFIG_PATH": packages, **variables})

    def clock(self, now):
        """A library that, if it is preloaded, makes the extension see this time."""
        library = self.folder / f"clock-{now}.so"
        source = library.with_suffix(".c")
        source.write_text(CLOCK.replace("NOW", str(now)))
        run("cc", "-shared", "-fPIC", "-o", library, source)
        return library


class Server(postgresql.Server):
    """A server with the extension and a folder of secrets, for use in a `with` statement."""

    def __init__(self, installation, secrets=None, settings="", variables=None):
        super().__init__(programs=installation.programs, variables=variables)
        self.first_secrets, self.settings, self.forgotten = secrets or {}, settings, 0

    def start(self):
        self.secrets = self.folder / "secrets"
        if not self.secrets.exists():
            self.secrets.mkdir(mode=0o700)
            self.own(self.secrets)
            for name, secret in self.first_secrets.items():
                self.write_secret(name, secret)
            with open(self.data / "postgresql.conf", "a") as file:
                file.write(f"pbjwt.secrets_directory = '{self.secrets}'\n{self.settings}\n")
        super().start()

    def restart(self):
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        self.start()

    @staticmethod
    def own(path):
        if os.geteuid() == 0:
            shutil.chown(path, "postgres", "postgres")

    def write_secret(self, name, secret, mode=0o600):
        """Replaces a secret's file in one step, as an administrator should."""
        path = self.folder / "new-secret"
        path.write_bytes(secret if isinstance(secret, bytes) else secret.encode())
        path.chmod(mode)
        self.own(path)
        path.rename(self.secrets / name)

    def reload(self):
        self._run("pg_ctl", "-D", self.data, "reload")

    @property
    def log(self):
        with open(self.folder / "log", errors="replace") as file:
            file.seek(self.forgotten)
            return file.read()

    def forget_log(self):
        """Removes everything logged so far from `log`."""
        self.forgotten = (self.folder / "log").stat().st_size
