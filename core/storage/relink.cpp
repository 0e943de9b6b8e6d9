// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/relink.h"

#include "core/base/file_hash.h"
#include "core/image/dicom_series.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QMultiHash>

#include <algorithm>
#include <limits>
#include <optional>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Relink", text);
}

/// The files below a folder. Each is hashed once at most.
class Candidates {
public:
    Candidates(QString folder, CancelFlag cancel)
        : m_folder(std::move(folder))
        , m_cancel(std::move(cancel))
    {
        QDirIterator it(m_folder, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            m_unread.insert(QFileInfo(path).fileName(), path);
        }
    }

    /// A file of this content, or an empty string. Those of the same name are read first.
    Result<QString> find(const QString &sha256, const QString &name)
    {
        for (const QString &path : m_unread.values(name)) {
            if (const Status read = hash(name, path); !read) {
                return read.error();
            }
        }
        while (!m_pathBySha256.contains(sha256) && !m_unread.isEmpty()) {
            const auto next = m_unread.constBegin();
            if (const Status read = hash(next.key(), next.value()); !read) {
                return read.error();
            }
        }
        return m_pathBySha256.value(sha256);
    }

    /// The folder of a series, or an empty string.
    Result<QString> findSeries(const ImageRecord &image)
    {
        if (!m_series) {
            Result<std::vector<SeriesInfo>> list = readSeriesList(m_folder, m_cancel);
            if (!list && list.error().code != ErrorCode::NotFound) {
                return list.error();
            }
            m_series = list ? *std::move(list) : std::vector<SeriesInfo>();
        }
        const auto found = std::find_if(m_series->begin(), m_series->end(), [&image](const SeriesInfo &series) {
            return series.seriesUid == image.seriesUid && series.width == image.width && series.height == image.height
                && series.slices == image.slices;
        });
        return found == m_series->end() ? QString() : QFileInfo(found->files.front()).absolutePath();
    }

private:
    Status hash(QString name, QString path)
    {
        m_unread.remove(name, path);
        const Result<QString> sha256 = sha256OfPath(path, m_cancel);
        if (sha256) {
            m_pathBySha256.insert(*sha256, path);
        }
        return !sha256 && sha256.error().code == ErrorCode::Cancelled ? Status(sha256.error()) : Status(Done{});
    }

    QString m_folder;
    CancelFlag m_cancel;
    QMultiHash<QString, QString> m_unread; ///< By name.
    QHash<QString, QString> m_pathBySha256;
    std::optional<std::vector<SeriesInfo>> m_series;
};

} // namespace

Result<RelinkReport> relinkImages(
    Project &project, const QString &folder, const CancelFlag &cancel, const ProgressCallback &progress)
{
    if (!QFileInfo(folder).isDir()) {
        return Error{ErrorCode::NotFound, tr("There is no folder %1.").arg(folder)};
    }
    const Result<std::vector<ImageSummary>> images = project.images().list({}, 0, std::numeric_limits<int>::max());
    if (!images) {
        return images.error();
    }
    RelinkReport report;
    Candidates candidates(QFileInfo(folder).absoluteFilePath(), cancel);
    for (std::size_t i = 0; i < images->size(); ++i) {
        const ImageRecord &image = (*images)[i].image;
        if (QFileInfo::exists(image.path)) {
            continue;
        }
        if (progress) {
            progress(double(i) / double(images->size()), image.path);
        }
        Result<QString> found = candidates.find(image.sha256, QFileInfo(image.path).fileName());
        if (found && found->isEmpty() && !image.seriesUid.isEmpty()) {
            found = candidates.findSeries(image);
        }
        if (!found) {
            return found.error();
        }
        const Status linked =
            found->isEmpty() ? Status(Error{ErrorCode::NotFound, {}}) : project.images().relink(image.id, *found);
        if (linked) {
            report.moved.push_back({.from = image.path, .to = *found});
        } else if (linked.error().code == ErrorCode::NotFound || linked.error().code == ErrorCode::Invalid) {
            report.missing << image.path;
        } else {
            return linked.error();
        }
    }
    return report;
}

} // namespace vmunet
