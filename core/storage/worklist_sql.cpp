// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/worklist_sql.h"

#include "core/storage/image_row.h"
#include "core/storage/statement.h"

#include <array>

namespace vmunet {

namespace {

const std::array<QString, 6> kStates{QStringLiteral("new"), QStringLiteral("predicted"), QStringLiteral("in work"),
    QStringLiteral("to review"), QStringLiteral("approved"), QStringLiteral("rejected")};

/// The columns of one index of the worklist.
QStringList orderColumns(WorklistOrder order)
{
    const QString id = QStringLiteral("image_id");
    switch (order) {
    case WorklistOrder::Path:
        return {QStringLiteral("text"), id};
    case WorklistOrder::State:
        return {QStringLiteral("state"), QStringLiteral("text"), id};
    case WorklistOrder::LabelledPixels:
        return {QStringLiteral("labelled_pixels"), id};
    case WorklistOrder::Uncertainty:
        return {QStringLiteral("uncertainty"), id};
    case WorklistOrder::Annotator:
        return {QStringLiteral("annotator_id"), id};
    case WorklistOrder::Seconds:
        return {QStringLiteral("seconds"), id};
    case WorklistOrder::Changed:
        return {QStringLiteral("changed"), id};
    }
    Q_UNREACHABLE();
}

QString orderBy(const WorklistQuery &query, const QString &prefix)
{
    QStringList terms;
    for (const QString &column : orderColumns(query.order)) {
        terms << prefix + column + (query.descending ? QStringLiteral(" DESC") : QString());
    }
    return terms.join(QStringLiteral(", "));
}

QString filter(const WorklistQuery &query)
{
    QStringList terms;
    if (!query.states.empty()) {
        QStringList marks;
        for (std::size_t i = 0; i < query.states.size(); ++i) {
            marks << QStringLiteral("?");
        }
        terms << QStringLiteral("state IN (%1)").arg(marks.join(QLatin1Char(',')));
    }
    if (query.annotator) {
        terms << QStringLiteral("annotator_id = ?");
    }
    if (!query.text.isEmpty()) {
        terms << QStringLiteral("instr(text, ?)");
    }
    return terms.isEmpty() ? QString() : QStringLiteral(" WHERE ") + terms.join(QStringLiteral(" AND "));
}

/// Each order has an index that also holds what is filtered by, so SQLite must not prefer one of a filter and sort.
/// Only the index by text holds the text: in another order a search reads the table from front to back and sorts what
/// it found.
QString source(const WorklistQuery &query)
{
    if (!query.text.isEmpty() && query.order != WorklistOrder::Path) {
        return QStringLiteral("worklist NOT INDEXED");
    }
    QString column = orderColumns(query.order).first();
    column.remove(QStringLiteral("_pixels")).remove(QStringLiteral("_id"));
    return QStringLiteral("worklist INDEXED BY worklist_by_") + column;
}

} // namespace

QString worklistPageSql(const WorklistQuery &query)
{
    return QStringLiteral(R"(
        WITH page AS MATERIALIZED (SELECT image_id FROM %1%2 ORDER BY %3 LIMIT ? OFFSET ?)
        SELECT %4, w.state, w.revisions, w.annotated, w.approved, w.labelled_pixels, w.uncertainty,
               coalesce(w.uncertain_slice, 0), coalesce(annotator.name, ''), w.seconds, w.changed, lesion_id,
               coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_tag.image_id = image.id), '')
        FROM page CROSS JOIN worklist AS w ON w.image_id = page.image_id CROSS JOIN image ON image.id = page.image_id
        LEFT JOIN annotator ON annotator.id = w.annotator_id
        ORDER BY %5)")
        .arg(source(query), filter(query), orderBy(query, QString()), kImageColumns,
            orderBy(query, QStringLiteral("w.")));
}

QString worklistCountSql(const WorklistQuery &query)
{
    return QStringLiteral("SELECT count(*) FROM worklist") + filter(query);
}

QString worklistNextSql()
{
    return QStringLiteral(R"(
        SELECT image_id FROM worklist
        WHERE uncertainty IS NOT NULL AND state IN ('new', 'predicted') AND image_id <> ?
        ORDER BY uncertainty DESC, image_id DESC LIMIT 1)");
}

void bindWorklistFilter(Statement &statement, const WorklistQuery &query)
{
    for (const ImageState state : query.states) {
        statement.bind(wordOf(state));
    }
    if (query.annotator) {
        statement.bind(query.annotator);
    }
    if (!query.text.isEmpty()) {
        statement.bind(worklistSearchText(query.text));
    }
}

QString worklistSearchText(QString text)
{
    for (QChar &letter : text) {
        letter = letter.unicode() < 128 ? letter.toLower() : letter;
    }
    return text;
}

QString wordOf(ImageState state)
{
    return kStates[std::size_t(state)];
}

ImageState imageStateFrom(const QString &word)
{
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (word == kStates[i]) {
            return ImageState(i);
        }
    }
    return ImageState::InWork;
}

} // namespace vmunet
