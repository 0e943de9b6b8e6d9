// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace vmunet {

/// A file that is no checkpoint, or not one for this network. One line, for the person.
class CheckpointError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Names and tensors in the file's order.
using StateDict = std::vector<std::pair<std::string, at::Tensor>>;

} // namespace vmunet
