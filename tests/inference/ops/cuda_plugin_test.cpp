// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/cuda_plugin.h"
#include "inference/ops/norm_gate.h"
#include "inference/ops/selective_scan.h"

#include "tests/inference/ops/fixture_tensors.h"

#include <gtest/gtest.h>

namespace vmunet::scan_test {

using at::Tensor;

TEST(CudaPlugin, isAvailableOrSaysWhyNot)
{
    const CudaPlugin &plugin = loadCudaPlugin();
    std::printf("  %s\n", plugin.available ? "available" : plugin.reason.c_str());
    EXPECT_EQ(plugin.available, plugin.reason.empty());
    EXPECT_EQ(plugin.available, at::hasCUDA());
    EXPECT_EQ(&loadCudaPlugin(), &plugin);
}

class CudaPluginScan : public testing::TestWithParam<std::pair<at::ScalarType, double>> { };

TEST_P(CudaPluginScan, gpuMatchesCpu)
{
    if (const CudaPlugin &plugin = loadCudaPlugin(); !plugin.available) {
        GTEST_SKIP() << plugin.reason;
    }
    const auto [type, tolerance] = GetParam();
    at::manual_seed(1);
    const std::vector<Tensor> inputs{at::randn({2, 9, 7, 70}).to(type), at::randn({2, 9, 7, 4, 5 + 32}).to(type),
        at::randn({4, 70, 5}), at::randn({4, 70}), -at::rand({280, 16}) * 4, at::randn({280})};
    const Tensor weight = at::randn(inputs[0].sizes());
    std::vector<Tensor> results[2];
    for (const at::DeviceType device : {at::kCPU, at::kCUDA}) {
        std::vector<Tensor> leaves;
        for (const Tensor &input : inputs) {
            leaves.push_back(input.to(device).detach().requires_grad_(true));
        }
        const Tensor y = ss2dScan(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], leaves[5]);
        (y * weight.to(device)).sum().backward();
        std::vector<Tensor> &result = results[device == at::kCUDA ? 1 : 0];
        result.push_back(y.detach().cpu());
        for (const Tensor &leaf : leaves) {
            result.push_back(leaf.grad().cpu());
        }
    }
    for (std::size_t i = 0; i < results[0].size(); ++i) {
        EXPECT_EQ(results[1][i].scalar_type(), results[0][i].scalar_type());
        expectClose(
            results[1][i].to(at::kFloat), results[0][i].to(at::kFloat), tolerance, "result " + std::to_string(i));
    }
}

TEST_P(CudaPluginScan, normGateOnTheGpuMatchesCpu)
{
    if (const CudaPlugin &plugin = loadCudaPlugin(); !plugin.available) {
        GTEST_SKIP() << plugin.reason;
    }
    const auto [type, tolerance] = GetParam();
    at::manual_seed(1);
    const Tensor x = at::randn({3, 7, 70}).to(type == at::kHalf ? at::kFloat : type),
                 gate = at::randn({3, 7, 70}).to(type);
    const Tensor weight = at::randn({70}).to(type), bias = at::randn({70}).to(type);
    const c10::InferenceMode inference;
    const Tensor expected = normGate(x, gate, weight, bias, 1e-5);
    const Tensor got = normGate(x.cuda(), gate.cuda(), weight.cuda(), bias.cuda(), 1e-5);
    EXPECT_EQ(got.scalar_type(), type);
    expectClose(got.cpu().to(at::kFloat), expected.to(at::kFloat), 4 * tolerance, "norm and gate");
}

INSTANTIATE_TEST_SUITE_P(All, CudaPluginScan,
    testing::Values(std::pair(at::kFloat, 2e-5), std::pair(at::kHalf, 0x1p-10), std::pair(at::kBFloat16, 0x1p-7)));

} // namespace vmunet::scan_test
