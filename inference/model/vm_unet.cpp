// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/vm_unet.h"

#include "inference/model/drop_path.h"
#include "inference/model/final_expansion.h"
#include "inference/model/initialisation.h"
#include "inference/model/patch_embed.h"
#include "inference/model/reflection.h"
#include "inference/model/vss_stage.h"

#include <algorithm>
#include <numeric>

namespace vmunet {

namespace {

constexpr std::int64_t kSmallestSide = 16;

using Stages = std::vector<std::shared_ptr<VssStage>>;
using Resampling = VssStage::Resampling;

std::int64_t sum(const std::vector<std::int64_t> &depths)
{
    return std::accumulate(depths.begin(), depths.end(), std::int64_t{0});
}

Stages makeEncoder(const VmUnetConfig &config, torch::nn::Module &list)
{
    const std::vector<double> rates = risingRates(config.dropPathRate, sum(config.encoderDepths));
    std::span<const double> left(rates);
    Stages stages;
    for (std::size_t i = 0; i < config.dims.size(); ++i) {
        const auto depth = std::size_t(config.encoderDepths[i]);
        const Resampling resampling = i + 1 < config.dims.size() ? Resampling::MergingAfter : Resampling::None;
        stages.push_back(list.register_module(std::to_string(i),
            std::make_shared<VssStage>(config.dims[i], config.stateSize, left.first(depth), resampling)));
        left = left.subspan(depth);
    }
    return stages;
}

Stages makeDecoder(const VmUnetConfig &config, torch::nn::Module &list)
{
    std::vector<double> rates = risingRates(config.dropPathRate, sum(config.decoderDepths));
    std::reverse(rates.begin(), rates.end());
    std::span<const double> left(rates);
    Stages stages;
    for (std::size_t j = 0; j < config.dims.size(); ++j) {
        const auto depth = std::size_t(config.decoderDepths[j]);
        const std::int64_t channels = config.dims[config.dims.size() - 1 - j];
        const Resampling resampling = j > 0 ? Resampling::ExpandingBefore : Resampling::None;
        stages.push_back(list.register_module(
            std::to_string(j), std::make_shared<VssStage>(channels, config.stateSize, left.first(depth), resampling)));
        left = left.subspan(depth);
    }
    return stages;
}

} // namespace

VmUnetImpl::VmUnetImpl(const VmUnetConfig &config, Values values)
    : m_config(config)
{
    validate(config);
    // Parameters made in inference mode could never be trained.
    const c10::InferenceMode normalMode(false);
    const auto body = register_module("vmunet", std::make_shared<torch::nn::Module>("vmunet"));
    const std::int64_t base = config.dims[0];
    m_patchEmbed = body->register_module("patch_embed", std::make_shared<PatchEmbed>(config.inputChannels, base));
    m_encoder = makeEncoder(config, *body->register_module("layers", std::make_shared<torch::nn::Module>("layers")));
    m_decoder =
        makeDecoder(config, *body->register_module("layers_up", std::make_shared<torch::nn::Module>("layers_up")));
    m_finalExpansion = body->register_module("final_up", std::make_shared<FinalExpansion>(base));
    m_finalConvolution =
        body->register_module("final_conv", std::make_shared<ConvolutionLayer>(base / 4, config.classes, 1));
    if (values == Values::Initial) {
        setInitialValues(*this);
    }
}

at::Tensor VmUnetImpl::logits(const at::Tensor &images)
{
    TORCH_CHECK(images.dim() == 4, "images must be [batch, channels, height, width], got ", images.sizes());
    const std::int64_t rows = images.size(2);
    const std::int64_t columns = images.size(3);
    TORCH_CHECK(images.size(1) == 1 || images.size(1) == m_config.inputChannels, "images must have 1 or ",
        m_config.inputChannels, " channels, got ", images.sizes());
    TORCH_CHECK(images.size(0) >= 1 && rows >= kSmallestSide && columns >= kSmallestSide,
        "images must be at least 16x16, got ", images.sizes());
    at::Tensor padded = padByReflection(images, sizeMultiple(m_config));
    if (padded.size(1) != m_config.inputChannels) {
        padded = padded.expand({-1, m_config.inputChannels, -1, -1});
    }
    const at::Tensor result = head(features(padded));
    observe("logits", result);
    return result.slice(2, 0, rows).slice(3, 0, columns);
}

at::Tensor VmUnetImpl::forward(const at::Tensor &images)
{
    const at::Tensor result = logits(images);
    return m_config.classes == 1 ? result.sigmoid() : result;
}

at::Tensor VmUnetImpl::features(const at::Tensor &images) const
{
    at::Tensor x = m_patchEmbed->forward(images);
    observe("patch_embed", x);
    std::vector<at::Tensor> inputs;
    for (std::size_t i = 0; i < m_encoder.size(); ++i) {
        inputs.push_back(x);
        x = m_encoder[i]->forward(x);
        observe("layers." + std::to_string(i), x);
    }
    for (std::size_t j = 0; j < m_decoder.size(); ++j) {
        if (j > 0) {
            x = x + inputs[m_encoder.size() - j];
        }
        x = m_decoder[j]->forward(x);
        observe("layers_up." + std::to_string(j), x);
    }
    return x;
}

at::Tensor VmUnetImpl::head(const at::Tensor &features) const
{
    const at::Tensor cells = m_finalExpansion->forward(features);
    if (m_observer) {
        observe("final_up", cellsToPixels(cells).permute({0, 2, 3, 1}));
    }
    return cellsToPixels(at::linear(cells, m_finalConvolution->weight().flatten(1), m_finalConvolution->bias()));
}

std::vector<double> VmUnetImpl::dropPathRates() const
{
    std::vector<double> rates;
    for (const auto *stages : {&m_encoder, &m_decoder}) {
        for (const auto &stage : *stages) {
            for (const auto &block : stage->blocks()) {
                rates.push_back(block->dropPathRate());
            }
        }
    }
    return rates;
}

void VmUnetImpl::setScanBypass(bool bypass)
{
    for (const auto *stages : {&m_encoder, &m_decoder}) {
        for (const auto &stage : *stages) {
            for (const auto &block : stage->blocks()) {
                block->setScanBypass(bypass);
            }
        }
    }
}

void VmUnetImpl::setActivationCheckpointing(bool checkpointing)
{
    for (const auto *stages : {&m_encoder, &m_decoder}) {
        for (const auto &stage : *stages) {
            for (const auto &block : stage->blocks()) {
                block->setCheckpointing(checkpointing);
            }
        }
    }
}

void VmUnetImpl::observe(const std::string &part, const at::Tensor &output) const
{
    if (m_observer) {
        m_observer(part, output);
    }
}

} // namespace vmunet
