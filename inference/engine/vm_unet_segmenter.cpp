// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/vm_unet_segmenter.h"

#include "core/base/file_hash.h"
#include "inference/engine/model_description.h"
#include "inference/engine/network_runner.h"
#include "inference/engine/precision_type.h"
#include "inference/engine/preprocess.h"
#include "inference/model/model_loader.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QObject>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <exception>

namespace vmunet {

namespace {

constexpr int kCudaBatch = 8; // Fills a GPU at the usual 224 or 256 pixels; on the CPU a batch gains nothing.

/// Torch's message without its stack.
QString firstLine(const std::exception &error)
{
    const auto *torch = dynamic_cast<const c10::Error *>(&error);
    const std::string text = torch ? torch->what_without_backtrace() : error.what();
    return QString::fromStdString(text.substr(0, text.find('\n')));
}

template <typename T>
std::span<const T> sliceOf(const PixelView &pixels, int slice, int channels)
{
    const size_t count = size_t(pixels.size.width()) * size_t(pixels.size.height()) * size_t(channels);
    return {static_cast<const T *>(pixels.data) + count * size_t(slice), count};
}

/// The network's description from its file; both come from one reading of it.
Result<ModelDescription> descriptionOf(const QString &path, const LoadedModel &loaded)
{
    const Result<QString> hash = sha256OfPath(path);
    if (!hash) {
        return hash.error();
    }
    qint64 parameters = 0;
    for (const at::Tensor &parameter : loaded.model->parameters()) {
        parameters += parameter.numel();
    }
    return describe(path, *hash, loaded.metadata, loaded.model->config(), parameters);
}

Result<std::pair<VmUnet, ModelDescription>> load(const QString &path)
{
    if (!QFileInfo(path).isFile()) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no model file %1.").arg(path)};
    }
    try {
        LoadedModel loaded = loadModel(path.toStdString());
        const Result<ModelDescription> model = descriptionOf(path, loaded);
        if (!model) {
            return model.error();
        }
        return std::pair(loaded.model, *model);
    } catch (const std::exception &error) {
        return Error{isOutOfMemory(error) ? ErrorCode::OutOfMemory : ErrorCode::Corrupt, firstLine(error)};
    }
}

} // namespace

VmUnetSegmenter::VmUnetSegmenter(VmUnet network, ModelDescription model, Device device, Precision precision)
    : m_model(std::move(model))
    , m_device(std::move(device))
    , m_executor(std::move(network), at::Device(m_device.name.toStdString()), scalarTypeOf(precision))
{
}

Result<Segmentation> VmUnetSegmenter::segment(
    const PixelView &pixels, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Status usable = checkPixels(pixels);
    if (!usable) {
        return usable.error();
    }
    QElapsedTimer clock;
    clock.start();
    try {
        const c10::InferenceMode inference;
        NetworkRunner::Forward onCpu;
        if (m_device.isCuda()) {
            onCpu = [this](const at::Tensor &inputs) { return m_executor.runOnCpu(inputs); };
        }
        NetworkRunner runner([this](const at::Tensor &inputs) { return m_executor.run(inputs); }, onCpu);
        Result<Segmentation> result = run(runner, pixels, cancel, progress);
        if (result) {
            result->device = runner.fellBackToCpu() ? QStringLiteral("cpu") : m_device.name;
            result->notices = runner.notices();
            if (const std::string failure = m_executor.recordingFailure(); !failure.empty()) {
                result->notices.append(QObject::tr("The GPU runs slower than it could, operation by operation: %1")
                                           .arg(QString::fromStdString(failure)));
            }
            result->seconds = double(clock.nsecsElapsed()) * 1e-9;
        }
        return result;
    } catch (const std::exception &error) {
        if (isOutOfMemory(error)) {
            return Error{ErrorCode::OutOfMemory,
                QObject::tr("Memory does not suffice for %1 on %2 x %3 pixels; close other programs.")
                    .arg(m_model.name)
                    .arg(pixels.size.width())
                    .arg(pixels.size.height())};
        }
        return Error{ErrorCode::Unsupported,
            QObject::tr("The model %1 failed on this image: %2").arg(m_model.name, firstLine(error))};
    }
}

Status VmUnetSegmenter::checkPixels(const PixelView &pixels) const
{
    if (!pixels.data || pixels.size.isEmpty() || pixels.slices < 1) {
        return Error{ErrorCode::Invalid, QObject::tr("There are no pixels to segment.")};
    }
    const bool photograph = pixels.format == PixelFormat::Rgb8;
    if (photograph != (m_model.preprocessing == Preprocessing::Dermoscopy)) {
        return Error{ErrorCode::Unsupported,
            photograph
                ? QObject::tr("The model %1 is for CT, not for photographs; choose another model.").arg(m_model.name)
                : QObject::tr("The model %1 is for photographs, not for CT; choose another model.").arg(m_model.name)};
    }
    return Done{};
}

Result<Segmentation> VmUnetSegmenter::run(
    NetworkRunner &runner, const PixelView &pixels, const CancelFlag &cancel, const ProgressCallback &progress)
{
    Segmentation result;
    const int batch = m_device.isCuda() ? kCudaBatch : 1;
    for (int first = 0; first < pixels.slices; first += batch) {
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, QObject::tr("Cancelled.")};
        }
        if (progress) {
            progress(double(first) / pixels.slices,
                pixels.slices == 1 ? QObject::tr("Segmenting")
                                   : QObject::tr("Segmenting slice %1 of %2").arg(first + 1).arg(pixels.slices));
        }
        const int count = std::min(batch, pixels.slices - first);
        std::vector<at::Tensor> inputs;
        for (int i = 0; i < count; ++i) {
            inputs.push_back(inputOf(pixels, first + i));
        }
        const at::Tensor outputs = runner.run(at::stack(inputs));
        for (int i = 0; i < count; ++i) {
            result.slices.push_back(probabilitiesOf(outputs[i], pixels.size));
        }
    }
    return result;
}

at::Tensor VmUnetSegmenter::inputOf(const PixelView &pixels, int slice) const
{
    const int side = m_model.inputSide;
    if (m_model.preprocessing == Preprocessing::Dermoscopy) {
        const std::vector<float> input = dermoscopyInput(sliceOf<std::uint8_t>(pixels, slice, 3), pixels.size, side);
        return at::tensor(input).view({3, side, side});
    }
    const std::vector<float> input = ctInput(sliceOf<float>(pixels, slice, 1), pixels.size, side, ZoomEnd::Clamp);
    return at::tensor(input).view({1, side, side});
}

// One class at a time: at the image's size, floats of all classes could be gigabytes.
ProbabilityMap VmUnetSegmenter::probabilitiesOf(const at::Tensor &output, QSize size) const
{
    const qint64 pixels = qint64(size.width()) * size.height();
    // The CT zoom has both ends aligned, the photograph's resize half-pixel centres: the way back is the same grid.
    const bool alignCorners = m_model.preprocessing == Preprocessing::Ct;
    ProbabilityMap map{size, m_model.classes, QByteArray(pixels * m_model.classes, Qt::Uninitialized)};
    for (int c = 0; c < m_model.classes; ++c) {
        const at::Tensor plane =
            at::upsample_bilinear2d(output[c].unsqueeze(0).unsqueeze(0), {size.height(), size.width()}, alignCorners)
                .contiguous();
        const float *values = plane.const_data_ptr<float>();
        auto *target = reinterpret_cast<std::uint8_t *>(map.values.data()) + pixels * c;
        std::transform(values, values + pixels, target, quantisedProbability);
    }
    return map;
}

Result<std::unique_ptr<Segmenter>> loadSegmenter(const QString &modelPath, const QString &device, Precision precision)
{
    const Result<Device> chosen = chooseDevice(device);
    if (!chosen) {
        return chosen.error();
    }
    if (const Status possible = checkPrecision(precision, *chosen); !possible) {
        return possible.error();
    }
    auto loaded = load(modelPath);
    if (!loaded) {
        return loaded.error();
    }
    return std::unique_ptr<Segmenter>(
        std::make_unique<VmUnetSegmenter>(loaded->first, loaded->second, *chosen, precision));
}

Result<ModelDescription> describeModel(const QString &modelPath)
{
    auto loaded = load(modelPath);
    if (!loaded) {
        return loaded.error();
    }
    return loaded->second;
}

} // namespace vmunet
