// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/checkpointed.h"
#include "tests/inference/model/model_test_support.h"

using namespace vmunet;

namespace {

VmUnet network(double dropPathRate)
{
    VmUnetConfig config;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = {2, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 2};
    config.stateSize = 4;
    config.dropPathRate = dropPathRate;
    at::manual_seed(5);
    return VmUnet(config);
}

struct Step {
    at::Tensor loss;
    std::vector<at::Tensor> gradients;
    at::Tensor drawnAfterwards;
};

Step step(bool checkpointing)
{
    VmUnet model = network(0.5);
    model->setActivationCheckpointing(checkpointing);
    at::manual_seed(11);
    const at::Tensor images = at::rand({3, 3, 32, 64}).mul_(255);
    const at::Tensor loss = model->logits(images).square().mean();
    loss.backward();
    Step result{loss.detach(), {}, at::rand({4})};
    for (const at::Tensor &parameter : model->parameters()) {
        result.gradients.push_back(parameter.grad());
    }
    return result;
}

} // namespace

TEST(Checkpointed, GradientsAreTheSameBitsWithStochasticDepth)
{
    const Step plain = step(false);
    const Step replayed = step(true);
    EXPECT_TRUE(at::equal(plain.loss, replayed.loss));
    ASSERT_EQ(plain.gradients.size(), replayed.gradients.size());
    for (std::size_t i = 0; i < plain.gradients.size(); ++i) {
        EXPECT_TRUE(at::equal(plain.gradients[i], replayed.gradients[i])) << "parameter " << i;
    }
    EXPECT_TRUE(at::equal(plain.drawnAfterwards, replayed.drawnAfterwards)); // The generator is where it was.
}

TEST(Checkpointed, TheMapRunsAgainInTheBackwardPassAndOnlyThen)
{
    int calls = 0;
    const at::Tensor x = at::ones({3}).requires_grad_(true);
    const auto map = [&calls](const at::Tensor &in) {
        ++calls;
        return in * in * in;
    };
    const at::Tensor y = checkpointed(map, x);
    EXPECT_EQ(calls, 1);
    y.sum().backward();
    EXPECT_EQ(calls, 2);
    EXPECT_TRUE(at::equal(x.grad(), at::full({3}, 3.0F)));
    {
        const at::NoGradGuard noGrad;
        checkpointed(map, x);
    }
    EXPECT_EQ(calls, 3);
}
