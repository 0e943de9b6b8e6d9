// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/training_run.h"

#include "inference/engine/precision_type.h"
#include "inference/model/checkpoint.h"
#include "inference/model/model_loader.h"

#include <ATen/Context.h>

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
    TrainingObserver &observer, VmUnet network)
    : m_set(set)
    , m_config(config)
    , m_folder(folder)
    , m_observer(observer)
    , m_schedule(config.schedule())
    , m_split(splitForRun(set, config.validationFraction))
    , m_store(set, {config.inputSide, config.referenceZoom}, config.cacheMib * kMebibyte)
    , m_augmentation(config.augmentation, config.seed)
    , m_network(
          std::move(network), {.weightDecay = config.weightDecay}, config.emaDecay, scalarTypeOf(config.precision))
    , m_device(QString::fromStdString(m_network.device().str()))
{
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
    return Done{};
}

int TrainingRun::stepsPerEpoch() const
{
    return (int(m_split.training.size()) + m_config.batchSize - 1) / m_config.batchSize;
}

Status TrainingRun::run()
{
    m_clock.start();
    while (m_progress.epoch < m_config.epochs && !m_stopped) {
        if (const Status trained = trainEpoch(); !trained) {
            return trained;
        }
    }
    return Done{};
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
        {std::move(order), m_config.batchSize, m_config.seed, currentEpoch(), m_progress.step, m_config.loaderThreads});
    const double secondsBefore = m_progress.seconds;
    const double pausedBefore = m_pausedSeconds;
    const auto seconds = [&] {
        return secondsBefore + double(clock.elapsed()) / 1000 - (m_pausedSeconds - pausedBefore);
    };
    while (m_progress.step < loader.batches()) {
        const Result<Batch> batch = loader.next();
        if (!batch) {
            return batch.error();
        }
        if (const Status stepped = trainStep(*batch, loader.batches(), m_progress.step); !stepped) {
            return stepped;
        }
        if (toldToStop()) {
            m_stopped = true;
            m_progress.seconds = seconds();
            return saveRunState(m_folder.latestPath(), m_progress, m_network, m_schedule);
        }
    }
    return finishEpoch(seconds());
}

Status TrainingRun::trainStep(const Batch &batch, int steps, int batchNumber)
{
    // Stochastic depth draws from Torch's generator: the same in this step wherever the run was interrupted.
    at::manual_seed(mixedSeed(m_config.seed ^ 1, std::uint64_t(currentEpoch()), std::uint64_t(batchNumber)));
    const double rate = m_schedule.rateOfStep(currentEpoch(), batchNumber, steps);
    const double loss = m_network.step(batch, rate);
    if (!std::isfinite(loss)) {
        QStringList ids;
        for (const int index : batch.indices) {
            ids.append(m_set.samples[size_t(index)].id);
        }
        return Error{ErrorCode::Corrupt,
            QStringLiteral("The loss became %1 in epoch %2, batch %3 of %4 (%5): look at these images, or take a lower "
                           "learning rate.")
                .arg(loss)
                .arg(currentEpoch())
                .arg(batchNumber + 1)
                .arg(steps)
                .arg(ids.join(QStringLiteral(", ")))};
    }
    m_progress.lossSum += loss * batch.count;
    ++m_progress.step;
    ++m_stepsDone;
    reportStep(steps, loss, rate);
    return Done{};
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

Status TrainingRun::finishEpoch(double seconds)
{
    QElapsedTimer clock;
    clock.start();
    const Result<ValidationScore> score =
        validate(m_network.result(), m_store, m_split.validation, m_config.batchSize, m_config.loaderThreads);
    if (!score) {
        return score.error();
    }
    const int steps = stepsPerEpoch();
    EpochRecord record;
    record.epoch = currentEpoch();
    record.learningRate = m_schedule.rateOfStep(record.epoch, steps - 1, steps);
    record.trainLoss = m_progress.lossSum / double(m_split.training.size());
    record.validationLoss = score->loss;
    record.validationDice = score->dice;
    record.seconds = seconds + double(clock.elapsed()) / 1000;

    const bool byTraining = m_config.bestByTrainingLoss || m_split.validation.empty();
    m_progress.loss = byTraining ? record.trainLoss : record.validationLoss;
    const bool best = m_progress.loss < m_progress.bestLoss || m_progress.bestEpoch == 0;
    if (best) {
        m_progress.bestLoss = m_progress.loss;
        m_progress.bestEpoch = record.epoch;
    }
    m_progress.epoch = record.epoch;
    m_progress.step = 0;
    m_progress.lossSum = 0;
    m_progress.seconds = 0;
    m_records.push_back(record);

    // The best first: a run that breaks off between the files repeats this epoch.
    Status written = best ? keepBest() : Status(Done{});
    if (written) {
        written = m_folder.writeMetrics(m_records);
    }
    if (written) {
        written = saveRunState(m_folder.latestPath(), m_progress, m_network, m_schedule);
    }
    m_observer.onEpoch({record, m_config.epochs, best, secondsLeft(steps), m_device});
    m_stopped = m_progress.epoch < m_config.epochs && toldToStop();
    return written;
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
