// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace vmunet {

/// Calls task(0) to task(count - 1) on `threads` threads, this one among them, beginning them in order. Returns when
/// all that began have ended. A task that returns false keeps further ones from beginning; one that throws ends the
/// program, so it has to catch.
inline void runOnThreads(size_t threads, size_t count, const std::function<bool(size_t)> &task)
{
    std::atomic<size_t> next{0};
    std::atomic<bool> goOn{true};
    const auto work = [&] {
        for (size_t i = next++; i < count && goOn; i = next++) {
            if (!task(i)) {
                goOn = false;
            }
        }
    };
    std::vector<std::jthread> others;
    for (size_t i = 1; i < std::min(threads, count); ++i) {
        others.emplace_back(work);
    }
    work();
}

/// The same on all cores, eight at most.
inline void runOnAllCores(size_t count, const std::function<bool(size_t)> &task)
{
    constexpr size_t kMostThreads = 8;
    runOnThreads(std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMostThreads), count, task);
}

} // namespace vmunet
