// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"
#include "core/dataset/pairing.h"
#include "core/image/image_loader.h"
#include "core/image/mask_writer.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <limits>

namespace vmunet::cli {

namespace {

struct ExportOptions {
    QDir folder;
    QString format; ///< auto, png, nifti
    bool approvedOnly = false;
};

struct Exporter {
    Project &project;
    const ExportOptions &options;
    QSet<QString> taken{}; ///< File names written so far: two images may share a name.

    QString freeName(const ImageRecord &image)
    {
        const QString stem = stemOf(QFileInfo(image.path).fileName());
        QString name = stem;
        for (int number = 2; taken.contains(name); ++number) {
            name = QStringLiteral("%1-%2").arg(stem).arg(number);
        }
        taken.insert(name);
        return name;
    }

    /// Which revision of each slice to write; slices that have none are absent.
    Result<std::vector<SliceState>> slicesToWrite(const ImageRecord &image)
    {
        Result<std::vector<SliceState>> states = project.annotations().sliceStates(image.id);
        if (states) {
            std::erase_if(*states, [this](const SliceState &s) { return options.approvedOnly && !s.approved; });
        }
        return states;
    }

    Result<Mask> maskOf(const ImageRecord &image, const SliceState &state)
    {
        return project.annotations().mask(image.id, state.slice, options.approvedOnly ? state.approved : RevisionId{});
    }

    Result<QStringList> writeVolume(const ImageRecord &image, const std::vector<SliceState> &states)
    {
        const Result<Image> source = loadImage(image.path); // For the grid in the patient.
        if (!source) {
            return source.error();
        }
        if (source->size() != image.size() || source->slices != image.slices) {
            return Error{ErrorCode::Invalid, QStringLiteral("%1 has changed since it was annotated.").arg(image.path)};
        }
        std::vector<Mask> masks(std::size_t(image.slices), Mask(image.size()));
        for (const SliceState &state : states) {
            Result<Mask> mask = maskOf(image, state);
            if (!mask) {
                return mask.error();
            }
            masks[std::size_t(state.slice)] = *std::move(mask);
        }
        const QString path = options.folder.filePath(freeName(image) + QStringLiteral(".nii.gz"));
        const Status written = writeNiftiLabels(masks, *source, path);
        return written ? Result<QStringList>({path}) : Result<QStringList>(written.error());
    }

    Result<QStringList> writePictures(const ImageRecord &image, const std::vector<SliceState> &states)
    {
        const Result<LabelSet> labels = project.images().labels(image.id);
        if (!labels) {
            return labels.error();
        }
        const QString name = freeName(image);
        QStringList paths;
        for (const SliceState &state : states) {
            const Result<Mask> mask = maskOf(image, state);
            if (!mask) {
                return mask.error();
            }
            const QString slice =
                image.slices > 1 ? QStringLiteral("_%1").arg(state.slice + 1, 4, 10, QLatin1Char('0')) : QString();
            const QString path = options.folder.filePath(name + slice + QStringLiteral(".png"));
            const Status written =
                labels->labels().size() > 1 ? writeLabelPng(*mask, path) : writeBinaryPng(*mask, path);
            if (!written) {
                return written.error();
            }
            paths << path;
        }
        return paths;
    }

    Result<QStringList> write(const ImageRecord &image)
    {
        const Result<std::vector<SliceState>> states = slicesToWrite(image);
        if (!states) {
            return states.error();
        }
        if (states->empty()) {
            return QStringList();
        }
        const bool asVolume = options.format == QLatin1String("nifti")
            || (options.format == QLatin1String("auto") && image.kind == ImageKind::Volume);
        return asVolume ? writeVolume(image, *states) : writePictures(image, *states);
    }
};

} // namespace

int exportFromProject(Project &project, const QStringList &, const QCommandLineParser &parser)
{
    const QString out = parser.value(QStringLiteral("out"));
    const QString format =
        parser.isSet(QStringLiteral("format")) ? parser.value(QStringLiteral("format")) : QStringLiteral("auto");
    static const QStringList kFormats{QStringLiteral("auto"), QStringLiteral("png"), QStringLiteral("nifti")};
    if (out.isEmpty() || !kFormats.contains(format)) {
        printError(QStringLiteral("project export: needs --out DIR, and --format is auto, png or nifti."));
        return kUsage;
    }
    if (!QDir().mkpath(out)) {
        printError(QStringLiteral("The folder %1 cannot be made.").arg(out));
        return kFailed;
    }
    const Result<std::vector<ImageSummary>> images = project.images().list({}, 0, std::numeric_limits<int>::max());
    if (!images) {
        printError(images.error().message);
        return kFailed;
    }
    const ExportOptions options{
        .folder = QDir(out), .format = format, .approvedOnly = parser.isSet(QStringLiteral("approved"))};
    Exporter exporter{.project = project, .options = options};
    int status = kDone;
    for (const ImageSummary &summary : *images) {
        const Result<QStringList> paths = exporter.write(summary.image);
        if (!paths) {
            printError(paths.error().message);
            status = kFailed;
            continue;
        }
        for (const QString &path : *paths) {
            if (parser.isSet(QStringLiteral("json"))) {
                printJson({{QStringLiteral("image"), summary.image.path},
                    {QStringLiteral("id"), summary.image.id.value}, {QStringLiteral("output"), path}});
            } else {
                printLine(path);
            }
        }
    }
    return status;
}

} // namespace vmunet::cli
