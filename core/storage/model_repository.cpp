// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/model_repository.h"

#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace vmunet {

namespace {

const QString kModelColumns = QStringLiteral("id, sha256, path, name, task, classes, class_names, input_side, "
                                             "coalesce(parent_id, 0), coalesce(run_id, 0), added, architecture");
const QString kRunColumns = QStringLiteral("id, folder, config, manifest, metrics, finished");

QString tr(const char *text)
{
    return QCoreApplication::translate("ModelRepository", text);
}

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

ModelRecord modelFrom(const Statement &row)
{
    ModelRecord model{.id = ModelId{row.integer(0)}};
    model.sha256 = row.text(1);
    model.path = row.text(2);
    model.name = row.text(3);
    model.task = row.text(4);
    model.classes = int(row.integer(5));
    for (const QJsonValue &name : QJsonDocument::fromJson(row.text(6).toUtf8()).array()) {
        model.classNames << name.toString();
    }
    model.inputSide = int(row.integer(7));
    model.parent = ModelId{row.integer(8)};
    model.run = RunId{row.integer(9)};
    model.added = QDateTime::fromString(row.text(10), Qt::ISODateWithMs);
    model.architecture = row.text(11);
    return model;
}

RunRecord runFrom(const Statement &row)
{
    return {.id = RunId{row.integer(0)},
        .folder = row.text(1),
        .config = row.text(2).toUtf8(),
        .manifest = row.text(3).toUtf8(),
        .metrics = row.text(4).toUtf8(),
        .finished = QDateTime::fromString(row.text(5), Qt::ISODateWithMs)};
}

/// All rows of a query, or the one that is wanted.
template <typename Record>
Result<std::vector<Record>> allRows(Statement &query, Record (*read)(const Statement &))
{
    std::vector<Record> records;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return records;
        }
        records.push_back(read(query));
    }
}

template <typename Record>
Result<Record> oneRow(Statement &query, Record (*read)(const Statement &), const QString &missing)
{
    const Result<bool> row = query.next();
    if (!row) {
        return row.error();
    }
    return *row ? Result<Record>(read(query)) : Result<Record>(Error{ErrorCode::NotFound, missing});
}

} // namespace

Result<ModelId> ModelRepository::add(const ModelRecord &model)
{
    Statement known(m_database, QStringLiteral("SELECT id FROM model WHERE sha256=?"));
    const Result<bool> row = known.bind(model.sha256).next();
    if (!row) {
        return row.error();
    }
    if (*row) {
        const ModelId id{known.integer(0)};
        const Status updated = Statement(m_database,
            QStringLiteral("UPDATE model SET path=?, name=?, "
                           "architecture=coalesce(nullif(?, ''), architecture) WHERE id=?"))
                                   .bind(model.path)
                                   .bind(model.name)
                                   .bind(model.architecture)
                                   .bind(id)
                                   .run();
        return updated ? Result<ModelId>(id) : Result<ModelId>(updated.error());
    }
    const QJsonArray names = QJsonArray::fromStringList(model.classNames);
    const Result<qint64> inserted = Statement(m_database, QStringLiteral(R"(
        INSERT INTO model (sha256, path, name, task, classes, class_names, input_side, parent_id, run_id, added,
                           architecture)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"))
                                        .bind(model.sha256)
                                        .bind(model.path)
                                        .bind(model.name)
                                        .bind(model.task)
                                        .bind(model.classes)
                                        .bind(QString::fromUtf8(QJsonDocument(names).toJson(QJsonDocument::Compact)))
                                        .bind(model.inputSide)
                                        .bind(model.parent)
                                        .bind(model.run)
                                        .bind(now())
                                        .bind(model.architecture)
                                        .insert();
    if (!inserted) {
        return inserted.error();
    }
    return ModelId{*inserted};
}

Result<ModelRecord> ModelRepository::record(ModelId id)
{
    Statement query(m_database, QStringLiteral("SELECT %1 FROM model WHERE id=?").arg(kModelColumns));
    return oneRow(query.bind(id), modelFrom, tr("%1 holds no model %2.").arg(m_database.path()).arg(id.value));
}

Result<std::vector<ModelRecord>> ModelRepository::list()
{
    Statement query(m_database, QStringLiteral("SELECT %1 FROM model ORDER BY id").arg(kModelColumns));
    return allRows(query, modelFrom);
}

Result<ModelRepository::Activation> ModelRepository::newestActivation(const QString &task)
{
    Statement query(m_database, QStringLiteral(R"(
        SELECT activation.id, activation.model_id, coalesce(activation.previous_id, 0)
        FROM model_activation AS activation JOIN model ON model.id = activation.model_id
        WHERE model.task = ? OR ? = ''
        ORDER BY activation.id DESC LIMIT 1)"));
    const Result<bool> row = query.bind(task).bind(task).next();
    if (!row) {
        return row.error();
    }
    return *row ? Activation{query.integer(0), ModelId{query.integer(1)}, query.integer(2)} : Activation{};
}

Status ModelRepository::activate(ModelId id)
{
    const Result<ModelRecord> model = record(id);
    if (!model) {
        return model.error();
    }
    const Result<Activation> newest = newestActivation(model->task);
    if (!newest) {
        return newest.error();
    }
    if (newest->model == id) {
        return Done{};
    }
    return Statement(m_database,
        QStringLiteral("INSERT INTO model_activation (model_id, previous_id, created) VALUES (?, nullif(?, 0), ?)"))
        .bind(id)
        .bind(newest->id)
        .bind(now())
        .run();
}

Result<ModelId> ModelRepository::goBack(const QString &task)
{
    const Result<Activation> newest = newestActivation(task);
    if (!newest) {
        return newest.error();
    }
    if (newest->previous == 0) {
        return Error{ErrorCode::NotFound, tr("%1: no model was active before this one.").arg(m_database.path())};
    }
    const Status added = Statement(m_database, QStringLiteral(R"(
        INSERT INTO model_activation (model_id, previous_id, created)
        SELECT model_id, previous_id, ? FROM model_activation WHERE id=?)"))
                             .bind(now())
                             .bind(newest->previous)
                             .run();
    return added ? active(task) : Result<ModelId>(added.error());
}

Result<ModelId> ModelRepository::active(const QString &task)
{
    const Result<Activation> newest = newestActivation(task);
    return newest ? Result<ModelId>(newest->model) : Result<ModelId>(newest.error());
}

Result<bool> ModelRepository::canGoBack(const QString &task)
{
    const Result<Activation> newest = newestActivation(task);
    return newest ? Result<bool>(newest->previous != 0) : Result<bool>(newest.error());
}

std::vector<RunEpoch> parseRunMetrics(const QByteArray &csv)
{
    QList<QByteArray> lines = csv.split('\n');
    const QList<QByteArray> headings = lines.takeFirst().trimmed().split(',');
    std::vector<RunEpoch> epochs;
    for (const QByteArray &line : std::as_const(lines)) {
        const QList<QByteArray> fields = line.trimmed().split(',');
        const auto number = [&](const char *heading) -> std::optional<double> {
            bool isNumber = false;
            const double value = fields.value(headings.indexOf(QByteArray(heading))).toDouble(&isNumber);
            return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
        };
        const std::optional<double> epoch = number("epoch");
        if (epoch && *epoch >= 0 && *epoch < 1e9 && (epochs.empty() || epochs.back().epoch < int(*epoch))) {
            epochs.push_back({.epoch = int(*epoch),
                .learningRate = number("lr"),
                .trainingLoss = number("train_loss"),
                .heldOutLoss = number("val_loss"),
                .heldOutDice = number("val_dice"),
                .seconds = number("seconds")});
        }
    }
    return epochs;
}

Result<RunId> RunRepository::add(const RunRecord &run)
{
    Transaction transaction(m_database);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    const Result<qint64> inserted = Statement(m_database,
        QStringLiteral("INSERT INTO run (folder, config, manifest, metrics, finished) VALUES (?, ?, ?, ?, ?)"))
                                        .bind(run.folder)
                                        .bind(QString::fromUtf8(run.config))
                                        .bind(QString::fromUtf8(run.manifest))
                                        .bind(QString::fromUtf8(run.metrics))
                                        .bind(now())
                                        .insert();
    Status status = inserted ? Status(Done{}) : Status(inserted.error());
    for (std::size_t i = 0; status && i < run.epochs.size(); ++i) {
        const RunEpoch &epoch = run.epochs[i];
        status = Statement(m_database, QStringLiteral("INSERT INTO run_epoch VALUES (?, ?, ?, ?, ?, ?, ?)"))
                     .bind(*inserted)
                     .bind(epoch.epoch)
                     .bind(epoch.learningRate)
                     .bind(epoch.trainingLoss)
                     .bind(epoch.heldOutLoss)
                     .bind(epoch.heldOutDice)
                     .bind(epoch.seconds)
                     .run();
    }
    if (status) {
        status = transaction.commit();
    }
    return status ? Result<RunId>(RunId{*inserted}) : Result<RunId>(status.error());
}

Result<std::vector<RunEpoch>> RunRepository::epochs(RunId id)
{
    Statement query(m_database, QStringLiteral(R"(
        SELECT epoch, learning_rate, training_loss, held_out_loss, held_out_dice, seconds FROM run_epoch
        WHERE run_id=? ORDER BY epoch)"));
    return query.bind(id).rows<RunEpoch>([](const Statement &row) {
        const auto real = [&row](int column) {
            return row.isNull(column) ? std::nullopt : std::optional(row.real(column));
        };
        return RunEpoch{int(row.integer(0)), real(1), real(2), real(3), real(4), real(5)};
    });
}

Result<RunRecord> RunRepository::record(RunId id)
{
    Statement query(m_database, QStringLiteral("SELECT %1 FROM run WHERE id=?").arg(kRunColumns));
    return oneRow(query.bind(id), runFrom, tr("%1 holds no run %2.").arg(m_database.path()).arg(id.value));
}

Result<std::vector<RunRecord>> RunRepository::list()
{
    Statement query(m_database, QStringLiteral("SELECT %1 FROM run ORDER BY id").arg(kRunColumns));
    return allRows(query, runFrom);
}

} // namespace vmunet
