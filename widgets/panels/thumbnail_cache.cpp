// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/thumbnail_cache.h"

#include "core/image/image_loader.h"

#include <QFileInfo>
#include <QImageReader>

namespace vmunet {

namespace {

constexpr qreal kDensity = 2;
constexpr QSize kPixels{int(ThumbnailCache::kSide * kDensity), int(ThumbnailCache::kSide *kDensity)};

QImage croppedSquare(const QImage &image)
{
    const QImage scaled = image.scaled(kPixels, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
    return scaled.copy(
        QRect(QPoint((scaled.width() - kPixels.width()) / 2, (scaled.height() - kPixels.height()) / 2), kPixels));
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
            reader.setScaledSize(size.scaled(2 * kPixels, Qt::KeepAspectRatioByExpanding));
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

ThumbnailCache::ThumbnailCache(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // Leaves the other cores to the image being opened and to the service.
}

ThumbnailCache::~ThumbnailCache()
{
    m_pool.clear();
    m_pool.waitForDone();
}

QPixmap ThumbnailCache::pixmap(const QString &path)
{
    if (const QPixmap *made = m_made.object(path)) {
        return *made;
    }
    if (path != m_making) {
        m_waiting.removeOne(path);
        m_waiting.append(path);
        if (m_waiting.size() > kWaiting) {
            m_waiting.removeFirst();
        }
        makeNext();
    }
    return {};
}

void ThumbnailCache::makeNext()
{
    if (!m_making.isEmpty() || m_waiting.isEmpty()) {
        return;
    }
    m_making = m_waiting.takeLast();
    m_pool.start([this, path = m_making] { // The destructor waits for the pool, so `this` outlives it.
        const QImage image = readThumbnail(path);
        QMetaObject::invokeMethod(this, [this, path, image] { accept(path, image); });
    });
}

void ThumbnailCache::accept(const QString &path, const QImage &image)
{
    m_making.clear();
    auto *pixmap = new QPixmap(QPixmap::fromImage(image));
    pixmap->setDevicePixelRatio(kDensity);
    m_made.insert(path, pixmap);
    Q_EMIT ready(path);
    makeNext();
}

} // namespace vmunet
