// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/training_set.h"

#include "core/image/image_identity.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QtEndian>

#include <cmath>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TrainingSet", text);
}

/// One file or series folder by its own hash; several files by that of their contents one after the other.
Result<QString> sha256OfPaths(const QStringList &paths, const CancelFlag &cancel)
{
    if (paths.size() == 1) {
        return sha256OfImageAt({.path = paths.first()}, cancel);
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &path : paths) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            const ErrorCode code = file.exists() ? ErrorCode::Io : ErrorCode::NotFound;
            return Error{code, tr("Cannot read %1: %2.").arg(path, file.errorString())};
        }
        if (!hash.addData(&file)) {
            return Error{ErrorCode::Io, tr("Reading %1 failed: %2.").arg(path, file.errorString())};
        }
    }
    return QString::fromLatin1(hash.result().toHex());
}

QStringList maskPaths(const TrainingSample &sample)
{
    return QStringList{sample.maskPath} + sample.furtherMaskPaths;
}

/// Hashes of consecutive samples of one file (slices of a volume) are computed once.
class SampleHasher {
public:
    explicit SampleHasher(CancelFlag cancel)
        : m_cancel(std::move(cancel))
    {
    }
    Result<QString> image(const TrainingSample &sample) { return cached({sample.imagePath}, m_image); }
    Result<QString> mask(const TrainingSample &sample) { return cached(maskPaths(sample), m_mask); }

private:
    struct Last {
        QStringList paths;
        QString sha256;
    };
    Result<QString> cached(const QStringList &paths, Last &last)
    {
        if (last.paths == paths) {
            return last.sha256;
        }
        Result<QString> hash = sha256OfPaths(paths, m_cancel);
        if (hash) {
            last = {paths, *hash};
        }
        return hash;
    }

    CancelFlag m_cancel;
    Last m_image;
    Last m_mask;
};

Error cancelled()
{
    return {ErrorCode::Cancelled, tr("Cancelled.")};
}

} // namespace

QString taskName(ImagingTask task)
{
    return task == ImagingTask::Ct ? QStringLiteral("ct") : QStringLiteral("dermoscopy");
}

Result<ImagingTask> taskFromName(const QString &name)
{
    for (const ImagingTask task : {ImagingTask::Dermoscopy, ImagingTask::Ct}) {
        if (name == taskName(task)) {
            return task;
        }
    }
    return Error{ErrorCode::Invalid, tr("There is no task \"%1\"; use dermoscopy or ct.").arg(name)};
}

std::vector<int> TrainingSet::indices(Split split) const
{
    std::vector<int> result;
    for (int i = 0; i < int(samples.size()); ++i) {
        if (samples[size_t(i)].split == split) {
            result.push_back(i);
        }
    }
    return result;
}

Split splitOfGroup(const QString &group, double heldOutFraction)
{
    const QByteArray hash = QCryptographicHash::hash(group.toUtf8(), QCryptographicHash::Sha256);
    const double position = std::ldexp(double(qFromBigEndian<quint32>(hash.constData())), -32);
    return position < heldOutFraction ? Split::HeldOut : Split::Training;
}

void splitByGroup(TrainingSet &set, double heldOutFraction)
{
    set.heldOutFraction = heldOutFraction;
    for (TrainingSample &sample : set.samples) {
        sample.split = splitOfGroup(sample.group, heldOutFraction);
    }
}

Status hashFiles(TrainingSet &set, const CancelFlag &cancel, const ProgressCallback &progress)
{
    SampleHasher hasher(cancel);
    for (size_t i = 0; i < set.samples.size(); ++i) {
        TrainingSample &sample = set.samples[i];
        if (cancel.isCancelled()) {
            return cancelled();
        }
        if (progress) {
            progress(double(i) / double(set.samples.size()), sample.id);
        }
        if (sample.imageSha256.isEmpty()) {
            Result<QString> hash = hasher.image(sample);
            if (!hash) {
                return hash.error();
            }
            sample.imageSha256 = *hash;
        }
        if (sample.maskSha256.isEmpty()) {
            Result<QString> hash = hasher.mask(sample);
            if (!hash) {
                return hash.error();
            }
            sample.maskSha256 = *hash;
        }
    }
    return Done{};
}

Status verifyFiles(const TrainingSet &set, const CancelFlag &cancel, const ProgressCallback &progress)
{
    SampleHasher hasher(cancel);
    for (size_t i = 0; i < set.samples.size(); ++i) {
        const TrainingSample &sample = set.samples[i];
        if (cancel.isCancelled()) {
            return cancelled();
        }
        if (progress) {
            progress(double(i) / double(set.samples.size()), sample.id);
        }
        const Result<QString> image = hasher.image(sample);
        if (!image) {
            return image.error();
        }
        const Result<QString> mask = hasher.mask(sample);
        if (!mask) {
            return mask.error();
        }
        if (*image != sample.imageSha256 || *mask != sample.maskSha256) {
            const QString &path = *image != sample.imageSha256 ? sample.imagePath : sample.maskPath;
            return Error{ErrorCode::Corrupt,
                tr("%1 has changed since the manifest was written; restore it or start a new run.").arg(path)};
        }
    }
    return Done{};
}

} // namespace vmunet
