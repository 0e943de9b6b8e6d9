// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_identity.h"

#include "core/base/file_hash.h"
#include "core/image/dicom_series.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace vmunet {

namespace {

Result<QString> sha256OfSeries(QStringList files, const CancelFlag &cancel)
{
    files.sort();
    return sha256OfFiles(files, cancel);
}

} // namespace

Result<QString> sha256OfImage(const Image &image, const CancelFlag &cancel)
{
    return image.files.isEmpty() ? sha256OfPath(image.path, cancel) : sha256OfSeries(image.files, cancel);
}

Result<QString> sha256OfImageAt(const ImageKey &key, const CancelFlag &cancel)
{
    if (!QFileInfo(key.path).isDir()) {
        return sha256OfPath(key.path, cancel);
    }
    const Result<std::vector<SeriesInfo>> list = readSeriesList(key.path, cancel);
    if (!list) {
        return list.error();
    }
    const auto found = std::find_if(list->begin(), list->end(), [&key](const SeriesInfo &series) {
        const bool isDefault = key.seriesUid.isEmpty() && key.slices == 0; // The list begins with it.
        return isDefault
            || (series.seriesUid == key.seriesUid && series.width == key.width && series.height == key.height
                && series.slices == key.slices);
    });
    if (found == list->end()) {
        return Error{ErrorCode::NotFound,
            QCoreApplication::translate("ImageIdentity", "The folder %1 no longer holds the series %2 of %3 slices.")
                .arg(key.path, key.seriesUid)
                .arg(key.slices)};
    }
    return sha256OfSeries(found->files, cancel);
}

} // namespace vmunet
