// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/engine/device.h"
#include "inference/engine/network_executor.h"
#include "inference/engine/segmenter.h"

namespace vmunet {

class NetworkRunner;

/// The Segmenter of a VM-UNet: preprocessing as the model was trained, the network in inference mode, probabilities
/// resized to the image and quantised. Volumes go slice by slice, in batches on a GPU.
class VmUnetSegmenter : public Segmenter {
public:
    /// `network` is on the CPU, in evaluation mode; the device has the precision.
    VmUnetSegmenter(VmUnet network, ModelDescription model, Device device, Precision precision);

    const ModelDescription &model() const override { return m_model; }
    Result<Segmentation> segment(
        const PixelView &pixels, const CancelFlag &cancel, const ProgressCallback &progress) override;

private:
    at::Tensor inputOf(const PixelView &pixels, int slice) const;
    ProbabilityMap probabilitiesOf(const at::Tensor &output, QSize size) const;
    Status checkPixels(const PixelView &pixels) const;
    Result<Segmentation> run(
        NetworkRunner &runner, const PixelView &pixels, const CancelFlag &cancel, const ProgressCallback &progress);

    ModelDescription m_model;
    Device m_device;
    NetworkExecutor m_executor;
};

} // namespace vmunet
