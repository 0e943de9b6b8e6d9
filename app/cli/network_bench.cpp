// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/network_bench.h"

#include "app/cli/host_rates.h"
#include "inference/engine/precision_type.h"
#include "inference/model/inference_network.h"
#include "inference/model/model_loader.h"
#include "inference/ops/cuda_plugin.h"
#include "inference/ops/graph_cache.h"
#include "inference/training/autocast_scope.h"
#include "inference/training/losses.h"
#include "inference/training/optimizer.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace vmunet::cli {

namespace {

constexpr std::int64_t kTrainingBatch = 4;
constexpr std::int64_t kTrainingSide = 256;

/// One step of the published recipe: forward, loss, backward, AdamW.
class TrainingStep {
public:
    TrainingStep(VmUnet &model, std::int64_t batch, std::int64_t side, at::Device device, at::ScalarType type)
        : m_model(model)
        , m_type(type)
        , m_optimizer(model->parameters(), {})
        , m_images(at::rand({batch, model->config().inputChannels, side, side}, device).mul_(255))
        , m_target(at::rand({batch, side, side}, device).round_())
    {
        if (model->config().classes > 1) {
            m_target = m_target.to(at::kLong);
        }
    }

    void run()
    {
        segmentationLoss(logits(), m_target, m_model->config().classes).backward();
        m_optimizer.step(1e-3);
        m_optimizer.zeroGrad();
    }

private:
    at::Tensor logits()
    {
        const AutocastScope autocast(m_images.device().type(), m_type);
        return m_model->logits(m_images).to(at::kFloat);
    }

    VmUnet &m_model;
    at::ScalarType m_type;
    Optimizer m_optimizer;
    at::Tensor m_images;
    at::Tensor m_target;
};

VmUnet networkOf(const NetworkBenchOptions &options)
{
    return options.model ? loadModel(*options.model).model : VmUnet(VmUnetConfig{});
}

/// As the engine runs it: on a GPU a copy in the wished type.
VmUnet forInference(VmUnet &model, at::Device device, Precision precision)
{
    if (device.is_cuda()) {
        return inferenceNetwork(model, device, scalarTypeOf(precision));
    }
    model->eval();
    return model;
}

at::Tensor randomImages(const VmUnet &model, std::int64_t batch, std::int64_t side, at::Device device)
{
    return at::rand({batch, model->config().inputChannels, side, side}, device).mul_(255);
}

class NetworkBench {
public:
    explicit NetworkBench(const NetworkBenchOptions &options)
        : m_options(options)
        , m_device(options.device)
        , m_model(networkOf(options))
        , m_inference(forInference(m_model, m_device, options.precision))
        , m_withScan(pass(false), recorder())
        , m_withoutScan(pass(true), recorder())
    {
        m_model->to(m_device);
        // The result of a copy to the host is complete when the call returns, and so is all before it.
        m_finish = [this] {
            if (m_device.is_cuda()) {
                at::zeros({1}, m_device).item<float>();
            }
        };
    }

    NetworkBenchReport run()
    {
        measureForward();
        measureFloors();
        measureTraining();
        measureGrowth();
        return std::move(m_report);
    }

private:
    void say(const std::string &what) const
    {
        if (m_options.progress) {
            m_options.progress(what);
        }
    }

    void add(const std::string &name, double value) { m_report.emplace_back(name, value); }
    int repetitions(int many) const { return m_options.quick ? std::max(1, many / 3) : many; }

    Recorder recorder() const { return m_device.is_cuda() ? loadCudaPlugin().record : Recorder(); }

    TensorFunction pass(bool withoutScan)
    {
        return [this, withoutScan](const at::Tensor &images) {
            m_inference->setScanBypass(withoutScan);
            return m_inference->forward(images);
        };
    }

    /// A shape's first two passes on a GPU are warm-ups in any case: then it is recorded.
    int warmUps(int wished) const { return m_device.is_cuda() ? std::max(2, wished) : wished; }

    double forwardMs(std::int64_t batch, std::int64_t side, int wishedWarmUps, int count)
    {
        const c10::InferenceMode inference;
        const at::Tensor images = randomImages(m_model, batch, side, m_device);
        return medianMs(
            warmUps(wishedWarmUps), count, [&] { m_withScan.run(images); }, m_finish);
    }

    void measureForward()
    {
        say("forward pass");
        resetPeakMemory();
        forwardMs(m_options.batch, m_options.side, 0, 1);
        const double peak = peakMemoryMib();
        {
            const c10::InferenceMode inference;
            const at::Tensor images = randomImages(m_model, m_options.batch, m_options.side, m_device);
            const auto forward = [&](bool withoutScan) { (withoutScan ? m_withoutScan : m_withScan).run(images); };
            m_forward = medianPairMs(2, repetitions(11), forward, m_finish);
        }
        add("forward_ms", m_forward.first);
        add("forward_without_scan_ms", m_forward.second);
        add("forward_over_without_scan", m_forward.first / m_forward.second);
        add("scan_share", 1 - m_forward.second / m_forward.first);
        add("images_per_s", 1e3 * double(m_options.batch) / m_forward.first);
        const double batch8Ms = forwardMs(8, m_options.side, 1, repetitions(3));
        add("images_per_s_batch_8", 8e3 / batch8Ms);
        add("peak_memory_forward_mib", peak);
        if (m_device.is_cuda()) {
            add("recorded_as_graph", m_withScan.failure().empty() ? 1 : 0);
        }
    }

    void measureFloors()
    {
        say("the machine's own rates");
        const HostRates rates = measureHostRates(m_options.device.c_str(), m_finish);
        const std::int64_t multiple = sizeMultiple(m_model->config());
        const std::int64_t side = (m_options.side + multiple - 1) / multiple * multiple;
        const NetworkCost cost = costOf(m_model->config(), side, side);
        const auto images = double(m_options.batch);
        const double gemmFloorMs = 1e3 * images * double(cost.multiplyAdds) / rates.multiplyAddsPerSecond;
        const double moveMs = 1e3 * images * 4.0 * double(cost.scanElements) / rates.bytesPerSecond;
        const double exponentialMs = 1e3 * images * double(cost.scanExponentials) / rates.exponentialsPerSecond;
        add("multiply_adds", double(cost.multiplyAdds));
        add("gemm_gmadd_per_s", rates.multiplyAddsPerSecond * 1e-9);
        add("gemm_floor_ms", gemmFloorMs);
        add("floor_ratio", m_forward.first / gemmFloorMs);
        add("copy_gib_per_s", rates.bytesPerSecond / double(1 << 30));
        add("exponentials_g_per_s", rates.exponentialsPerSecond * 1e-9);
        add("scan_ms", m_forward.first - m_forward.second);
        add("scan_floor_ms", std::max(moveMs, exponentialMs));
        add("scan_floor_ratio", (m_forward.first - m_forward.second) / std::max(moveMs, exponentialMs));
    }

    void measureTraining()
    {
        say("training step");
        const double forwardOf4Ms = forwardMs(kTrainingBatch, kTrainingSide, 1, repetitions(3));
        resetPeakMemory();
        m_model->train();
        m_model->setActivationCheckpointing(m_options.checkpointActivations);
        TrainingStep step(m_model, kTrainingBatch, kTrainingSide, m_device, scalarTypeOf(m_options.precision));
        step.run();
        const double peak = peakMemoryMib();
        const auto train = [&](bool withoutScan) {
            m_model->setScanBypass(withoutScan);
            step.run();
        };
        const PairMs ms = medianPairMs(0, repetitions(5), train, m_finish);
        m_model->setScanBypass(false);
        m_model->eval();
        add("train_step_ms", ms.first);
        add("train_step_without_scan_ms", ms.second);
        add("train_step_over_without_scan", ms.first / ms.second);
        add("train_step_over_3_forwards", ms.first / (3 * forwardOf4Ms));
        add("peak_memory_mib", peak);
    }

    void measureGrowth()
    {
        double perPixel256 = 0;
        for (const std::int64_t side : {128, 256, 512, 1024}) {
            if (side > 512 && m_options.quick) {
                return;
            }
            say("growth, side " + std::to_string(side));
            const double ms = forwardMs(1, side, 1, side > 512 ? 3 : repetitions(5));
            const double perPixel = 1e6 * ms / double(side * side);
            add("ns_per_pixel_" + std::to_string(side), perPixel);
            perPixel256 = side == 256 ? perPixel : perPixel256;
            if (side == 1024) {
                add("time_per_pixel_ratio_1024_256", perPixel / perPixel256);
            }
        }
    }

    NetworkBenchOptions m_options;
    at::Device m_device;
    VmUnet m_model;
    VmUnet m_inference; ///< m_model itself on the CPU.
    GraphCache m_withScan;
    GraphCache m_withoutScan;
    std::function<void()> m_finish;
    NetworkBenchReport m_report;
    PairMs m_forward;
};

} // namespace

NetworkBenchReport benchNetwork(const NetworkBenchOptions &options)
{
    return NetworkBench(options).run();
}

std::vector<OperatorUse> profileForward(const NetworkBenchOptions &options)
{
    const c10::InferenceMode inference;
    const at::Device device(options.device);
    VmUnet model = networkOf(options);
    VmUnet network = forInference(model, device, options.precision);
    const at::Tensor images = randomImages(model, options.batch, options.side, device);
    network->forward(images);
    const OperatorProfile profile;
    network->forward(images);
    return profile.uses();
}

} // namespace vmunet::cli
