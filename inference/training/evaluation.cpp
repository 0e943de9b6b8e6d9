// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/evaluation.h"

#include "inference/engine/device.h"
#include "inference/engine/precision_type.h"
#include "inference/engine/preprocess.h"
#include "inference/model/inference_network.h"
#include "inference/model/model_loader.h"
#include "inference/training/calibration.h"
#include "inference/training/case_scores.h"
#include "inference/training/losses.h"
#include "inference/training/sample_check.h"
#include "inference/training/sample_store.h"
#include "inference/training/torch_errors.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <QFile>
#include <QFileInfo>

#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace vmunet {

namespace {

// One sample through one network.
class SamplePredictor {
public:
    SamplePredictor(VmUnet network, const TrainingSet &set, const EvaluationOptions &options, int side)
        : m_network(std::move(network))
        , m_device(m_network->parameters().front().device())
        , m_set(set)
        , m_options(options)
        , m_preparation{side, options.protocol != EvaluationProtocol::ImageSize}
    {
    }

    /// The samples of one case, by their indices. `step` is called after each; false: cancelled.
    template <typename Step>
    Result<std::vector<PredictedSlice>> predict(const std::vector<int> &indices, Step step)
    {
        std::vector<PredictedSlice> slices;
        for (const int index : indices) {
            Result<PredictedSlice> slice = predict(m_set.samples[size_t(index)]);
            if (!slice) {
                return slice.error();
            }
            slices.push_back(*std::move(slice));
            if (!step()) {
                return Error{ErrorCode::Cancelled, QObject::tr("The evaluation was cancelled.")};
            }
        }
        return slices;
    }

private:
    Result<PredictedSlice> predict(const TrainingSample &sample)
    {
        const Result<TrainingPixels> full = fullSizePixels(m_set, sample);
        if (!full) {
            return full.error();
        }
        TrainingPixels input = resizedPixels(*full, m_set.task, m_preparation);
        const std::int64_t side = m_preparation.side;
        const at::Tensor images =
            at::from_blob(input.image.data(), {1, input.channels, side, side}, at::kFloat).to(m_device);
        const at::Tensor logits = m_network->logits(images).to(at::kCPU, at::kFloat);
        const at::Tensor target = at::from_blob(input.target.data(), {1, side, side}, at::kFloat);
        const std::int64_t classes = m_network->config().classes;
        PredictedSlice slice;
        slice.loss = segmentationLoss(logits, classes == 1 ? target : target.to(at::kLong), classes).item<double>();
        if (classes == 1) {
            const at::Tensor probability = logits.sigmoid().contiguous();
            addToCalibration(probability, target.ge(0.5));
            fillBinary(slice, probability, input, *full);
        } else {
            const auto [confidence, labels] = logits.softmax(1).max(1);
            addToCalibration(confidence, labels.eq(target));
            fillClasses(slice, logits.argmax(1).to(at::kByte).contiguous(), input, *full);
        }
        return slice;
    }

    void addToCalibration(const at::Tensor &probability, const at::Tensor &isRight) const
    {
        if (!m_options.calibration) {
            return;
        }
        const at::Tensor p = probability.flatten().contiguous();
        const at::Tensor right = isRight.flatten().contiguous();
        for (std::int64_t i = 0; i < p.numel(); ++i) {
            m_options.calibration->add(double(p.const_data_ptr<float>()[i]), right.const_data_ptr<bool>()[i]);
        }
    }

    static std::vector<std::uint8_t> thresholded(std::span<const float> values, double threshold)
    {
        std::vector<std::uint8_t> labels(values.size());
        std::transform(values.begin(), values.end(), labels.begin(),
            [&](float v) { return std::uint8_t(double(v) >= threshold); });
        return labels;
    }

    void fillBinary(PredictedSlice &slice, const at::Tensor &probability, const TrainingPixels &input,
        const TrainingPixels &full) const
    {
        const std::span<const float> values(probability.const_data_ptr<float>(), size_t(probability.numel()));
        const QSize inputSize(input.width, input.height);
        if (m_options.protocol == EvaluationProtocol::NetworkSize) {
            slice.size = inputSize;
            slice.predicted = thresholded(values, m_options.threshold);
            slice.truth = thresholded(input.target, 0.5);
            return;
        }
        slice.size = QSize(full.width, full.height);
        slice.predicted = thresholded(resizeBilinear(values, 1, inputSize, slice.size), m_options.threshold);
        slice.truth = thresholded(full.target, 0.5);
    }

    void fillClasses(
        PredictedSlice &slice, const at::Tensor &map, const TrainingPixels &input, const TrainingPixels &full) const
    {
        const std::span<const std::uint8_t> labels(map.const_data_ptr<std::uint8_t>(), size_t(map.numel()));
        const bool atNetworkSize = m_options.protocol == EvaluationProtocol::NetworkSize;
        const TrainingPixels &truth = atNetworkSize ? input : full;
        const ZoomEnd end = m_preparation.referenceZoom ? ZoomEnd::Zero : ZoomEnd::Clamp;
        slice.size = QSize(truth.width, truth.height);
        slice.predicted = zoomNearest(labels, QSize(input.width, input.height), slice.size, end);
        slice.truth.assign(truth.target.begin(), truth.target.end());
    }

    VmUnet m_network;
    at::Device m_device;
    const TrainingSet &m_set;
    const EvaluationOptions &m_options;
    PreparationOptions m_preparation;
};

struct EvaluatedModel {
    VmUnet network{nullptr};
    int inputSide = 0;
    QString device;
};

Result<EvaluatedModel> modelFor(const QString &path, const TrainingSet &set, const EvaluationOptions &options)
{
    if (!QFile::exists(path)) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no model %1.").arg(path)};
    }
    const Result<Device> device = chooseDevice(options.device);
    if (!device) {
        return device.error();
    }
    if (const Status possible = checkPrecision(options.precision, *device); !possible) {
        return possible.error();
    }
    const LoadedModel loaded = loadModel(QFile::encodeName(path).toStdString());
    if (loaded.model->config().classes != set.networkClasses()) {
        return Error{ErrorCode::Invalid,
            QObject::tr("The model %1 has %2 classes, the data set needs %3: take a model for the same structures.")
                .arg(path)
                .arg(loaded.model->config().classes)
                .arg(set.networkClasses())};
    }
    const auto stored = loaded.metadata.find("vmunet.input_side");
    const int usual = set.task == ImagingTask::Ct ? 224 : 256;
    const int side = stored == loaded.metadata.end() ? usual : QString::fromStdString(stored->second).toInt();
    const VmUnet network =
        inferenceNetwork(loaded.model, at::Device(device->name.toStdString()), scalarTypeOf(options.precision));
    return EvaluatedModel{network, options.inputSide > 0 ? options.inputSide : side, device->name};
}

} // namespace

std::vector<EvaluationCase> casesOf(
    const TrainingSet &set, const std::vector<int> &indices, EvaluationProtocol protocol)
{
    std::vector<EvaluationCase> cases;
    std::map<QString, size_t> byFile;
    std::map<QString, std::set<QString>> filesOfGroup; // Of the whole set: a case has its name in any part of it.
    for (const TrainingSample &sample : set.samples) {
        filesOfGroup[sample.group].insert(sample.imagePath);
    }
    for (const int index : indices) {
        const TrainingSample &sample = set.samples[size_t(index)];
        if (protocol != EvaluationProtocol::Volume) {
            cases.push_back({sample.id, {index}});
            continue;
        }
        const auto [known, isNew] = byFile.emplace(sample.imagePath, cases.size());
        if (isNew) {
            cases.push_back({sample.group, {}});
        }
        cases[known->second].second.push_back(index);
    }
    // A patient with several volumes (two phases of the heart): by file.
    for (auto &[name, samples] : cases) {
        if (protocol == EvaluationProtocol::Volume && (name.isEmpty() || filesOfGroup[name].size() > 1)) {
            name = QFileInfo(set.samples[size_t(samples.front())].imagePath).fileName().section(QLatin1Char('.'), 0, 0);
        }
    }
    return cases;
}

EvaluationProtocol protocolOfLayout(const QString &layout)
{
    if (layout == QLatin1String("isic")) {
        return EvaluationProtocol::NetworkSize;
    }
    const bool ofVolumes = layout == QLatin1String("synapse") || layout == QLatin1String("acdc");
    return ofVolumes ? EvaluationProtocol::Volume : EvaluationProtocol::ImageSize;
}

Result<Evaluation> evaluateModel(
    const QString &modelPath, const TrainingSet &set, const std::vector<int> &indices, const EvaluationOptions &options)
{
    try {
        const at::NoGradGuard noGrad;
        setComputeThreads(options.threads);
        const Result<EvaluatedModel> model = modelFor(modelPath, set, options);
        if (!model) {
            return model.error();
        }
        SamplePredictor predictor(model->network, set, options, model->inputSide);
        EvaluationTotals totals(options.protocol, set.networkClasses(), options.distances);
        int done = 0;
        std::vector<ExcludedSample> leftOut;
        for (const auto &[id, slices] : casesOf(set, indices, options.protocol)) {
            const auto step = [&, name = id] {
                if (options.progress) {
                    options.progress(double(++done) / double(indices.size()), name);
                }
                return !options.cancel.isCancelled();
            };
            const Result<std::vector<PredictedSlice>> predicted = predictor.predict(slices, step);
            if (predicted) {
                totals.add(id, *predicted);
                if (options.onCase) {
                    options.onCase(id, *predicted);
                }
            } else if (isOfOneSample(predicted.error())) {
                leftOut.push_back({id, predicted.error().message});
            } else {
                return predicted.error();
            }
        }
        Evaluation evaluation = totals.result();
        if (evaluation.cases.empty() && !leftOut.empty()) {
            return Error{ErrorCode::Invalid,
                QObject::tr("None of the cases can be decoded; the first: %1: %2")
                    .arg(leftOut.front().id, leftOut.front().reason)};
        }
        evaluation.leftOut = std::move(leftOut);
        evaluation.inputSide = model->inputSide;
        evaluation.device = model->device;
        return evaluation;
    } catch (const std::exception &exception) {
        return errorFrom(exception, QObject::tr("Evaluating %1").arg(modelPath));
    }
}

} // namespace vmunet
