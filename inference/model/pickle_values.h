// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/pickle_machine.h"
#include "inference/model/state_value.h"

#include <functional>
#include <unordered_map>

namespace vmunet {

/// Turns what a pickle holds into values with tensors.
class PickleValues {
public:
    /// Gives the data of a storage: a dense tensor [count] of that type. Throws CheckpointError.
    using LoadStorage = std::function<at::Tensor(const std::string &key, at::ScalarType type, std::int64_t count)>;

    /// Keeps a reference to `pickled`.
    PickleValues(const pickle::Pickled &pickled, LoadStorage load);

    /// Throws CheckpointError on values that nest too deep, are too many, or are none of StateValue's.
    StateValue root() { return value(m_pickled.root, 0); }

private:
    StateValue value(pickle::NodeId id, int depth);
    StateList list(const pickle::Node &node, int depth);
    StateMap map(const pickle::Node &node, int depth);
    at::Tensor tensor(const pickle::Node &node);

    const pickle::Pickled &m_pickled;
    LoadStorage m_load;
    std::unordered_map<std::string, at::Tensor> m_storages;
    std::size_t m_made = 0;
    std::int64_t m_copied = 0;
};

/// Type of the elements of "torch FloatStorage" and the like.
at::ScalarType storageType(std::string_view global);
/// The reverse, without the module: "FloatStorage".
std::string storageName(at::ScalarType type);

} // namespace vmunet
