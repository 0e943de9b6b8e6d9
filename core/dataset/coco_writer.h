// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/base/result.h"

#include <QJsonArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace vmunet {

/// Collects masks and writes them as one COCO instance file: a category per structure, an annotation per connected
/// part. Parts without holes are polygons along the pixel edges, parts with holes uncompressed run lengths (column by
/// column, as COCO has them), so the pixels come back exactly.
class CocoWriter {
public:
    /// `classNames[i]` is label i + 1.
    explicit CocoWriter(const QStringList &classNames);

    /// `fileName` as it shall stand in the file; slices of a volume need a name each.
    void add(const QString &fileName, const Mask &mask);
    bool isEmpty() const { return m_masks.empty(); }

    /// Writes, reads back and compares with the masks before the file takes its name. Errors: Io.
    Status write(const QString &path) const;

private:
    QJsonArray m_categories;
    QJsonArray m_images;
    QJsonArray m_annotations;
    std::vector<Mask> m_masks; ///< In the order of m_images, to compare with.
};

/// The masks of a COCO instance file in the order of its images; overlapping annotations: the later one wins.
/// Errors: NotFound, Io, Corrupt.
Result<std::vector<Mask>> readCocoMasks(const QString &path);

} // namespace vmunet
