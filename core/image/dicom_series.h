// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "core/image/slice_preview.h"

#include <QStringList>

#include <vector>

namespace vmunet {

/// One stack of slices that belong together: a series, or the part of it with one size and orientation; or one file of
/// several frames.
struct SeriesInfo {
    QString seriesUid;
    QString studyUid;
    QString patientId;
    QString modality;
    QString description;
    int width = 0;
    int height = 0;
    int slices = 0;
    QStringList files;
};

/// The series in a folder and its subfolders, most slices first, then by UID. Files that are no DICOM images are passed
/// over. Errors: NotFound (no folder, no DICOM image in it), Io (folder unreadable), Cancelled.
Result<std::vector<SeriesInfo>> readSeriesList(
    const QString &folder, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

/// The volume (or photograph) of one series of the list. `Image::path` is left to the caller, Image::files are the
/// series' files.
Result<Image> loadSeries(const SeriesInfo &series, const CancelFlag &cancel = {}, const ProgressCallback &progress = {},
    const PreviewCallback &preview = {});

/// The series that the list of a folder would begin with, without reading its headers twice; says so where there are
/// others. Errors: those of both.
Result<Image> loadLargestSeries(const QString &folder, const CancelFlag &cancel = {},
    const ProgressCallback &progress = {}, const PreviewCallback &preview = {});

} // namespace vmunet
