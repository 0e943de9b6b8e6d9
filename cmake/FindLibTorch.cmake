# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch from a PyPI `torch` wheel, without the wheel's own CMake package (that one needs the CUDA toolkit).
#
# Looks in LIBTORCH_ROOT (variable or environment: the folder that holds `lib` and `include`), then where
# installer/setup puts it. Defines
#   LibTorch::c10, LibTorch::cpu        always
#   LibTorch::openmp                    -fopenmp and the wheel's own libgomp: at::parallel_for needs both
#   LibTorch::c10_cuda, LibTorch::cuda  where the wheel has them
include(FindPackageHandleStandardArgs)

set(_hints ${LIBTORCH_ROOT} $ENV{LIBTORCH_ROOT})
foreach(_toolchain $ENV{VMUNET_TOOLCHAIN} $ENV{XDG_DATA_HOME}/vmunet-studio/toolchain
        $ENV{HOME}/.local/share/vmunet-studio/toolchain)
    list(APPEND _hints ${_toolchain}/libtorch-2.11.0-cuda/torch ${_toolchain}/libtorch-2.11.0/torch)
endforeach()

# Another root than last time: forget what was found there.
if(NOT "${LIBTORCH_ROOT}" STREQUAL "${LibTorch_LAST_ROOT}")
    foreach(_found INCLUDE_DIR torch_cpu_LIBRARY c10_LIBRARY torch_cuda_LIBRARY c10_cuda_LIBRARY gomp_LIBRARY)
        unset(LibTorch_${_found} CACHE)
    endforeach()
    set(LibTorch_LAST_ROOT "${LIBTORCH_ROOT}" CACHE INTERNAL "")
endif()

find_path(LibTorch_INCLUDE_DIR torch/headeronly/version.h HINTS ${_hints} PATH_SUFFIXES include NO_DEFAULT_PATH)
foreach(_library torch_cpu c10 torch_cuda c10_cuda)
    find_library(LibTorch_${_library}_LIBRARY NAMES ${_library} HINTS ${_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
    mark_as_advanced(LibTorch_${_library}_LIBRARY)
endforeach()
find_file(LibTorch_gomp_LIBRARY NAMES libgomp.so.1 HINTS ${_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)

if(LibTorch_INCLUDE_DIR)
    file(STRINGS ${LibTorch_INCLUDE_DIR}/torch/headeronly/version.h _lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9;]" "" _numbers "${_lines}")
    string(REPLACE ";" "." LibTorch_VERSION "${_numbers}")
endif()

find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_torch_cpu_LIBRARY LibTorch_c10_LIBRARY LibTorch_gomp_LIBRARY LibTorch_INCLUDE_DIR
    VERSION_VAR LibTorch_VERSION
    REASON_FAILURE_MESSAGE "Run installer/setup, or set LIBTORCH_ROOT to the `torch` folder of a wheel.")

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
    function(_libtorch_import name file)
        add_library(LibTorch::${name} SHARED IMPORTED GLOBAL)
        set_target_properties(LibTorch::${name} PROPERTIES IMPORTED_LOCATION ${file})
        target_link_libraries(LibTorch::${name} INTERFACE ${ARGN})
    endfunction()

    _libtorch_import(c10 ${LibTorch_c10_LIBRARY})
    target_include_directories(LibTorch::c10 SYSTEM INTERFACE
        ${LibTorch_INCLUDE_DIR} ${LibTorch_INCLUDE_DIR}/torch/csrc/api/include)
    _libtorch_import(cpu ${LibTorch_torch_cpu_LIBRARY} LibTorch::c10)

    add_library(LibTorch::openmp INTERFACE IMPORTED GLOBAL)
    target_compile_options(LibTorch::openmp INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp>)
    target_link_libraries(LibTorch::openmp INTERFACE ${LibTorch_gomp_LIBRARY})

    if(LibTorch_torch_cuda_LIBRARY AND LibTorch_c10_cuda_LIBRARY)
        _libtorch_import(c10_cuda ${LibTorch_c10_cuda_LIBRARY} LibTorch::c10)
        _libtorch_import(cuda ${LibTorch_torch_cuda_LIBRARY} LibTorch::c10_cuda LibTorch::cpu)
    endif()
endif()
