// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <cstdint>

namespace vmunet {

/// Calls `visit` with a zero of the C++ type of the samples, so that one generic lambda serves all types.
template <typename Visitor>
decltype(auto) visitSampleType(SampleType type, Visitor &&visit)
{
    switch (type) {
    case SampleType::Int8:
        return visit(std::int8_t{});
    case SampleType::UInt16:
        return visit(std::uint16_t{});
    case SampleType::Int16:
        return visit(std::int16_t{});
    case SampleType::UInt32:
        return visit(std::uint32_t{});
    case SampleType::Int32:
        return visit(std::int32_t{});
    case SampleType::Float32:
        return visit(float{});
    case SampleType::Float64:
        return visit(double{});
    case SampleType::UInt8:
        break;
    }
    return visit(std::uint8_t{});
}

} // namespace vmunet
