// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/stored_summary.h"

#include "core/image/dicom_file.h"
#include "core/image/file_format.h"
#include "core/image/nifti_reader.h"
#include "core/image/radiological_view.h"
#include "core/image/sample_visitor.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QSysInfo>

#include <algorithm>
#include <limits>

namespace vmunet {

static_assert(Q_BYTE_ORDER == Q_LITTLE_ENDIAN, "Samples are hashed as they lie in memory.");

namespace {

StoredSummary summaryOf(const QByteArray &samples, SampleType type, int channels)
{
    StoredSummary summary;
    summary.channels = channels;
    summary.type = type;
    summary.sha256 = QCryptographicHash::hash(samples, QCryptographicHash::Sha256).toHex();
    visitSampleType(type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *values = reinterpret_cast<const Sample *>(samples.constData());
        const qsizetype count = samples.size() / qsizetype(sizeof(Sample));
        if (count == 0) {
            return;
        }
        const auto [least, greatest] = std::minmax_element(values, values + count);
        summary.min = double(*least);
        summary.max = double(*greatest);
        long double sum = 0;
        for (qsizetype i = 0; i < count; ++i) {
            sum += static_cast<long double>(values[i]);
        }
        summary.mean = double(sum / static_cast<long double>(count));
    });
    return summary;
}

} // namespace

Result<StoredSummary> storedSummary(const Image &image)
{
    const Result<QByteArray> head = QFileInfo(image.path).isFile() ? readHead(image.path) : QByteArray();
    if (head && formatOf(*head) == FileFormat::Nifti) {
        const Result<Image> all = readNifti(image.path, {}, {}, NiftiVolumes::All);
        return all ? Result(summaryOf(all->samples, all->type, all->channels)) : all.error();
    }
    if (image.transferSyntax.isEmpty() || QFileInfo(image.path).isDir()) {
        const int pixelBytes = image.channels * sampleSize(image.type);
        return summaryOf(inStoredOrder(image, image.samples, pixelBytes), image.type, image.channels);
    }
    const Result<DicomHeader> header = readDicomHeader(image.path);
    if (!header) {
        return header.error();
    }
    const Result<DicomPixels> pixels = readDicomPixels(*header);
    if (!pixels) {
        return pixels.error();
    }
    return summaryOf(pixels->samples, pixels->type, pixels->channels);
}

QString sampleTypeName(SampleType type)
{
    switch (type) {
    case SampleType::UInt8:
        return QStringLiteral("uint8");
    case SampleType::Int8:
        return QStringLiteral("int8");
    case SampleType::UInt16:
        return QStringLiteral("uint16");
    case SampleType::Int16:
        return QStringLiteral("int16");
    case SampleType::UInt32:
        return QStringLiteral("uint32");
    case SampleType::Int32:
        return QStringLiteral("int32");
    case SampleType::Float32:
        return QStringLiteral("float32");
    case SampleType::Float64:
        return QStringLiteral("float64");
    }
    return {};
}

} // namespace vmunet
