// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/worklist_repository.h"

#include <QIcon>

namespace vmunet {

/// What a person calls the state, and its sign.
QString imageStateName(ImageState state);
QIcon imageStateIcon(ImageState state);
QString worklistOrderName(WorklistOrder order);

/// "12 s", "3 min 20 s", "2 h 05 min"; empty for nothing.
QString workTimeText(double seconds);
/// Labelled pixels, in square millimetres where the spacing is known; empty where nothing is labelled.
QString labelledAreaText(const WorklistRow &row);
/// Why this image is the next one to do. `scoredBy`: the name of the model behind its uncertainty.
QString reasonText(const WorklistRow &row, const QString &scoredBy);

} // namespace vmunet
