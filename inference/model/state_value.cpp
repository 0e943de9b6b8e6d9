// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/state_value.h"

#include "inference/model/state_dict.h"

#include <ATen/ATen.h>

namespace vmunet {

namespace {

template <typename Key>
const StateValue *findKey(const StateValue &map, const Key &key)
{
    if (const auto *entries = std::get_if<StateMap>(&map.value)) {
        for (const StateEntry &entry : *entries) {
            const auto *candidate = std::get_if<Key>(&entry.key.value);
            if (candidate && *candidate == key) {
                return &entry.value;
            }
        }
    }
    return nullptr;
}

} // namespace

const StateValue *StateValue::find(std::string_view key) const
{
    return findKey(*this, std::string(key));
}

const StateValue *StateValue::find(std::int64_t key) const
{
    return findKey(*this, key);
}

double StateValue::toDouble() const
{
    if (const auto *real = std::get_if<double>(&value)) {
        return *real;
    }
    if (const auto *tensor = std::get_if<at::Tensor>(&value); tensor && tensor->numel() == 1) {
        return tensor->item<double>();
    }
    return double(toInt());
}

std::int64_t StateValue::toInt() const
{
    if (const auto *integer = std::get_if<std::int64_t>(&value)) {
        return *integer;
    }
    if (const auto *truth = std::get_if<bool>(&value)) {
        return *truth ? 1 : 0;
    }
    throw CheckpointError("holds something else where a number belongs");
}

} // namespace vmunet
