// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_checkpoint.h"

#include "inference/model/checkpoint.h"
#include "inference/model/model_loader.h"

#include <ATen/ATen.h>

#include <QFile>

#include <utility>

namespace vmunet {

namespace {

StateEntry entry(const char *key, StateValue value)
{
    return {StateValue{std::string(key)}, std::move(value)};
}

StateEntry numberEntry(const char *key, double value)
{
    return entry(key, StateValue{value});
}

StateEntry countEntry(const char *key, int value)
{
    return entry(key, StateValue{std::int64_t(value)});
}

StateEntry flagEntry(const char *key, bool value)
{
    return entry(key, StateValue{value});
}

StateValue parameterGroup(const Optimizer &optimizer, double rate, double initialRate)
{
    const Optimizer::Options &options = optimizer.options();
    StateList numbers;
    for (size_t i = 0; i < optimizer.parameterCount(); ++i) {
        numbers.push_back(StateValue{std::int64_t(i)});
    }
    StateTuple betas{{StateValue{options.beta1}, StateValue{options.beta2}}};
    return {StateMap{numberEntry("lr", rate), entry("betas", StateValue{std::move(betas)}),
        numberEntry("eps", options.epsilon()), numberEntry("weight_decay", options.weightDecay),
        flagEntry("amsgrad", false), flagEntry("maximize", false), entry("foreach", {}), flagEntry("capturable", false),
        flagEntry("differentiable", false), entry("fused", {}),
        flagEntry("decoupled_weight_decay", options.rule == OptimizerRule::AdamW),
        numberEntry("momentum", options.momentum), numberEntry("initial_lr", initialRate),
        entry("params", StateValue{std::move(numbers)})}};
}

StateValue optimizerValue(const Optimizer &optimizer, double rate, double initialRate)
{
    const Optimizer::State &state = optimizer.state();
    StateMap parameters;
    for (size_t i = 0; i < optimizer.parameterCount(); ++i) {
        StateMap moments;
        for (size_t slot = 0; slot < state.size(); ++slot) {
            moments.push_back(entry(optimizer.slots()[slot].name, StateValue{state[slot][i]}));
        }
        parameters.push_back({StateValue{std::int64_t(i)}, StateValue{std::move(moments)}});
    }
    StateList groups{parameterGroup(optimizer, rate, initialRate)};
    return {StateMap{
        entry("state", StateValue{std::move(parameters)}), entry("param_groups", StateValue{std::move(groups)})}};
}

// What the published script does not know, under a name of its own: its scheduler takes any further attribute.
constexpr const char *kOurs = "vmunet_studio";

StateValue ourValue(const RunProgress &progress, TrainableNetwork &network)
{
    StateMap ours{countEntry("step", progress.step), numberEntry("loss_sum", progress.lossSum),
        numberEntry("seconds", progress.seconds), numberEntry("waited", progress.waited),
        countEntry("part_size", progress.partSize), numberEntry("first_loss_sum", progress.guard.firstSum),
        countEntry("first_loss_count", progress.guard.firstCount), numberEntry("plateau_best", progress.plateau.best),
        countEntry("plateau_epochs", progress.plateau.epochs), numberEntry("plateau_factor", progress.plateau.factor)};
    if (network.scalesLoss()) {
        ours.push_back(numberEntry("loss_scale", network.scaler().scale()));
        ours.push_back(countEntry("loss_scale_steps", network.scaler().goodSteps()));
    }
    if (network.average()) {
        StateMap average;
        for (const auto &[name, tensor] : stateOf(*network.average())) {
            average.push_back(entry(name.c_str(), StateValue{tensor}));
        }
        ours.push_back(entry("average", StateValue{std::move(average)}));
    }
    return {std::move(ours)};
}

StateValue schedulerValue(const RunProgress &progress, const RateSchedule &schedule, StateValue ours)
{
    const auto listOf = [](double value) { return StateValue{StateList{StateValue{value}}}; };
    return {StateMap{countEntry("T_max", schedule.period), numberEntry("eta_min", schedule.minimum),
        entry("base_lrs", listOf(schedule.base)), countEntry("last_epoch", progress.epoch),
        countEntry("_step_count", progress.epoch + 1), flagEntry("_is_initial", false),
        flagEntry("_get_lr_called_within_step", false), entry("_last_lr", listOf(schedule.rate(progress.epoch + 1))),
        entry(kOurs, std::move(ours))}};
}

const StateValue &required(const StateValue *value, const char *key)
{
    const StateValue *found = value ? value->find(std::string_view(key)) : nullptr;
    if (!found) {
        throw CheckpointError(std::string("holds no ") + key + " to go on from");
    }
    return *found;
}

at::Tensor tensorOf(const StateValue &value)
{
    if (const auto *tensor = std::get_if<at::Tensor>(&value.value)) {
        return *tensor;
    }
    return at::scalar_tensor(value.toDouble(), at::kFloat); // Old files keep `step` as a number.
}

Optimizer::State optimizerState(const StateValue &stored, const Optimizer &optimizer)
{
    Optimizer::State state(optimizer.slots().size());
    const StateValue &moments = required(&stored, "state");
    for (size_t i = 0; i < optimizer.parameterCount(); ++i) {
        const StateValue *of = moments.find(std::int64_t(i));
        for (size_t slot = 0; slot < state.size(); ++slot) {
            state[slot].push_back(tensorOf(required(of, optimizer.slots()[slot].name)));
        }
    }
    return state;
}

StateDict averageState(const StateValue *ours)
{
    StateDict state;
    const StateValue *average = ours ? ours->find(std::string_view("average")) : nullptr;
    if (const auto *entries = average ? std::get_if<StateMap>(&average->value) : nullptr) {
        for (const StateEntry &e : *entries) {
            if (const auto *name = std::get_if<std::string>(&e.key.value)) {
                state.emplace_back(*name, tensorOf(e.value));
            }
        }
    }
    return state;
}

RunProgress progressOf(const TrainingState &training, const StateValue *ours)
{
    RunProgress progress;
    progress.epoch = int(training.epoch);
    progress.loss = training.loss;
    progress.bestLoss = training.minLoss;
    progress.bestEpoch = int(training.minEpoch);
    if (ours) {
        progress.step = int(required(ours, "step").toInt());
        progress.lossSum = required(ours, "loss_sum").toDouble();
        progress.seconds = required(ours, "seconds").toDouble();
        // Runs of the first version have none of these.
        const auto number = [ours](const char *key) {
            const StateValue *value = ours->find(std::string_view(key));
            return value ? value->toDouble() : 0;
        };
        progress.waited = number("waited");
        progress.partSize = int(number("part_size"));
        progress.guard = {number("first_loss_sum"), int(number("first_loss_count"))};
        if (ours->find(std::string_view("plateau_factor"))) {
            progress.plateau = {number("plateau_best"), int(number("plateau_epochs")), number("plateau_factor")};
        }
    }
    return progress;
}

void restoreScale(const StateValue *ours, LossScaler &scaler)
{
    const StateValue *scale = ours ? ours->find(std::string_view("loss_scale")) : nullptr;
    const StateValue *steps = ours ? ours->find(std::string_view("loss_scale_steps")) : nullptr;
    if (scale && steps) {
        scaler.restore(scale->toDouble(), int(steps->toInt()));
    }
}

RunProgress restored(const Checkpoint &checkpoint, TrainableNetwork &network)
{
    if (!checkpoint.training) {
        throw CheckpointError("holds weights alone: a run cannot go on from it, but begin from it as its model");
    }
    const StateValue *ours = checkpoint.training->scheduler.find(std::string_view(kOurs));
    const Optimizer::State moments = optimizerState(checkpoint.training->optimizer, network.optimizer());
    const RunProgress progress = progressOf(*checkpoint.training, ours);
    const StateDict average = averageState(ours);
    network.optimizer().setState(moments);
    restoreScale(ours, network.scaler());
    loadState(network.network(), checkpoint.state);
    if (network.average()) {
        loadState(*network.average(), average.empty() ? checkpoint.state : average);
    }
    return progress;
}

} // namespace

Status saveRunState(
    const QString &path, const RunProgress &progress, TrainableNetwork &network, const RateSchedule &schedule)
{
    try {
        TrainingState training;
        training.epoch = progress.epoch;
        training.minEpoch = progress.bestEpoch;
        training.loss = progress.loss;
        training.minLoss = progress.bestLoss;
        training.optimizer = optimizerValue(network.optimizer(), schedule.rate(progress.epoch + 1), schedule.base);
        training.scheduler = schedulerValue(progress, schedule, ourValue(progress, network));
        savePth(QFile::encodeName(path).toStdString(), stateOf(network.network()), training);
        return Done{};
    } catch (const CheckpointError &error) {
        return Error{ErrorCode::Io, QString::fromStdString(error.what())};
    }
}

Result<RunProgress> loadRunState(const QString &path, TrainableNetwork &network)
{
    if (!QFile::exists(path)) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no file %1.").arg(path)};
    }
    try {
        return restored(loadCheckpoint(QFile::encodeName(path).toStdString()), network);
    } catch (const CheckpointError &error) {
        const QString message = QString::fromStdString(error.what());
        return Error{ErrorCode::Corrupt, message.startsWith(path) ? message : path + QStringLiteral(": ") + message};
    } catch (const c10::Error &error) {
        const QString message = QString::fromStdString(error.what_without_backtrace()).section(QLatin1Char('\n'), 0, 0);
        return Error{ErrorCode::Corrupt, path + QStringLiteral(": ") + message};
    }
}

} // namespace vmunet
