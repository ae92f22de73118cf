# SPDX-License-Identifier: Apache-2.0
#
# Removes the files that `cmake --install` wrote down in its manifest, and the folders that it made for nothing
# else. DESTDIR is the one that they were installed with.

if(NOT EXISTS "${MANIFEST}")
  message(FATAL_ERROR "Nothing was installed from this build: there is no ${MANIFEST}")
endif()
file(STRINGS "${MANIFEST}" files)
foreach(file IN LISTS files)
  message(STATUS "Uninstalling: $ENV{DESTDIR}${file}")
  file(REMOVE "$ENV{DESTDIR}${file}")
  get_filename_component(folder "$ENV{DESTDIR}${file}" DIRECTORY)
  if(folder MATCHES "/pbjwt$")
    file(GLOB rest "${folder}/*")
    if(NOT rest)
      file(REMOVE_RECURSE "${folder}")
    endif()
  endif()
endforeach()
