# SPDX-License-Identifier: Apache-2.0
#
# What `cmake --install` puts where: libraries, header, pkg-config file, CMake package and man pages.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(pbjwt_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/pbjwt")

foreach(library IN ITEMS shared static)
  target_include_directories(pbjwt_${library} INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
endforeach()
set_target_properties(pbjwt_shared PROPERTIES EXPORT_NAME pbjwt)

install(TARGETS pbjwt_shared EXPORT pbjwtTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS pbjwt_static EXPORT pbjwtTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
install(FILES "${CMAKE_CURRENT_SOURCE_DIR}/../include/pbjwt.h"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)

# pkg-config: below the prefix where they are, so that a moved tree still works.
foreach(name IN ITEMS INCLUDEDIR LIBDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${name}}")
    set(PBJWT_PC_${name} "${CMAKE_INSTALL_${name}}")
  else()
    set(PBJWT_PC_${name} "\${prefix}/${CMAKE_INSTALL_${name}}")
  endif()
endforeach()
configure_file(cmake/pbjwt.pc.in pbjwt.pc.unprefixed @ONLY)
# The prefix is known when it is installed: `cmake --install --prefix` may name another.
install(CODE "
  file(READ \"${CMAKE_CURRENT_BINARY_DIR}/pbjwt.pc.unprefixed\" text)
  string(REPLACE \"%prefix%\" \"\${CMAKE_INSTALL_PREFIX}\" text \"\${text}\")
  file(WRITE \"${CMAKE_CURRENT_BINARY_DIR}/pbjwt.pc\" \"\${text}\")" COMPONENT development)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pbjwt.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)

# find_package(pbjwt)
configure_package_config_file(cmake/pbjwtConfig.cmake.in pbjwtConfig.cmake
  INSTALL_DESTINATION "${pbjwt_cmake_dir}")
write_basic_package_version_file(pbjwtConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pbjwtConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/pbjwtConfigVersion.cmake"
  DESTINATION "${pbjwt_cmake_dir}" COMPONENT development)
install(EXPORT pbjwtTargets NAMESPACE pbjwt:: DESTINATION "${pbjwt_cmake_dir}" COMPONENT development)
