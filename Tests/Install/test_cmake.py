# SPDX-License-Identifier: Apache-2.0
"""Use with CMake: the sources as part of another project, presets, options and the user's own flags."""

import json
import os
import shlex
import shutil

import pytest

from conftest import FIXTURE, ROOT, VERSION, configure, files_below, run, use

GREETING = f"ada@example.com {VERSION}\n"
PARENT = ROOT / "Tests/Install/parent"
LINKS = ["pbjwt", "pbjwt_static"]


def parent(build, sources, by, link, *settings):
    run("cmake", "-S", PARENT, "-B", build, f"-DPBJWT_SOURCES={sources}", f"-DPBJWT_BY={by}", f"-DPBJWT_LINK={link}",
        *settings)
    run("cmake", "--build", build)
    return build


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("by, sources", [
    ("FetchContent", ROOT), ("add_subdirectory", ROOT), ("add_subdirectory", ROOT / "CSources"),
])
def test_it_can_be_part_of_another_project(by, sources, link, tmp_path):
    build = parent(tmp_path / "build", sources, by, link, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    assert run(build / "program") == GREETING
    # It installs nothing there, adds no targets for maintenance and doesn't affect how its parent is built.
    run("cmake", "--install", build, "--prefix", tmp_path / "prefix")
    assert not (tmp_path / "prefix").exists()
    assert "uninstall" not in run("cmake", "--build", build, "--target", "help")
    commands = (build / "compile_commands.json").read_text()
    assert "pbjwt.c" in commands and "-DNDEBUG" not in commands


@pytest.mark.parametrize("link", LINKS)
def test_its_parent_installs_and_exports_it(link, tmp_path):
    build = parent(tmp_path / "build", ROOT, "FetchContent", link, "-DPBJWT_INSTALL=ON")
    prefix = tmp_path / "prefix"
    run("cmake", "--install", build, "--prefix", prefix)
    shutil.rmtree(build)
    program = use(tmp_path / "user", prefix, "greeting", "greeting")
    assert run(program, env={**os.environ, "LD_LIBRARY_PATH": str(prefix / "lib")}) == GREETING


@pytest.mark.parametrize("components, link", [
    ("", "pbjwt"), ("shared", "pbjwt"), ("static", "pbjwt_static"), ("shared;static", "pbjwt"),
    ("shared;static", "pbjwt_static"),
])
def test_components_name_the_libraries(components, link, prefix, tmp_path):
    program = use(tmp_path, prefix, "pbjwt", f"pbjwt::{link}", components)
    assert run(program, env={**os.environ, "LD_LIBRARY_PATH": str(prefix / "lib")}) == GREETING


@pytest.mark.parametrize("components, link", [("shared", "pbjwt_static"), ("", "pbjwt_static"), ("other", "pbjwt")])
def test_unrequested_and_unknown_components_are_missing(components, link, prefix, tmp_path):
    with pytest.raises(AssertionError, match="pbjwt::pbjwt_static|other"):
        use(tmp_path, prefix, "pbjwt", f"pbjwt::{link}", components)


def test_it_installs_and_uninstalls_from_the_root(tmp_path):
    build, stage = tmp_path / "build", tmp_path / "stage"
    run("cmake", "-S", ROOT, "-B", build, "-DCMAKE_INSTALL_PREFIX=/opt/pbjwt")
    run("cmake", "--build", build)
    with pytest.raises(AssertionError, match="Nothing was installed"):
        run("cmake", "--build", build, "--target", "uninstall")
    staged = {**os.environ, "DESTDIR": str(stage)}
    run("cmake", "--install", build, env=staged)
    others = stage / "opt/pbjwt/lib/another"
    others.write_text("not ours")
    assert len(files_below(stage)) > 20
    run("cmake", "--build", build, "--target", "uninstall", env=staged)
    assert files_below(stage) == {"opt/pbjwt/lib/another"}
    assert not [path for path in stage.rglob("pbjwt") if path != stage / "opt/pbjwt"]


def test_installing_writes_nothing_into_the_build_but_the_manifest(build, tmp_path):
    def snapshot():
        return {name: (build / name).stat().st_mtime_ns for name in files_below(build)
                if not name.startswith("install_manifest")}
    before = snapshot()
    run("cmake", "--install", build, "--prefix", tmp_path)
    assert len(before) > 20 and snapshot() == before


def test_an_installed_folder_can_be_moved(prefix, tmp_path):
    moved = tmp_path / "moved"
    shutil.copytree(prefix, moved, symlinks=True)
    flags = run("pkg-config", "--cflags", "--libs", "pbjwt",
                env={**os.environ, "PKG_CONFIG_PATH": str(moved / "lib/pkgconfig")}).split()
    folders = [os.path.realpath(flag[2:]) for flag in flags if flag[:2] in ("-I", "-L")]
    assert folders == [str(moved / "include"), str(moved / "lib")]
    for path in moved.rglob("*"):
        if path.suffix in (".pc", ".cmake"):
            assert str(prefix) not in path.read_text()


@pytest.mark.parametrize("libdir", ["lib", "lib/x86_64-linux-gnu", "/elsewhere/lib"])
def test_pkg_config_knows_where_the_library_is(libdir, tmp_path):
    build = tmp_path / "build"
    run("cmake", "-S", ROOT / "CSources", "-B", build, f"-DCMAKE_INSTALL_PREFIX={tmp_path}/prefix",
        f"-DCMAKE_INSTALL_LIBDIR={libdir}")
    folder = tmp_path / "prefix" / libdir / "pkgconfig" if libdir[0] != "/" else tmp_path / "pkgconfig"
    folder.mkdir(parents=True)
    shutil.copy(build / "pbjwt.pc", folder)

    def said(name):
        return os.path.realpath(run("pkg-config", f"--variable={name}", "pbjwt",
                                    env={**os.environ, "PKG_CONFIG_PATH": str(folder)}).strip())
    assert said("includedir") == f"{tmp_path}/prefix/include"
    assert said("libdir") == (libdir if libdir[0] == "/" else f"{tmp_path}/prefix/{libdir}")


# The compiler's final value of _FORTIFY_SOURCE, with the command that compiles the library.
@pytest.mark.parametrize("settings, level", [
    ([], "2"),
    (["-DCMAKE_C_FLAGS=-D_FORTIFY_SOURCE=1"], "1"),
    (["-DCMAKE_C_FLAGS=-U_FORTIFY_SOURCE"], None),
    (["-DCMAKE_C_FLAGS_RELEASE=-O2 -D_FORTIFY_SOURCE=3"], "3"),
    (["-DCMAKE_BUILD_TYPE=Debug"], None),
    (["-DPBJWT_HARDENING=OFF"], None),
])
def test_the_level_of_fortification_is_the_users(settings, level, tmp_path):
    run("cmake", "-S", ROOT, "-B", tmp_path, "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
        "-DCMAKE_BUILD_TYPE=Release", *settings)
    commands = json.loads((tmp_path / "compile_commands.json").read_text())
    assert len(commands) == 4  # two units of two libraries
    for entry in commands:
        command = shlex.split(entry["command"])
        command[command.index("-o") + 1] = "/dev/stdout"
        macros = run(*command, "-dM", "-E", cwd=entry["directory"]).splitlines()
        found = [line.split()[2] for line in macros if line.startswith("#define _FORTIFY_SOURCE ")]
        assert found == ([] if level is None else [level])


def test_every_preset_configures_and_the_released_one_builds(tmp_path):
    presets = json.loads((ROOT / "CMakePresets.json").read_text())
    names = [preset["name"] for preset in presets["configurePresets"] if not preset.get("hidden")]
    assert names == ["release", "test", "sanitize"]
    for kind in ("buildPresets", "testPresets"):
        assert {preset["configurePreset"] for preset in presets[kind]} <= set(names)
    for name in names:
        run("cmake", "--preset", name, "-B", tmp_path / name, cwd=ROOT)
        listed = run("ctest", "--show-only", "--test-dir", tmp_path / name)
        assert ("c.verify" in listed or "c.signature" in listed) == (name != "release")
    run("cmake", "--build", tmp_path / "release")
    assert (tmp_path / "release/CSources/libpbjwt.so").exists()


CLANG_LTO = ["-DPBJWT_LTO=ON", "-DCMAKE_C_COMPILER=/usr/bin/clang", "-DPBJWT_WARNINGS_AS_ERRORS=ON"]


def test_clang_optimizes_at_link_time_with_its_own_linker(tmp_path):
    linker = [f"-DCMAKE_{kind}_LINKER_FLAGS=-fuse-ld=lld" for kind in ("EXE", "SHARED")]
    build = configure(tmp_path / "build", *CLANG_LTO, *linker)
    assert "LLVM IR bitcode" in run("file", next(build.rglob("pbjwt_static.dir/pbjwt.c.o")))
    run("cmake", "--install", build, "--prefix", tmp_path / "prefix")
    program = use(tmp_path / "user", tmp_path / "prefix", "pbjwt", "pbjwt::pbjwt", "shared")
    assert run(program) == GREETING


def test_clang_without_its_own_tools_is_told_what_is_missing(tmp_path):
    with pytest.raises(AssertionError, match="needs its own tools: install lld and llvm"):
        configure(tmp_path, *CLANG_LTO, "-DCMAKE_C_COMPILER_AR=/bin/false")
