// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/network_executor.h"

#include "inference/model/inference_network.h"
#include "inference/ops/cuda_plugin.h"

#include <ATen/ATen.h>

namespace vmunet {

namespace {

at::Tensor probabilities(VmUnet network, const at::Tensor &inputs)
{
    const at::Tensor logits = network->logits(inputs).to(at::kFloat);
    return network->config().classes == 1 ? logits.sigmoid() : logits.softmax(1);
}

} // namespace

NetworkExecutor::NetworkExecutor(VmUnet network, at::Device device, at::ScalarType type)
    : m_network(std::move(network))
    , m_device(device)
    , m_type(type)
{
    TORCH_CHECK(device.is_cuda() || type == at::kFloat, "the CPU computes in float32 alone, not in ", type);
}

GraphCache &NetworkExecutor::onGpu()
{
    if (!m_onGpu) {
        m_onGpu = std::make_unique<GraphCache>([copy = inferenceNetwork(m_network, m_device, m_type)](
                                                   const at::Tensor &inputs) { return probabilities(copy, inputs); },
            loadCudaPlugin().record);
    }
    return *m_onGpu;
}

at::Tensor NetworkExecutor::run(const at::Tensor &inputs)
{
    const c10::InferenceMode inference;
    if (!m_device.is_cuda()) {
        return probabilities(m_network, inputs);
    }
    return onGpu().run(inputs.to(m_device)).cpu();
}

at::Tensor NetworkExecutor::runOnCpu(const at::Tensor &inputs)
{
    m_onGpu.reset();
    const c10::InferenceMode inference;
    return probabilities(m_network, inputs);
}

} // namespace vmunet
