// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/safetensors_type.h"

#include "inference/model/state_dict.h"

#include <array>

namespace vmunet {

namespace {

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 10> kTypes{{
    {"F64", at::ScalarType::Double},
    {"F32", at::ScalarType::Float},
    {"F16", at::ScalarType::Half},
    {"BF16", at::ScalarType::BFloat16},
    {"I64", at::ScalarType::Long},
    {"I32", at::ScalarType::Int},
    {"I16", at::ScalarType::Short},
    {"I8", at::ScalarType::Char},
    {"U8", at::ScalarType::Byte},
    {"BOOL", at::ScalarType::Bool},
}};

} // namespace

at::ScalarType scalarTypeOf(std::string_view name)
{
    for (const auto &[text, type] : kTypes) {
        if (text == name) {
            return type;
        }
    }
    throw CheckpointError("holds tensors of type " + std::string(name.substr(0, 20)) + ", which is not supported");
}

std::string safetensorsName(at::ScalarType type)
{
    for (const auto &[text, candidate] : kTypes) {
        if (candidate == type) {
            return std::string(text);
        }
    }
    throw CheckpointError(std::string("cannot store tensors of type ") + c10::toString(type));
}

} // namespace vmunet
