// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/host_device.h"

#include <cmath>

namespace vmunet::kernels {

constexpr float kLog2E = 1.44269504088896341F;

/// log(1 + exp v), and v itself above 20.
VMUNET_HOST_DEVICE inline float softplus(float v)
{
    return v > 20.0F ? v : log1pf(expf(v));
}

/// Its derivative, without overflow for large |v|.
VMUNET_HOST_DEVICE inline float softplusSlope(float v)
{
    const float w = expf(-fabsf(v));
    return v > 20.0F ? 1.0F : (v < 0.0F ? w : 1.0F) / (1.0F + w);
}

/// Its derivative where the value itself is known: 1 - exp(-s).
VMUNET_HOST_DEVICE inline float softplusSlopeAtValue(float s)
{
    return -expm1f(-s);
}

} // namespace vmunet::kernels
