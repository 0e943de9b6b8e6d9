// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/training_run.h"

#include "inference/engine/device.h"
#include "inference/engine/network_runner.h"
#include "inference/engine/precision_type.h"
#include "inference/model/checkpoint.h"
#include "inference/model/model_loader.h"
#include "inference/training/layer_rates.h"
#include "inference/training/torch_errors.h"

#include <QFile>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

namespace vmunet {

namespace {

constexpr qint64 kMebibyte = 1024 * 1024;

} // namespace

TrainingRun::TrainingRun(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder,
    TrainingObserver &observer, VmUnet network, TrainingGroup *group)
    : m_set(set)
    , m_config(config)
    , m_folder(folder)
    , m_observer(observer)
    , m_schedule(config.schedule())
    , m_split(splitForRun(set, config.validationFraction))
    , m_store(set, {config.inputSide, config.referenceZoom}, config.cacheMib * kMebibyte)
    , m_augmentation(config.augmentation, config.seed)
    , m_network(std::move(network),
          {.rule = config.optimizer, .weightDecay = config.weightDecay, .momentum = config.momentum}, config.emaDecay,
          scalarTypeOf(config.precision))
    , m_group(group)
    , m_device(QString::fromStdString(m_network.device().str()))
    , m_events(folder.path())
    , m_loaderThreads(std::max(1, config.loaderThreads))
{
    m_network.setLoss(config.loss());
    m_network.setGroup(group);
    m_network.network()->setActivationCheckpointing(config.checkpointActivations);
    std::vector<double> factors;
    for (const auto &parameter : m_network.network()->named_parameters()) {
        factors.push_back(layerRate(parameter.key(), config.layerDecay));
        at::Tensor value = parameter.value();
        value.set_requires_grad(!config.freezeEncoder || !belongsToEncoder(parameter.key()));
    }
    m_network.optimizer().setRateFactors(std::move(factors));
}

Status TrainingRun::restore()
{
    if (!QFile::exists(m_folder.latestPath())) {
        return Done{};
    }
    const Result<RunProgress> progress = loadRunState(m_folder.latestPath(), m_network);
    if (!progress) {
        return progress.error();
    }
    m_progress = *progress;
    Result<std::vector<EpochRecord>> records = m_folder.readMetrics(m_progress.epoch);
    if (!records) {
        return records.error();
    }
    m_records = *std::move(records);
    m_schedule.plateauFactor = m_progress.plateau.factor;
    return Done{};
}

int TrainingRun::stepsPerEpoch() const
{
    return (int(m_split.training.size()) + m_config.imagesPerStep() - 1) / m_config.imagesPerStep();
}

Status TrainingRun::run()
{
    m_clock.start();
    while (m_progress.epoch < m_config.epochs && !m_stopped && !hasSettled()) {
        if (const Status trained = trainEpoch(); !trained) {
            return trained;
        }
    }
    return Done{};
}

// No new best for as long as the configuration waits for one.
bool TrainingRun::hasSettled() const
{
    return m_config.earlyStop > 0 && m_progress.epoch - m_progress.bestEpoch >= m_config.earlyStop;
}

Status TrainingRun::trainEpoch()
{
    std::vector<int> order = shuffledIndices(int(m_split.training.size()), m_config.seed, currentEpoch());
    for (int &position : order) {
        position = m_split.training[size_t(position)];
    }
    QElapsedTimer clock;
    clock.start();
    BatchLoader loader(m_store, m_augmentation,
        {.order = std::move(order),
            .batchSize = m_config.imagesPerStep(),
            .seed = m_config.seed,
            .epoch = currentEpoch(),
            .firstBatch = m_progress.step,
            .threads = m_loaderThreads,
            .share = m_group ? m_group->place().rank : 0,
            .shares = m_group ? m_group->place().size : 1});
    const double secondsBefore = m_progress.seconds;
    const double pausedBefore = m_pausedSeconds;
    while (m_progress.step < loader.batches() && !m_stopped) {
        QElapsedTimer wait;
        wait.start();
        const Result<Batch> batch = loader.next();
        m_progress.waited += double(wait.nsecsElapsed()) * 1e-9;
        if (!batch) {
            return batch.error();
        }
        const Result<bool> done = trainStep(*batch, loader.batches());
        if (!done) {
            return done.error();
        }
        m_stopped = !*done || toldToStop();
        m_stopped = m_group ? m_group->any(m_stopped) : m_stopped;
        m_progress.seconds = secondsBefore + double(clock.elapsed()) / 1000 - (m_pausedSeconds - pausedBefore);
    }
    if (!m_stopped) {
        return finishEpoch();
    }
    return isFirst() ? saveRunState(m_folder.latestPath(), m_progress, m_network, m_schedule) : Status(Done{});
}

// False: stopped in the middle of the batch, which is then as if it had not begun.
Result<bool> TrainingRun::trainStep(const Batch &batch, int steps)
{
    const int number = m_progress.step;
    const double rate = m_schedule.rateOfStep(currentEpoch(), number, steps);
    const Result<StepResult> stepped = stepInMemory(batch, rate);
    if (!stepped) {
        return stepped.error();
    }
    if (stepped->dropped) {
        return false;
    }
    const double loss = stepped->loss;
    if (!std::isfinite(loss) || m_progress.guard.explodes(loss)) {
        return badLoss(batch, loss, steps);
    }
    m_progress.guard.add(loss);
    m_progress.lossSum += loss * batch.countInAllShares();
    ++m_progress.step;
    ++m_stepsDone;
    reportStep(steps, loss, rate);
    return true;
}

// Stochastic depth draws from Torch's generator: its seed is the same in this step wherever the run was interrupted.
Result<StepResult> TrainingRun::stepInMemory(const Batch &batch, double rate)
{
    StepParts parts;
    parts.seed = mixedSeed(m_config.seed ^ 1, std::uint64_t(currentEpoch()), std::uint64_t(m_progress.step));
    if (!m_group) { // Which has to agree on it, after the step.
        parts.goOn = [this] { return !toldToStop(); };
    }
    for (;;) {
        parts.largest = imagesAtOnce();
        try {
            return m_network.step(batch, rate, parts);
        } catch (const std::exception &exception) {
            // The others of a group are in the middle of their step: they cannot begin it anew.
            if (!isOutOfMemory(exception) || parts.largest == 1 || m_group) {
                throw;
            }
        }
        m_network.optimizer().zeroGrad();
        releaseUnusedMemory();
        m_progress.partSize = std::min(parts.largest, batch.count) / 2;
        m_observer.onNote(QStringLiteral("Memory ran out: from here on %1 images at once, of %2 a step")
                              .arg(m_progress.partSize)
                              .arg(m_config.imagesPerStep()));
    }
}

int TrainingRun::imagesAtOnce() const
{
    return m_progress.partSize > 0 ? std::min(m_progress.partSize, m_config.batchSize) : m_config.batchSize;
}

Error TrainingRun::badLoss(const Batch &batch, double loss, int steps) const
{
    QStringList ids;
    for (const int index : batch.indices) {
        ids.append(m_set.samples[size_t(index)].id);
    }
    return {ErrorCode::Corrupt,
        QStringLiteral("The loss became %1 in epoch %2, batch %3 of %4 (%5): look at these images, or take a lower "
                       "learning rate.")
            .arg(loss)
            .arg(currentEpoch())
            .arg(m_progress.step + 1)
            .arg(steps)
            .arg(ids.join(QStringLiteral(", ")))};
}

void TrainingRun::reportStep(int steps, double loss, double rate)
{
    StepEvent event;
    event.epoch = currentEpoch();
    event.epochs = m_config.epochs;
    event.step = m_progress.step;
    event.steps = steps;
    event.loss = loss;
    event.learningRate = rate;
    event.secondsLeft = secondsLeft(steps);
    event.device = m_device;
    m_observer.onStep(event);
    if (!isFirst()) {
        return;
    }
    note(m_events.add(std::int64_t(event.epoch - 1) * steps + event.step,
        {{"train/step_loss", loss}, {"train/learning_rate", rate}}));
}

// TensorBoard's file is a convenience: a run goes on without it.
void TrainingRun::note(const Status &written)
{
    if (!written && !std::exchange(m_toldOfEvents, true)) {
        m_observer.onNote(written.error().message);
    }
}

double TrainingRun::secondsLeft(int steps) const
{
    const double perStep = (double(m_clock.elapsed()) / 1000 - m_pausedSeconds) / std::max(1, m_stepsDone);
    return perStep * (double(m_config.epochs - m_progress.epoch) * steps - m_progress.step);
}

bool TrainingRun::toldToStop()
{
    constexpr std::chrono::milliseconds kPoll(100);
    RunOrder order = m_observer.order();
    QElapsedTimer pause;
    pause.start();
    while (order == RunOrder::Pause) {
        std::this_thread::sleep_for(kPoll);
        order = m_observer.order();
    }
    m_pausedSeconds += double(pause.elapsed()) / 1000;
    return order == RunOrder::Stop;
}

EpochRecord TrainingRun::recordOf(const ValidationScore &score, double validationSeconds) const
{
    const int steps = stepsPerEpoch();
    EpochRecord record;
    record.epoch = currentEpoch();
    record.learningRate = m_schedule.rateOfStep(record.epoch, steps - 1, steps);
    record.trainLoss = m_progress.lossSum / double(m_split.training.size());
    record.validationLoss = score.loss;
    record.validationDice = score.dice;
    record.seconds = m_progress.seconds + validationSeconds;
    return record;
}

Status TrainingRun::finishEpoch()
{
    QElapsedTimer clock;
    clock.start();
    const Result<ValidationScore> score = validated();
    if (!score) {
        return score.error();
    }
    const EpochRecord record = recordOf(*score, double(clock.elapsed()) / 1000);
    const bool byTraining = m_config.bestByTrainingLoss || m_split.validation.empty();
    m_progress.loss = byTraining ? record.trainLoss : record.validationLoss;
    const bool best = m_progress.loss < m_progress.bestLoss || m_progress.bestEpoch == 0;
    if (best) {
        m_progress.bestLoss = m_progress.loss;
        m_progress.bestEpoch = record.epoch;
    }
    const double seconds = std::exchange(m_progress.seconds, 0);
    const double waited = std::exchange(m_progress.waited, 0);
    const double idleShare = seconds > 0 ? waited / seconds : 0;
    m_trainedSeconds += seconds;
    m_waitedSeconds += waited;
    m_progress.epoch = record.epoch;
    m_progress.step = 0;
    m_progress.lossSum = 0;
    m_progress.plateau.add(m_progress.loss, m_schedule.period);
    m_schedule.plateauFactor = m_progress.plateau.factor;
    m_records.push_back(record);

    const Status written = isFirst() ? writeEpoch(best, seconds, waited) : Status(Done{});
    m_observer.onEpoch({record, m_config.epochs, best, secondsLeft(stepsPerEpoch()), m_device, idleShare});
    addLoaderThreads(idleShare);
    const bool stop = m_group && written ? m_group->any(toldToStop()) : toldToStop();
    m_stopped = m_progress.epoch < m_config.epochs && !hasSettled() && stop;
    return written;
}

// On the first process; the others are told.
Result<ValidationScore> TrainingRun::validated()
{
    if (!isFirst()) {
        const std::vector<double> told = m_group->sum(std::vector<double>{0, 0});
        return ValidationScore{told[0], told[1]};
    }
    const Result<ValidationScore> score =
        validate(m_network.result(), m_store, m_split.validation, imagesAtOnce(), m_loaderThreads, m_config.loss());
    if (score && m_group) {
        m_group->sum(std::vector<double>{score->loss, score->dice});
    }
    return score;
}

Status TrainingRun::writeEpoch(bool best, double seconds, double waited)
{
    const EpochRecord &record = m_records.back();
    // The best first: a run that breaks off between the files repeats this epoch.
    Status written = best ? keepBest() : Status(Done{});
    written = written ? m_folder.writeMetrics(m_records) : written;
    written = written ? m_folder.writeTiming(record.epoch, seconds, waited, int(m_split.training.size())) : written;
    written = written ? saveRunState(m_folder.latestPath(), m_progress, m_network, m_schedule) : written;
    note(m_events.add(record.epoch,
        {{"epoch/train_loss", record.trainLoss}, {"epoch/validation_loss", record.validationLoss},
            {"epoch/validation_dice", record.validationDice},
            {"epoch/idle_share", seconds > 0 ? waited / seconds : 0}}));
    return written;
}

// The numbers do not depend on how many there are.
void TrainingRun::addLoaderThreads(double idleShare)
{
    constexpr double kTolerable = 0.05;
    const int most = std::min(16, int(std::thread::hardware_concurrency()));
    if (m_config.loaderThreads == 0 && idleShare > kTolerable) {
        m_loaderThreads = std::clamp(2 * m_loaderThreads, 1, std::max(1, most));
    }
}

Status TrainingRun::keepBest()
{
    try {
        savePth(QFile::encodeName(m_folder.bestPath()).toStdString(), stateOf(m_network.result()));
        return Done{};
    } catch (const CheckpointError &error) {
        return Error{ErrorCode::Io, QString::fromStdString(error.what())};
    }
}

} // namespace vmunet
