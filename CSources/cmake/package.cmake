# SPDX-License-Identifier: Apache-2.0
#
# The Debian packages libpbjwt0 and libpbjwt-dev, which `make deb` makes.

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON) # so that files which name the prefix name the one they will be in
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR ProductBridge)
set(CPACK_PACKAGE_CONTACT "ProductBridge <support@productbridge.io>")
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE https://productbridge.io)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_COMPONENTS_GROUPING IGNORE)

set(pbjwt_summary "JSON Web Tokens that tell ProductBridge who a person is")
set(pbjwt_about "libpbjwt verifies and issues the HS256 JSON Web Tokens (RFC 7519)
with which a customer's server tells ProductBridge who a person is.")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libpbjwt${PROJECT_VERSION_MAJOR})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "${pbjwt_summary}\n${pbjwt_about}")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
# What other packages that link it depend on, and that the linker's cache is renewed. CPack's own way to
# say so is a script, where the policy wants a trigger.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/control/shlibs"
  "libpbjwt ${PROJECT_VERSION_MAJOR} libpbjwt${PROJECT_VERSION_MAJOR} (>= ${PROJECT_VERSION})\n")
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/control/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_BINARY_DIR}/control/shlibs" "${CMAKE_CURRENT_BINARY_DIR}/control/triggers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libpbjwt-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "${pbjwt_summary} (development)\n${pbjwt_about}
.
This package has the header, the static library, the manual, and what
pkg-config and CMake need.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libpbjwt${PROJECT_VERSION_MAJOR} (= ${PROJECT_VERSION}-1), libssl-dev, libjansson-dev")

# Each package says what it is under and what has changed.
execute_process(COMMAND gzip -9nc "${CMAKE_CURRENT_SOURCE_DIR}/cmake/changelog"
  OUTPUT_FILE "${CMAKE_CURRENT_BINARY_DIR}/changelog.Debian.gz" COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN ITEMS runtime development)
  string(TOUPPER ${component} upper)
  set(folder "share/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}")
  install(FILES cmake/copyright DESTINATION ${folder} COMPONENT ${component} EXCLUDE_FROM_ALL)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/changelog.Debian.gz"
    DESTINATION ${folder} COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
include(CPack)
