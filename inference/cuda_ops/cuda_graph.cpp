// SPDX-License-Identifier: GPL-3.0-or-later
// Records a function as a CUDA graph; inference/ops/cuda_plugin.cpp finds vmunetRecordCudaGraph by its name.
#include "inference/ops/graph_cache.h"

#include <ATen/cuda/CUDAGraph.h>
#include <ATen/ops/empty_like.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

namespace vmunet {
namespace {

constexpr int kWarmUps = 2; // Libraries choose their algorithms and get their workspaces outside the graph.

/// Ends the recording that an exception left open; that one is what the caller hears of.
void abandon(at::cuda::CUDAGraph &graph)
{
    try {
        graph.capture_end();
        graph.reset();
    } catch (const std::exception &) {
    }
}

class RecordedCudaGraph : public RecordedFunction {
public:
    RecordedCudaGraph(const TensorFunction &function, const at::Tensor &example)
        : m_device(example.device())
        , m_input(at::empty_like(example))
    {
        const c10::cuda::CUDAGuard onDevice(m_device);
        m_input.copy_(example);
        c10::cuda::getCurrentCUDAStream().synchronize();
        // The default stream cannot be recorded.
        const c10::cuda::CUDAStream side = c10::cuda::getStreamFromPool(/*isHighPriority=*/false, m_device.index());
        const c10::cuda::CUDAStreamGuard onSide(side);
        for (int i = 0; i < kWarmUps; ++i) {
            function(m_input);
        }
        side.synchronize();
        record(function);
    }

    at::Tensor replay(const at::Tensor &input) override
    {
        const c10::cuda::CUDAGuard onDevice(m_device);
        m_input.copy_(input);
        m_graph.replay(); // On the current stream, after the copy.
        return m_output;
    }

private:
    // What other threads do on the device does not spoil it.
    void record(const TensorFunction &function)
    {
        m_graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
        try {
            m_output = function(m_input);
        } catch (...) {
            abandon(m_graph);
            throw;
        }
        m_graph.capture_end();
    }

    c10::Device m_device;
    at::Tensor m_input;
    at::cuda::CUDAGraph m_graph;
    at::Tensor m_output; // In the graph's own memory, so it goes before the graph does.
};

} // namespace
} // namespace vmunet

extern "C" __attribute__((visibility("default"))) vmunet::RecordedFunction *vmunetRecordCudaGraph(
    const vmunet::TensorFunction &function, const at::Tensor &example)
{
    return new vmunet::RecordedCudaGraph(function, example);
}
