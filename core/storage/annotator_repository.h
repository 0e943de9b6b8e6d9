// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

#include <QString>

#include <vector>

namespace vmunet {

/// Somebody who worked in the project.
struct Annotator {
    AnnotatorId id;
    QString name;
};

/// Who works in the project. New rows name the current annotator; until another is set that is the account's name.
class AnnotatorRepository {
public:
    explicit AnnotatorRepository(Database &database);

    /// From now on; at most 200 characters are kept. An empty name means the account's.
    void setCurrent(const QString &name);
    const QString &currentName() const { return m_name; }
    /// The current annotator's row, made on first use.
    Result<AnnotatorId> current();
    /// The row of `name`, made if there is none.
    Result<AnnotatorId> find(const QString &name);
    Result<std::vector<Annotator>> list(); ///< By name.

private:
    Database &m_database;
    QString m_name;
};

} // namespace vmunet
