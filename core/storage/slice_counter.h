// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/editing/edit_record.h"
#include "core/storage/database.h"

namespace vmunet {

/// What a change does to a slice, in pixels.
struct SliceCounts {
    qint64 labelled = 0; ///< With a label afterwards.
    qint64 changed = 0; ///< That differ from before.
};

/// Keeps the slice that is being worked on, so that each stroke is counted without rebuilding the mask from the file.
class SliceCounter {
public:
    explicit SliceCounter(Database &database)
        : m_database(database)
    {
    }

    /// The counts of a change that is about to become `revision`. Read errors of the mask before it: see rebuildMask().
    Result<SliceCounts> apply(ImageId image, RevisionId revision, const EditRecord &edit);
    /// The slice after the last apply().
    const Mask &mask() const { return m_mask; }
    /// The change did not get into the file.
    void forget() { m_revision = {}; }

private:
    Status load(ImageId image, int slice);

    Database &m_database;
    ImageId m_image;
    int m_slice = 0;
    RevisionId m_revision; ///< That m_mask is the state after; 0 where nothing is kept.
    Mask m_mask;
    qint64 m_labelled = 0;
};

} // namespace vmunet
