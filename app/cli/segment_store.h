// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/segment_outputs.h"
#include "core/storage/project.h"

namespace vmunet::cli {

/// Adds image, model and one prediction per slice to a project. Errors: as the repositories.
Status storePrediction(Project &project, const SegmentedImage &result, const ModelDescription &model, double threshold);

} // namespace vmunet::cli
