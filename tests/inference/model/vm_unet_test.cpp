// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/drop_path.h"
#include "inference/model/reflection.h"
#include "tests/inference/model/model_test_support.h"

#include <cmath>

using namespace vmunet;
using namespace vmunet::model_test;

namespace {

at::Tensor parameter(VmUnet &model, const std::string &name)
{
    return model->named_parameters()["vmunet." + name].detach();
}

at::Tensor logitsOf(VmUnet &model, const at::Tensor &images)
{
    const c10::InferenceMode inference;
    return model->logits(images);
}

} // namespace

TEST(VmUnet, FullSizeHasThePublishedParameters)
{
    VmUnetConfig config;
    const VmUnet model(config, VmUnetImpl::Values::Unset);
    std::int64_t count = 0;
    for (const auto &parameter : model->parameters()) {
        count += parameter.numel();
    }
    EXPECT_EQ(count, 27'427'561);
    EXPECT_EQ(model->named_parameters().size(), 222U);
    EXPECT_EQ(parameterCount(config), 27'427'561);
    config.classes = 9;
    EXPECT_EQ(parameterCount(config), 27'427'761);
}

TEST(VmUnet, CostCountsEveryWeightOnEachPixelItIsUsedFor)
{
    VmUnetConfig config;
    config.dims = {4};
    config.encoderDepths = config.decoderDepths = {1};
    config.stateSize = 1;
    config.inputChannels = 1;
    const NetworkCost cost = costOf(config, 8, 4); // Two patches, E = 8, R = 1.
    const std::int64_t block = 4 * 16 + 8 * 9 + 4 * 3 * 8 + 4 * 8 * 1 + 8 * 4;
    EXPECT_EQ(cost.multiplyAdds, 2 * (16 * 4 + 2 * block + 4 * 16 + 16 * 1 * 1));
    EXPECT_EQ(cost.scanExponentials, 2 * 2 * 4 * 8 * 2);
    EXPECT_EQ(costOf(VmUnetConfig{}, 512, 256).multiplyAdds, 2 * costOf(VmUnetConfig{}, 256, 256).multiplyAdds);
}

TEST(VmUnet, ParametersAreNamedShapedAndOrderedAsDescribed)
{
    VmUnetConfig config;
    config.dims = {8, 16, 32};
    config.encoderDepths = {2, 1, 3};
    config.decoderDepths = {1, 2, 1};
    config.classes = 3;
    config.stateSize = 4;
    config.inputChannels = 2;
    const VmUnet model(config, VmUnetImpl::Values::Unset);
    const std::vector<ParameterShape> expected = parameterShapes(config);
    const auto parameters = model->named_parameters();
    ASSERT_EQ(parameters.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(parameters[i].key(), expected[i].name);
        EXPECT_EQ(parameters[i].value().sizes(), at::IntArrayRef(expected[i].shape)) << expected[i].name;
    }
    VmUnetConfig read = configFromState(stateOf(model));
    EXPECT_EQ(read, config);
}

TEST(VmUnet, InitialValuesHaveThePublishedStatistics)
{
    at::manual_seed(7);
    VmUnetConfig config = tinyConfig();
    VmUnet model(config);
    const at::Tensor linear = parameter(model, "layers.3.blocks.0.self_attention.in_proj.weight");
    EXPECT_NEAR(linear.std().item<double>(), 0.02, 5e-4);
    EXPECT_NEAR(linear.mean().item<double>(), 0, 5e-4);
    EXPECT_TRUE(parameter(model, "layers.1.blocks.0.ln_1.weight").eq(1).all().item<bool>());
    EXPECT_TRUE(parameter(model, "final_up.norm.bias").eq(0).all().item<bool>());
    const auto expectUniform = [&](const std::string &name, double bound) {
        const at::Tensor values = parameter(model, name);
        EXPECT_LE(values.abs().max().item<double>(), bound) << name;
        EXPECT_GE(values.abs().max().item<double>(), 0.7 * bound) << name;
    };
    expectUniform("patch_embed.proj.weight", 1 / std::sqrt(48.0));
    expectUniform("patch_embed.proj.bias", 1 / std::sqrt(48.0));
    expectUniform("layers.2.blocks.0.self_attention.conv2d.weight", 1.0 / 3);
    expectUniform("final_conv.weight", 0.5);
    expectUniform("layers.3.blocks.0.self_attention.x_proj_weight", 1 / std::sqrt(256.0));
    expectUniform("layers.3.blocks.0.self_attention.dt_projs_weight", 1 / std::sqrt(8.0));
    const at::Tensor step = at::softplus(parameter(model, "layers.3.blocks.0.self_attention.dt_projs_bias"));
    EXPECT_GE(step.min().item<double>(), 0.00099);
    EXPECT_LE(step.max().item<double>(), 0.1001);
    EXPECT_NEAR(step.log().mean().item<double>(), std::log(0.01), 0.1);
    const at::Tensor logA = parameter(model, "layers.0.blocks.0.self_attention.A_logs");
    EXPECT_EQ(logA[5][0].item<float>(), 0.0F);
    EXPECT_FLOAT_EQ(logA[5][15].item<float>(), std::log(16.0F));
    EXPECT_TRUE(parameter(model, "layers.0.blocks.0.self_attention.Ds").eq(1).all().item<bool>());
}

TEST(VmUnet, DropPathRatesRiseInTheEncoderAndFallInTheDecoder)
{
    const VmUnet model(VmUnetConfig{}, VmUnetImpl::Values::Unset);
    const std::vector<double> rates = model->dropPathRates();
    ASSERT_EQ(rates.size(), 15U);
    for (int i = 0; i < 8; ++i) {
        EXPECT_DOUBLE_EQ(rates[std::size_t(i)], 0.2 * i / 7);
    }
    for (int i = 0; i < 7; ++i) {
        EXPECT_DOUBLE_EQ(rates[std::size_t(8 + i)], 0.2 * (6 - i) / 6);
    }
}

TEST(VmUnet, DropPathDropsWholeSamplesAndKeepsTheMean)
{
    at::manual_seed(3);
    const at::Tensor dropped = dropPath(at::ones({4000, 2, 3}), 0.25);
    const at::Tensor perSample = dropped.flatten(1);
    EXPECT_TRUE(at::equal(perSample.amin(1), perSample.amax(1)));
    const at::Tensor kept = perSample.select(1, 0);
    EXPECT_NEAR(kept.max().item<double>(), 1 / 0.75, 1e-6);
    EXPECT_NEAR(kept.mean().item<double>(), 1, 0.03);
}

TEST(VmUnet, DropPathActsInTrainingOnly)
{
    at::manual_seed(5);
    VmUnetConfig config = tinyConfig();
    config.dropPathRate = 0.9;
    VmUnet model(config);
    const at::Tensor images = at::rand({2, 3, 32, 32});
    model->train();
    EXPECT_FALSE(at::equal(logitsOf(model, images), logitsOf(model, images)));
    model->eval();
    EXPECT_TRUE(at::equal(logitsOf(model, images), logitsOf(model, images)));
}

TEST(VmUnet, TrainingAndInferenceComputeTheSame)
{
    at::manual_seed(6);
    VmUnet model(tinyConfig());
    model->eval();
    const at::Tensor images = at::rand({1, 3, 64, 32}) * 255;
    EXPECT_LE(errorOf(model->logits(images).detach(), logitsOf(model, images), true), 1e-5);
}

TEST(VmUnet, AnySizeFrom16OnIsPaddedAndCropped)
{
    at::manual_seed(8);
    VmUnet model(tinyConfig());
    model->eval();
    for (const auto &[rows, columns] : {std::pair(16, 16), std::pair(17, 33), std::pair(100, 31), std::pair(32, 64)}) {
        const at::Tensor images = at::rand({1, 3, rows, columns});
        const at::Tensor logits = logitsOf(model, images);
        EXPECT_EQ(logits.sizes(), at::IntArrayRef({1, 1, rows, columns}));
        const at::Tensor padded = padByReflection(images, 32);
        EXPECT_TRUE(at::equal(logits, logitsOf(model, padded).slice(2, 0, rows).slice(3, 0, columns)));
    }
    EXPECT_THROW(model->logits(at::rand({1, 3, 15, 64})), c10::Error);
    EXPECT_THROW(model->logits(at::rand({1, 2, 64, 64})), c10::Error);
    EXPECT_THROW(model->logits(at::rand({3, 64, 64})), c10::Error);
}

TEST(VmUnet, PaddingMirrorsWithoutRepeatingTheBorder)
{
    const at::Tensor row = at::arange(5, at::kFloat).view({1, 1, 1, 5}).expand({1, 1, 2, 5});
    const at::Tensor padded = padByReflection(row, 16).select(2, 0).flatten();
    const at::Tensor expected = at::tensor({0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1}, at::kFloat);
    EXPECT_TRUE(at::equal(padded, expected));
    const at::Tensor exact = at::rand({1, 1, 32, 64});
    EXPECT_TRUE(padByReflection(exact, 32).is_same(exact));
}

TEST(VmUnet, OneChannelIsRepeated)
{
    VmUnet model(tinyConfig());
    model->eval();
    const at::Tensor grey = at::rand({1, 1, 32, 32});
    EXPECT_TRUE(at::equal(logitsOf(model, grey), logitsOf(model, grey.repeat({1, 3, 1, 1}))));
}

TEST(VmUnet, BypassingTheScanKeepsShapesAndCanBeUndone)
{
    VmUnet model(tinyConfig());
    model->eval();
    const at::Tensor images = at::rand({1, 3, 32, 32});
    const at::Tensor before = logitsOf(model, images);
    model->setScanBypass(true);
    const at::Tensor bypassed = logitsOf(model, images);
    EXPECT_EQ(bypassed.sizes(), before.sizes());
    EXPECT_FALSE(at::equal(bypassed, before));
    model->setScanBypass(false);
    EXPECT_TRUE(at::equal(logitsOf(model, images), before));
}

TEST(VmUnet, ANetworkMadeInInferenceModeCanBeTrained)
{
    VmUnet model{nullptr};
    {
        const c10::InferenceMode inference;
        model = VmUnet(tinyConfig());
    }
    model->logits(at::rand({1, 3, 32, 32})).sum().backward();
    EXPECT_TRUE(model->parameters()[0].grad().defined());
}

TEST(VmUnet, ImpossibleConfigurationsAreRefused)
{
    VmUnetConfig config;
    config.dims = {96, 100, 384, 768};
    EXPECT_THROW(VmUnet{config}, std::invalid_argument);
    config = {};
    config.decoderDepths = {1, 1};
    EXPECT_THROW(VmUnet{config}, std::invalid_argument);
    config = {};
    config.dropPathRate = 1;
    EXPECT_THROW(VmUnet{config}, std::invalid_argument);
}
