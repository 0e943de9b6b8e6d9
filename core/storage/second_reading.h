// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project.h"

namespace vmunet {

/// A second reader is at work: each slice that has a mask began anew, empty, and what the first reader drew is to be
/// hidden until it is finished. Both masks are revisions of the same slices; nothing is lost.
struct SecondReading {
    AnnotatorId reader;
    QString name;
    RevisionId began; ///< The first revision of it.
};

/// The one that is under way, if any.
Result<std::optional<SecondReading>> secondReadingOf(Database &database, ImageId image);

/// For the current annotator. Returns the first revision. Errors: Invalid (nothing to read a second time; the current
/// annotator's hand is in the mask; one is under way; somebody else works on the image), Io.
Result<RevisionId> beginSecondReading(Project &project, ImageId image);
/// Submits the reader's masks of all slices. Errors: Invalid (none by the current annotator is under way), Io.
Result<RevisionId> finishSecondReading(Project &project, ImageId image);
/// Brings the first reader's masks back, as new revisions. Errors: Invalid (none is under way), Io.
Result<RevisionId> giveUpSecondReading(Project &project, ImageId image);

} // namespace vmunet
