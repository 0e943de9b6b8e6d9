// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/dicom_series.h"
#include "core/image/image.h"
#include "widgets/canvas/image_pyramid.h"

#include <QFutureWatcher>
#include <QObject>

#include <optional>

namespace vmunet {

/// A read image, with what the canvas needs to show it at once.
struct OpenedImage {
    Image image;
    QString sha256; ///< Of the file, or of the files of a series.
    int slice = 0; ///< Of `picture`: the middle of a volume.
    WindowLevel window;
    ImagePyramid picture;
};

/// Reads one image at a time on a worker; a newer request cancels an older one, whose result is dropped. Main thread.
class ImageOpener : public QObject {
    Q_OBJECT

public:
    explicit ImageOpener(QObject *parent = nullptr);
    ~ImageOpener() override; ///< Waits for a reader that is under way.

    /// A file or folder; of a folder the given series, else the one with most slices.
    void open(const QString &path, const std::optional<SeriesInfo> &series = {});
    /// Ends what is under way; failed() says that it was cancelled.
    void cancel() { m_cancel.cancel(); }
    /// What is being read; empty if nothing is.
    QString pending() const { return m_path; }

Q_SIGNALS:
    void progress(double fraction, const QString &what);
    /// A slice of the series that is being read, with square pixels; ten a second at most.
    void previewed(const QImage &picture, int index, int count);
    void opened(const QString &path, const vmunet::OpenedImage &image);
    void failed(const QString &path, const vmunet::Error &error);

private:
    using Watcher = QFutureWatcher<Result<OpenedImage>>;

    void finish(Watcher *watcher, const QString &path, quint64 request);

    CancelFlag m_cancel;
    QString m_path;
    quint64 m_request = 0;
    QList<Watcher *> m_running; ///< The last one is wanted; others end soon.
};

} // namespace vmunet
