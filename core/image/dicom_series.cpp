// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_series.h"

#include "core/base/all_cores.h"
#include "core/image/dicom_reader.h"
#include "core/image/file_format.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QObject>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>

namespace vmunet {

namespace {

Error cancelled(const QString &folder)
{
    return {ErrorCode::Cancelled, QObject::tr("Opening %1 was cancelled.").arg(folder)};
}

/// What slices of one stack have in common, as text.
QString stackKey(const DicomHeader &header)
{
    QString key = header.seriesUid + QLatin1Char('|') + QString::number(header.rows) + QLatin1Char('x')
        + QString::number(header.columns);
    if (header.frames > 1 || header.isColour()) {
        return key + QLatin1Char('|') + header.path;
    }
    if (const auto &direction = header.planes.front().direction) {
        for (const Vector3 &axis : *direction) {
            for (const double cosine : axis) {
                // Scanners print six decimals, and the last ones wander within a series.
                key += QLatin1Char('|') + QString::number(std::lround(cosine * 100));
            }
        }
    }
    return key;
}

Result<QStringList> filesIn(const QString &folder)
{
    const QFileInfo info(folder);
    if (!info.isDir()) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no folder %1.").arg(folder)};
    }
    if (!info.isReadable() || !info.isExecutable()) {
        return Error{ErrorCode::Io, QObject::tr("The folder %1 cannot be read: permission denied.").arg(folder)};
    }
    QStringList files;
    QDirIterator it(folder, QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        files << it.next();
    }
    files.sort();
    return files;
}

using Stacks = std::map<QString, std::vector<DicomHeader>>;

/// The header of what is a DICOM image.
std::optional<DicomHeader> headerOf(const QString &path)
{
    const Result<QByteArray> head = readHead(path);
    if (!head || formatOf(*head) != FileFormat::Dicom) {
        return std::nullopt;
    }
    Result<DicomHeader> header = readDicomHeader(path);
    return header ? std::optional(*std::move(header)) : std::nullopt;
}

Result<Stacks> readStacks(const QString &folder, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<QStringList> files = filesIn(folder);
    if (!files) {
        return files.error();
    }
    std::vector<std::optional<DicomHeader>> headers(size_t(files->size()));
    std::mutex mutex; // Over progress and the count.
    size_t done = 0;
    runOnAllCores(headers.size(), [&](size_t i) {
        headers[i] = headerOf(files->at(qsizetype(i)));
        const std::scoped_lock lock(mutex);
        if (++done; progress) {
            progress(double(done) / double(headers.size()), QObject::tr("Looking through %1").arg(folder));
        }
        return !cancel.isCancelled();
    });
    if (cancel.isCancelled()) {
        return cancelled(folder);
    }
    Stacks stacks;
    for (std::optional<DicomHeader> &header : headers) {
        if (header) {
            stacks[stackKey(*header)].push_back(*std::move(header));
        }
    }
    if (stacks.empty()) {
        return Error{ErrorCode::NotFound,
            QObject::tr("There is no DICOM image in the folder %1. Open photographs and volumes as files.")
                .arg(folder)};
    }
    return stacks;
}

SeriesInfo infoOf(const std::vector<DicomHeader> &headers)
{
    const DicomHeader &first = headers.front();
    SeriesInfo info;
    info.seriesUid = first.seriesUid;
    info.studyUid = first.studyUid;
    info.patientId = first.patientId;
    info.modality = first.modality;
    info.description = first.description;
    info.width = first.columns;
    info.height = first.rows;
    info.slices = headers.size() > 1 ? int(headers.size()) : first.frames;
    for (const DicomHeader &header : headers) {
        info.files << header.path;
    }
    return info;
}

} // namespace

Result<std::vector<SeriesInfo>> readSeriesList(
    const QString &folder, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<Stacks> stacks = readStacks(folder, cancel, progress);
    if (!stacks) {
        return stacks.error();
    }
    std::vector<SeriesInfo> list;
    for (const auto &[key, headers] : *stacks) {
        list.push_back(infoOf(headers));
    }
    std::stable_sort(
        list.begin(), list.end(), [](const SeriesInfo &a, const SeriesInfo &b) { return a.slices > b.slices; });
    return list;
}

namespace {

/// One file of any kind, or single slices.
Result<Image> loadStack(const std::vector<DicomHeader> &headers, const CancelFlag &cancel,
    const ProgressCallback &progress, const PreviewCallback &preview)
{
    Result<Image> image =
        headers.size() == 1 ? readDicomFile(headers.front().path) : readDicomSlices(headers, cancel, progress, preview);
    if (image) {
        image->files = infoOf(headers).files;
    }
    return image;
}

} // namespace

Result<Image> loadSeries(const SeriesInfo &series, const CancelFlag &cancel, const ProgressCallback &progress,
    const PreviewCallback &preview)
{
    std::vector<DicomHeader> headers;
    for (const QString &file : series.files) {
        if (cancel.isCancelled()) {
            return cancelled(file);
        }
        Result<DicomHeader> header = readDicomHeader(file);
        if (!header) {
            return header.error();
        }
        headers.push_back(*std::move(header));
    }
    if (headers.empty()) {
        return Error{ErrorCode::Invalid, QObject::tr("The series has no files.")};
    }
    return loadStack(headers, cancel, progress, preview);
}

Result<Image> loadLargestSeries(
    const QString &folder, const CancelFlag &cancel, const ProgressCallback &progress, const PreviewCallback &preview)
{
    constexpr double kLooking = 0.1; // Headers take that much of the time.
    const auto part = [&progress](double begin, double share) {
        return progress
            ? ProgressCallback([=](double done, const QString &what) { progress(begin + done * share, what); })
            : ProgressCallback();
    };
    const Result<Stacks> stacks = readStacks(folder, cancel, part(0, kLooking));
    if (!stacks) {
        return stacks.error();
    }
    const auto largest = std::max_element(stacks->begin(), stacks->end(),
        [](const auto &a, const auto &b) { return infoOf(a.second).slices < infoOf(b.second).slices; });
    Result<Image> image = loadStack(largest->second, cancel, part(kLooking, 1 - kLooking), preview);
    if (image) {
        image->path = folder;
        if (stacks->size() > 1) {
            image->warnings
                << QObject::tr("The folder holds %1 series; the one with most slices was opened.").arg(stacks->size());
        }
    }
    return image;
}

} // namespace vmunet
