# SPDX-License-Identifier: Apache-2.0
#
# The corpus is made by Python, and then decided by each build of the library. Included by
# Tests/C/CMakeLists.txt.

set(pbjwt_corpus "${CMAKE_CURRENT_BINARY_DIR}/corpus.tsv")
set(pbjwt_corpus_folder "${PROJECT_SOURCE_DIR}/../Tests/Corpus")
find_package(Python3 COMPONENTS Interpreter)
if(Python3_Interpreter_FOUND)
  add_test(NAME c.corpus.generate
    COMMAND "${Python3_EXECUTABLE}" -B "${pbjwt_corpus_folder}/generate.py" "${pbjwt_corpus}")
  add_test(NAME c.corpus.threats
    COMMAND "${Python3_EXECUTABLE}" -B "${pbjwt_corpus_folder}/check_threats.py" "${pbjwt_corpus}")
else()
  add_test(NAME c.corpus.generate
    COMMAND sh -c "echo 'The corpus is made by python3, which was not found: install it' >&2; exit 1")
  add_test(NAME c.corpus.threats
    COMMAND sh -c "echo 'The threats are checked by python3, which was not found: install it' >&2; exit 1")
endif()
set_tests_properties(c.corpus.generate PROPERTIES FIXTURES_SETUP pbjwt_corpus)
set_tests_properties(c.corpus.threats PROPERTIES FIXTURES_REQUIRED pbjwt_corpus)

set(pbjwt_corpus_environment "PBJWT_CORPUS=${pbjwt_corpus}")
if(EXISTS "${pbjwt_locale}/LC_NUMERIC")
  list(APPEND pbjwt_corpus_environment
    "LOCPATH=${CMAKE_CURRENT_BINARY_DIR}/locale" "PBJWT_COMMA_LOCALE=de_DE.UTF-8")
endif()

function(pbjwt_corpus_test name)
  add_executable(test_corpus_${name} test_corpus.c support.c ${ARGN})
  target_include_directories(test_corpus_${name} PRIVATE
    "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/../include")
  target_link_libraries(test_corpus_${name} PRIVATE
    PkgConfig::CMOCKA PkgConfig::JANSSON OpenSSL::Crypto Threads::Threads)
  target_compile_options(test_corpus_${name} PRIVATE ${pbjwt_test_warnings})
  set_target_properties(test_corpus_${name} PROPERTIES
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  add_test(NAME c.corpus.${name} COMMAND test_corpus_${name})
  set_tests_properties(c.corpus.${name} PROPERTIES
    TIMEOUT 600 FIXTURES_REQUIRED pbjwt_corpus ENVIRONMENT "${pbjwt_corpus_environment}")
endfunction()

foreach(library IN ITEMS static baseline portable evp)
  pbjwt_corpus_test(${library})
  target_link_libraries(test_corpus_${library} PRIVATE pbjwt_${library})
endforeach()
# A char is signed on some machines and unsigned on others, and no table may care.
foreach(sign IN ITEMS signed unsigned)
  pbjwt_corpus_test(${sign} "${PROJECT_SOURCE_DIR}/pbjwt.c")
  target_compile_options(test_corpus_${sign} PRIVATE -f${sign}-char -w) # warnings are the other builds'
endforeach()
