// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"
#include "app/cli/segment_inputs.h"
#include "core/dataset/pairing.h"
#include "core/dataset/sample_loader.h"
#include "core/image/image_identity.h"
#include "core/image/image_loader.h"
#include "core/storage/stored_annotation.h"

#include <QDir>
#include <QFileInfo>
#include <QMap>

namespace vmunet::cli {

namespace {

struct ImportOptions {
    QMap<QString, QString> masksByStem; ///< Empty without --masks.
    LabelSet labels; ///< Empty: by the kind of image.
    bool wantsMasks = false;
    bool approve = false;
};

/// Whether a file of a folder lies in it; a link may lead anywhere.
bool staysWithin(const QFileInfo &file, const QDir &folder)
{
    const QString root = QFileInfo(folder.path()).canonicalFilePath();
    return file.canonicalFilePath().startsWith(root.endsWith(QLatin1Char('/')) ? root : root + QLatin1Char('/'));
}

void sayLeftOut(const QString &path)
{
    printError(QStringLiteral("%1 was left out: it is a link that leads out of its folder.").arg(path));
}

QMap<QString, QString> masksIn(const QString &folder)
{
    QMap<QString, QString> masks;
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files, QDir::Name)) {
        if (!staysWithin(file, QDir(folder))) {
            sayLeftOut(file.filePath());
            continue;
        }
        QString stem = stemOf(file.fileName());
        for (const char *suffix : {"_segmentation", "_mask", "_gt", "_label"}) {
            if (stem.endsWith(QLatin1String(suffix))) {
                stem.chop(qsizetype(qstrlen(suffix)));
            }
        }
        masks.insert(stem, file.filePath());
    }
    return masks;
}

Result<std::vector<Mask>> readVolumeMasks(const Image &image, const QString &path)
{
    const Result<Image> labels = loadImage(path);
    if (!labels) {
        return labels.error();
    }
    if (labels->size() != image.size() || labels->slices != image.slices) {
        return Error{ErrorCode::Invalid, QStringLiteral("%1 is not of the size of %2.").arg(path, image.path)};
    }
    std::vector<Mask> masks;
    for (int slice = 0; slice < image.slices; ++slice) {
        QByteArray bytes;
        for (const float value : rescaledSlice(*labels, slice)) {
            if (!(value >= 0 && value <= 255 && value == float(int(value)))) {
                return Error{
                    ErrorCode::Invalid, QStringLiteral("%1 holds %2, which is no label.").arg(path).arg(value)};
            }
            bytes.append(char(std::uint8_t(value)));
        }
        masks.push_back(Mask::fromLabels(image.size(), std::move(bytes)));
    }
    return masks;
}

/// One a slice.
Result<std::vector<Mask>> readMasks(const Image &image, const QString &path, const LabelSet &labels)
{
    if (image.kind == ImageKind::Volume) {
        return readVolumeMasks(image, path);
    }
    TrainingSet set;
    set.maskRule = labels.labels().size() > 1 ? MaskRule::Labels : MaskRule::Binary;
    for (const LabelInfo &info : labels.labels()) {
        set.classNames << info.name;
    }
    const Result<LoadedSample> sample = loadSample(set, {.imagePath = image.path, .maskPath = path});
    return sample ? Result<std::vector<Mask>>({sample->mask}) : Result<std::vector<Mask>>(sample.error());
}

Status addMasks(Project &project, const StoredAnnotation &stored, const std::vector<Mask> &masks, bool approve)
{
    for (std::size_t slice = 0; slice < masks.size(); ++slice) {
        if (masks[slice] != stored.masks[slice]) {
            const Result<RevisionId> added = project.annotations().addEdit(stored.image,
                {.slice = int(slice),
                    .area = masks[slice].rect(),
                    .after = masks[slice],
                    .name = {},
                    .tool = EditTool::Import,
                    .threshold = {}});
            if (!added) {
                return added.error();
            }
        }
    }
    const Result<std::vector<SliceState>> states = project.annotations().sliceStates(stored.image);
    if (!states || !approve) {
        return states ? Status(Done{}) : Status(states.error());
    }
    for (const SliceState &state : *states) {
        if (state.review != ReviewStatus::Approved) {
            const Status reviewed = project.annotations().addReview(state.newest, ReviewStatus::Approved);
            if (!reviewed) {
                return reviewed;
            }
        }
    }
    return Done{};
}

Result<ImageId> importOne(Project &project, const QString &path, const ImportOptions &options)
{
    const Result<Image> image = loadImage(path);
    const Result<QString> hash = image ? sha256OfImage(*image) : Result<QString>(image.error());
    if (!hash) {
        return hash.error();
    }
    const LabelSet labels = !options.labels.labels().empty() ? options.labels
        : image->kind == ImageKind::Volume                   ? LabelSet::synapseOrgans()
                                                             : LabelSet::lesion();
    const QString maskPath = options.masksByStem.value(stemOf(QFileInfo(path).fileName()));
    if (options.wantsMasks && maskPath.isEmpty()) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no mask for %1.").arg(path)};
    }
    Result<std::vector<Mask>> masks = std::vector<Mask>();
    if (options.wantsMasks) {
        masks = readMasks(*image, maskPath, labels); // Before the project is touched.
        if (!masks) {
            return masks.error();
        }
    }
    const Result<StoredAnnotation> stored = openAnnotation(project, *image, *hash, labels);
    if (!stored) {
        return stored.error();
    }
    const Status added = options.wantsMasks ? addMasks(project, *stored, *masks, options.approve) : Status(Done{});
    return added ? Result<ImageId>(stored->image) : Result<ImageId>(added.error());
}

} // namespace

int importIntoProject(Project &project, const QStringList &operands, const QCommandLineParser &parser)
{
    const QString metadata = parser.value(QStringLiteral("metadata"));
    if (operands.size() < 2 && metadata.isEmpty()) {
        printError(QStringLiteral("project import: say what, e.g. vmunet project import study.vmunet images/"));
        return kUsage;
    }
    ImportOptions options;
    options.approve = parser.isSet(QStringLiteral("approve"));
    options.wantsMasks = parser.isSet(QStringLiteral("masks"));
    if (options.wantsMasks) {
        options.masksByStem = masksIn(parser.value(QStringLiteral("masks")));
    }
    if (parser.isSet(QStringLiteral("labels"))) {
        options.labels = LabelSet::fromNames(parser.value(QStringLiteral("labels")).split(QLatin1Char(',')));
    }
    int status = kDone;
    for (const QString &input : operands.mid(1)) {
        const Result<QStringList> images = imagesOf(input);
        if (!images) {
            printError(images.error().message);
            status = kFailed;
            continue;
        }
        for (const QString &path : *images) {
            if (path != input && !staysWithin(QFileInfo(path), QDir(input))) {
                sayLeftOut(path);
                continue;
            }
            const Result<ImageId> id = importOne(project, path, options);
            if (!id) {
                printError(id.error().message);
                status = kFailed;
            } else if (parser.isSet(QStringLiteral("json"))) {
                printJson({{QStringLiteral("input"), path}, {QStringLiteral("id"), id->value}});
            } else {
                printLine(QStringLiteral("%1  %2").arg(id->value, 5).arg(path));
            }
            if (!shouldGoOn()) {
                return kFailed;
            }
        }
    }
    if (!metadata.isEmpty() && addMetadataTo(project, metadata, parser) != kDone) {
        status = kFailed;
    }
    return status;
}

} // namespace vmunet::cli
