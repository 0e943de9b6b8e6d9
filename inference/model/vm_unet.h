// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/vm_unet_config.h"

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vmunet {

class ConvolutionLayer;
class FinalExpansion;
class PatchEmbed;
class VssStage;

/// VM-UNet (Ruan et al. 2024): a U-shape of VSS blocks with skips that are sums.
///
/// Parameters are named and ordered as in the published checkpoints. Freshly made it has the initial values of
/// initialisation.h and is in training mode. One network is used from one thread at a time.
class VmUnetImpl : public torch::nn::Module {
public:
    /// Gets a part's name ("patch_embed", "layers.0", "layers_up.3", "final_up", "logits") and its output,
    /// channels-last but for the logits, at the padded size.
    using StageObserver = std::function<void(const std::string &, const at::Tensor &)>;
    enum class Values { Initial, Unset }; ///< Unset: for a caller that overwrites all of them.

    /// Throws std::invalid_argument on a configuration that makes no network.
    explicit VmUnetImpl(const VmUnetConfig &config, Values values = Values::Initial);

    /// Images [B, C, H, W] -> logits [B, classes, H, W]. C is the network's or 1, which is repeated. Sides from 16
    /// on; those that are no multiple of sizeMultiple() are padded by reflection and the result is cropped. Throws
    /// c10::Error on other shapes.
    at::Tensor logits(const at::Tensor &images);

    /// As logits(), with a sigmoid for a binary network.
    at::Tensor forward(const at::Tensor &images);

    const VmUnetConfig &config() const { return m_config; }
    /// The stochastic depth rate of each block, encoder first.
    std::vector<double> dropPathRates() const;

    /// Replaces all scans by the identity, to measure what they cost.
    void setScanBypass(bool bypass);
    /// Training keeps only each block's input, a third of the memory or less, for one more forward pass of the blocks.
    void setActivationCheckpointing(bool checkpointing);
    /// For tests and for looking inside; an empty function ends it.
    void setStageObserver(StageObserver observer) { m_observer = std::move(observer); }

private:
    void observe(const std::string &part, const at::Tensor &output) const;
    at::Tensor features(const at::Tensor &images) const;
    at::Tensor head(const at::Tensor &features) const;

    VmUnetConfig m_config;
    std::shared_ptr<PatchEmbed> m_patchEmbed;
    std::vector<std::shared_ptr<VssStage>> m_encoder;
    std::vector<std::shared_ptr<VssStage>> m_decoder;
    std::shared_ptr<FinalExpansion> m_finalExpansion;
    std::shared_ptr<ConvolutionLayer> m_finalConvolution;
    StageObserver m_observer;
};
TORCH_MODULE(VmUnet);

} // namespace vmunet
