// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/merge_rows.h"

#include "core/storage/statement.h"

namespace vmunet {

Result<std::vector<MergeRows::Values>> MergeRows::read(const QString &sql, qint64 id, int columns)
{
    Statement query(m_source, sql);
    if (sql.contains(QLatin1Char('?'))) {
        query.bind(id);
    }
    return query.rows<Values>([columns](const Statement &row) {
        Values values;
        for (int column = 0; column < columns; ++column) {
            values << row.value(column);
        }
        return values;
    });
}

Result<qint64> MergeRows::write(const QString &sql, const Values &values)
{
    Statement statement(m_target, sql);
    for (const QVariant &value : values) {
        statement.bind(value);
    }
    return statement.insert();
}

Result<QVariant> MergeRows::look(const QString &sql, const Values &values)
{
    Statement statement(m_target, sql);
    for (const QVariant &value : values) {
        statement.bind(value);
    }
    const Result<bool> row = statement.next();
    if (!row) {
        return row.error();
    }
    return *row ? statement.value(0) : QVariant();
}

QVariant MergeRows::translated(const Ids &ids, const QVariant &id)
{
    const auto found = ids.find(id.toLongLong());
    return id.isNull() || found == ids.end() ? QVariant() : QVariant(found->second);
}

Result<QVariant> MergeRows::annotator(const QVariant &source)
{
    if (source.isNull()) {
        return QVariant();
    }
    if (const QVariant known = translated(m_annotators, source); !known.isNull()) {
        return known;
    }
    const auto rows = read(QStringLiteral("SELECT name, added FROM annotator WHERE id=?"), source.toLongLong(), 2);
    if (!rows || rows->empty()) {
        return rows ? Result<QVariant>(QVariant()) : Result<QVariant>(rows.error());
    }
    Result<QVariant> known = look(QStringLiteral("SELECT id FROM annotator WHERE name=?"), {rows->front()[0]});
    if (known && known->isNull()) {
        const Result<qint64> added =
            write(QStringLiteral("INSERT INTO annotator (name, added) VALUES (?, ?)"), rows->front());
        known = added ? Result<QVariant>(QVariant(*added)) : Result<QVariant>(added.error());
    }
    if (known) {
        m_annotators[source.toLongLong()] = known->toLongLong();
    }
    return known;
}

Status MergeRows::copyRun(const Values &run)
{
    Result<QVariant> known = look(QStringLiteral("SELECT id FROM run WHERE folder=? AND finished=?"), {run[1], run[5]});
    if (!known) {
        return known.error();
    }
    if (!known->isNull()) {
        m_runs[run[0].toLongLong()] = known->toLongLong();
        return Done{};
    }
    const Result<qint64> added =
        write(QStringLiteral("INSERT INTO run (folder, config, manifest, metrics, finished) VALUES (?, ?, ?, ?, ?)"),
            run.mid(1));
    if (!added) {
        return added.error();
    }
    m_runs[run[0].toLongLong()] = *added;
    const auto epochs = read(QStringLiteral("SELECT epoch, learning_rate, training_loss, held_out_loss, held_out_dice, "
                                            "seconds FROM run_epoch WHERE run_id=?"),
        run[0].toLongLong(), 6);
    if (!epochs) {
        return epochs.error();
    }
    for (const Values &epoch : *epochs) {
        const Result<qint64> written =
            write(QStringLiteral("INSERT INTO run_epoch VALUES (?, ?, ?, ?, ?, ?, ?)"), Values{*added} + epoch);
        if (!written) {
            return written.error();
        }
    }
    return Done{};
}

Status MergeRows::copyModel(const Values &model)
{
    const Result<QVariant> known = look(QStringLiteral("SELECT id FROM model WHERE sha256=?"), {model[1]});
    if (!known) {
        return known.error();
    }
    if (!known->isNull()) {
        m_models[model[0].toLongLong()] = known->toLongLong();
        return Done{};
    }
    Values values = model.mid(1);
    values[7] = translated(m_models, values[7]); // A parent is older than its child.
    values[8] = translated(m_runs, values[8]);
    const Result<qint64> added = write(QStringLiteral(R"(
        INSERT INTO model (sha256, path, name, task, classes, class_names, input_side, parent_id, run_id, added,
                           architecture) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"),
        values);
    if (!added) {
        return added.error();
    }
    m_models[model[0].toLongLong()] = *added;
    return Done{};
}

Status MergeRows::copyModels()
{
    const auto runs =
        read(QStringLiteral("SELECT id, folder, config, manifest, metrics, finished FROM run ORDER BY id"), 0, 6);
    const auto models = read(QStringLiteral("SELECT id, sha256, path, name, task, classes, class_names, input_side, "
                                            "parent_id, run_id, added, architecture FROM model ORDER BY id"),
        0, 12);
    if (!runs || !models) {
        return runs ? models.error() : runs.error();
    }
    for (const Values &run : *runs) {
        if (const Status copied = copyRun(run); !copied) {
            return copied;
        }
    }
    for (const Values &model : *models) {
        if (const Status copied = copyModel(model); !copied) {
            return copied;
        }
    }
    return Done{};
}

Status MergeRows::copyDescription(ImageId source, ImageId target)
{
    struct Table {
        const char *select; ///< Of the source's image.
        int columns;
        const char *insert; ///< The columns, then the target's image.
        int model; ///< Column that names a model, or -1.
        int annotator;
    };
    static constexpr Table kTables[] = {
        {"SELECT number, position, name, color, visible, locked, category_value, category_scheme, category_meaning, "
         "type_value, type_scheme, type_meaning FROM label WHERE image_id=?",
            12,
            "INSERT INTO label (number, position, name, color, visible, locked, category_value, category_scheme, "
            "category_meaning, type_value, type_scheme, type_meaning, image_id) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            -1, -1},
        {"SELECT tag FROM image_tag WHERE image_id=?", 1,
            "INSERT INTO image_tag (tag, image_id) VALUES (?, ?) ON CONFLICT DO NOTHING", -1, -1},
        {"SELECT lesion_id FROM image WHERE id=? AND lesion_id<>''", 1,
            "UPDATE image SET lesion_id=? WHERE id=? AND lesion_id=''", -1, -1},
        {"SELECT model_id, slice, uncertainty, created FROM score WHERE image_id=?", 4,
            "INSERT INTO score (model_id, slice, uncertainty, created, image_id) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            0, -1},
        {"SELECT annotator_id, started, seconds FROM work_interval WHERE image_id=?", 3,
            "INSERT INTO work_interval (annotator_id, started, seconds, image_id) "
            "SELECT column1, column2, column3, column4 FROM (VALUES (?, ?, ?, ?)) WHERE NOT EXISTS ("
            "SELECT 1 FROM work_interval WHERE image_id=column4 AND started=column2 AND seconds=column3)",
            -1, 0},
        {"SELECT annotator_id, assigned FROM assignment WHERE image_id=? ORDER BY assigned", 2,
            "INSERT INTO assignment (annotator_id, assigned, image_id) "
            "SELECT column1, column2, column3 FROM (VALUES (?, ?, ?)) WHERE NOT EXISTS ("
            "SELECT 1 FROM assignment WHERE image_id=column3 AND annotator_id=column1 AND assigned=column2)",
            -1, 0}};
    for (const Table &table : kTables) {
        const auto rows = read(QLatin1String(table.select), source.value, table.columns);
        if (!rows) {
            return rows.error();
        }
        for (Values values : *rows) {
            if (table.model >= 0) {
                values[table.model] = translated(m_models, values[table.model]);
            }
            if (table.annotator >= 0) {
                const Result<QVariant> person = annotator(values[table.annotator]);
                if (!person) {
                    return person.error();
                }
                values[table.annotator] = *person;
            }
            const Result<qint64> written = write(QLatin1String(table.insert), values << target.value);
            if (!written) {
                return written.error();
            }
        }
    }
    return Done{};
}

Status MergeRows::copyRevision(RevisionId source, ImageId target)
{
    const auto rows =
        read(QStringLiteral("SELECT slice, kind, tool, left, top, width, height, patch, threshold, created, "
                            "coalesce(step, id), annotator_id, labelled_pixels, changed_pixels, "
                            "restored_id FROM revision WHERE id=?"),
            source.value, 15);
    const Result<QVariant> newest = look(QStringLiteral("SELECT coalesce(max(id), 0) FROM revision"), {});
    if (!rows || !newest || rows->empty()) {
        return rows ? newest ? Status(Error{ErrorCode::Corrupt, m_source.path()}) : Status(newest.error())
                    : Status(rows.error());
    }
    Values values = rows->front();
    const qint64 id = newest->toLongLong() + 1;
    m_revisions[source.value] = id;
    const QVariant step = translated(m_revisions, values[10]);
    values[10] = step.isNull() ? QVariant(id) : step;
    const Result<QVariant> person = annotator(values[11]);
    if (!person) {
        return person.error();
    }
    values[11] = *person;
    values[14] = translated(m_revisions, values[14]);
    Result<qint64> written = write(QStringLiteral(R"(
        INSERT INTO revision (id, image_id, slice, kind, tool, left, top, width, height, patch, threshold, created, step,
                              annotator_id, labelled_pixels, changed_pixels, restored_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"),
        Values{id, target.value} + values);
    struct Table {
        const char *select;
        int columns;
        const char *insert;
    };
    static constexpr Table kTables[] = {
        {"SELECT model_id, device, preprocessing, threshold, seconds FROM prediction WHERE revision_id=?", 5,
            "INSERT INTO prediction (model_id, device, preprocessing, threshold, seconds, revision_id) VALUES "
            "(?, ?, ?, ?, ?, ?)"},
        {"SELECT classes, deflated FROM probability WHERE revision_id=?", 2,
            "INSERT INTO probability (classes, deflated, revision_id) VALUES (?, ?, ?)"},
        {"SELECT mask FROM mask_snapshot WHERE revision_id=?", 1,
            "INSERT INTO mask_snapshot (mask, revision_id) VALUES (?, ?)"}};
    for (const Table &table : kTables) {
        const auto extra = read(QLatin1String(table.select), source.value, table.columns);
        if (!extra) {
            return extra.error();
        }
        for (Values row : *extra) {
            if (table.columns == 5) {
                row[0] = translated(m_models, row[0]);
            }
            if (written) {
                written = write(QLatin1String(table.insert), row << id);
            }
        }
    }
    return written ? Status(Done{}) : Status(written.error());
}

Result<int> MergeRows::copyReviews(ImageId source)
{
    const auto rows = read(QStringLiteral(R"(
        SELECT review.revision_id, status, comment, review.annotator_id, review.created
        FROM revision CROSS JOIN review ON review.revision_id = revision.id WHERE image_id=? ORDER BY review.id)"),
        source.value, 5);
    if (!rows) {
        return rows.error();
    }
    int copied = 0;
    for (Values values : *rows) {
        values[0] = translated(m_revisions, values[0]);
        const Result<QVariant> person = annotator(values[3]);
        if (!person) {
            return person.error();
        }
        values[3] = *person;
        if (values[0].isNull()) {
            continue; // Of a conflict.
        }
        const Result<QVariant> known =
            look(QStringLiteral("SELECT id FROM review WHERE revision_id=? AND status=? AND created=?"),
                {values[0], values[1], values[4]});
        if (!known) {
            return known.error();
        }
        if (!known->isNull()) {
            continue;
        }
        const Result<qint64> written = write(
            QStringLiteral(
                "INSERT INTO review (revision_id, status, comment, annotator_id, created) VALUES (?, ?, ?, ?, ?)"),
            values);
        if (!written) {
            return written.error();
        }
        ++copied;
    }
    return copied;
}

} // namespace vmunet
