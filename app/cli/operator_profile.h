// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vmunet::cli {

/// One of Torch's operators over a measured time.
struct OperatorUse {
    std::string name; ///< "aten::linear"
    int calls = 0;
    double ownMs = 0; ///< Without the operators that it calls. On a GPU: of handing over, not of the work.
    std::int64_t bytes = 0; ///< Of its first tensor, over all calls.
};

/// Counts every operator that this thread calls while it lives, also those that operators call. One at a time.
class OperatorProfile {
public:
    OperatorProfile();
    ~OperatorProfile();
    OperatorProfile(const OperatorProfile &) = delete;
    OperatorProfile &operator=(const OperatorProfile &) = delete;

    /// Most time first.
    std::vector<OperatorUse> uses() const;

private:
    std::uint64_t m_callback;
};

} // namespace vmunet::cli
