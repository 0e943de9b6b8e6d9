// SPDX-License-Identifier: GPL-3.0-or-later
// Opening files, against the decoding library alone in the same run. `bench_io [--json]` prints one object.
#include "app/studio/image_paths.h"
#include "core/image/image_loader.h"
#include "tests/bench/bare_decoders.h"
#include "tests/bench/io_inputs.h"
#include "widgets/panels/worklist_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace vmunet;
using namespace vmunet::bench;

namespace {

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

void orExit(bool done, const QString &what)
{
    if (!done) {
        std::fprintf(stderr, "%s\n", qPrintable(what));
        std::exit(1);
    }
}

Image opened(const QString &path, const PreviewCallback &preview = {})
{
    Result<Image> image = loadImage(path, {}, {}, preview);
    orExit(bool(image), image ? QString() : image.error().message);
    return *std::move(image);
}

/// The whole series against OpenJPEG with as many threads, in turns, so that both meet the same load.
void benchSeries(const QString &folder, QJsonObject &result)
{
    constexpr int kSlices = 400;
    const QString error = writeSeries(folder, kSlices);
    orExit(error.isEmpty(), error);
    const std::vector<QByteArray> streams = codeStreamsOf(folder);
    orExit(streams.size() == kSlices, QStringLiteral("The series has not the streams that were written."));
    double first = 1e9;
    double whole = 1e9;
    double bare = 1e9;
    for (int turn = 0; turn < 2; ++turn) {
        bare = std::min(bare, milliseconds([&] {
            orExit(decodeAlone(streams) == qint64(512) * 512 * kSlices, QStringLiteral("OpenJPEG failed."));
        }));
        QElapsedTimer timer;
        timer.start();
        double early = 0;
        const Image image = opened(folder, [&](const SlicePreview &preview) {
            if (early == 0) {
                renderSlice(preview.slice, 0, initialWindow(preview.slice));
                early = double(timer.nsecsElapsed()) / 1e6;
            }
        });
        whole = std::min(whole, double(timer.nsecsElapsed()) / 1e6);
        first = std::min(first, early);
        orExit(image.slices == kSlices && image.width == 512, QStringLiteral("The series was not read whole."));
    }
    result[QStringLiteral("ct_first_slice_ms")] = first;
    result[QStringLiteral("ct_open_ms")] = whole;
    result[QStringLiteral("ct_library_ms")] = bare;
    result[QStringLiteral("ct_open_ratio")] = whole / bare;
}

void benchJpeg(const QString &folder, QJsonObject &result)
{
    const QString path = folder + QStringLiteral("/photograph.jpg");
    const QString error = writePhotograph(path, {6000, 4000});
    orExit(error.isEmpty(), error);
    double whole = 1e9;
    double bare = 1e9;
    for (int turn = 0; turn < 9; ++turn) {
        bare = std::min(bare, milliseconds([&] {
            orExit(decodeJpegAlone(path) == qint64(6000) * 4000 * 3, QStringLiteral("libjpeg failed."));
        }));
        whole = std::min(whole, milliseconds([&] { opened(path); }));
    }
    result[QStringLiteral("jpeg_open_ms")] = whole;
    result[QStringLiteral("jpeg_library_ms")] = bare;
    result[QStringLiteral("jpeg_open_ratio")] = whole / bare;
}

/// From the folder's name to a painted list.
void benchFolder(const QString &folder, QJsonObject &result)
{
    constexpr int kImages = 10'000;
    const QString error = writeImages(folder, kImages);
    orExit(error.isEmpty(), error);
    WorklistPanel panel;
    panel.resize(260, 900);
    panel.show();
    QApplication::processEvents();
    result[QStringLiteral("folder_10k_ms")] = milliseconds([&] {
        const OpenRequest request = expandPaths({folder});
        orExit(request.images.size() == kImages, QStringLiteral("The folder was not listed whole."));
        panel.model().setLooseFiles(request.images);
        panel.setCurrentRow(0);
        panel.grab();
    });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QTemporaryDir folder;
    const auto subfolder = [&folder](const QString &name) {
        const QString path = folder.filePath(name);
        QDir().mkpath(path);
        return path;
    };
    QJsonObject result;
    benchJpeg(folder.path(), result);
    benchFolder(subfolder(QStringLiteral("images")), result);
    benchSeries(subfolder(QStringLiteral("series")), result);
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
