// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/whole_file.h"
#include "inference/training/trainer.h"

#include <QByteArray>
#include <QLockFile>
#include <QString>

#include <memory>
#include <vector>

namespace vmunet {

/// The files of one run. Writes replace a file whole or not at all.
class RunFolder {
public:
    explicit RunFolder(QString path);

    const QString &path() const { return m_path; }
    QString file(const char *name) const;
    QString configPath() const { return file("config.json"); }
    QString manifestPath() const { return file("manifest.json"); }
    QString metricsPath() const { return file("metrics.csv"); }
    QString timingPath() const { return file("timing.csv"); }
    QString bestPath() const { return file("best.pth"); }
    QString latestPath() const { return file("latest.pth"); }
    QString modelPath() const { return file("best.safetensors"); }
    QString comparisonPath() const { return file("comparison.html"); }
    QString lockPath() const { return file("run.lock"); }
    QString preflightPath() const { return file("preflight.html"); }
    QString reportPath() const { return file("report.html"); }

    /// Makes the folder. Errors: Invalid if it holds a run already, Io.
    Status create() const;
    /// Held by whoever trains in the folder, which must exist; that of a process that has died is taken over. Errors:
    /// Invalid names the process that holds it.
    Result<std::shared_ptr<QLockFile>> lock() const;
    Status writeConfig(const TrainingConfig &config) const;
    /// Errors: NotFound, Io, Corrupt.
    Result<TrainingConfig> readConfig(ImagingTask task) const;
    Status writeMetrics(const std::vector<EpochRecord> &records) const;
    /// Beside the metrics, as other machines and loads give other times: timing.csv, one row an epoch. `seconds`
    /// without validation, of which `waited` for data.
    Status writeTiming(int epoch, double seconds, double waited, int images) const;
    /// The rows up to `lastEpoch`; none if there is no file. Errors: Io, Corrupt.
    Result<std::vector<EpochRecord>> readMetrics(int lastEpoch) const;

private:
    QString m_path;
};

} // namespace vmunet
