// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/service_probe.h"

#include "app/cli/model_choice.h"
#include "core/base/app_paths.h"
#include "core/image/image_loader.h"
#include "inference/client/inference_client.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace vmunet::cli {

namespace {

constexpr int kPatienceMs = 60000;

QString samplePhotograph()
{
    const QString folder = findResource(QStringLiteral("samples/dermoscopy/images"));
    const QStringList names = QDir(folder).entryList({QStringLiteral("*.jpg")}, QDir::Files, QDir::Name);
    return folder.isEmpty() || names.isEmpty() ? QString() : QDir(folder).filePath(names.first());
}

/// Runs the event loop until the probe has its answer or patience ends.
void segmentSample(InferenceClient &client, const Image &image, ServiceProbe *probe)
{
    QEventLoop loop;
    QElapsedTimer clock;
    clock.start();
    QObject::connect(&client, &InferenceClient::stateChanged, &loop, [&](ServiceState state, const QString &) {
        if (state == ServiceState::Ready && !probe->starts) {
            probe->starts = true;
            probe->startSeconds = double(clock.elapsed()) / 1000;
        }
    });
    QObject::connect(&client, &InferenceClient::finished, &loop,
        [&](JobId, const Segmentation &segmentation, const ModelDescription &) {
            probe->segments = !segmentation.slices.empty() && segmentation.slices[0].size == image.size();
            probe->segmentSeconds = segmentation.seconds;
            loop.quit();
        });
    QObject::connect(&client, &InferenceClient::failed, &loop, [&](JobId, const Error &error) {
        probe->problem = error.message;
        loop.quit();
    });
    QTimer::singleShot(kPatienceMs, &loop, [&] {
        probe->problem = QObject::tr("The service did not answer within a minute.");
        loop.quit();
    });
    client.segment(bundledModel(ImageKind::Photograph), image);
    loop.exec();
}

} // namespace

ServiceProbe probeService(const QString &device)
{
    ServiceProbe probe;
    probe.program = findServiceProgram();
    probe.sample = samplePhotograph();
    if (probe.program.isEmpty()) {
        probe.problem = QObject::tr("There is no vmunet-service beside this program; reinstall.");
        return probe;
    }
    if (probe.sample.isEmpty() || bundledModel(ImageKind::Photograph).isEmpty()) {
        probe.problem = QObject::tr("The bundled sample or the bundled model is missing; reinstall.");
        return probe;
    }
    const Result<Image> image = loadImage(probe.sample);
    if (!image) {
        probe.problem = image.error().message;
        return probe;
    }
    ServiceOptions options;
    options.device = device;
    InferenceClient client(options);
    segmentSample(client, *image, &probe);
    return probe;
}

} // namespace vmunet::cli
