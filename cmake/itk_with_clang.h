// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's ITK asks which compiler it is and knows GCC alone; clang understands the same. Included before all else.
#pragma once

#pragma push_macro("__clang__")
#pragma push_macro("__GNUC__")
#undef __clang__
#undef __GNUC__
#define __GNUC__ 10
#include <itk_compiler_detection.h>
#pragma pop_macro("__GNUC__")
#pragma pop_macro("__clang__")
