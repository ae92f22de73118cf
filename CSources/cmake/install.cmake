# SPDX-License-Identifier: Apache-2.0
#
# What `cmake --install` puts where: libraries, header, pkg-config file, CMake package and manual.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(pbjwt_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/pbjwt")

# The static library is in an export of its own: only programs that link it need its dependencies.
foreach(library IN ITEMS shared static)
  target_include_directories(pbjwt_${library} INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
endforeach()
set_target_properties(pbjwt_shared PROPERTIES EXPORT_NAME pbjwt)
install(TARGETS pbjwt_shared EXPORT pbjwtTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT runtime NAMELINK_COMPONENT development)
install(TARGETS pbjwt_static EXPORT pbjwtStaticTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
install(FILES "${CMAKE_CURRENT_SOURCE_DIR}/../include/pbjwt.h"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)

# find_package(pbjwt)
configure_package_config_file(cmake/pbjwtConfig.cmake.in pbjwtConfig.cmake
  INSTALL_DESTINATION "${pbjwt_cmake_dir}")
write_basic_package_version_file(pbjwtConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pbjwtConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/pbjwtConfigVersion.cmake"
  DESTINATION "${pbjwt_cmake_dir}" COMPONENT development)
foreach(export IN ITEMS pbjwtTargets pbjwtStaticTargets)
  install(EXPORT ${export} NAMESPACE pbjwt:: DESTINATION "${pbjwt_cmake_dir}" COMPONENT development)
endforeach()

# pkg-config. The prefix is found from the file itself, so that a folder that was installed can be moved.
# The system's own is never moved, and pkg-config leaves out its folders only by their plain names.
foreach(name IN ITEMS INCLUDEDIR LIBDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${name}}")
    set(PBJWT_PC_${name} "${CMAKE_INSTALL_${name}}")
  else()
    set(PBJWT_PC_${name} "\${prefix}/${CMAKE_INSTALL_${name}}")
  endif()
endforeach()
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" OR IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  set(PBJWT_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
else()
  file(RELATIVE_PATH PBJWT_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" PBJWT_PC_PREFIX "\${pcfiledir}/${PBJWT_PC_PREFIX}")
endif()
configure_file(cmake/pbjwt.pc.in pbjwt.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pbjwt.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)

# The manual: pages, and aliases that show the page of a function or type.
set(pbjwt_man "${CMAKE_CURRENT_SOURCE_DIR}/../docs/man")
file(GLOB pbjwt_pages CONFIGURE_DEPENDS "${pbjwt_man}/*.3")
file(COPY ${pbjwt_pages} DESTINATION "${CMAKE_CURRENT_BINARY_DIR}/man")
file(STRINGS "${pbjwt_man}/aliases" pbjwt_aliases REGEX "^[a-z]")
foreach(alias IN LISTS pbjwt_aliases)
  string(REPLACE " " ";" alias "${alias}")
  list(GET alias 0 name)
  list(GET alias 1 page)
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/man/${name}.3" ".so man3/${page}.3\n")
endforeach()
file(GLOB pbjwt_pages "${CMAKE_CURRENT_BINARY_DIR}/man/*.3")
install(FILES ${pbjwt_pages} DESTINATION "${CMAKE_INSTALL_MANDIR}/man3" COMPONENT development)
