# SPDX-License-Identifier: GPL-3.0-or-later
# vmunet_test(<source> LIBRARIES <targets...> [LABELS unit|ui|slow|gpu|fuzz ...] [TIMEOUT seconds] [NAME name])
#
# One executable and one CTest entry per test source. Qt tests run offscreen. The name is the path without
# `_test.cpp`: core.annotation.mask.
function(vmunet_test source)
    cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "LIBRARIES;LABELS" ${ARGN})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE absolute)
    if(NOT ARG_NAME)
        cmake_path(RELATIVE_PATH absolute BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/tests OUTPUT_VARIABLE ARG_NAME)
        string(REGEX REPLACE "_test\\.cpp$" "" ARG_NAME ${ARG_NAME})
        string(REPLACE "/" "." ARG_NAME ${ARG_NAME})
    endif()
    if(NOT ARG_LABELS)
        set(ARG_LABELS unit)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set(target test.${ARG_NAME})
    add_executable(${target} ${absolute})
    target_link_libraries(${target} PRIVATE vmunet_options ${ARG_LIBRARIES})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_compile_definitions(${target} PRIVATE
        VMUNET_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
        VMUNET_RESOURCES="${PROJECT_SOURCE_DIR}/resources"
        VMUNET_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared"
        VMUNET_BINARIES="${CMAKE_BINARY_DIR}/bin"
        VMUNET_TEST_OUTPUT="${CMAKE_BINARY_DIR}/test-output")
    add_test(NAME ${ARG_NAME} COMMAND ${target})
    set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_TO_CONSOLE=1")
endfunction()
