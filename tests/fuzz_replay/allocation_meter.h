// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace vmunet::test {

/// Counts what the whole program has allocated, libraries included; linked in, it stands before the C library's
/// functions. Counts nothing where a sanitizer has taken their place.
class AllocationMeter {
public:
    AllocationMeter(); ///< Begins anew: the peak is counted from what is allocated now.
    /// The most that was allocated at one time since the beginning, in bytes.
    std::ptrdiff_t peak() const;
    static bool isWorking();

private:
    std::ptrdiff_t m_begin;
};

} // namespace vmunet::test
