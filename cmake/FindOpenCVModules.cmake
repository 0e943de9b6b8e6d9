# SPDX-License-Identifier: GPL-3.0-or-later
# OpenCV's core and imgproc alone. The distribution's OpenCVConfig.cmake comes with every module and their
# hundred libraries; these two need none of them. Defines opencv_core and opencv_imgproc.
include(FindPackageHandleStandardArgs)
find_path(OpenCVModules_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
find_library(OpenCVModules_core_LIBRARY opencv_core)
find_library(OpenCVModules_imgproc_LIBRARY opencv_imgproc)
find_package_handle_standard_args(OpenCVModules
    REQUIRED_VARS OpenCVModules_core_LIBRARY OpenCVModules_imgproc_LIBRARY OpenCVModules_INCLUDE_DIR)
if(OpenCVModules_FOUND AND NOT TARGET opencv_core)
    foreach(_module core imgproc)
        add_library(opencv_${_module} SHARED IMPORTED GLOBAL)
        set_target_properties(opencv_${_module} PROPERTIES IMPORTED_LOCATION ${OpenCVModules_${_module}_LIBRARY})
        target_include_directories(opencv_${_module} SYSTEM INTERFACE ${OpenCVModules_INCLUDE_DIR})
    endforeach()
    target_link_libraries(opencv_imgproc INTERFACE opencv_core)
endif()
