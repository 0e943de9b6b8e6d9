// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/project_training_set.h"

#include "core/image/image_identity.h"
#include "core/image/mask_writer.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <set>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProjectTrainingSet", text);
}

QString sampleId(const ImageRecord &image, int slice)
{
    const QString stem = QFileInfo(image.path).completeBaseName();
    const QString name = QStringLiteral("%1-%2").arg(stem).arg(image.id.value);
    return image.slices > 1 ? QStringLiteral("%1-%2").arg(name).arg(slice + 1, 4, 10, QLatin1Char('0')) : name;
}

QStringList namesOf(const LabelSet &labels)
{
    int highest = 0;
    for (const LabelInfo &info : labels.labels()) {
        highest = std::max(highest, int(info.label));
    }
    QStringList names;
    for (int number = 1; number <= highest; ++number) {
        const LabelInfo *info = labels.find(Label(number));
        names << (info ? info->name : tr("Label %1").arg(number));
    }
    return names;
}

int highestLabel(const Mask &mask)
{
    const QByteArray &labels = mask.labels();
    const auto highest = std::max_element(
        labels.cbegin(), labels.cend(), [](char a, char b) { return std::uint8_t(a) < std::uint8_t(b); });
    return highest == labels.cend() ? 0 : std::uint8_t(*highest);
}

/// Goes through the images of a project and fills the set.
class Collector {
public:
    Collector(Project &project, const QString &folder, const ProjectTrainingOptions &options)
        : m_project(project)
        , m_masks(QDir(folder).filePath(QStringLiteral("masks")))
        , m_options(options)
    {
        m_set.layout = QStringLiteral("project");
        m_set.root = QFileInfo(folder).absoluteFilePath();
        m_set.task = options.task;
        m_set.maskRule = MaskRule::Labels;
        m_set.classNames = options.classNames;
    }

    TrainingSet take() { return std::move(m_set); }

    Status add(const ImageRecord &image, const CancelFlag &cancel)
    {
        const Result<std::vector<SliceState>> states = m_project.annotations().sliceStates(image.id);
        if (!states) {
            return states.error();
        }
        const bool anyApproved =
            std::any_of(states->begin(), states->end(), [](const SliceState &state) { return bool(state.approved); });
        if (anyApproved && (image.kind == ImageKind::Volume) != (m_options.task == ImagingTask::Ct)) {
            exclude(sampleId(image, 0), tr("the model is for another kind of image"));
            return Done{};
        }
        if (anyApproved) {
            const Result<bool> same = m_project.images().isUnchanged(image, cancel);
            if (!same && same.error().code == ErrorCode::Cancelled) {
                return same.error();
            }
            if (!same || !*same) {
                exclude(sampleId(image, 0),
                    same ? tr("%1 has changed since it was annotated").arg(image.path)
                         : tr("%1 is missing or unreadable; open it from where it is now").arg(image.path));
                return Done{};
            }
            const Result<bool> loaded = isWhatPathOpens(image, cancel);
            if (!loaded) {
                return loaded.error();
            }
            if (!*loaded) {
                exclude(sampleId(image, 0), tr("%1 holds several series, and another one comes first").arg(image.path));
                return Done{};
            }
        }
        for (const SliceState &state : *states) {
            if (const Status added = addSlice(image, state); !added) {
                return added;
            }
        }
        return Done{};
    }

private:
    /// Training reads an image by its path; of a folder that is the first series. Keeps its hash for the samples.
    Result<bool> isWhatPathOpens(const ImageRecord &image, const CancelFlag &cancel)
    {
        const Result<QString> own =
            sha256OfImageAt({image.path, image.seriesUid, image.width, image.height, image.slices}, cancel);
        const Result<QString> opened =
            own && QFileInfo(image.path).isDir() ? sha256OfImageAt({.path = image.path}, cancel) : own;
        if (!opened) {
            return opened.error();
        }
        m_imageSha256 = *own;
        return *own == *opened;
    }

    void exclude(const QString &id, const QString &reason) { m_set.excluded.push_back({.id = id, .reason = reason}); }

    Status addSlice(const ImageRecord &image, const SliceState &state)
    {
        const QString id = sampleId(image, state.slice);
        if (!state.approved) {
            exclude(id, state.review == ReviewStatus::Rejected ? tr("rejected") : tr("not approved"));
            return Done{};
        }
        const Result<Mask> mask = m_project.annotations().mask(image.id, state.slice, state.approved);
        const Result<LabelSet> labels = m_project.images().labels(image.id);
        if (!mask || !labels) {
            return mask ? labels.error() : mask.error();
        }
        if (m_set.classNames.isEmpty()) {
            m_set.classNames = namesOf(*labels);
        }
        if (const int highest = highestLabel(*mask); highest > m_set.classNames.size()) {
            exclude(id, tr("holds label %1, which the model does not know").arg(highest));
            return Done{};
        }
        if (!QDir().mkpath(m_masks)) {
            return Error{ErrorCode::Io, tr("The folder %1 cannot be made.").arg(m_masks)};
        }
        const QString path = QDir(m_masks).absoluteFilePath(id + QStringLiteral(".png"));
        if (const Status written = writeLabelPng(*mask, path); !written) {
            return written;
        }
        m_set.samples.push_back({.id = id,
            .imagePath = image.path,
            .slice = state.slice,
            .maskPath = path,
            .group = image.patientId.isEmpty() ? image.sha256 : image.patientId,
            .imageSha256 = m_imageSha256,
            .revision = state.approved.value});
        return Done{};
    }

    Project &m_project;
    QString m_masks;
    QString m_imageSha256; ///< Of the image being added.
    ProjectTrainingOptions m_options;
    TrainingSet m_set;
};

/// Moves one group, always the same, to a side that got none.
void fillEmptySide(TrainingSet &set)
{
    std::set<QString> groups;
    for (const TrainingSample &sample : set.samples) {
        groups.insert(sample.group);
    }
    if (groups.size() < 2) {
        for (TrainingSample &sample : set.samples) {
            sample.group += QLatin1Char('/') + sample.id;
            groups.insert(sample.group);
        }
        splitByGroup(set, set.heldOutFraction);
    }
    for (const Split side : {Split::HeldOut, Split::Training}) {
        if (!set.indices(side).empty()) {
            continue;
        }
        const auto byHash = [](const TrainingSample &a, const TrainingSample &b) {
            const auto hash = [](const QString &group) {
                return QCryptographicHash::hash(group.toUtf8(), QCryptographicHash::Sha256);
            };
            return hash(a.group) < hash(b.group);
        };
        const auto [lowest, highest] = std::minmax_element(set.samples.begin(), set.samples.end(), byHash);
        const QString moved = side == Split::HeldOut ? lowest->group : highest->group;
        for (TrainingSample &sample : set.samples) {
            sample.split = sample.group == moved ? side : sample.split;
        }
    }
}

} // namespace

Result<TrainingSet> trainingSetFromProject(Project &project, const QString &exportFolder,
    const ProjectTrainingOptions &options, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<std::vector<ImageSummary>> images = project.images().list({}, 0, std::numeric_limits<int>::max());
    if (!images) {
        return images.error();
    }
    Collector collector(project, exportFolder, options);
    for (std::size_t i = 0; i < images->size(); ++i) {
        const ImageRecord &image = (*images)[i].image;
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, tr("Collecting the training set was cancelled.")};
        }
        if (progress) {
            progress(double(i) / double(images->size()), image.path);
        }
        if (const Status added = collector.add(image, cancel); !added) {
            return added.error();
        }
    }
    TrainingSet set = collector.take();
    if (set.samples.empty()) {
        return Error{ErrorCode::NotFound,
            tr("%1 holds no approved mask that could be trained on (%2 left out): correct and approve some first.")
                .arg(project.path())
                .arg(set.excluded.size())};
    }
    std::sort(set.samples.begin(), set.samples.end(),
        [](const TrainingSample &a, const TrainingSample &b) { return a.id < b.id; });
    splitByGroup(set, options.heldOutFraction);
    if (set.samples.size() >= 2) {
        fillEmptySide(set);
    }
    const Status hashed = hashFiles(set, cancel);
    return hashed ? Result<TrainingSet>(std::move(set)) : Result<TrainingSet>(hashed.error());
}

} // namespace vmunet
