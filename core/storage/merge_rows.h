// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

#include <QVariant>

#include <map>

namespace vmunet {

/// Copies rows of one project into another and translates the ids they refer to. Within a transaction of the target.
class MergeRows {
public:
    MergeRows(Database &target, Database &source)
        : m_target(target)
        , m_source(source)
    {
    }

    /// Models and runs, known by their hash and by folder and time.
    Status copyModels();
    /// Labels where the target has none, tags, lesion, time spent and scores of an image.
    Status copyDescription(ImageId source, ImageId target);
    /// These two are the same.
    void identify(RevisionId source, RevisionId target) { m_revisions[source.value] = target.value; }
    /// With prediction, probability and snapshot; what it refers to was copied or identified before.
    Status copyRevision(RevisionId source, ImageId target);
    /// Reviews of an image's revisions that the target has; returns how many were new.
    Result<int> copyReviews(ImageId source);

private:
    using Ids = std::map<qint64, qint64>;
    using Values = QVariantList;

    Result<std::vector<Values>> read(const QString &sql, qint64 id, int columns);
    Result<qint64> write(const QString &sql, const Values &values);
    /// The first column of the row, or null.
    Result<QVariant> look(const QString &sql, const Values &values);
    Status copyRun(const Values &run);
    Status copyModel(const Values &model);
    Result<QVariant> annotator(const QVariant &source);
    static QVariant translated(const Ids &ids, const QVariant &id);

    Database &m_target;
    Database &m_source;
    Ids m_models;
    Ids m_runs;
    Ids m_revisions;
    Ids m_annotators;
};

} // namespace vmunet
