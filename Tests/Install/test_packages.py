# SPDX-License-Identifier: Apache-2.0
"""The Debian packages: built twice, checked by lintian, installed, used and removed."""

import os
import re
import shutil
import subprocess

import pytest

from conftest import FIXTURE, FUNCTIONS, ROOT, VERSION, node_of, run

AS_ROOT = [] if os.geteuid() == 0 else ["sudo"]
LIBRARY, DEVELOPMENT = NAMES = [f"libpbjwt{VERSION.split('.')[0]}", "libpbjwt-dev"]
SYMBOLS = f"{LIBRARY}-dbgsym"


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The packages by name. They are built with a umask that denies others all access."""
    folder = tmp_path_factory.mktemp("deb")
    run("sh", "-c", f"umask 077 && exec {ROOT}/Packaging/debian/build {folder}/made")
    return {path.name.split("_")[0]: path for path in folder.glob("made/*.deb")}


@pytest.fixture(scope="session")
def packages(made):
    return [made[name] for name in NAMES]


def field(package, name):
    return run("dpkg-deb", "--field", package, name).strip()


def test_there_are_packages_for_the_library_development_and_debug_symbols(made):
    assert sorted(made) == sorted([*NAMES, SYMBOLS])
    build_id = re.search(r"Build ID: (\w+)", run("readelf", "-n", extracted(made[LIBRARY], "libpbjwt.so.0.1.0")))[1]
    assert field(made[SYMBOLS], "Build-Ids") == build_id
    assert f"/usr/lib/debug/.build-id/{build_id[:2]}/{build_id[2:]}.debug" in run("dpkg-deb", "-c", made[SYMBOLS])


def extracted(package, name):
    folder = package.parent / f"{package.name}.files"
    if not folder.exists():
        run("dpkg-deb", "--raw-extract", package, folder)
    return next(folder.rglob(name))


def test_lintian_finds_nothing(made):
    # Overrides count as messages: there is one, because Debian has no bug to close.
    done = subprocess.run(
        ["lintian", "--allow-root", "--show-overrides", *made.values()], capture_output=True, text=True, timeout=300
    )
    said = {line for line in done.stdout.splitlines() if not line.startswith("N: ")}
    assert (done.returncode, {line.split()[2] for line in said}) == (0, {"initial-upload-closes-no-bugs"}), said
    assert all(line.startswith("O: ") for line in said)


def test_two_builds_are_equal_byte_for_byte(made, tmp_path):
    run("sh", "-c", f"umask 022 && exec {ROOT}/Packaging/debian/build {tmp_path}/again")
    for package in made.values():
        assert (tmp_path / "again" / package.name).read_bytes() == package.read_bytes(), package.name


def test_the_linkers_cache_is_renewed_by_one_trigger_and_no_script(made):
    control = set(os.listdir(extracted(made[LIBRARY], "DEBIAN")))
    assert control == {"control", "md5sums", "shlibs", "symbols", "triggers"}
    triggers = extracted(made[LIBRARY], "triggers").read_text().splitlines()
    assert [line for line in triggers if not line.startswith("#")] == ["activate-noawait ldconfig"]
    assert set(os.listdir(extracted(made[DEVELOPMENT], "DEBIAN"))) == {"control", "md5sums"}


def test_the_symbols_file_has_each_function_with_the_version_it_came_with(made):
    lines = extracted(made[LIBRARY], "symbols").read_text().splitlines()
    assert lines[0] == f"libpbjwt.so.0 {LIBRARY} #MINVER#"
    found = {line.split()[0]: line.split()[1] for line in lines if "@" in line}
    nodes = {name: node_of(name) for name in FUNCTIONS}
    nodes.update({node: node for node in set(nodes.values())})
    # The package can't name a version that is later than its own: 0.2 when that is released.
    packages = {"PBJWT_0.1": "0.1", "PBJWT_0.2": VERSION}
    assert found == {f"{name}@{node}": packages[node] for name, node in nodes.items()}


def test_they_declare_dependencies_and_can_be_installed_for_several_architectures(made):
    assert {field(package, "Multi-Arch") for package in made.values()} == {"same"}
    needs = field(made[DEVELOPMENT], "Depends").split(", ")
    assert needs == [f"{LIBRARY} (= {VERSION}-1)", "libssl-dev (>= 3.0)", "libjansson-dev (>= 2.11)"]
    for need in field(made[LIBRARY], "Depends").split(", "):
        assert re.fullmatch(r"lib\S+ \(>= [\d.]+\)", need), need


def test_everyone_may_read_them(made):
    for package in made.values():
        for line in run("dpkg-deb", "-c", package).splitlines():
            assert line[:10] in ("drwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"), line
            assert line.split()[1] == "root/root", line


def test_the_paths_in_the_packages_are_the_systems(made):
    assert extracted(made[DEVELOPMENT], "pbjwt.pc").read_text().startswith("prefix=/usr\n")
    for name in ("pbjwt.pc", "pbjwtConfig.cmake", "pbjwtTargets.cmake", "libpbjwt.a"):
        assert str(made[LIBRARY].parent).encode() not in extracted(made[DEVELOPMENT], name).read_bytes()


def test_a_symbol_that_is_not_listed_fails(made, tmp_path):
    control = tmp_path / "debian"
    shutil.copytree(ROOT / "Packaging/debian", control)
    listed = control / f"{LIBRARY}.symbols"
    listed.write_text(listed.read_text().replace(" (symver)PBJWT_0.1 0.1", " pbjwt_verify@PBJWT_0.1 0.1"))
    library = extracted(made[LIBRARY], "libpbjwt.so.0.1.0")
    with pytest.raises(AssertionError, match="new symbols appeared"):
        run("dpkg-gensymbols", f"-p{LIBRARY}", "-c4", f"-I{listed}", f"-e{library}", "-O/dev/null",
            cwd=tmp_path)


def test_they_install_and_run_and_leave_nothing_behind(packages, tmp_path):
    try:
        run(*AS_ROOT, "dpkg", "--install", *packages)
        files = [name for package in NAMES for name in run("dpkg", "--listfiles", package).splitlines()
                 if not os.path.isdir(name)]
        assert len(files) > 10 and all(os.path.lexists(name) for name in files)
        flags = run("pkg-config", "--cflags", "--libs", "pbjwt").split()
        assert flags == ["-lpbjwt"]  # where the compiler looks anyway
        run("cc", FIXTURE / "program.c", "-o", tmp_path / "program", *flags)
        assert run(tmp_path / "program") == f"ada@example.com {VERSION}\n"
        assert " => /lib/" in run("ldd", tmp_path / "program").replace("/usr/lib/", "/lib/").partition("libpbjwt")[2]
    finally:
        run(*AS_ROOT, "dpkg", "--purge", *reversed(NAMES))
    assert not [name for name in files if os.path.lexists(name)]
    assert "libpbjwt" not in run("ldconfig" if AS_ROOT == [] else "/sbin/ldconfig", "-p")
