// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/annotator_repository.h"

#include "core/base/user_name.h"
#include "core/storage/statement.h"

#include <QDateTime>

namespace vmunet {

AnnotatorRepository::AnnotatorRepository(Database &database)
    : m_database(database)
    , m_name(accountName())
{
}

void AnnotatorRepository::setCurrent(const QString &name)
{
    const QString tidy = name.simplified().left(200);
    m_name = tidy.isEmpty() ? accountName() : tidy;
}

Result<AnnotatorId> AnnotatorRepository::current()
{
    return find(m_name);
}

Result<AnnotatorId> AnnotatorRepository::find(const QString &name)
{
    Statement known(m_database, QStringLiteral("SELECT id FROM annotator WHERE name=?"));
    const Result<bool> row = known.bind(name).next();
    if (!row) {
        return row.error();
    }
    if (*row) {
        return AnnotatorId{known.integer(0)};
    }
    const Result<qint64> added =
        Statement(m_database, QStringLiteral("INSERT INTO annotator (name, added) VALUES (?, ?)"))
            .bind(name)
            .bind(utcNow())
            .insert();
    return added ? Result<AnnotatorId>(AnnotatorId{*added}) : Result<AnnotatorId>(added.error());
}

Result<std::vector<Annotator>> AnnotatorRepository::list()
{
    Statement query(m_database, QStringLiteral("SELECT id, name FROM annotator ORDER BY name"));
    return query.rows<Annotator>(
        [](const Statement &row) { return Annotator{.id = AnnotatorId{row.integer(0)}, .name = row.text(1)}; });
}

} // namespace vmunet
