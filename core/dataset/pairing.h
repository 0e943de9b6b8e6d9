// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDir>
#include <QString>
#include <QStringList>

#include <vector>

namespace vmunet {

/// An image file and the mask file of the same name.
struct FilePair {
    QString stem; ///< Of the image.
    QString imagePath;
    QString maskPath;
};

/// File name without extension; `.nii.gz` counts as one.
QString stemOf(const QString &fileName);

/// Name patterns of pictures (PNG, JPEG, TIFF...) and of volumes (NIfTI, NRRD, MetaImage).
const QStringList &pictureFilters();
const QStringList &volumeFilters();

/// Pairs the files of two folders by name: equal stems, or the mask's stem without `_segmentation`, `_mask`, `_gt` or
/// `_label`. Files that match none of `filters`, and ISIC's `_superpixels`, are passed over. Sorted by stem.
/// Errors: Corrupt names the files without partner, or two files with one stem; NotFound if there is nothing at all.
Result<std::vector<FilePair>> pairByName(const QDir &imageFolder, const QDir &maskFolder, const QStringList &filters);

/// One of the usual names of a folder inside `parent`, in any case; empty if there is none.
QString findSubfolder(const QDir &parent, const QStringList &names);

/// "a.png, b.png, c.png and 4 more"
QString namesInOneLine(const QStringList &names);

} // namespace vmunet
