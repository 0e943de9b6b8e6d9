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
    case WorklistOrder::Patient:
        return {QStringLiteral("patient"), id};
    case WorklistOrder::Lesion:
        return {QStringLiteral("lesion"), id};
    case WorklistOrder::Tags:
        return {QStringLiteral("tags"), id};
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
    if (!query.tag.isEmpty()) {
        terms << QStringLiteral("image_id IN (SELECT image_id FROM image_tag WHERE tag = ?)");
    }
    if (!query.label.isEmpty()) {
        terms << QStringLiteral("image_id IN (SELECT image_id FROM label WHERE name = ?)");
    }
    if (query.scoredByOthers) {
        terms << QStringLiteral(
            "state <> 'approved' AND image_id NOT IN (SELECT image_id FROM score WHERE model_id = ?) "
            "AND image_id IN (SELECT image_id FROM score WHERE model_id IN (SELECT id FROM model "
            "WHERE task = (SELECT task FROM model WHERE id = ?)))");
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

namespace {

/// Whole rows of the images that the table `page` names.
QString rowsOfPage()
{
    return QStringLiteral(R"(
        SELECT %1, w.state, w.revisions, w.annotated, w.approved, w.labelled_pixels, w.uncertainty,
               coalesce(w.uncertain_slice, 0), coalesce(annotator.name, ''), w.seconds, w.changed, lesion_id,
               coalesce((SELECT group_concat(tag, char(10)) FROM image_tag WHERE image_tag.image_id = image.id), '')
        FROM page CROSS JOIN worklist AS w ON w.image_id = page.image_id CROSS JOIN image ON image.id = page.image_id
        LEFT JOIN annotator ON annotator.id = w.annotator_id)")
        .arg(kImageColumns);
}

} // namespace

QString worklistIdsSql(const WorklistQuery &query)
{
    return QStringLiteral("SELECT image_id FROM %1%2 ORDER BY %3 LIMIT ? OFFSET ?")
        .arg(source(query), filter(query), orderBy(query, QString()));
}

QString worklistPageSql(const WorklistQuery &query)
{
    return QStringLiteral("WITH page AS MATERIALIZED (%1) %2 ORDER BY %3")
        .arg(worklistIdsSql(query), rowsOfPage(), orderBy(query, QStringLiteral("w.")));
}

QString worklistRowSql()
{
    return QStringLiteral("WITH page AS (SELECT ? AS image_id) ") + rowsOfPage();
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
    if (!query.tag.isEmpty()) {
        statement.bind(query.tag);
    }
    if (!query.label.isEmpty()) {
        statement.bind(query.label);
    }
    if (query.scoredByOthers) {
        statement.bind(query.scoredByOthers).bind(query.scoredByOthers);
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
