// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/sample_check.h"

#include "core/base/all_cores.h"

#include <QObject>

#include <algorithm>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

namespace vmunet {

namespace {

std::optional<Error> problemOf(const TrainingSet &set, size_t index, const SampleInspector &inspect)
{
    const TrainingSample &sample = set.samples[index];
    try {
        const Result<LoadedSample> loaded = loadSample(set, sample);
        if (loaded && inspect) {
            inspect(index, *loaded);
        }
        return loaded ? std::nullopt : std::optional(loaded.error());
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory, QObject::tr("Memory ran out while loading %1.").arg(sample.imagePath)};
    }
}

} // namespace

bool isOfOneSample(const Error &error)
{
    return error.code != ErrorCode::OutOfMemory && error.code != ErrorCode::Cancelled;
}

Result<std::vector<ExcludedSample>> leaveOutUnreadable(TrainingSet &set, int threads, const CancelFlag &cancel,
    const ProgressCallback &progress, const SampleInspector &inspect)
{
    const size_t count = set.samples.size();
    std::vector<std::optional<Error>> problems(count);
    std::mutex progressMutex;
    runOnThreads(size_t(std::max(1, threads)), count, [&](size_t i) {
        problems[i] = problemOf(set, i, inspect);
        const std::lock_guard lock(progressMutex);
        if (progress) {
            progress(double(i) / double(count), set.samples[i].id);
        }
        return !cancel.isCancelled() && (!problems[i] || isOfOneSample(*problems[i]));
    });
    if (cancel.isCancelled()) {
        return Error{ErrorCode::Cancelled, QObject::tr("Stopped while checking the samples.")};
    }
    std::vector<ExcludedSample> leftOut;
    std::vector<TrainingSample> kept;
    for (size_t i = 0; i < count; ++i) {
        if (problems[i] && !isOfOneSample(*problems[i])) {
            return *problems[i];
        }
        if (problems[i]) {
            leftOut.push_back({set.samples[i].id, problems[i]->message});
        } else {
            kept.push_back(std::move(set.samples[i]));
        }
    }
    set.samples = std::move(kept);
    set.excluded.insert(set.excluded.end(), leftOut.begin(), leftOut.end());
    return leftOut;
}

} // namespace vmunet
