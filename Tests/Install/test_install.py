# SPDX-License-Identifier: Apache-2.0
"""The files of `make install`, and programs that are built with them."""

import os
import pathlib
import re
import shutil

import pytest

from conftest import FIXTURE, FUNCTIONS, ROOT, VERSION, configure, files_below, node_of, run, use

SONAME = f"libpbjwt.so.{VERSION.split('.')[0]}"
LIBRARIES = {"lib/libpbjwt.so", f"lib/{SONAME}", f"lib/libpbjwt.so.{VERSION}", "lib/libpbjwt.a"}
GREETING = f"ada@example.com {VERSION}\n"


def man_pages():
    manual = ROOT / "docs/man"
    aliases = re.findall(r"^([a-z]\w*) ", (manual / "aliases").read_text(), re.MULTILINE)
    pages = {page.stem for page in manual.glob("*.3")}
    assert FUNCTIONS <= pages | set(aliases)
    return {f"share/man/man3/{name}.3" for name in pages | set(aliases)}


def test_each_file_is_where_it_belongs(prefix):
    cmake = {f"lib/cmake/pbjwt/pbjwt{name}.cmake" for name in (
        "Config", "ConfigVersion", "Targets", "Targets-release", "StaticTargets", "StaticTargets-release",
        "CppTargets",
    )}
    headers = {f"include/{name}" for name in files_below(ROOT / "Bindings/C++/include")}
    assert "include/pbjwt.hpp" in headers
    assert files_below(prefix) == LIBRARIES | cmake | headers | man_pages() | {
        "include/pbjwt.h", "lib/pkgconfig/pbjwt.pc",
    }


def test_make_installs_without_swift_into_a_staging_folder(tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "make", "cmake", "cc", "gcc", "as", "ld", "ar", "ranlib", "pkg-config", "uname", "env",
                 "getconf", "realpath", "dirname", "nproc", "awk", "dpkg-query", "rm", "sed", "test", "touch"):
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    stage = tmp_path / "stage"
    said = run(
        "make", "install", "PREFIX=/opt/pbjwt", f"DESTDIR={stage}", f"BUILD={tmp_path / 'build'}",
        cwd=ROOT, env={"PATH": str(tools), "HOME": str(tmp_path)},
    )
    assert {f"opt/pbjwt/{name}" for name in LIBRARIES | {"include/pbjwt.h"}} <= files_below(stage)
    for path in stage.rglob("*"):
        if path.suffix in (".pc", ".cmake"):
            assert str(stage) not in path.read_text()
    assert "prefix=${pcfiledir}/../..\n" in (stage / "opt/pbjwt/lib/pkgconfig/pbjwt.pc").read_text()
    for line in (
        'export PKG_CONFIG_PATH="/opt/pbjwt/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"',
        'export LD_LIBRARY_PATH="/opt/pbjwt/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"',
        'export CMAKE_PREFIX_PATH="/opt/pbjwt${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}"',
        'export MANPATH="/opt/pbjwt/share/man:$MANPATH"',
    ):
        assert f"  {line}\n" in said


@pytest.mark.parametrize("usual", ["/usr", "/usr/local"])
def test_in_the_usual_folders_only_ldconfig_is_needed(usual, tmp_path):
    manifest = tmp_path / "install_manifest.txt"
    manifest.write_text(f"{usual}/lib/libpbjwt.so\n")
    assert run(ROOT / "Packaging/paths", usual, manifest) == "Run ldconfig as root, so that programs find the library.\n"


@pytest.mark.parametrize("component, link", [("shared", "pbjwt"), ("static", "pbjwt_static")])
def test_find_package_finds_it(component, link, prefix, environment, tmp_path):
    program = use(tmp_path, prefix, "pbjwt", f"pbjwt::{link}", component)
    assert run(program, env=environment) == GREETING
    assert (SONAME in run("ldd", program, env=environment)) == (link == "pbjwt")


def test_the_shared_library_needs_no_development_packages_of_its_dependencies(prefix, tmp_path):
    use(tmp_path, prefix, "pbjwt", "pbjwt::pbjwt", "shared", "-DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON",
        "-DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON")


@pytest.mark.parametrize("link", ["shared", "static"])
def test_pkg_config_finds_it(link, prefix, environment, tmp_path):
    static = ["--static"] if link == "static" else []
    flags = run("pkg-config", *static, "--cflags", "--libs", "pbjwt", env=environment).split()
    folders = [os.path.realpath(flag[2:]) for flag in flags if flag[:2] in ("-I", "-L")]
    assert folders[:2] == [f"{prefix}/include", f"{prefix}/lib"]
    assert ("-lcrypto" in flags, "-ljansson" in flags) == (link == "static", link == "static")
    if link == "static":
        flags = [str(prefix / "lib/libpbjwt.a") if flag == "-lpbjwt" else flag for flag in flags]
    run("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", FIXTURE / "program.c", "-o", tmp_path / "program", *flags)
    assert run(tmp_path / "program", env=environment) == GREETING
    assert run("pkg-config", "--modversion", "pbjwt", env=environment) == f"{VERSION}\n"


def test_every_function_has_a_manual_page(prefix, environment):
    for name in FUNCTIONS:
        page = run("man", "-M", prefix / "share/man", "-P", "cat", "3", name, env={**os.environ, "MANPAGER": "cat"})
        assert name in re.sub(r".\b", "", page) or name in page, name


def test_the_library_exports_the_functions_of_the_header_by_version(prefix):
    lines = run("nm", "-D", "--defined-only", prefix / "lib/libpbjwt.so").splitlines()
    symbols = {line.split()[-1] for line in lines if line.split()[1] != "A"}
    assert symbols == {f"{name}@@{node_of(name)}" for name in FUNCTIONS}


def test_the_library_is_hardened(prefix):
    library = prefix / "lib/libpbjwt.so"
    assert f"[{SONAME}]" in run("readelf", "-d", library)
    assert "BIND_NOW" in run("readelf", "-d", library)
    segments = run("readelf", "-lW", library)
    assert "GNU_RELRO" in segments
    assert re.search(r"GNU_STACK .* RW ", segments)
    assert "__stack_chk_fail" in run("nm", "-D", "--undefined-only", library)
    assert "TEXTREL" not in run("readelf", "-d", library)
    if "X86-64" in run("readelf", "-h", library):
        # Checked in the object, because the linker keeps it only if the compiler's start files have it too.
        assert "IBT, SHSTK" in run("readelf", "-n", prefix / "lib/libpbjwt.a")


def test_it_builds_with_link_time_optimization(tmp_path):
    build = configure(tmp_path / "build", "-DPBJWT_LTO=ON", "-DPBJWT_WARNINGS_AS_ERRORS=ON")
    run("cmake", "--install", build, "--prefix", tmp_path / "prefix")
    # The static library also works for programs without link-time optimization.
    run("cc", FIXTURE / "program.c", f"-I{tmp_path}/prefix/include", tmp_path / "prefix/lib/libpbjwt.a",
        "-fno-lto", "-lcrypto", "-ljansson", "-o", tmp_path / "program")
    assert run(tmp_path / "program") == GREETING


def test_the_packages_version_is_the_librarys():
    changelog = (ROOT / "Packaging/debian/changelog").read_text()
    assert changelog.startswith(f"libpbjwt ({VERSION}-1) ")
    assert pathlib.Path(ROOT / "CSources/pbjwt.map").read_text().count("PBJWT_0.1 {") == 1
