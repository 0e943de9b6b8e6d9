# SPDX-License-Identifier: GPL-3.0-or-later
# DCMTK's data structures, the decoders of JPEG, JPEG-LS and run lengths, and segmentation objects. DCMTK's own package file wants its command
# line tools to be installed. Defines DcmtkReaders::DcmtkReaders.
include(FindPackageHandleStandardArgs)
find_path(DcmtkReaders_INCLUDE_DIR dcmtk/dcmdata/dcfilefo.h)
set(_libraries)
foreach(_library dcmseg dcmfg dcmiod dcmjpeg dcmjpls dcmdata oflog ofstd)
    find_library(DcmtkReaders_${_library}_LIBRARY ${_library})
    mark_as_advanced(DcmtkReaders_${_library}_LIBRARY)
    list(APPEND _libraries DcmtkReaders_${_library}_LIBRARY)
endforeach()
find_package_handle_standard_args(DcmtkReaders REQUIRED_VARS DcmtkReaders_INCLUDE_DIR ${_libraries})
if(DcmtkReaders_FOUND AND NOT TARGET DcmtkReaders::DcmtkReaders)
    add_library(DcmtkReaders::DcmtkReaders INTERFACE IMPORTED GLOBAL)
    target_include_directories(DcmtkReaders::DcmtkReaders SYSTEM INTERFACE ${DcmtkReaders_INCLUDE_DIR})
    foreach(_library ${_libraries})
        target_link_libraries(DcmtkReaders::DcmtkReaders INTERFACE ${${_library}})
    endforeach()
endif()
