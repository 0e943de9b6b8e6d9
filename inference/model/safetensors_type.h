// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/ScalarType.h>

#include <string>
#include <string_view>

namespace vmunet {

/// "F32" and the like. Throw CheckpointError on types that the other side does not have.
at::ScalarType scalarTypeOf(std::string_view name);
std::string safetensorsName(at::ScalarType type);

} // namespace vmunet
