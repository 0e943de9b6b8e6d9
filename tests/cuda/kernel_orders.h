// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#ifdef VMUNET_EMULATED_KERNELS
#include "tests/cuda/emulation/grid.h"
#endif

namespace vmunet::kernels {

/// On a GPU calls `check` once; emulated with a block's threads in both orders, so that a barrier that is missing
/// shows.
template <typename Check>
void inEveryOrder(Check check)
{
#ifdef VMUNET_EMULATED_KERNELS
    for (const emulation::Order order : {emulation::Order::Ascending, emulation::Order::Descending}) {
        emulation::setOrder(order);
        check();
    }
#else
    check();
#endif
}

} // namespace vmunet::kernels
