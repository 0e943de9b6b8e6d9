// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/image_metadata.h"

#include "core/base/csv_reader.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>

#include <limits>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ImageMetadata", text);
}

/// Where each column is; -1: nowhere.
struct Columns {
    qsizetype image = -1;
    qsizetype patient = -1;
    qsizetype lesion = -1;
    qsizetype tags = -1;
};

Result<Columns> columnsOf(const QStringList &heading)
{
    Columns columns;
    for (qsizetype i = 0; i < heading.size(); ++i) {
        const QString name = heading[i].toLower();
        if (name == QLatin1String("image")) {
            columns.image = i;
        } else if (name == QLatin1String("patient")) {
            columns.patient = i;
        } else if (name == QLatin1String("lesion")) {
            columns.lesion = i;
        } else if (name == QLatin1String("tags")) {
            columns.tags = i;
        }
    }
    if (columns.image < 0 || (columns.patient < 0 && columns.lesion < 0 && columns.tags < 0)) {
        return Error{ErrorCode::Invalid,
            tr("The first line must name the columns: image, and one or more of patient, lesion, tags. It reads: %1")
                .arg(heading.join(QLatin1Char(',')).left(200))};
    }
    return columns;
}

/// Images by file name and by its stem; several may share one.
class ImageNames {
public:
    static Result<ImageNames> of(Project &project)
    {
        const auto images = project.images().list({}, 0, std::numeric_limits<int>::max());
        if (!images) {
            return images.error();
        }
        ImageNames names;
        for (const ImageSummary &summary : *images) {
            const QFileInfo file(summary.image.path);
            const Known known{summary.image.id, summary.image.path};
            names.m_images.insert(file.fileName(), known);
            if (file.completeBaseName() != file.fileName()) {
                names.m_images.insert(file.completeBaseName(), known);
            }
        }
        return names;
    }

    Result<ImageId> find(const QString &name) const
    {
        QString wanted = name;
        wanted.replace(QLatin1Char('\\'), QLatin1Char('/'));
        QList<Known> found = m_images.values(wanted.section(QLatin1Char('/'), -1));
        if (wanted.contains(QLatin1Char('/'))) {
            found.removeIf([&wanted](const Known &one) {
                const QFileInfo file(one.path);
                const QString stem = file.path() + QLatin1Char('/') + file.completeBaseName();
                const auto ends = [&wanted](const QString &path) {
                    return path == wanted || path.endsWith(QLatin1Char('/') + wanted);
                };
                return !ends(one.path) && !ends(stem);
            });
        }
        if (found.isEmpty()) {
            return Error{ErrorCode::NotFound, tr("the project has no image %1").arg(name)};
        }
        if (found.size() > 1) {
            return Error{
                ErrorCode::Invalid, tr("%1 images are called %2: give more of the path").arg(found.size()).arg(name)};
        }
        return found.first().id;
    }

private:
    struct Known {
        ImageId id;
        QString path;
    };
    QMultiHash<QString, Known> m_images;
};

Status apply(Project &project, ImageId image, const QStringList &fields, const Columns &columns)
{
    WorklistRepository &worklist = project.worklist();
    Status status = Done{};
    if (const QString patient = fields.value(columns.patient); !patient.isEmpty()) {
        status = worklist.setPatient({image}, patient);
    }
    if (const QString lesion = fields.value(columns.lesion); status && !lesion.isEmpty()) {
        status = worklist.setLesion({image}, lesion);
    }
    static const QRegularExpression between(QStringLiteral("[;|]"));
    for (const QString &tag : fields.value(columns.tags).split(between, Qt::SkipEmptyParts)) {
        if (status && !tag.trimmed().isEmpty()) {
            status = worklist.addTag({image}, tag);
        }
    }
    return status;
}

} // namespace

Result<MetadataReport> addMetadata(Project &project, const QByteArray &csv)
{
    const std::vector<CsvRecord> records = readCsv(csv);
    const Result<Columns> columns = columnsOf(records.empty() ? QStringList() : records.front().fields);
    if (!columns) {
        return columns.error();
    }
    const Result<ImageNames> names = ImageNames::of(project);
    if (!names) {
        return names.error();
    }
    MetadataReport report;
    for (std::size_t i = 1; i < records.size(); ++i) {
        const CsvRecord &record = records[i];
        const QString name = record.fields.value(columns->image);
        const Result<ImageId> image = name.isEmpty()
            ? Result<ImageId>(Error{ErrorCode::Invalid, tr("the image is not named")})
            : record.fields.size() != records.front().fields.size() ? Result<ImageId>(Error{ErrorCode::Invalid,
                  tr("%1 fields, but the first line has %2")
                      .arg(record.fields.size())
                      .arg(records.front().fields.size())})
                                                                    : names->find(name);
        if (!image) {
            report.problems << tr("line %1: %2.").arg(record.line).arg(image.error().message);
            continue;
        }
        const Status applied = apply(project, *image, record.fields, *columns);
        if (!applied) {
            return applied.error();
        }
        ++report.images;
    }
    return report;
}

} // namespace vmunet
