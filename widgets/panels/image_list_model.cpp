// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_list_model.h"

#include "core/image/image_loader.h"

#include <QDir>
#include <QFileInfo>
#include <QImageReader>

#include <algorithm>

namespace vmunet {

namespace {

constexpr QSize kSide{ImageListModel::kThumbnailSide, ImageListModel::kThumbnailSide};

QImage croppedSquare(const QImage &image)
{
    const QImage scaled = image.scaled(kSide, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    return scaled.copy(
        QRect(QPoint((scaled.width() - kSide.width()) / 2, (scaled.height() - kSide.height()) / 2), kSide));
}

/// A null image for what cannot be read; opening it will say why.
QImage readThumbnail(const QString &path)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    // A compressed volume is not asked: the SVG plugin takes every gzip stream for its own, and complains.
    const bool photograph = QFileInfo(path).isFile() && !path.endsWith(QLatin1String(".gz")) && reader.canRead();
    if (photograph) {
        if (const QSize size = reader.size(); size.isValid()) {
            reader.setScaledSize(size.scaled(2 * kSide, Qt::KeepAspectRatioByExpanding));
        }
        const QImage image = reader.read();
        return image.isNull() ? QImage() : croppedSquare(image);
    }
    // Of a series the first slice is enough.
    const CancelFlag enough;
    QImage early;
    const Result<Image> image = loadImage(path, enough, {}, [&](const SlicePreview &preview) {
        if (early.isNull()) {
            early = renderSlice(preview.slice, 0, initialWindow(preview.slice));
        }
        enough.cancel();
    });
    if (!early.isNull()) {
        return croppedSquare(early);
    }
    return image ? croppedSquare(renderSlice(*image, image->slices / 2, initialWindow(*image))) : QImage();
}

} // namespace

QString annotationStateName(AnnotationState state)
{
    switch (state) {
    case AnnotationState::None:
        return ImageListModel::tr("Not segmented");
    case AnnotationState::Proposed:
        return ImageListModel::tr("Proposed");
    case AnnotationState::Corrected:
        return ImageListModel::tr("Corrected");
    case AnnotationState::Approved:
        break;
    }
    return ImageListModel::tr("Approved");
}

ImageListModel::ImageListModel(QObject *parent)
    : QAbstractListModel(parent)
{
    m_pool.setMaxThreadCount(1); // Leaves the other cores to the image being opened and to the service.
}

ImageListModel::~ImageListModel()
{
    m_pool.clear();
    m_pool.waitForDone();
}

int ImageListModel::addPaths(const QStringList &paths)
{
    QStringList fresh;
    QSet<QString> known(m_paths.cbegin(), m_paths.cend());
    for (const QString &path : paths) {
        if (!known.contains(path)) {
            known.insert(path);
            fresh.append(path);
        }
    }
    if (!fresh.isEmpty()) {
        beginInsertRows({}, rowCount(), rowCount() + int(fresh.size()) - 1);
        m_paths += fresh;
        endInsertRows();
    }
    return paths.isEmpty() ? -1 : rowOf(paths.first());
}

void ImageListModel::clear()
{
    beginResetModel();
    m_paths.clear();
    m_states.clear();
    endResetModel();
}

void ImageListModel::setState(const QString &path, AnnotationState state)
{
    m_states.insert(path, state);
    if (const int row = rowOf(path); row >= 0) {
        Q_EMIT dataChanged(index(row), index(row), {StateRole});
    }
}

int ImageListModel::approvedCount() const
{
    return int(std::count(m_states.cbegin(), m_states.cend(), AnnotationState::Approved));
}

int ImageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_paths.size());
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    const QString path = pathAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return QFileInfo(path).fileName();
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(QFileInfo(path).fileName(), annotationStateName(state(path)));
    case Qt::ToolTipRole:
        return QDir::toNativeSeparators(path);
    case PathRole:
        return path;
    case StateRole:
        return int(state(path));
    case Qt::DecorationRole:
        requestThumbnail(path);
        return m_thumbnails.value(path);
    default:
        return {};
    }
}

void ImageListModel::requestThumbnail(const QString &path) const
{
    if (m_requested.contains(path)) {
        return;
    }
    m_requested.insert(path);
    auto *self = const_cast<ImageListModel *>(this);
    const auto read = [self, path] { // The destructor waits for the pool, so `self` outlives this.
        const QImage image = readThumbnail(path);
        QMetaObject::invokeMethod(self, [self, path, image] { self->acceptThumbnail(path, image); });
    };
    m_pool.start(read, int(m_requested.size())); // Where a person scrolls to comes before what was passed.
}

void ImageListModel::acceptThumbnail(const QString &path, const QImage &image)
{
    m_thumbnails.insert(path, QPixmap::fromImage(image));
    if (const int row = rowOf(path); row >= 0) {
        Q_EMIT dataChanged(index(row), index(row), {Qt::DecorationRole});
    }
}

} // namespace vmunet
