// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/backbone.h"
#include "inference/model/pickle_writer.h"
#include "tests/inference/model/model_test_support.h"

using namespace vmunet;
using namespace vmunet::model_test;

namespace {

fs::path bundled(const std::string &file)
{
    return fs::path(VMUNET_TEST_DATA) / "checkpoints" / file;
}

StateDict final(const std::string &prefix)
{
    StateDict state;
    for (const auto &[name, tensor] : loadCheckpoint(reference("training_trajectory.safetensors")).state) {
        if (name.starts_with(prefix)) {
            state.emplace_back(name.substr(prefix.size()), tensor);
        }
    }
    return state;
}

/// Sorted by name: the reference's .safetensors files have another order than its .pth files.
StateDict sorted(StateDict state)
{
    std::sort(state.begin(), state.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    return state;
}

/// What the bundled files hold; see the README beside them.
void expectBundledTensors(const StateDict &state)
{
    const std::map<std::string, at::Tensor> tensors(state.begin(), state.end());
    ASSERT_EQ(tensors.size(), 9U);
    const at::Tensor base = at::arange(24, at::kFloat);
    EXPECT_TRUE(at::equal(tensors.at("whole"), base));
    EXPECT_TRUE(at::equal(tensors.at("view"), base.slice(0, 4, 16).view({3, 4})));
    EXPECT_TRUE(at::equal(tensors.at("transposed"), base.view({4, 6}).t()));
    EXPECT_TRUE(at::equal(tensors.at("half"), at::tensor({1.5, -2.25}).to(at::kHalf)));
    EXPECT_TRUE(at::equal(tensors.at("bfloat16"), at::tensor({1.5, -3.0}).to(at::kBFloat16)));
    EXPECT_TRUE(at::equal(tensors.at("long"), at::tensor({7, -9}, at::kLong).view({1, 2})));
    EXPECT_TRUE(at::equal(tensors.at("bool"), at::tensor({1, 0, 1}).to(at::kBool)));
    EXPECT_EQ(tensors.at("scalar").item<double>(), 2.5);
    EXPECT_EQ(tensors.at("empty").sizes(), at::IntArrayRef({0, 3}));
}

} // namespace

TEST(Checkpoint, PlainStatesOfBothFormatsAreEqual)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    for (const std::string name : {"tiny_binary", "tiny_multiclass"}) {
        const Checkpoint pth = loadCheckpoint(reference(name + ".pth"));
        expectSameState(sorted(pth.state), sorted(loadCheckpoint(reference(name + ".safetensors")).state));
        EXPECT_FALSE(pth.training);
    }
}

TEST(Checkpoint, KeysOfAPthFileComeInTheNetworksOrder)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    const StateDict state = loadCheckpoint(reference("tiny_multiclass.pth")).state;
    const std::vector<ParameterShape> expected = parameterShapes(configFromState(state));
    ASSERT_EQ(state.size(), expected.size());
    for (std::size_t i = 0; i < state.size(); ++i) {
        EXPECT_EQ(state[i].first, expected[i].name);
    }
}

TEST(Checkpoint, HalfPrecisionFromADataParallelWrapperLoads)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    const Checkpoint checkpoint = loadCheckpoint(reference("tiny_module_half.pth"));
    EXPECT_EQ(checkpoint.state[0].first, "vmunet.patch_embed.proj.weight");
    EXPECT_EQ(checkpoint.state[0].second.scalar_type(), at::kHalf);
    StateDict expected = final("final.");
    for (auto &entry : expected) {
        entry.second = entry.second.to(at::kHalf);
    }
    expectSameState(sorted(checkpoint.state), sorted(expected));
    const LoadedModel loaded = loadModel(reference("tiny_module_half.pth"));
    EXPECT_EQ(loaded.model->parameters()[0].scalar_type(), at::kFloat);
}

TEST(Checkpoint, LatestHoldsTheTrainingState)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    const Checkpoint checkpoint = loadCheckpoint(reference("tiny_latest.pth"));
    expectSameState(sorted(checkpoint.state), sorted(final("final.")));
    ASSERT_TRUE(checkpoint.training);
    const TrainingState &training = *checkpoint.training;
    EXPECT_EQ(training.epoch, 1);
    EXPECT_EQ(training.minEpoch, 1);
    EXPECT_EQ(training.loss, 1.28472900390625);
    EXPECT_EQ(training.minLoss, 1.28472900390625);
    const StateValue *first = training.optimizer.find("state")->find(std::int64_t{0});
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->find("step")->toDouble(), 10);
    EXPECT_EQ(std::get<at::Tensor>(first->find("exp_avg")->value).sizes(), checkpoint.state[0].second.sizes());
    const auto &groups = std::get<StateList>(training.optimizer.find("param_groups")->value);
    EXPECT_EQ(groups.at(0).find("lr")->toDouble(), 0.0009990232305719944);
    EXPECT_EQ(training.scheduler.find("T_max")->toInt(), 50);
    EXPECT_EQ(training.scheduler.find("eta_min")->toDouble(), 1e-5);
}

TEST(Checkpoint, EveryLayoutThatTorchSavesIsRead)
{
    for (const char *file : {"legacy.pth", "protocol4.pth", "parameters.pth"}) {
        SCOPED_TRACE(file);
        expectBundledTensors(loadCheckpoint(bundled(file)).state);
    }
}

TEST(Checkpoint, RoundTripsBetweenTheFormatsKeepEveryBit)
{
    const fs::path folder = freshFolder("round_trip");
    const StateDict state = loadCheckpoint(bundled("protocol4.pth")).state;
    savePth(folder / "a.pth", state);
    expectSameState(loadCheckpoint(folder / "a.pth").state, state);
    saveSafetensors(folder / "b.safetensors", loadCheckpoint(folder / "a.pth").state, {{"vmunet.name", "Grüße"}});
    const Checkpoint back = loadCheckpoint(folder / "b.safetensors");
    expectSameState(sorted(back.state), sorted(state));
    EXPECT_EQ(back.metadata.at("vmunet.name"), "Grüße");
    savePth(folder / "c.pth", back.state);
    expectSameState(loadCheckpoint(folder / "c.pth").state, back.state);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 3) << "no temporary file may stay";
}

TEST(Checkpoint, TheTrainingStateSurvivesARoundTrip)
{
    VMUNET_SKIP_WITHOUT_REFERENCE();
    const fs::path path = freshFolder("training_state") / "latest.pth";
    const Checkpoint original = loadCheckpoint(reference("tiny_latest.pth"));
    savePth(path, original.state, *original.training);
    const Checkpoint copy = loadCheckpoint(path);
    expectSameState(copy.state, original.state);
    ASSERT_TRUE(copy.training);
    EXPECT_EQ(copy.training->epoch, 1);
    EXPECT_EQ(copy.training->minLoss, original.training->minLoss);
    PickleWriter before;
    before.write(original.training->optimizer);
    before.write(original.training->scheduler);
    PickleWriter after;
    after.write(copy.training->optimizer);
    after.write(copy.training->scheduler);
    EXPECT_EQ(before.finish(), after.finish());
    ASSERT_EQ(before.storages().size(), after.storages().size());
    for (std::size_t i = 0; i < before.storages().size(); ++i) {
        EXPECT_TRUE(at::equal(before.storages()[i], after.storages()[i]));
    }
}

TEST(Checkpoint, HalfPrecisionHalvesASafetensorsFile)
{
    const fs::path folder = freshFolder("half");
    const VmUnet model(tinyConfig());
    saveSafetensors(folder / "full.safetensors", stateOf(model), architectureMetadata(model->config()));
    saveSafetensors(folder / "half.safetensors", stateOf(model), architectureMetadata(model->config()), true);
    EXPECT_LT(
        double(fs::file_size(folder / "half.safetensors")), 0.53 * double(fs::file_size(folder / "full.safetensors")));
    LoadedModel loaded = loadModel(folder / "half.safetensors");
    EXPECT_EQ(loaded.metadata.at("vmunet.dims"), "[16,32,64,128]");
    EXPECT_EQ(loaded.model->config(), model->config());
    EXPECT_LE(errorOf(loaded.model->parameters()[0].detach(), model->parameters()[0].detach(), true), 1e-3);
    EXPECT_FALSE(loaded.model->is_training());
    const StateDict huge{{"x", at::full({2}, 1e6)}};
    expectContains(checkpointError([&] { saveSafetensors(folder / "huge.safetensors", huge, {}, true); }), "tensor x");
}

TEST(Checkpoint, AFailedWriteLeavesTheOldFile)
{
    const fs::path folder = freshFolder("failed_write");
    const fs::path path = folder / "model.pth";
    const StateDict good{{"x", at::ones({3})}};
    savePth(path, good);
    const StateDict bad{{"x", at::ones({3})}, {"y", at::zeros({2}, at::kComplexFloat)}};
    expectContains(checkpointError([&] { savePth(path, bad); }), "cannot store");
    expectContains(checkpointError([&] { saveSafetensors(path, bad); }), "cannot store");
    expectSameState(loadCheckpoint(path).state, good);
    if (fs::exists("/dev/full")) {
        fs::create_symlink("/dev/full", folder / ("full.pth." + std::to_string(getpid()) + ".part"));
        const StateDict large{{"x", at::ones({1 << 16})}};
        expectContains(checkpointError([&] { savePth(folder / "full.pth", large); }), "No space left");
        EXPECT_FALSE(fs::exists(folder / "full.pth"));
    }
    expectContains(checkpointError([&] { savePth(folder / "absent" / "x.pth", good); }), "cannot be written");
}

TEST(Checkpoint, AVmambaBackboneStartsEncoderAndMirroredDecoder)
{
    VmUnetConfig config = tinyConfig();
    config.encoderDepths = {1, 1, 2, 1};
    config.decoderDepths = {1, 2, 1, 2};
    VmUnet source(config);
    StateDict backbone;
    for (const auto &[name, tensor] : stateOf(source)) {
        if (name.starts_with("vmunet.layers.") || name.starts_with("vmunet.patch_embed.")) {
            backbone.emplace_back(name.substr(7), tensor.clone());
        }
    }
    backbone.emplace_back("norm.weight", at::ones({128}));
    backbone.emplace_back("head.bias", at::ones({10}));

    VmUnet model(config);
    const StateDict before = stateOf(model);
    StateDict wrong = backbone;
    wrong.back() = {"layers.0.blocks.0.ln_1.weight", at::ones({17})};
    expectContains(checkpointError([&] { loadBackbone(model, wrong); }), "shape differs");

    const BackboneReport report = loadBackbone(model, backbone);
    EXPECT_EQ(report.skipped, (std::vector<std::string>{"norm.weight", "head.bias"}));
    EXPECT_EQ(report.taken.size() + report.kept.size(), model->named_parameters().size());
    const auto taken = source->named_parameters();
    const auto got = model->named_parameters();
    const auto expectTaken = [&](const std::string &from, const std::string &to) {
        EXPECT_TRUE(at::equal(got["vmunet." + to], taken["vmunet." + from])) << to;
    };
    expectTaken("patch_embed.proj.weight", "patch_embed.proj.weight");
    expectTaken("layers.2.blocks.1.self_attention.A_logs", "layers.2.blocks.1.self_attention.A_logs");
    expectTaken("layers.1.downsample.norm.bias", "layers.1.downsample.norm.bias");
    expectTaken(
        "layers.3.blocks.0.self_attention.in_proj.weight", "layers_up.0.blocks.0.self_attention.in_proj.weight");
    expectTaken("layers.2.blocks.1.self_attention.conv2d.weight", "layers_up.1.blocks.1.self_attention.conv2d.weight");
    const auto isKept = [&](const std::string &name) {
        return std::find(report.kept.begin(), report.kept.end(), "vmunet." + name) != report.kept.end();
    };
    EXPECT_TRUE(isKept("layers_up.3.blocks.1.ln_1.weight"));
    EXPECT_TRUE(isKept("layers_up.1.upsample.expand.weight"));
    EXPECT_TRUE(isKept("final_conv.bias"));
}

TEST(Checkpoint, AStateForAnotherNetworkChangesNothing)
{
    VmUnet model(tinyConfig());
    const at::Tensor before = model->parameters()[0].detach().clone();
    VmUnetConfig other = tinyConfig();
    other.classes = 2;
    expectContains(checkpointError([&] { loadState(model, stateOf(VmUnet(other))); }), "2 classes");
    EXPECT_TRUE(at::equal(model->parameters()[0], before));
}
