// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/precision.h"

#include <c10/core/ScalarType.h>

namespace vmunet {

inline at::ScalarType scalarTypeOf(Precision precision)
{
    switch (precision) {
    case Precision::BFloat16:
        return at::kBFloat16;
    case Precision::Float16:
        return at::kHalf;
    case Precision::Float32:
        break;
    }
    return at::kFloat;
}

} // namespace vmunet
