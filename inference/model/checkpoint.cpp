// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/checkpoint.h"

#include "inference/model/pth_reader.h"
#include "inference/model/safetensors_reader.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <fstream>

namespace vmunet {

namespace {

bool endsWithCounter(std::string_view name)
{
    return name.ends_with("total_ops") || name.ends_with("total_params");
}

/// What wrappers and tools put around or between the weights.
void tidy(StateDict &state)
{
    std::erase_if(state, [](const auto &entry) { return endsWithCounter(entry.first); });
    constexpr std::string_view prefix = "module.";
    const bool wrapped = !state.empty()
        && std::all_of(state.begin(), state.end(), [&](const auto &entry) { return entry.first.starts_with(prefix); });
    if (wrapped) {
        for (auto &entry : state) {
            entry.first.erase(0, prefix.size());
        }
    }
}

Checkpoint read(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path)) {
        throw CheckpointError("cannot be opened");
    }
    char start[9] = {};
    file.read(start, sizeof start);
    const auto length = std::size_t(file.gcount());
    if (length == 0) {
        throw CheckpointError("is empty");
    }
    const std::string_view head(start, length);
    if (head.starts_with("PK\x03\x04")) {
        return readZipPth(path);
    }
    if (head.starts_with('\x80')) {
        return readLegacyPth(path);
    }
    if (length == sizeof start && start[8] == '{') {
        return readSafetensors(path);
    }
    throw CheckpointError("is not a checkpoint (neither .pth nor .safetensors)");
}

} // namespace

Checkpoint loadCheckpoint(const std::filesystem::path &path)
{
    const auto fail = [&path](const std::string &reason) -> CheckpointError {
        return CheckpointError(path.string() + ": " + reason);
    };
    try {
        Checkpoint checkpoint = read(path);
        tidy(checkpoint.state);
        if (checkpoint.state.empty()) {
            throw CheckpointError("is not a checkpoint (it holds no tensors)");
        }
        return checkpoint;
    } catch (const CheckpointError &error) {
        throw fail(error.what());
    } catch (const c10::Error &error) {
        const std::string text = error.what_without_backtrace();
        throw fail("is damaged: " + text.substr(0, text.find('\n')));
    } catch (const std::bad_alloc &) {
        throw fail("is too large for this machine's memory");
    } catch (const std::ios_base::failure &) {
        throw fail("cannot be read");
    }
}

} // namespace vmunet
