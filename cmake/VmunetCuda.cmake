# SPDX-License-Identifier: GPL-3.0-or-later
# Turns VMUNET_CUDA on where nvcc and the wheel's CUDA libraries are found. Nothing needs a GPU to build.

set(VMUNET_CUDA OFF)
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER AND TARGET LibTorch::cuda)
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 90-real 100-real 120)
    endif()
    enable_language(CUDA)
    find_package(CUDAToolkit 13.0 QUIET)
    if(CUDAToolkit_FOUND)
        set(VMUNET_CUDA ON)
    endif()
endif()
message(STATUS "CUDA kernels: ${VMUNET_CUDA}")
