// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/packed_linear.h"

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/silu.h>

#include <optional>
#include <string_view>

namespace vmunet {

namespace {

/// Torch's own operators on blocked weights, which its graph compiler uses; they have no C++ function.
struct BlockedProduct {
    using Pack = at::Tensor(const at::Tensor &weight, std::optional<std::int64_t> rows);
    using Apply = at::Tensor(const at::Tensor &x, const at::Tensor &packed, const std::optional<at::Tensor> &bias,
        c10::string_view activation, c10::List<std::optional<at::Scalar>> scalars,
        std::optional<c10::string_view> algorithm);

    std::optional<c10::TypedOperatorHandle<Pack>> pack;
    std::optional<c10::TypedOperatorHandle<Apply>> apply;

    BlockedProduct()
    {
        const auto packing = c10::Dispatcher::singleton().findSchema({"mkldnn::_reorder_linear_weight", ""});
        const auto applying = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
        if (packing && applying) {
            pack = packing->typed<Pack>();
            apply = applying->typed<Apply>();
        }
    }
};

bool canBePacked(const at::Tensor &x, const at::Tensor &weight)
{
    return c10::InferenceMode::is_enabled() && !weight.is_inference() && x.is_cpu() && weight.is_cpu()
        && x.scalar_type() == at::kFloat && weight.scalar_type() == at::kFloat && x.numel() > 0;
}

} // namespace

at::Tensor activated(at::Tensor x)
{
    return at::GradMode::is_enabled() ? at::silu(x) : at::silu_(x);
}

at::Tensor PackedLinear::operator()(const at::Tensor &x, const at::Tensor &weight, Activation activation)
{
    static const BlockedProduct product;
    if (!product.apply || !canBePacked(x, weight)) {
        const at::Tensor y = at::linear(x, weight);
        return activation == Activation::Silu ? activated(y) : y;
    }
    const at::Tensor packed = m_packed.get(weight, [](const at::Tensor &w) { return product.pack->call(w, {}); });
    const c10::string_view post = activation == Activation::Silu ? "swish" : "none";
    return product.apply->call(x, packed, {}, post, c10::List<std::optional<at::Scalar>>(), {});
}

} // namespace vmunet
