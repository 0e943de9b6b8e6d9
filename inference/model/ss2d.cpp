// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/ss2d.h"

#include "inference/model/vm_unet_config.h"
#include "inference/ops/selective_scan.h"

namespace vmunet {

Ss2d::Ss2d(std::int64_t channels, std::int64_t stateSize)
    : m_inner(2 * channels)
    , m_xProjection(register_parameter("x_proj_weight", at::empty({4, deltaRank(channels) + 2 * stateSize, m_inner})))
    , m_deltaProjection(register_parameter("dt_projs_weight", at::empty({4, m_inner, deltaRank(channels)})))
    , m_deltaBias(register_parameter("dt_projs_bias", at::empty({4, m_inner})))
    , m_logA(register_parameter("A_logs", at::empty({4 * m_inner, stateSize})))
    , m_skip(register_parameter("Ds", at::empty({4 * m_inner})))
    , m_inProjection(register_module("in_proj", std::make_shared<LinearLayer>(channels, 2 * m_inner)))
    , m_convolution(register_module("conv2d", std::make_shared<ConvolutionLayer>(1, m_inner, 3)))
    , m_norm(register_module("out_norm", std::make_shared<NormLayer>(m_inner)))
    , m_outProjection(register_module("out_proj", std::make_shared<LinearLayer>(m_inner, channels)))
{
}

at::Tensor Ss2d::forward(const at::Tensor &x) const
{
    // Two products with halves of one weight give two dense tensors; one product would give two strided ones.
    const at::Tensor &weight = m_inProjection->weight();
    const at::Tensor features = convolve(m_featureProduct(x, weight.narrow(0, 0, m_inner)));
    if (!at::GradMode::is_enabled() && (x.is_cuda() || x.scalar_type() != at::kFloat)) {
        // One kernel on CUDA; and from the scan's type back to a half network's own.
        const at::Tensor gate = m_gateProduct(x, weight.narrow(0, m_inner, m_inner));
        return m_outProjection->forward(m_norm->forwardGated(scan(features), gate));
    }
    const at::Tensor gate = m_gateProduct(x, weight.narrow(0, m_inner, m_inner), Activation::Silu);
    at::Tensor scanned = m_norm->forward(scan(features));
    return m_outProjection->forward(at::GradMode::is_enabled() ? scanned * gate : scanned.mul_(gate));
}

at::Tensor Ss2d::convolve(const at::Tensor &x) const
{
    const at::Tensor convolved =
        at::conv2d(x.permute({0, 3, 1, 2}), m_convolution->weight(), m_convolution->bias(), 1, 1, 1, m_inner);
    return activated(convolved.permute({0, 2, 3, 1}).contiguous());
}

at::Tensor Ss2d::scan(const at::Tensor &x) const
{
    const at::Tensor projected =
        m_xProduct(x, m_xProjection.flatten(0, 1)).view({x.size(0), x.size(1), x.size(2), 4, m_xProjection.size(1)});
    if (m_scanBypass) {
        return x;
    }
    const at::Tensor A = m_A.get(m_logA, [](const at::Tensor &logA) { return logA.exp().neg(); });
    return ss2dScan(x, projected, m_deltaProjection, m_deltaBias, A, m_skip);
}

} // namespace vmunet
