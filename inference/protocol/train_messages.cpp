// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/train_messages.h"

#include <algorithm>

namespace vmunet {

namespace {

constexpr qint64 kMaxCount = std::numeric_limits<int>::max();
constexpr qint64 kMaxHeldOut = 20000;
constexpr qsizetype kMaxLeftOut = 200;
constexpr qsizetype kMaxLine = 500;

} // namespace

void TrainRequest::write(MessageWriter &out) const
{
    out.string(manifestPath);
    out.string(configJson);
    out.string(runFolder);
    out.string(parentModel);
    out.flag(resume);
}

void TrainRequest::read(MessageReader &in)
{
    manifestPath = in.string();
    configJson = in.string(1 << 20);
    runFolder = in.string();
    parentModel = in.string();
    resume = in.flag();
}

void TrainControl::write(MessageWriter &out) const
{
    out.integer(qint64(command));
}

void TrainControl::read(MessageReader &in)
{
    command = in.enumerator(TrainCommand::GoOnAlone);
}

void TrainEvent::write(MessageWriter &out) const
{
    out.flag(epochFinished);
    for (const int count : {epoch, epochs, step, steps}) {
        out.integer(count);
    }
    for (const double value : {loss, validationLoss, validationDice, learningRate, secondsLeft, idleShare}) {
        out.real(value);
    }
    out.string(device);
}

void TrainEvent::read(MessageReader &in)
{
    epochFinished = in.flag();
    for (int *count : {&epoch, &epochs, &step, &steps}) {
        *count = int(in.integer(0, kMaxCount));
    }
    for (double *value : {&loss, &validationLoss, &validationDice, &learningRate, &secondsLeft, &idleShare}) {
        *value = in.real();
    }
    device = in.string(64);
}

void TrainFinished::write(MessageWriter &out) const
{
    out.string(runFolder);
    out.string(bestModelPath);
    out.integer(epochsDone);
    out.flag(stopped);
    out.real(diceBefore);
    out.real(diceAfter);
    const qint64 count = std::min(qint64(heldOut.size()), kMaxHeldOut);
    out.integer(count);
    for (qint64 i = 0; i < count; ++i) {
        out.string(heldOut[size_t(i)].id);
        out.real(heldOut[size_t(i)].before);
        out.real(heldOut[size_t(i)].after);
    }
    const qsizetype lines = std::min(leftOut.size(), kMaxLeftOut);
    out.integer(lines);
    for (qsizetype i = 0; i < lines; ++i) {
        out.string(leftOut[i].left(kMaxLine));
    }
}

void TrainFinished::read(MessageReader &in)
{
    runFolder = in.string();
    bestModelPath = in.string();
    epochsDone = int(in.integer(0, kMaxCount));
    stopped = in.flag();
    diceBefore = in.real();
    diceAfter = in.real();
    const qint64 count = in.integer(0, kMaxHeldOut);
    for (qint64 i = 0; i < count && in.isValid(); ++i) {
        HeldOutDice dice;
        dice.id = in.string(1024);
        dice.before = in.real();
        dice.after = in.real();
        heldOut.push_back(dice);
    }
    const qint64 lines = in.integer(0, kMaxLeftOut);
    for (qint64 i = 0; i < lines && in.isValid(); ++i) {
        leftOut.append(in.string(4 * kMaxLine));
    }
}

} // namespace vmunet
