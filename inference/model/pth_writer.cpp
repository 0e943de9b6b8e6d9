// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/atomic_file.h"
#include "inference/model/checkpoint.h"
#include "inference/model/pickle_writer.h"

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>

#include <exception>

namespace vmunet {

namespace {

using caffe2::serialize::PyTorchStreamWriter;

void writeZip(const std::filesystem::path &path, PickleWriter pickle)
{
    AtomicFile file(path);
    // The zip writer's destructor would end the program after a short write, so it never hears of one.
    std::exception_ptr failure;
    const auto writeSome = [&](const void *data, std::size_t size) {
        if (!failure) {
            try {
                file.write(data, size);
            } catch (const CheckpointError &) {
                failure = std::current_exception();
            }
        }
        return size;
    };
    {
        PyTorchStreamWriter zip(writeSome);
        const std::string bytes = pickle.finish();
        zip.writeRecord("data.pkl", bytes.data(), bytes.size());
        zip.writeRecord("byteorder", "little", 6);
        for (std::size_t i = 0; i < pickle.storages().size(); ++i) {
            const at::Tensor &storage = pickle.storages()[i];
            zip.writeRecord("data/" + std::to_string(i), storage.const_data_ptr(), storage.nbytes());
        }
        zip.writeEndOfFile();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    file.commit();
}

} // namespace

void savePth(const std::filesystem::path &path, const StateDict &state)
{
    PickleWriter pickle;
    pickle.write(state);
    writeZip(path, std::move(pickle));
}

void savePth(const std::filesystem::path &path, const StateDict &state, const TrainingState &training)
{
    PickleWriter pickle;
    pickle.beginMap();
    const auto writeEntry = [&pickle](const std::string &key, const StateValue &value) {
        pickle.write(StateValue{key});
        pickle.write(value);
    };
    writeEntry("epoch", {training.epoch});
    writeEntry("min_loss", {training.minLoss});
    writeEntry("min_epoch", {training.minEpoch});
    writeEntry("loss", {training.loss});
    pickle.write(StateValue{std::string("model_state_dict")});
    pickle.write(state);
    writeEntry("optimizer_state_dict", training.optimizer);
    writeEntry("scheduler_state_dict", training.scheduler);
    pickle.endMap();
    writeZip(path, std::move(pickle));
}

} // namespace vmunet
