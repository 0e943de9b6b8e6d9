// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/image/image.h"

#include <array>
#include <optional>
#include <vector>

namespace vmunet {

/// Where one frame of a DICOM file lies, as far as the file says.
struct DicomPlane {
    std::optional<Vector3> positionMm; ///< Centre of the first pixel.
    std::optional<std::array<Vector3, 2>> direction; ///< Unit vectors along columns (i) and rows (j).
    std::optional<std::array<double, 2>> spacingMm; ///< Between columns, between rows.
    double thicknessMm = 0; ///< Spacing between slices where given, else their thickness; 0: unknown.
};

/// Values are stored * slope + intercept.
struct DicomScale {
    double slope = 1;
    double intercept = 0;
    bool operator==(const DicomScale &) const = default;
};

/// The attributes of a DICOM file that matter here. Numbers are unchecked: a file may claim anything.
struct DicomHeader {
    QString path;
    QString seriesUid;
    QString studyUid;
    QString instanceUid;
    QString patientId;
    QString modality;
    QString description; ///< Of the series.
    QString transferSyntax; ///< UID.
    QString photometric;
    int rows = 0;
    int columns = 0;
    int frames = 1;
    int samplesPerPixel = 1;
    int bitsAllocated = 0;
    int bitsStored = 0;
    int pixelRepresentation = 0; ///< 1: signed.
    int planarConfiguration = 0; ///< 1: colour by plane.
    int instanceNumber = 0;
    double slope = 1;
    double intercept = 0;
    std::optional<WindowLevel> window;
    bool hasModalityTable = false; ///< A lookup table in place of slope and intercept.
    std::vector<DicomPlane> planes; ///< One per frame.
    std::vector<DicomScale> frameScales; ///< One per frame where they differ, else empty.

    bool isColour() const { return samplesPerPixel > 1 || photometric == QLatin1String("PALETTE COLOR"); }
};

/// Stored values of all frames of one file in file order: frame, row, column, channel. YBR is converted to RGB, planes
/// of colour are interleaved, packed bits are spread to bytes; nothing is rescaled, and a palette's indices stay
/// indices.
struct DicomPixels {
    int width = 0;
    int height = 0;
    int frames = 1;
    int channels = 1;
    SampleType type = SampleType::UInt8;
    QByteArray samples;
    QString photometric; ///< Of `samples`.
    std::array<std::vector<quint16>, 3> palette; ///< Red, green, blue of "PALETTE COLOR", 16 bits each.
    int paletteFirst = 0; ///< The index of the palettes' first entry.
};

/// Reads the attributes, and not the pixels. Errors: Io, Corrupt, Unsupported (no image in it).
Result<DicomHeader> readDicomHeader(const QString &path);

/// Decodes the pixels of the file that `header` was read from.
/// Errors: Io, Corrupt (truncated), Unsupported (transfer syntax, too large).
Result<DicomPixels> readDicomPixels(const DicomHeader &header);

} // namespace vmunet
