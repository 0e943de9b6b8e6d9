// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_folder.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QObject>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

constexpr const char *kHeader = "epoch,lr,train_loss,val_loss,val_dice,seconds";
constexpr int kColumns = 6;

// Nine digits bring a float back unchanged; not measured is an empty field.
QByteArray field(double value, int digits = 9)
{
    return std::isnan(value) ? QByteArray() : QByteArray::number(value, 'g', digits);
}

} // namespace

RunFolder::RunFolder(QString path)
    : m_path(std::move(path))
{
}

QString RunFolder::file(const char *name) const
{
    return QDir(m_path).filePath(QString::fromLatin1(name));
}

Status RunFolder::create() const
{
    // A run that failed before its first checkpoint has kept nothing.
    if (QFile::exists(configPath()) && QFile::exists(latestPath())) {
        return Error{ErrorCode::Invalid,
            QObject::tr("The folder %1 holds a run already: resume it or name another folder.").arg(m_path)};
    }
    if (!QDir().mkpath(m_path)) {
        return Error{ErrorCode::Io, QObject::tr("Cannot make the folder %1.").arg(m_path)};
    }
    return Done{};
}

Result<std::shared_ptr<QLockFile>> RunFolder::lock() const
{
    auto lock = std::make_shared<QLockFile>(lockPath());
    lock->setStaleLockTime(0); // A step may take longer than any limit.
    if (lock->tryLock(0)) {
        return lock;
    }
    if (lock->error() != QLockFile::LockFailedError) {
        return Error{ErrorCode::Io, QObject::tr("Cannot write %1; check the folder's permissions.").arg(lockPath())};
    }
    qint64 process = 0;
    QString host;
    QString program;
    lock->getLockInfo(&process, &host, &program);
    return Error{ErrorCode::Invalid,
        QObject::tr("The run %1 is being trained by process %2 on %3; wait until it has finished.")
            .arg(m_path)
            .arg(process)
            .arg(host)};
}

Status RunFolder::writeConfig(const TrainingConfig &config) const
{
    return writeWhole(configPath(), QJsonDocument(config.toJson()).toJson());
}

Result<TrainingConfig> RunFolder::readConfig(ImagingTask task) const
{
    const Result<QByteArray> content = readWhole(configPath());
    if (!content) {
        return content.error();
    }
    const QJsonDocument document = QJsonDocument::fromJson(*content);
    if (!document.isObject()) {
        return Error{ErrorCode::Corrupt, QObject::tr("%1 is not a run's configuration.").arg(configPath())};
    }
    return configFromJson(document.object(), task);
}

Status RunFolder::writeMetrics(const std::vector<EpochRecord> &records) const
{
    QByteArray content = QByteArray(kHeader) + '\n';
    for (const EpochRecord &r : records) {
        content += QByteArray::number(r.epoch);
        for (const double value : {r.learningRate, r.trainLoss, r.validationLoss, r.validationDice}) {
            content += ',' + field(value);
        }
        content += ',' + field(r.seconds, 4) + '\n';
    }
    return writeWhole(metricsPath(), content);
}

Status RunFolder::writeTiming(int epoch, double seconds, double waited, int images) const
{
    QByteArray content = "epoch,train_seconds,waiting_seconds,idle_share,images_per_second\n";
    if (const Result<QByteArray> before = readWhole(timingPath())) {
        const QList<QByteArray> lines = before->split('\n');
        for (const QByteArray &line : lines.mid(1)) {
            const int of = line.left(line.indexOf(',')).toInt();
            content += of > 0 && of < epoch ? line + '\n' : QByteArray(); // A run that broke off repeats its epoch.
        }
    }
    content += QByteArray::number(epoch);
    const double whole = std::max(seconds, 1e-9);
    for (const double value : {seconds, waited, waited / whole, images / whole}) {
        content += ',' + field(value, 4);
    }
    return writeWhole(timingPath(), content + '\n');
}

Result<std::vector<EpochRecord>> RunFolder::readMetrics(int lastEpoch) const
{
    std::vector<EpochRecord> records;
    const Result<QByteArray> content = readWhole(metricsPath());
    if (!content) {
        return content.error().code == ErrorCode::NotFound ? Result(records) : content.error();
    }
    QList<QByteArray> lines = content->split('\n');
    if (lines.takeFirst() != kHeader) {
        return Error{ErrorCode::Corrupt, QObject::tr("%1 is not a run's table of metrics.").arg(metricsPath())};
    }
    for (const QByteArray &line : lines) {
        const QList<QByteArray> fields = line.split(',');
        if (fields.size() != kColumns) {
            continue; // The last line is empty.
        }
        const auto number = [&](int i) { return fields[i].isEmpty() ? std::nan("") : fields[i].toDouble(); };
        const EpochRecord record{fields[0].toInt(), number(1), number(2), number(3), number(4), number(5)};
        if (record.epoch <= lastEpoch) {
            records.push_back(record);
        }
    }
    return records;
}

} // namespace vmunet
