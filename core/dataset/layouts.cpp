// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layouts.h"

#include "core/dataset/layout_readers.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Layouts", text);
}

using LayoutReader = Result<TrainingSet> (*)(const QDir &root, double heldOutFraction);

struct Layout {
    QString name;
    LayoutReader read;
};

constexpr int kFramesPerGroup = 25;

Result<TrainingSet> readLesions(const QDir &root, double heldOutFraction)
{
    return readFolderLayout(root, heldOutFraction, {QStringLiteral("lesion")});
}

Result<TrainingSet> readPolyps(const QDir &root, double heldOutFraction)
{
    return readFolderLayout(root, heldOutFraction, {QStringLiteral("polyp")});
}

Result<TrainingSet> readPolypFrames(const QDir &root, double heldOutFraction)
{
    return readFolderLayout(root, heldOutFraction, {QStringLiteral("polyp"), kFramesPerGroup});
}

Result<TrainingSet> readSynapse(const QDir &root, double)
{
    return readSynapseLayout(root);
}

const std::vector<Layout> &layouts()
{
    static const std::vector<Layout> all{
        {QStringLiteral("folder"), readLesions},
        {QStringLiteral("isic"), readLesions},
        {QStringLiteral("synapse"), readSynapse},
        {QStringLiteral("busi"), readBusiLayout},
        {QStringLiteral("kvasir"), readPolyps},
        {QStringLiteral("cvc-clinicdb"), readPolypFrames},
        {QStringLiteral("etis"), readPolypFrames},
        {QStringLiteral("acdc"), readAcdcLayout},
    };
    return all;
}

/// Moves the samples for which `problem` says something to the excluded ones.
template <typename Problem>
void excludeWhere(TrainingSet &set, const Problem &problem)
{
    std::vector<TrainingSample> kept;
    kept.reserve(set.samples.size());
    for (TrainingSample &sample : set.samples) {
        const QString reason = problem(sample);
        if (reason.isEmpty()) {
            kept.push_back(std::move(sample));
        } else {
            set.excluded.push_back({sample.id, reason});
        }
    }
    set.samples = std::move(kept);
}

/// A layout that splits itself may still show one patient on both sides.
void excludeStraddlingGroups(TrainingSet &set)
{
    QSet<QString> heldOut;
    for (const TrainingSample &sample : set.samples) {
        if (sample.split == Split::HeldOut) {
            heldOut.insert(sample.group);
        }
    }
    excludeWhere(set, [&](const TrainingSample &sample) {
        const bool straddles = sample.split == Split::Training && heldOut.contains(sample.group);
        return straddles ? tr("%1 is also among the held-out images").arg(sample.group) : QString();
    });
}

} // namespace

QStringList layoutNames()
{
    QStringList names;
    for (const Layout &layout : layouts()) {
        names << layout.name;
    }
    return names;
}

Result<TrainingSet> readLayout(const QString &folder, const QString &layout, double heldOutFraction)
{
    const auto known = std::find_if(
        layouts().begin(), layouts().end(), [&](const Layout &candidate) { return candidate.name == layout; });
    if (known == layouts().end()) {
        return Error{ErrorCode::Invalid,
            tr("There is no layout \"%1\"; use one of: %2.").arg(layout, layoutNames().join(QStringLiteral(", ")))};
    }
    const QDir root(QDir(folder).absolutePath());
    if (!root.exists()) {
        return Error{ErrorCode::NotFound, tr("There is no folder %1.").arg(folder)};
    }
    Result<TrainingSet> set = known->read(root, heldOutFraction);
    if (!set) {
        return set;
    }
    set->layout = layout;
    set->root = root.path();
    std::sort(set->samples.begin(), set->samples.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
    const auto twice = std::adjacent_find(
        set->samples.begin(), set->samples.end(), [](const auto &a, const auto &b) { return a.id == b.id; });
    if (twice != set->samples.end()) {
        return Error{ErrorCode::Corrupt, tr("Two samples of %1 are named %2; rename one.").arg(folder, twice->id)};
    }
    if (set->task == ImagingTask::Dermoscopy) {
        excludeWhere(*set, [](const TrainingSample &sample) {
            return pictureProblem(sample.imagePath, QStringList{sample.maskPath} + sample.furtherMaskPaths);
        });
    }
    excludeStraddlingGroups(*set);
    if (set->samples.empty()) {
        return Error{ErrorCode::Invalid, tr("Nothing in %1 can be used as the layout %2.").arg(folder, layout)};
    }
    return set;
}

} // namespace vmunet
