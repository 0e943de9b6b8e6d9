// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace vmunet {

/// A model file that a project knows; identified by its content.
struct ModelRecord {
    ModelId id;
    QString sha256;
    QString path; ///< Absolute.
    QString name;
    QString task; ///< "dermoscopy" or "ct"
    int classes = 1;
    QStringList classNames; ///< Without background.
    int inputSide = 256;
    ModelId parent; ///< What it was fine-tuned from.
    RunId run; ///< The run that made it.
    QDateTime added;
    QString architecture; ///< One line: widths, depths, state size; empty where unknown.
};

/// One epoch of a training run. What was not measured is not set.
struct RunEpoch {
    int epoch = 0;
    std::optional<double> learningRate;
    std::optional<double> trainingLoss;
    std::optional<double> heldOutLoss;
    std::optional<double> heldOutDice;
    std::optional<double> seconds;
    bool operator==(const RunEpoch &) const = default;
};

/// A finished training run.
struct RunRecord {
    RunId id;
    QString folder; ///< Absolute.
    QByteArray config; ///< JSON, as the run's config.json.
    QByteArray manifest; ///< JSON: exact ids and hashes of what was trained on.
    QByteArray metrics; ///< JSON: held-out numbers before and after.
    QDateTime finished;
    std::vector<RunEpoch> epochs; ///< Ascending. Given to add(); read by RunRepository::epochs().
};

/// Models, and which one of each task the studio uses. Activations of one task form a path: "go back" returns to the
/// one before, and after another activation leads on from there; the whole order is kept.
class ModelRepository {
public:
    explicit ModelRepository(Database &database)
        : m_database(database)
    {
    }

    /// Finds the model by its hash or adds it (`id` and `added` are ignored). A known model's path and name are brought
    /// up to date.
    Result<ModelId> add(const ModelRecord &model);
    Result<ModelRecord> record(ModelId id); ///< NotFound.
    Result<std::vector<ModelRecord>> list(); ///< Oldest first.

    Status activate(ModelId id);
    /// Makes the formerly active model of `task` active again. Errors: NotFound if there is none.
    /// An empty task means the one of the newest activation, here and below.
    Result<ModelId> goBack(const QString &task = {});
    Result<ModelId> active(const QString &task = {}); ///< Invalid id if none was ever activated.
    Result<bool> canGoBack(const QString &task = {});

private:
    /// 0 and invalid where nothing is.
    struct Activation {
        qint64 id = 0;
        ModelId model;
        qint64 previous = 0;
    };
    Result<Activation> newestActivation(const QString &task);

    Database &m_database;
};

/// The rows of a run's metrics.csv by their headings (epoch, lr, train_loss, val_loss, val_dice, seconds); others are
/// passed over, empty fields are not set.
std::vector<RunEpoch> parseRunMetrics(const QByteArray &csv);

class RunRepository {
public:
    explicit RunRepository(Database &database)
        : m_database(database)
    {
    }

    Result<RunId> add(const RunRecord &run); ///< `id` and `finished` are ignored.
    Result<RunRecord> record(RunId id); ///< NotFound.
    Result<std::vector<RunEpoch>> epochs(RunId id);
    Result<std::vector<RunRecord>> list(); ///< Oldest first.

private:
    Database &m_database;
};

} // namespace vmunet
