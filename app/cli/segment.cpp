// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/model_choice.h"
#include "app/cli/segment_inputs.h"
#include "app/cli/segment_options.h"
#include "app/cli/segment_store.h"
#include "core/image/dicom_segmentation_writer.h"
#include "core/image/image_loader.h"
#include "inference/engine/device.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>

#include <memory>

namespace vmunet::cli {

namespace {

constexpr int kNoteIntervalMs = 1000; // Progress within a volume.

/// The whole image as the engine wants it; `values` keeps what is converted for it.
PixelView viewOf(const Image &image, std::vector<float> *values)
{
    if (image.kind == ImageKind::Photograph) {
        return {image.samples.constData(), PixelFormat::Rgb8, image.size(), 1};
    }
    values->reserve(size_t(image.width) * size_t(image.height) * size_t(image.slices));
    for (int slice = 0; slice < image.slices; ++slice) {
        const std::vector<float> rescaled = rescaledSlice(image, slice);
        values->insert(values->end(), rescaled.begin(), rescaled.end());
    }
    return {values->data(), PixelFormat::Float32, image.size(), image.slices};
}

double foregroundFraction(const std::vector<Mask> &masks)
{
    qint64 foreground = 0;
    qint64 pixels = 0;
    for (const Mask &mask : masks) {
        pixels += mask.labels().size();
        foreground += mask.labels().size() - mask.count(kBackground);
    }
    return pixels > 0 ? double(foreground) / double(pixels) : 0;
}

/// Segments one image after the other, and counts what went wrong.
class SegmentRun {
public:
    explicit SegmentRun(const SegmentWish &wish)
        : m_wish(wish)
        , m_models(wish.model, wish.device, wish.precision)
        , m_coco(wish.output.folder)
    {
    }

    bool openProject();
    void segmentInput(const QString &input);
    void finish(); ///< Writes what is for all images together.
    int status() const { return m_failures == 0 ? kDone : kFailed; }

private:
    Result<SegmentedImage> segment(const QString &path, Segmenter **used);
    Status segmentImage(const QString &path);
    void report(const QString &path, const SegmentedImage &result, const ModelDescription &model,
        const QStringList &written) const;
    void fail(const QString &path, const Error &error);

    const SegmentWish &m_wish;
    ModelChoice m_models;
    OutputNames m_names;
    CocoOutputs m_coco;
    std::unique_ptr<Project> m_project;
    int m_failures = 0;
};

bool SegmentRun::openProject()
{
    if (m_wish.project.isEmpty()) {
        return true;
    }
    Result<std::unique_ptr<Project>> project = Project::openOrCreate(m_wish.project);
    if (!project) {
        printError(project.error().message);
        return false;
    }
    m_project = std::move(*project);
    return true;
}

void SegmentRun::segmentInput(const QString &input)
{
    const Result<QStringList> images = imagesOf(input);
    if (!images) {
        fail(input, images.error());
        return;
    }
    for (const QString &path : *images) {
        const Status done = shouldGoOn()
            ? segmentImage(path)
            : Status(Error{ErrorCode::Cancelled, QObject::tr("Not segmented: interrupted.")});
        if (!done) {
            fail(path, done.error());
        }
    }
}

void SegmentRun::finish()
{
    const Status written = m_coco.write();
    if (!written) {
        fail(m_wish.output.folder, written.error());
    }
}

Result<SegmentedImage> SegmentRun::segment(const QString &path, Segmenter **used)
{
    Result<Image> image = loadImage(path);
    if (!image) {
        return image.error();
    }
    for (const QString &warning : image->warnings) {
        printNote(QStringLiteral("%1: %2").arg(path, warning));
    }
    if (m_wish.output.mask && m_wish.output.format == OutputFormat::DicomSegmentation) {
        if (const Status possible = checkDicomSource(*image); !possible) {
            return possible.error(); // Said before the work, not after it.
        }
    }
    const Result<Segmenter *> segmenter = m_models.modelFor(*image);
    if (!segmenter) {
        return segmenter.error();
    }
    *used = *segmenter;
    std::vector<float> values;
    const CancelFlag cancel;
    QElapsedTimer said;
    const PixelView pixels = viewOf(*image, &values);
    Result<Segmentation> segmentation =
        (*segmenter)->segment(pixels, cancel, [&cancel, &path, &pixels](double, const QString &what) {
            if (!shouldGoOn()) {
                cancel.cancel();
            } else if (pixels.slices > 1) {
                printNote(QStringLiteral("%1: %2").arg(QFileInfo(path).fileName(), what));
            }
        });
    if (!segmentation) {
        return segmentation.error();
    }
    SegmentedImage result;
    result.image = std::move(*image);
    result.segmentation = std::move(*segmentation);
    result.labels = LabelSet::fromNames((*segmenter)->model().classNames);
    for (const ProbabilityMap &map : result.segmentation.slices) {
        result.masks.push_back(maskAtThreshold(map, m_wish.threshold));
    }
    return result;
}

Status SegmentRun::segmentImage(const QString &path)
{
    Segmenter *segmenter = nullptr;
    const Result<SegmentedImage> result = segment(path, &segmenter);
    if (!result) {
        return result.error();
    }
    for (const QString &notice : result->segmentation.notices) {
        printNote(QStringLiteral("%1: %2").arg(path, notice));
    }
    const Result<QStringList> written = writeOutputs(*result, m_wish.output, m_names.next(path), m_coco);
    if (!written) {
        return written.error();
    }
    if (m_project) {
        const Status stored = storePrediction(*m_project, *result, segmenter->model(), m_wish.threshold);
        if (!stored) {
            return stored;
        }
    }
    report(path, *result, segmenter->model(), *written);
    return Done{};
}

void SegmentRun::report(
    const QString &path, const SegmentedImage &result, const ModelDescription &model, const QStringList &written) const
{
    const double fraction = foregroundFraction(result.masks);
    if (!m_wish.json) {
        printLine(
            QStringLiteral("%1: %2 % foreground, %3 s%4")
                .arg(path)
                .arg(fraction * 100, 0, 'f', 2)
                .arg(result.segmentation.seconds, 0, 'f', 2)
                .arg(written.isEmpty() ? QString() : QStringLiteral(" -> ") + written.join(QStringLiteral(", "))));
        return;
    }
    printJson({
        {QStringLiteral("input"), path},
        {QStringLiteral("output"), written.value(0)},
        {QStringLiteral("outputs"), QJsonArray::fromStringList(written)},
        {QStringLiteral("width"), result.image.width},
        {QStringLiteral("height"), result.image.height},
        {QStringLiteral("slices"), result.image.slices},
        {QStringLiteral("classes"), model.classes},
        {QStringLiteral("device"), result.segmentation.device},
        {QStringLiteral("seconds"), result.segmentation.seconds},
        {QStringLiteral("foreground_fraction"), fraction},
        {QStringLiteral("model_sha256"), model.sha256},
    });
}

void SegmentRun::fail(const QString &path, const Error &error)
{
    ++m_failures;
    const bool named = error.message.contains(path);
    printError(named ? error.message : QStringLiteral("%1: %2").arg(path, error.message));
}

} // namespace

int runSegment(const QStringList &arguments)
{
    QCommandLineParser parser;
    addSegmentOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("segment"), arguments, &status)) {
        return status;
    }
    const std::optional<SegmentWish> wish = readSegmentWish(parser);
    if (!wish) {
        return kUsage;
    }
    const Result<Device> device = chooseDevice(wish->device);
    if (!device) {
        printError(QStringLiteral("segment: ") + device.error().message);
        return device.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    if (const Status possible = checkPrecision(wish->precision, *device); !possible) {
        printError(QStringLiteral("segment: ") + possible.error().message);
        return kFailed;
    }
    printNote(QStringLiteral("Device: %1 (%2)").arg(device->name, device->note));
    setComputeThreads(wish->threads);
    SegmentRun run(*wish);
    if (!run.openProject()) {
        return kFailed;
    }
    for (const QString &input : wish->inputs) {
        run.segmentInput(input);
    }
    run.finish();
    return run.status();
}

} // namespace vmunet::cli
