// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/annotation_repository.h"

namespace vmunet {

/// The words under which kinds and reviews stand in a project file. An unknown word is an edit, and an open review.
QString wordOf(RevisionKind kind);
QString wordOf(ReviewStatus status); ///< Empty for Open.
RevisionKind revisionKindFrom(const QString &word);
ReviewStatus reviewStatusFrom(const QString &word);

} // namespace vmunet
