// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/revision_words.h"

#include <array>

namespace vmunet {

namespace {

const std::array<QString, 3> kKinds{QStringLiteral("prediction"), QStringLiteral("edit"), QStringLiteral("import")};
const std::array<QString, 4> kReviews{
    QString(), QStringLiteral("approved"), QStringLiteral("rejected"), QStringLiteral("submitted")};

} // namespace

QString wordOf(RevisionKind kind)
{
    return kKinds[std::size_t(kind)];
}

QString wordOf(ReviewStatus status)
{
    return kReviews[std::size_t(status)];
}

RevisionKind revisionKindFrom(const QString &word)
{
    return word == kKinds[0] ? RevisionKind::Prediction : word == kKinds[2] ? RevisionKind::Import : RevisionKind::Edit;
}

ReviewStatus reviewStatusFrom(const QString &word)
{
    for (std::size_t i = 1; i < kReviews.size(); ++i) {
        if (word == kReviews[i]) {
            return ReviewStatus(i);
        }
    }
    return ReviewStatus::Open;
}

} // namespace vmunet
