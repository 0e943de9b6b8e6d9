# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler settings for every target: link `vmunet_options`.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

# Optimised, assertions kept, line tables only: full debug information doubles Torch's compile time.
set(CMAKE_CXX_FLAGS_RELWITHASSERTS "-O2 -g1")
set(CMAKE_C_FLAGS_RELWITHASSERTS "-O2 -g1")
set(CMAKE_CUDA_FLAGS_RELWITHASSERTS "-O2")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

find_program(VMUNET_CCACHE ccache)
if(VMUNET_CCACHE)
    foreach(language C CXX CUDA)
        set(CMAKE_${language}_COMPILER_LAUNCHER ${VMUNET_CCACHE})
    endforeach()
endif()
find_program(VMUNET_MOLD mold)
if(VMUNET_MOLD)
    add_link_options($<$<LINK_LANGUAGE:CXX>:-fuse-ld=mold>)
endif()

add_library(vmunet_options INTERFACE)
target_include_directories(vmunet_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(vmunet_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII
    VMUNET_VERSION="${PROJECT_VERSION}")
target_compile_options(vmunet_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wno-missing-field-initializers>)
if(VMUNET_WARNINGS_AS_ERRORS)
    target_compile_options(vmunet_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(VMUNET_SANITIZE)
    target_compile_options(vmunet_options INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${VMUNET_SANITIZE};-fno-omit-frame-pointer;-fno-sanitize-recover=undefined>)
    target_link_options(vmunet_options INTERFACE -fsanitize=${VMUNET_SANITIZE})
endif()
