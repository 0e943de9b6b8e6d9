// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/segment_options.h"

#include "app/cli/command.h"

namespace vmunet::cli {

namespace {

bool readSave(const QString &list, OutputWish *wish)
{
    wish->mask = false;
    for (const QString &word : list.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QString what = word.trimmed();
        bool *flag = what == QLatin1String("mask") ? &wish->mask
            : what == QLatin1String("overlay")     ? &wish->overlay
            : what == QLatin1String("probability") ? &wish->probability
                                                   : nullptr;
        if (!flag) {
            printError(QStringLiteral("segment: --save knows mask, overlay and probability, not \"%1\".").arg(what));
            return false;
        }
        *flag = true;
    }
    return true;
}

bool readFormat(const QString &word, OutputFormat *format)
{
    if (word == QLatin1String("auto")) {
        *format = OutputFormat::Auto;
    } else if (word == QLatin1String("png")) {
        *format = OutputFormat::Png;
    } else if (word == QLatin1String("nifti")) {
        *format = OutputFormat::Nifti;
    } else if (word == QLatin1String("dicom-seg")) {
        *format = OutputFormat::DicomSegmentation;
    } else if (word == QLatin1String("coco")) {
        *format = OutputFormat::Coco;
    } else {
        printError(QStringLiteral("segment: --format is auto, png, nifti, dicom-seg or coco, not \"%1\".").arg(word));
        return false;
    }
    return true;
}

} // namespace

void addSegmentOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        QStringLiteral("Segments images: photographs, DICOM folders, NIfTI, NRRD and MetaImage volumes, or folders of "
                       "images.\nMasks have the size and geometry of their input."));
    parser.addPositionalArgument(
        QStringLiteral("INPUT"), QStringLiteral("Files or folders."), QStringLiteral("INPUT..."));
    parser.addOptions({
        {QStringLiteral("model"),
            QStringLiteral("A .safetensors or .pth model; default: the bundled one for the image."),
            QStringLiteral("file")},
        {QStringLiteral("out"), QStringLiteral("Folder for the results; default: the current one."),
            QStringLiteral("folder"), QStringLiteral(".")},
        {QStringLiteral("threshold"), QStringLiteral("Probability from which a pixel is foreground, 0 to 1."),
            QStringLiteral("p"), QStringLiteral("0.5")},
        {QStringLiteral("save"), QStringLiteral("What to write: mask, overlay, probability, separated by commas."),
            QStringLiteral("list"), QStringLiteral("mask")},
        {QStringLiteral("format"),
            QStringLiteral(
                "auto (PNG for photographs, NIfTI for volumes), png, nifti, dicom-seg (of a DICOM series) or coco."),
            QStringLiteral("format"), QStringLiteral("auto")},
        {QStringLiteral("project"), QStringLiteral("Also store the predictions in this project; made if missing."),
            QStringLiteral("file")},
        {QStringLiteral("json"), QStringLiteral("One JSON object per image on standard output.")},
    });
    addDeviceOptions(parser);
    addPrecisionOption(parser);
}

std::optional<SegmentWish> readSegmentWish(const QCommandLineParser &parser)
{
    SegmentWish wish;
    wish.inputs = parser.positionalArguments();
    if (wish.inputs.isEmpty()) {
        printError(QStringLiteral("segment: name at least one image or folder. Try vmunet segment --help."));
        return std::nullopt;
    }
    wish.model = parser.value(QStringLiteral("model"));
    wish.device = parser.value(QStringLiteral("device"));
    wish.project = parser.value(QStringLiteral("project"));
    wish.json = parser.isSet(QStringLiteral("json"));
    wish.output.folder = parser.value(QStringLiteral("out"));
    bool isNumber = false;
    wish.threshold = parser.value(QStringLiteral("threshold")).toDouble(&isNumber);
    if (!isNumber || !(wish.threshold >= 0 && wish.threshold <= 1)) {
        printError(QStringLiteral("segment: --threshold is a number from 0 to 1."));
        return std::nullopt;
    }
    const std::optional<int> threads = threadsOf(parser, QStringLiteral("segment"));
    if (!threads) {
        return std::nullopt;
    }
    wish.threads = *threads;
    const std::optional<Precision> precision = precisionOf(parser, QStringLiteral("segment"));
    if (!precision) {
        return std::nullopt;
    }
    wish.precision = *precision;
    if (!readSave(parser.value(QStringLiteral("save")), &wish.output)
        || !readFormat(parser.value(QStringLiteral("format")), &wish.output.format)) {
        return std::nullopt;
    }
    return wish;
}

} // namespace vmunet::cli
