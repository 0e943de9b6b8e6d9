// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/slice_counter.h"

#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

namespace vmunet {

Status SliceCounter::load(ImageId image, int slice)
{
    Statement newest(m_database, QStringLiteral("SELECT newest_id FROM slice_state WHERE image_id=? AND slice=?"));
    const Result<bool> row = newest.bind(image).bind(slice).next();
    if (!row) {
        return row.error();
    }
    const RevisionId revision{*row ? newest.integer(0) : 0};
    // Another program may have added revisions meanwhile.
    if (m_revision && image == m_image && slice == m_slice && revision == m_revision) {
        return Done{};
    }
    Result<Mask> mask = rebuildMask(m_database, image, slice, {});
    if (!mask) {
        forget();
        return mask.error();
    }
    m_image = image;
    m_slice = slice;
    m_revision = revision;
    m_mask = *std::move(mask);
    m_labelled = m_mask.labels().size() - m_mask.count(kBackground);
    return Done{};
}

Result<SliceCounts> SliceCounter::apply(ImageId image, RevisionId revision, const EditRecord &edit)
{
    if (const Status loaded = load(image, edit.slice); !loaded) {
        return loaded.error();
    }
    if (!m_mask.rect().contains(edit.area)) {
        return Error{
            ErrorCode::Invalid, QCoreApplication::translate("SliceCounter", "A change must lie within its image.")};
    }
    qint64 changed = 0;
    for (int y = 0; y < edit.area.height(); ++y) {
        const std::uint8_t *after = edit.after.row(y);
        const std::uint8_t *before = std::as_const(m_mask).row(edit.area.y() + y) + edit.area.x();
        for (int x = 0; x < edit.area.width(); ++x) {
            changed += after[x] != before[x];
            m_labelled += int(after[x] != 0) - int(before[x] != 0);
        }
    }
    m_mask.paste(edit.after, edit.area.topLeft());
    m_revision = revision;
    return SliceCounts{.labelled = m_labelled, .changed = changed};
}

} // namespace vmunet
