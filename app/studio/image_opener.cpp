// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/image_opener.h"

#include "core/image/image_identity.h"
#include "core/image/image_loader.h"

#include <QDir>
#include <QElapsedTimer>
#include <QtConcurrentRun>

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>

namespace vmunet {

namespace {

using ShowPicture = std::function<void(const QImage &, int, int)>;

/// Renders the first slice and then as many as the eye follows.
PreviewCallback previewsFor(const ShowPicture &show)
{
    constexpr qint64 kPauseMs = 100;
    const auto sinceLast = std::make_shared<QElapsedTimer>(); // Copies of a callback count as one.
    return [show, sinceLast](const SlicePreview &preview) {
        if (sinceLast->isValid() && sinceLast->elapsed() < kPauseMs) {
            return;
        }
        sinceLast->start();
        const Image &slice = preview.slice;
        QImage picture = renderSlice(slice, 0, initialWindow(slice));
        const Vector3 &spacing = slice.geometry.spacingMm;
        if (slice.geometry.known && spacing[0] > 0 && spacing[1] > 0 && spacing[0] != spacing[1]) {
            const double height = picture.height() * std::min(spacing[1] / spacing[0], 8.0);
            picture = picture.scaled(picture.width(), std::max(1, qRound(height)));
        }
        show(picture, preview.index, preview.count);
    };
}

/// What is to be read, and who hears of it.
struct Reading {
    QString path;
    std::optional<SeriesInfo> series;
    CancelFlag cancel;
    ProgressCallback progress;
    PreviewCallback preview;
};

Result<Image> readImage(const Reading &reading)
{
    if (!reading.series) {
        return loadImage(reading.path, reading.cancel, reading.progress, reading.preview);
    }
    Result<Image> image = loadSeries(*reading.series, reading.cancel, reading.progress, reading.preview);
    if (image) {
        image->path = reading.path;
    }
    return image;
}

Result<OpenedImage> readForScreen(const Reading &reading)
{
    Result<Image> image = readImage(reading);
    if (!image) {
        return image.error();
    }
    const Result<QString> hash = sha256OfImage(*image, reading.cancel);
    if (!hash) {
        return hash.error();
    }
    OpenedImage opened;
    opened.sha256 = *hash;
    opened.slice = image->slices / 2;
    opened.window = initialWindow(*image);
    opened.picture = ImagePyramid(renderSlice(*image, opened.slice, opened.window));
    opened.image = *std::move(image);
    return opened;
}

/// An image too large for the memory left ends its task with an exception.
Result<OpenedImage> resultOf(const QFutureWatcher<Result<OpenedImage>> &watcher, const QString &path)
{
    try {
        return watcher.result();
    } catch (const std::exception &) {
        return Error{ErrorCode::OutOfMemory,
            ImageOpener::tr("%1 is too large for the memory that is left; close other programs and try again.")
                .arg(QDir::toNativeSeparators(path))};
    }
}

} // namespace

ImageOpener::ImageOpener(QObject *parent)
    : QObject(parent)
{
}

ImageOpener::~ImageOpener()
{
    m_cancel.cancel();
    for (Watcher *watcher : std::as_const(m_running)) {
        watcher->disconnect(this);
        watcher->waitForFinished(); // Its progress callback refers to this.
    }
}

void ImageOpener::open(const QString &path, const std::optional<SeriesInfo> &series)
{
    m_cancel.cancel();
    m_cancel = CancelFlag();
    m_path = path;
    const quint64 request = ++m_request;
    auto *watcher = new Watcher(this);
    m_running.append(watcher);
    connect(watcher, &Watcher::finished, this, [=, this] { finish(watcher, path, request); });
    const ProgressCallback report = [this, request](double fraction, const QString &what) {
        QMetaObject::invokeMethod(this, [=, this] {
            if (request == m_request && !m_path.isEmpty()) {
                Q_EMIT progress(fraction, what);
            }
        });
    };
    const ShowPicture show = [this, request](const QImage &picture, int index, int count) {
        QMetaObject::invokeMethod(this, [=, this] {
            if (request == m_request && !m_path.isEmpty()) {
                Q_EMIT previewed(picture, index, count);
            }
        });
    };
    watcher->setFuture(QtConcurrent::run(readForScreen, Reading{path, series, m_cancel, report, previewsFor(show)}));
}

void ImageOpener::finish(Watcher *watcher, const QString &path, quint64 request)
{
    m_running.removeOne(watcher);
    watcher->deleteLater();
    if (request != m_request) {
        return;
    }
    m_path.clear();
    const Result<OpenedImage> result = resultOf(*watcher, path);
    if (result) {
        Q_EMIT opened(path, *result);
    } else {
        Q_EMIT failed(path, result.error());
    }
}

} // namespace vmunet
