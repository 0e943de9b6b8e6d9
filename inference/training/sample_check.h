// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/dataset/sample_loader.h"
#include "core/dataset/training_set.h"

#include <functional>
#include <vector>

namespace vmunet {

/// True for errors that are a sample's own (damaged, absent, of an unknown kind): the others can be gone on with.
bool isOfOneSample(const Error &error);

/// Is shown each sample that could be decoded, by its index before any is moved. Called on several threads at once, for
/// different indices.
using SampleInspector = std::function<void(size_t index, const LoadedSample &sample)>;

/// Decodes every sample once, on `threads` threads, and moves those that cannot be decoded from `set.samples` to
/// `set.excluded`, so that a run does not meet them after hours. Returns those. Errors: OutOfMemory, Cancelled.
Result<std::vector<ExcludedSample>> leaveOutUnreadable(TrainingSet &set, int threads, const CancelFlag &cancel = {},
    const ProgressCallback &progress = {}, const SampleInspector &inspect = {});

} // namespace vmunet
