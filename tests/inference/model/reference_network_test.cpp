// SPDX-License-Identifier: GPL-3.0-or-later
// The network against the recorded numbers of the published implementation, at the recorded tolerances.
#include "tests/inference/model/model_test_support.h"

using namespace vmunet;
using namespace vmunet::model_test;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

void expectStages(VmUnet &model, const Tensors &io)
{
    int compared = 0;
    double largestRelative = 0;
    double largestAbsolute = 0;
    model->setStageObserver([&](const std::string &part, const at::Tensor &output) {
        const bool afterHeadNorm = part == "final_up" || part == "logits";
        const double error = errorOf(output, io.at("stage." + part), !afterHeadNorm);
        EXPECT_LE(error, afterHeadNorm ? 5e-5 : 1e-5) << part;
        double &largest = afterHeadNorm ? largestAbsolute : largestRelative;
        largest = std::max(largest, error);
        ++compared;
    });
    const at::NoGradGuard noGradients;
    model->logits(io.at("input"));
    model->setStageObserver({});
    std::printf(
        "  %d stages, rel %.1e (1e-5); head and logits abs %.1e (5e-5)\n", compared, largestRelative, largestAbsolute);
    EXPECT_EQ(compared, 11);
}

at::Tensor binaryLoss(const at::Tensor &probability, const at::Tensor &target)
{
    const at::Tensor overlap = (probability * target).sum({1, 2, 3});
    const at::Tensor total = probability.sum({1, 2, 3}) + target.sum({1, 2, 3});
    return at::binary_cross_entropy(probability, target) + 1 - ((2 * overlap + 1) / (total + 1)).mean();
}

at::Tensor multiclassLoss(const at::Tensor &logits, const at::Tensor &target)
{
    const at::Tensor shares = logits.softmax(1);
    const at::Tensor truth = at::one_hot(target, logits.size(1)).permute({0, 3, 1, 2}).to(at::kFloat);
    const at::Tensor overlap = (shares * truth).sum({0, 2, 3});
    const at::Tensor total = (shares * shares).sum({0, 2, 3}) + (truth * truth).sum({0, 2, 3});
    return at::cross_entropy_loss(logits, target) + (1 - (2 * overlap + 1e-5) / (total + 1e-5)).mean();
}

void expectGradients(VmUnet &model, const at::Tensor &loss, const Tensors &io)
{
    loss.backward();
    double largest = 0;
    for (const auto &parameter : model->named_parameters()) {
        const double error = errorOf(parameter.value().grad(), io.at("grad." + parameter.key()), true);
        EXPECT_LE(error, 2e-4) << parameter.key();
        largest = std::max(largest, error);
    }
    std::printf("  gradients rel %.1e (2e-4)\n", largest);
}

} // namespace

TEST(ReferenceNetwork, BinaryStagesAndProbabilitiesAreTheReferences)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    for (const char *file : {"tiny_binary.pth", "tiny_binary.safetensors"}) {
        LoadedModel loaded = loadModel(reference(file));
        const Tensors io = tensors("tiny_binary_io.safetensors");
        expectStages(loaded.model, io);
        const c10::InferenceMode inference;
        const double error = errorOf(loaded.model->forward(io.at("input")), io.at("probability"), false);
        std::printf("  probability abs %.1e (2e-5)\n", error);
        EXPECT_LE(error, 2e-5);
    }
}

TEST(ReferenceNetwork, MulticlassStagesAndLogitsAreTheReferences)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    for (const char *file : {"tiny_multiclass.pth", "tiny_multiclass.safetensors"}) {
        LoadedModel loaded = loadModel(reference(file));
        const Tensors io = tensors("tiny_multiclass_io.safetensors");
        expectStages(loaded.model, io);
        const c10::InferenceMode inference;
        const double error = errorOf(loaded.model->forward(io.at("input")), io.at("logits"), false);
        std::printf("  logits abs %.1e (5e-5)\n", error);
        EXPECT_LE(error, 5e-5);
    }
}

TEST(ReferenceNetwork, BinaryLossAndGradientsAreTheReferences)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    LoadedModel loaded = loadModel(reference("tiny_binary.pth"));
    const Tensors io = tensors("tiny_binary_io.safetensors");
    const at::Tensor loss = binaryLoss(loaded.model->forward(io.at("input")), io.at("target"));
    EXPECT_NEAR(loss.item<double>(), io.at("loss_bce_dice").item<double>(), 2e-6);
    expectGradients(loaded.model, loss, io);
}

TEST(ReferenceNetwork, MulticlassLossAndGradientsAreTheReferences)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    LoadedModel loaded = loadModel(reference("tiny_multiclass.pth"));
    const Tensors io = tensors("tiny_multiclass_io.safetensors");
    const at::Tensor loss = multiclassLoss(loaded.model->forward(io.at("input")), io.at("target").to(at::kLong));
    EXPECT_NEAR(loss.item<double>(), io.at("loss_ce_dice").item<double>(), 2e-6);
    expectGradients(loaded.model, loss, io);
}
