// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vmunet {

struct StateValue;
struct StateEntry;

using StateList = std::vector<StateValue>;
using StateMap = std::vector<StateEntry>; ///< In the file's order.
struct StateTuple {
    std::vector<StateValue> items;
};

/// A plain Python value, such as optimizer states are made of. Nothing in it can run.
struct StateValue {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, at::Tensor, StateList, StateTuple, StateMap>
        value;

    /// The value under a text key; null if this is no map or has no such key.
    const StateValue *find(std::string_view key) const;
    /// The value under a number; null likewise.
    const StateValue *find(std::int64_t key) const;
    /// Numbers, truth values and tensors of one element; throws CheckpointError on others.
    double toDouble() const;
    std::int64_t toInt() const;
};

struct StateEntry {
    StateValue key;
    StateValue value;
};

} // namespace vmunet
