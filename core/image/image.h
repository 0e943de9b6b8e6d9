// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/image/geometry.h"
#include "core/image/window_level.h"

#include <QByteArray>
#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace vmunet {

enum class ImageKind { Photograph, Volume };
enum class SampleType { UInt8, Int8, UInt16, Int16, UInt32, Int32, Float32, Float64 };

/// Bytes of one sample.
int sampleSize(SampleType type);

/// Pixels as stored in a file, with what is needed to interpret them. Immutable after reading; copies share the
/// samples, so it crosses threads by value.
///
/// Samples lie row-major: slice, row, column, channel (fastest). A photograph has one slice, EXIF orientation is
/// already applied, and it is 8-bit RGB (three channels) whatever the file held. A volume keeps its stored sample type;
/// Hounsfield units (CT) are stored * rescaleSlope + rescaleIntercept.
struct Image {
    ImageKind kind = ImageKind::Photograph;
    int width = 0;
    int height = 0;
    int slices = 1;
    int channels = 1;
    SampleType type = SampleType::UInt8;
    QByteArray samples;

    double rescaleSlope = 1;
    double rescaleIntercept = 0;
    Geometry geometry;
    bool mirroredColumns = false; ///< Against the file, to show the patient as radiologists do; writers undo it.
    bool mirroredRows = false;
    std::optional<WindowLevel> defaultWindow; ///< As the file proposes.
    bool invertedGrey = false; ///< MONOCHROME1: low values are bright.

    QString path; ///< What was opened: a file, or the folder of a series.
    QStringList files; ///< Of a series: what was read. Empty for a file of its own.
    QString modality; ///< DICOM's code ("CT", "MR", "XC"...), empty where unknown.
    QString transferSyntax; ///< DICOM UID, empty elsewhere.
    QString photometric; ///< DICOM's term, or "RGB" / "MONOCHROME2".
    QString patientId;
    QString studyUid;
    QString seriesUid;
    QStringList instanceUids; ///< One per slice where the source has them.
    QStringList warnings; ///< One line each, for the person: uneven spacing, gantry tilt, missing slices.

    QSize size() const { return {width, height}; }
    bool isNull() const { return samples.isEmpty(); }
    /// Bytes of one slice in `samples`.
    qsizetype sliceBytes() const { return qsizetype(width) * height * channels * sampleSize(type); }
};

/// Rescaled values of one slice, [height * width], first channel. CT: Hounsfield units. `slice` in 0..slices-1.
std::vector<float> rescaledSlice(const Image &image, int slice);

/// Value under a pixel, rescaled, per channel; empty outside.
std::vector<double> valuesAt(const Image &image, int slice, int column, int row);

} // namespace vmunet
