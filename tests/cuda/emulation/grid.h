// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

/// Runs the source of CUDA kernels, compiled as C++, on the processor: every CUDA thread is a fiber, and fibers change
/// at barriers and warp exchanges only. So the result does not depend on the machine, and a sanitizer sees every
/// access. It says nothing about speed, and not everything about races: setOrder() runs the threads between two
/// barriers in the opposite order, and a kernel that lacks a barrier gives other numbers. One host thread at a time.
namespace vmunet::emulation {

struct Index {
    unsigned x = 0;
};

enum class Order { Ascending, Descending };

/// In which order the blocks of a grid, and a block's threads between two barriers, run.
void setOrder(Order order);

/// Calls `kernel` once per block and thread. Throws std::logic_error where a barrier or an exchange does not meet all
/// threads that it must meet.
void runGrid(unsigned blocks, unsigned threads, const std::function<void()> &kernel);

/// For the kernel's thread that runs.
const Index &currentThread();
const Index &currentBlock();
void waitForBlock();
float exchange(unsigned mask, float value, int laneMask);

} // namespace vmunet::emulation
