# SPDX-License-Identifier: Apache-2.0
#
# Tests of failures of memory, the clock and OpenSSL, of remains of secrets, and of processes and threads. Included by
# CMakeLists.txt.

# pbjwt_trust_test(name FILES other sources WRAP functions that the linker renames)
function(pbjwt_trust_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES;WRAP")
  add_executable(test_${name} test_${name}.c ${arg_FILES})
  target_link_libraries(test_${name} PRIVATE pbjwt_test_support)
  target_compile_options(test_${name} PRIVATE ${pbjwt_test_warnings})
  set_target_properties(test_${name} PROPERTIES
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  foreach(function IN LISTS arg_WRAP)
    target_link_options(test_${name} PRIVATE "LINKER:--wrap=${function}")
  endforeach()
  add_test(NAME c.${name} COMMAND test_${name})
  set_tests_properties(c.${name} PROPERTIES TIMEOUT 600)
endfunction()

if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(pbjwt_scenarios memory_scenarios.c memory_verifying.c memory_making.c)
  pbjwt_trust_test(memory FILES ${pbjwt_scenarios} WRAP malloc calloc realloc)
  pbjwt_trust_test(oom FILES ${pbjwt_scenarios})
  target_compile_definitions(test_oom PRIVATE PBJWT_HEADER="${PROJECT_SOURCE_DIR}/../include/pbjwt.h")
  pbjwt_trust_test(environment WRAP time timespec_get __time64 __timespec_get64 EVP_MD_fetch EVP_MD_CTX_new EVP_DigestInit_ex2
    EVP_DigestUpdate EVP_DigestFinal_ex EVP_MD_CTX_copy_ex EVP_Digest RAND_priv_bytes)
  pbjwt_trust_test(lies WRAP json_loadb json_stringn_nocheck json_stringn json_integer json_real json_dumpb
    json_object_set_new_nocheck)

  # Each build leaves different data on the stack: tests this build, and an optimized one without sanitizers.
  set(pbjwt_wiping_wraps EVP_DigestInit_ex2 EVP_DigestUpdate EVP_DigestFinal_ex EVP_MD_CTX_copy_ex)
  if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
    pbjwt_trust_test(wiping WRAP ${pbjwt_wiping_wraps})
    # Bound at once, as the shared library is.
    target_link_options(test_wiping PRIVATE "LINKER:-z,now")
    set_tests_properties(c.wiping PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED") # if the C library isn't glibc
  endif()
  foreach(level IN ITEMS 2 3)
    add_executable(test_wiping_o${level} test_wiping.c support.c)
    target_include_directories(test_wiping_o${level} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}")
    target_compile_options(test_wiping_o${level} PRIVATE ${pbjwt_test_warnings} ${pbjwt_unsanitized})
    set_target_properties(test_wiping_o${level} PROPERTIES
      C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    target_link_libraries(test_wiping_o${level} PRIVATE
      pbjwt_o${level} PkgConfig::CMOCKA PkgConfig::JANSSON OpenSSL::Crypto Threads::Threads)
    target_link_options(test_wiping_o${level} PRIVATE ${pbjwt_unsanitized} "LINKER:-z,now")
    foreach(function IN LISTS pbjwt_wiping_wraps)
      target_link_options(test_wiping_o${level} PRIVATE "LINKER:--wrap=${function}")
    endforeach()
    add_test(NAME c.o${level}.wiping COMMAND test_wiping_o${level})
    set_tests_properties(c.o${level}.wiping PROPERTIES TIMEOUT 600 SKIP_REGULAR_EXPRESSION "SKIPPED")
  endforeach()
endif()

foreach(name IN ITEMS release rotation)
  pbjwt_trust_test(${name})
endforeach()

# With GCC 12's AddressSanitizer, fork() can happen while other threads hold its allocator's locks, and the child then
# waits forever; every other build has the test.
if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize=[a-z,]*address")
  pbjwt_trust_test(fork)
endif()

# Run by hand and by `make trust`: minutes of load, and time measurements that need a quiet machine.
foreach(name IN ITEMS load timing)
  add_executable(trust_${name} EXCLUDE_FROM_ALL "${PROJECT_SOURCE_DIR}/../Tests/Trust/${name}.c")
  target_include_directories(trust_${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(trust_${name} PRIVATE
    pbjwt_static PkgConfig::JANSSON OpenSSL::Crypto Threads::Threads m)
  target_compile_options(trust_${name} PRIVATE ${pbjwt_test_warnings})
  set_target_properties(trust_${name} PROPERTIES
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
endforeach()
