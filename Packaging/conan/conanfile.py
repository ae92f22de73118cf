# SPDX-License-Identifier: Apache-2.0
"""libpbjwt for Conan 2: `conan create Packaging/conan` in a checkout. OpenSSL and jansson are the system's."""

import pathlib
import re

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy
from conan.tools.system.package_manager import Apt, Brew


class Pbjwt(ConanFile):
    name = "pbjwt"
    description = "Verifies and issues the HS256 JSON Web Tokens that tell ProductBridge who a person is"
    license = "Apache-2.0"
    homepage = "https://productbridge.io"
    topics = ("jwt", "hs256", "security")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    implements = ["auto_shared_fpic"]
    languages = "C"

    def set_version(self):
        header = pathlib.Path(self.recipe_folder, "../../include/pbjwt.h")
        self.version = re.search(r'PBJWT_VERSION_STRING "(.*)"', header.read_text())[1]

    def export_sources(self):
        root = pathlib.Path(self.recipe_folder, "../..")
        for pattern in ("CMakeLists.txt", "CSources/*", "include/*", "docs/man/*", "LICENSE"):
            copy(self, pattern, root, self.export_sources_folder)

    def system_requirements(self):
        Apt(self).install(["libssl-dev", "libjansson-dev", "pkg-config"], check=True)
        Brew(self).install(["openssl@3", "jansson", "pkgconf"], check=True)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeToolchain(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure(build_script_folder="CSources")
        cmake.build(target=f"pbjwt_{'shared' if self.options.shared else 'static'}")

    def package(self):
        library = "*.so*" if self.options.shared else "*.a"
        copy(self, library, self.build_folder, pathlib.Path(self.package_folder, "lib"))
        copy(self, "pbjwt.h", pathlib.Path(self.source_folder, "include"), pathlib.Path(self.package_folder, "include"))
        copy(self, "LICENSE", self.source_folder, pathlib.Path(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.libs = ["pbjwt"]
        if not self.options.shared:
            self.cpp_info.system_libs = ["crypto", "jansson"]
