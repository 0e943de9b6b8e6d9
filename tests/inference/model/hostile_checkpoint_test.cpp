// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are damaged, or made to harm: each gets one line, and nothing in it runs.
#include "tests/inference/model/model_test_support.h"

#include <caffe2/serialize/inline_container.h>

using namespace vmunet;
using namespace vmunet::model_test;

namespace {

std::string littleEndian(std::uint64_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i) {
        text += char(value >> (8 * i) & 0xff);
    }
    return text;
}

std::string text(const std::string &value)
{
    return "X" + littleEndian(value.size(), 4) + value;
}

std::string number(std::int64_t value)
{
    return "\x8a\x08" + littleEndian(std::uint64_t(value), 8);
}

/// A pickle of {"x": tensor} whose storage claims `count` floats.
std::string tensorPickle(std::int64_t count, std::int64_t offset, std::int64_t size, std::int64_t stride)
{
    return "\x80\x02}" + text("x") + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage")
        + "ctorch\nFloatStorage\n" + text("0") + text("cpu") + number(count) + "tQ" + number(offset) + "("
        + number(size) + "t(" + number(stride) + "t\x89" + "ccollections\nOrderedDict\n)RtRs.";
}

/// A zip with that pickle and four floats.
void writeZip(const fs::path &path, const std::string &pickle)
{
    caffe2::serialize::PyTorchStreamWriter zip(path.string());
    const float data[4] = {1, 2, 3, 4};
    zip.writeRecord("data.pkl", pickle.data(), pickle.size());
    zip.writeRecord("data/0", data, sizeof data);
    zip.writeEndOfFile();
}

void writeSafetensors(const fs::path &path, const std::string &header, std::size_t dataSize)
{
    writeBytes(path, littleEndian(header.size(), 8) + header + std::string(dataSize, '\0'));
}

std::string errorOfFile(const fs::path &path)
{
    std::string message = checkpointError([&] { loadCheckpoint(path); });
    EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
    std::printf("  %s\n", message.substr(message.rfind('/') + 1).c_str());
    return message;
}

StateDict stateOfTiny()
{
    return stateOf(VmUnet(tinyConfig()));
}

} // namespace

TEST(HostileCheckpoint, TruncatedFilesAreSaidToBe)
{
    const fs::path folder = freshFolder("truncated");
    savePth(folder / "model.pth", stateOfTiny());
    saveSafetensors(folder / "model.safetensors", stateOfTiny(), architectureMetadata(tinyConfig()));
    const fs::path legacy = fs::path(VMUNET_TEST_DATA) / "checkpoints" / "legacy.pth";
    for (const fs::path &source : {folder / "model.pth", folder / "model.safetensors", legacy}) {
        const std::string bytes = readBytes(source);
        const std::size_t size = bytes.size();
        for (const std::size_t length : {size - 1, size - 300, size / 2, size / 5, std::size_t{200}, std::size_t{20}}) {
            const fs::path cut = folder / ("cut_" + std::to_string(length) + source.filename().string());
            writeBytes(cut, bytes.substr(0, length));
            expectContains(errorOfFile(cut), "is truncated");
        }
    }
}

TEST(HostileCheckpoint, OtherFilesAreNoCheckpoints)
{
    const fs::path folder = freshFolder("other");
    writeBytes(folder / "empty.pth", "");
    expectContains(errorOfFile(folder / "empty.pth"), "is empty");
    expectContains(errorOfFile(folder / "absent.pth"), "cannot be opened");
    expectContains(errorOfFile(folder), "cannot be opened");
    writeBytes(folder / "text.pth", "This is a letter to the editor.");
    expectContains(errorOfFile(folder / "text.pth"), "is not a checkpoint");
    writeBytes(folder / "one.pth", "P");
    expectContains(errorOfFile(folder / "one.pth"), "is not a checkpoint");
    {
        caffe2::serialize::PyTorchStreamWriter zip((folder / "other.zip").string());
        zip.writeRecord("readme.txt", "hello", 5);
        zip.writeEndOfFile();
    }
    expectContains(errorOfFile(folder / "other.zip"), "is not a checkpoint");
    writeZip(folder / "number.pth", "\x80\x02K\x05.");
    expectContains(errorOfFile(folder / "number.pth"), "is not a checkpoint");
    writeZip(folder / "names.pth", "\x80\x02}" + text("lr") + "K\x05s.");
    expectContains(errorOfFile(folder / "names.pth"), "is not a checkpoint");
    writeZip(folder / "nothing.pth", "\x80\x02}.");
    expectContains(errorOfFile(folder / "nothing.pth"), "is not a checkpoint");
    writeBytes(folder / "pickle.pth", "\x80\x02K\x05.");
    expectContains(errorOfFile(folder / "pickle.pth"), "is not a checkpoint");
}

TEST(HostileCheckpoint, CallablesAreRefusedAndNotRun)
{
    const fs::path folder = freshFolder("callables");
    const fs::path proof = folder / "ran";
    const std::string command = text("touch " + proof.string());
    writeZip(folder / "global.pth",
        "\x80\x02"
        "cposix\nsystem\n"
            + command + "\x85R.");
    expectContains(errorOfFile(folder / "global.pth"), "refused: it wants to use posix.system");
    writeZip(folder / "stack_global.pth", "\x80\x04" + text("os") + text("system") + "\x93" + command + "\x85R.");
    expectContains(errorOfFile(folder / "stack_global.pth"), "os.system");
    writeBytes(folder / "legacy.pth",
        "\x80\x02"
        "cbuiltins\neval\n"
            + text("1") + "\x85R.");
    expectContains(errorOfFile(folder / "legacy.pth"), "builtins.eval");
    EXPECT_FALSE(fs::exists(proof));
}

TEST(HostileCheckpoint, TensorsBeyondTheirStorageAreRefused)
{
    const fs::path folder = freshFolder("storage");
    const fs::path path = folder / "x.pth";
    const std::int64_t huge = std::int64_t{1} << 62;
    writeZip(path, tensorPickle(4, 1, 3, 1));
    EXPECT_TRUE(at::equal(loadCheckpoint(path).state[0].second, at::tensor({2, 3, 4}, at::kFloat)));
    for (const auto &[offset, size, stride] :
        {std::tuple<std::int64_t, std::int64_t, std::int64_t>{0, 5, 1}, {2, 3, 1}, {0, 3, 2}, {-1, 2, 1}, {0, -2, 1},
            {0, 2, -1}, {0, huge, 1}, {0, 4, huge}, {huge, 4, huge}, {0, 1000000, 0}, {5, 0, 1}}) {
        writeZip(path, tensorPickle(4, offset, size, stride));
        expectContains(errorOfFile(path), "does not fit into its storage");
    }
    for (const std::int64_t count : {std::int64_t{3}, std::int64_t{5}, huge}) {
        writeZip(path, tensorPickle(count, 0, 2, 1));
        expectContains(errorOfFile(path), "another size");
    }
    writeZip(path, tensorPickle(-4, 0, 2, 1));
    expectContains(errorOfFile(path), "negative size");
}

TEST(HostileCheckpoint, DeepAndWidePicklesAreRefused)
{
    const fs::path path = freshFolder("deep") / "x.pth";
    const int deep = 200'000;
    writeZip(path, "\x80\x02" + std::string(deep, ']') + std::string(deep - 1, 'a') + ".");
    expectContains(errorOfFile(path), "nest deeper");
    writeZip(path, "\x80\x02}" + text("x") + std::string(deep, ']') + std::string(deep - 1, 'a') + "s.");
    expectContains(errorOfFile(path), "nest deeper");
    writeZip(path, "\x80\x02}q" + std::string(1, '\0') + text("x") + "h" + std::string(1, '\0') + "s.");
    expectContains(errorOfFile(path), "nest deeper");
    // Each list holds the one before it ten times: 10^20 values.
    std::string bomb = "\x80\x02}" + text("x") + "]";
    for (int i = 0; i < 20; ++i) {
        const std::string slot(1, char(i));
        bomb += "q" + slot + "0](";
        for (int j = 0; j < 10; ++j) {
            bomb += "h" + slot;
        }
        bomb += "e";
    }
    writeZip(path, bomb + "s.");
    expectContains(errorOfFile(path), "more values");
}

TEST(HostileCheckpoint, MalformedPicklesAreRefused)
{
    const fs::path path = freshFolder("malformed") / "x.pth";
    const std::vector<std::string> bodies{".", "R.", "(t", "t.", "e.", "K\x01K\x02s.", "h\x05.",
        "}K\x01"
        "a.",
        "](K\x01u.", "}(K\x01u.", ")\x81.", "ctorch\n", "X\xff\xff\xff\xff", "\x8e" + std::string(8, '\xff'), "(Q.",
        ")Q.", ")b.", "K\x01)R.", "ctorch._utils\n_rebuild_tensor_v2\n)R.", "cnumpy\ndtype\n)R.",
        "c_codecs\nencode\n(tR.", "\x95\x01", "\x80\x05N.", "\xff", std::string(64, '(')};
    for (const std::string &body : bodies) {
        writeZip(path, "\x80\x02" + body);
        const std::string message = checkpointError([&] { loadCheckpoint(path); });
        EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    }
}

TEST(HostileCheckpoint, SafetensorsHeadersAreChecked)
{
    const fs::path path = freshFolder("safetensors") / "x.safetensors";
    const auto expectRefused = [&](const std::string &header, std::size_t dataSize, const std::string &reason) {
        writeSafetensors(path, header, dataSize);
        expectContains(errorOfFile(path), reason);
    };
    const auto entry = [](const std::string &shape, const std::string &offsets) {
        return R"({"x":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
    };
    writeSafetensors(path, entry("[2,3]", "[0,24]"), 24);
    EXPECT_EQ(loadCheckpoint(path).state[0].second.sizes(), at::IntArrayRef({2, 3}));
    expectRefused(entry("[2,3]", "[0,24]"), 20, "is truncated");
    expectRefused(entry("[2,3]", "[0,24]"), 28, "goes on");
    expectRefused(entry("[2,3]", "[0,20]"), 20, "does not fill");
    expectRefused(entry("[2,3]", "[4,28]"), 28, "gap");
    expectRefused(entry("[2,3]", "[24,0]"), 24, "does not fill");
    expectRefused(entry("[-2,3]", "[0,24]"), 24, "no whole number");
    expectRefused(entry("[1.5]", "[0,6]"), 6, "no whole number");
    expectRefused(entry("[4611686018427387904,4]", "[0,0]"), 0, "impossibly large");
    expectRefused(entry("[18446744073709551615]", "[0,4]"), 4, "impossibly large");
    expectRefused(entry("[0,99999999999999999999]", "[0,0]"), 0, "no whole number");
    expectRefused(R"({"x":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}})", 4, "F31");
    expectRefused(R"({"x":{"shape":[1],"data_offsets":[0,4]}})", 4, "has no dtype");
    expectRefused(R"({"x":[]})", 4, "no object");
    expectRefused(R"({"x":)", 4, "no JSON");
    expectRefused(R"({"__metadata__":{"a":1}})", 0, "something else than text");
    expectRefused("{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}", 0, "no JSON");
    writeBytes(path, littleEndian(std::uint64_t{1} << 60, 8) + "{}");
    expectContains(errorOfFile(path), "16 MiB");
}

TEST(HostileCheckpoint, StatesOfOtherNetworksSayWhatDiffers)
{
    const fs::path folder = freshFolder("states");
    const auto errorWith = [&](const StateDict &state) {
        const fs::path path = folder / "x.pth";
        savePth(path, state);
        return checkpointError([&] { loadModel(path); });
    };
    StateDict state = stateOfTiny();
    state.erase(state.begin() + 7);
    expectContains(errorWith(state), "tensor missing: " + stateOfTiny()[7].first);
    state = stateOfTiny();
    state[10].second = at::zeros({3, 5});
    expectContains(errorWith(state), "shape differs: " + state[10].first + ", expected [");
    expectContains(errorWith(state), ", got [3, 5]");
    state = stateOfTiny();
    state.emplace_back("vmunet.extra.weight", at::zeros({1}));
    expectContains(errorWith(state), "unexpected tensor: vmunet.extra.weight");
    expectContains(errorWith({{"conv.weight", at::zeros({1})}}), "tensor missing: vmunet.patch_embed.proj.weight");
    for (const std::string prefix : {"vmunet.layers.1.", "vmunet.layers_up.2.", "vmunet.final_conv."}) {
        StateDict without = stateOfTiny();
        std::erase_if(without, [&](const auto &entry) { return entry.first.starts_with(prefix); });
        expectContains(errorWith(without), "tensor missing: " + prefix);
    }
    state = stateOfTiny();
    state[0].second = at::zeros({1 << 20, 1, 1, 1});
    expectContains(errorWith(state), "x.pth: ");
}

TEST(HostileCheckpoint, CountersOfProfilingToolsAreIgnored)
{
    const fs::path path = freshFolder("counters") / "x.pth";
    StateDict state = stateOfTiny();
    state.emplace_back("total_ops", at::zeros({1}, at::kDouble));
    state.emplace_back("vmunet.layers.0.total_params", at::zeros({1}, at::kDouble));
    savePth(path, state);
    EXPECT_EQ(loadModel(path).model->config().dims, tinyConfig().dims);
}
