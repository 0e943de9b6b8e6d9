// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "core/image/image_loader.h"
#include "core/image/radiological_view.h"
#include "core/image/stored_summary.h"

#include <QJsonArray>

namespace vmunet::cli {

namespace {

QJsonArray arrayOf(const Vector3 &numbers)
{
    return {numbers[0], numbers[1], numbers[2]};
}

/// Row-major 3x3 matrix whose columns are the axes, as other readers print it.
QJsonArray matrixOf(const std::array<Vector3, 3> &direction)
{
    QJsonArray matrix;
    for (size_t row = 0; row < 3; ++row) {
        for (size_t axis = 0; axis < 3; ++axis) {
            matrix.append(direction[axis][row]);
        }
    }
    return matrix;
}

QJsonObject describe(const Image &image, const StoredSummary &stored)
{
    QJsonObject object{
        {QStringLiteral("input"), image.path},
        {QStringLiteral("kind"),
            image.kind == ImageKind::Photograph ? QStringLiteral("photograph") : QStringLiteral("volume")},
        {QStringLiteral("rows"), image.height},
        {QStringLiteral("columns"), image.width},
        {QStringLiteral("slices"), image.slices},
        {QStringLiteral("channels"), stored.channels},
        {QStringLiteral("type"), sampleTypeName(stored.type)},
        {QStringLiteral("min"), stored.min},
        {QStringLiteral("max"), stored.max},
        {QStringLiteral("mean"), stored.mean},
        {QStringLiteral("transfer_syntax"), image.transferSyntax},
        {QStringLiteral("photometric"), image.photometric},
        {QStringLiteral("rescale_slope"), image.rescaleSlope},
        {QStringLiteral("rescale_intercept"), image.rescaleIntercept},
        {QStringLiteral("stored_sha256"), QString::fromLatin1(stored.sha256)},
        {QStringLiteral("warnings"), QJsonArray::fromStringList(image.warnings)},
    };
    // A photograph has no place in space; null says so, zeros would not.
    const Geometry geometry = storedGeometry(image);
    const bool known = geometry.known;
    object[QStringLiteral("spacing")] = known ? QJsonValue(arrayOf(geometry.spacingMm)) : QJsonValue();
    object[QStringLiteral("origin_lps")] = known ? QJsonValue(arrayOf(geometry.originMm)) : QJsonValue();
    object[QStringLiteral("direction_lps")] = known ? QJsonValue(matrixOf(geometry.direction)) : QJsonValue();
    return object;
}

QString textOf(const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList parts;
        for (const QJsonValue &part : value.toArray()) {
            parts << textOf(part);
        }
        return parts.join(QLatin1Char(' '));
    }
    return value.isNull() ? QStringLiteral("unknown") : value.toVariant().toString();
}

void print(const QJsonObject &object)
{
    static const QStringList kOrder{QStringLiteral("kind"), QStringLiteral("rows"), QStringLiteral("columns"),
        QStringLiteral("slices"), QStringLiteral("channels"), QStringLiteral("type"), QStringLiteral("spacing"),
        QStringLiteral("origin_lps"), QStringLiteral("direction_lps"), QStringLiteral("min"), QStringLiteral("max"),
        QStringLiteral("mean"), QStringLiteral("transfer_syntax"), QStringLiteral("photometric"),
        QStringLiteral("rescale_slope"), QStringLiteral("rescale_intercept"), QStringLiteral("stored_sha256"),
        QStringLiteral("warnings")};
    printLine(object[QStringLiteral("input")].toString());
    for (const QString &key : kOrder) {
        const QString text = textOf(object[key]);
        if (!text.isEmpty()) {
            printLine(QStringLiteral("  %1 %2").arg(key.leftJustified(18), text));
        }
    }
}

int info(const QStringList &files, bool json)
{
    int status = kDone;
    for (const QString &file : files) {
        const Result<Image> image = loadImage(file);
        const Result<StoredSummary> stored = image ? storedSummary(*image) : Result<StoredSummary>(image.error());
        if (!stored) {
            printError(stored.error().message);
            status = kFailed;
            continue;
        }
        const QJsonObject object = describe(*image, *stored);
        if (json) {
            printJson(object);
        } else {
            print(object);
        }
    }
    return status;
}

} // namespace

int runImage(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("What the readers make of image files and DICOM folders."));
    parser.addPositionalArgument(QStringLiteral("info"), QStringLiteral("What to do."), QStringLiteral("info"));
    parser.addPositionalArgument(
        QStringLiteral("files"), QStringLiteral("Files or DICOM folders."), QStringLiteral("FILE..."));
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON object a file.")});
    int status = kDone;
    if (!parse(parser, QStringLiteral("image"), arguments, &status)) {
        return status;
    }
    const QStringList positional = parser.positionalArguments();
    if (positional.size() < 2 || positional.first() != QLatin1String("info")) {
        printError(QStringLiteral("say which files: vmunet image info FILE... [--json]."));
        return kUsage;
    }
    return info(positional.mid(1), parser.isSet(QStringLiteral("json")));
}

} // namespace vmunet::cli
