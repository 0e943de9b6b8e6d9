// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/training/augmentation.h"
#include "inference/training/sample_store.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace vmunet {

/// What the network sees at once.
struct Batch {
    int count = 0;
    int channels = 0;
    int side = 0;
    std::vector<float> images; ///< [count, channels, side, side]
    std::vector<float> targets; ///< [count, side, side]
    std::vector<int> indices; ///< Into the set's samples.
    int allCount = 0; ///< Of the whole batch where this is a share of it; 0: `count`.

    int countInAllShares() const { return std::max(count, allCount); }
};

/// Loads, augments and collects the samples of one pass on its own threads, ahead of the network by at most two
/// batches. What comes out depends on the order, seed and epoch alone. Owned and read by one thread; store and
/// augmentation outlive it. The destructor ends the threads.
class BatchLoader {
public:
    struct Pass {
        std::vector<int> order; ///< Indices into the set's samples, in the order to be used.
        int batchSize = 1; ///< The last batch may be smaller.
        std::uint64_t seed = 0;
        int epoch = 0;
        int firstBatch = 0; ///< To go on within a pass.
        int threads = 1;
        /// Of each batch this loader gives one of so many shares, as even as may be; the last ones can be empty.
        int share = 0;
        int shares = 1;
    };

    BatchLoader(const SampleStore &store, const Augmentation &augmentation, Pass pass);
    ~BatchLoader();
    BatchLoader(const BatchLoader &) = delete;
    BatchLoader &operator=(const BatchLoader &) = delete;

    int batches() const; ///< Of the whole pass.
    /// Waits for the next batch; Without images in any share after the last one. Errors: those of the first sample that
    /// failed.
    Result<Batch> next();

private:
    void work(const std::stop_token &stop);
    Result<TrainingPixels> prepared(int position) const;
    /// Where this loader's share of a batch begins in the order.
    int shareBegin(int batch) const;
    int shareEnd(int batch) const;

    const SampleStore &m_store;
    const Augmentation &m_augmentation;
    const Pass m_pass;
    const int m_ahead; ///< Samples that may wait.
    std::vector<int> m_positions; ///< In the order, of all that is to be loaded.
    int m_nextBatch;

    std::mutex m_mutex; // Guards the four below.
    std::condition_variable_any m_changed;
    std::map<int, Result<TrainingPixels>> m_ready; ///< By position in m_positions.
    int m_nextToLoad = 0;
    int m_nextToUse = 0;

    std::vector<std::jthread> m_threads; // Last: they use all the others.
};

} // namespace vmunet
