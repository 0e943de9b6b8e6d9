// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/coco_writer.h"

#include "core/annotation/polygon.h"
#include "core/image/verified_file.h"

#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>

namespace vmunet {

namespace {

constexpr int kMaxSide = 65535;

QJsonArray flattened(const QPolygonF &ring)
{
    QJsonArray numbers;
    for (const QPointF &point : ring) {
        numbers.append(point.x());
        numbers.append(point.y());
    }
    return numbers;
}

/// Run lengths over the whole image, column by column, background first.
QJsonArray columnRuns(const Region &part, QSize size)
{
    QJsonArray runs;
    bool inside = false;
    qint64 length = 0;
    for (int x = 0; x < size.width(); ++x) {
        for (int y = 0; y < size.height(); ++y) {
            const bool covered = part.coverage.at(QPoint(x, y) - part.area.topLeft()) != kBackground;
            if (covered != inside) {
                runs.append(length);
                length = 0;
                inside = covered;
            }
            ++length;
        }
    }
    runs.append(length);
    return runs;
}

QJsonObject annotationOf(const Polygon &part, int label, QSize size)
{
    const Region region = rasterise(part, size);
    const qint64 area = region.coverage.labels().size() - region.coverage.count(kBackground);
    QJsonObject annotation{
        {QStringLiteral("category_id"), label},
        {QStringLiteral("area"), area},
        {QStringLiteral("bbox"),
            QJsonArray{region.area.x(), region.area.y(), region.area.width(), region.area.height()}},
        {QStringLiteral("iscrowd"), 0},
    };
    if (part.holes.empty()) {
        annotation.insert(QStringLiteral("segmentation"), QJsonArray{flattened(part.outline)});
    } else {
        annotation.insert(QStringLiteral("segmentation"),
            QJsonObject{{QStringLiteral("counts"), columnRuns(region, size)},
                {QStringLiteral("size"), QJsonArray{size.height(), size.width()}}});
    }
    return annotation;
}

void paintPolygons(Mask &mask, const QJsonArray &rings, Label label)
{
    for (const QJsonValue &ring : rings) {
        const QJsonArray numbers = ring.toArray();
        Polygon polygon;
        for (qsizetype i = 0; i + 1 < numbers.size(); i += 2) {
            polygon.outline.append(QPointF(numbers[i].toDouble(), numbers[i + 1].toDouble()));
        }
        const Region region = rasterise(polygon, mask.size());
        for (int y = 0; y < region.area.height(); ++y) {
            for (int x = 0; x < region.area.width(); ++x) {
                if (region.coverage.at({x, y}) != kBackground) {
                    mask.set(region.area.topLeft() + QPoint(x, y), label);
                }
            }
        }
    }
}

bool paintRuns(Mask &mask, const QJsonArray &runs, Label label)
{
    const qint64 height = mask.size().height();
    const qint64 pixels = height * mask.size().width();
    qint64 at = 0;
    bool inside = false;
    for (const QJsonValue &run : runs) {
        const qint64 length = run.toInteger(-1);
        if (length < 0 || length > pixels - at) {
            return false;
        }
        for (qint64 i = at; inside && i < at + length; ++i) {
            mask.set({int(i / height), int(i % height)}, label);
        }
        at += length;
        inside = !inside;
    }
    return at == pixels;
}

bool paint(Mask &mask, const QJsonObject &annotation)
{
    const int label = annotation[QStringLiteral("category_id")].toInt();
    if (label < 1 || label > 255) {
        return false;
    }
    const QJsonValue segmentation = annotation[QStringLiteral("segmentation")];
    if (segmentation.isArray()) {
        paintPolygons(mask, segmentation.toArray(), Label(label));
        return true;
    }
    return paintRuns(mask, segmentation[QStringLiteral("counts")].toArray(), Label(label));
}

Error corrupt(const QString &path)
{
    return {ErrorCode::Corrupt, QObject::tr("%1 is no COCO instance file, or a damaged one.").arg(path)};
}

} // namespace

CocoWriter::CocoWriter(const QStringList &classNames)
{
    for (qsizetype i = 0; i < classNames.size(); ++i) {
        m_categories.append(QJsonObject{{QStringLiteral("id"), i + 1}, {QStringLiteral("name"), classNames[i]}});
    }
}

void CocoWriter::add(const QString &fileName, const Mask &mask)
{
    const int image = int(m_images.size()) + 1;
    m_images.append(QJsonObject{{QStringLiteral("id"), image}, {QStringLiteral("file_name"), fileName},
        {QStringLiteral("width"), mask.size().width()}, {QStringLiteral("height"), mask.size().height()}});
    for (int label = 1; label <= int(m_categories.size()); ++label) {
        for (const Polygon &part : contoursOf(mask, Label(label))) {
            QJsonObject annotation = annotationOf(part, label, mask.size());
            annotation.insert(QStringLiteral("id"), m_annotations.size() + 1);
            annotation.insert(QStringLiteral("image_id"), image);
            m_annotations.append(annotation);
        }
    }
    m_masks.push_back(mask);
}

Status CocoWriter::write(const QString &path) const
{
    const QJsonObject file{
        {QStringLiteral("info"), QJsonObject{{QStringLiteral("description"), QStringLiteral("VM-UNet Studio")}}},
        {QStringLiteral("images"), m_images},
        {QStringLiteral("categories"), m_categories},
        {QStringLiteral("annotations"), m_annotations},
    };
    return writeVerified(path, QJsonDocument(file).toJson(QJsonDocument::Compact), [this](const QString &written) {
        const Result<std::vector<Mask>> masks = readCocoMasks(written);
        return masks && *masks == m_masks;
    });
}

Result<std::vector<Mask>> readCocoMasks(const QString &path)
{
    QFile file(path);
    if (!file.exists()) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no file %1.").arg(path)};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be read: %2.").arg(path, file.errorString())};
    }
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    if (!root[QStringLiteral("images")].isArray() || !root[QStringLiteral("annotations")].isArray()) {
        return corrupt(path);
    }
    std::vector<Mask> masks;
    QHash<qint64, size_t> indexOf;
    for (const QJsonValue &image : root[QStringLiteral("images")].toArray()) {
        const QSize size(image[QStringLiteral("width")].toInt(), image[QStringLiteral("height")].toInt());
        if (size.isEmpty() || size.width() > kMaxSide || size.height() > kMaxSide) {
            return corrupt(path);
        }
        indexOf.insert(image[QStringLiteral("id")].toInteger(), masks.size());
        masks.emplace_back(size);
    }
    for (const QJsonValue &annotation : root[QStringLiteral("annotations")].toArray()) {
        const auto image = indexOf.constFind(annotation[QStringLiteral("image_id")].toInteger());
        if (image == indexOf.cend() || !paint(masks[*image], annotation.toObject())) {
            return corrupt(path);
        }
    }
    return masks;
}

} // namespace vmunet
