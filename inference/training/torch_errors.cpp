// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/torch_errors.h"

#include "inference/engine/network_runner.h"
#include "inference/model/state_dict.h"

#include <c10/util/Exception.h>

namespace vmunet {

namespace {

QString reasonOf(const std::exception &exception)
{
    const auto *torch = dynamic_cast<const c10::Error *>(&exception);
    const QString reason = QString::fromUtf8(torch ? torch->what_without_backtrace() : exception.what());
    return reason.section(QLatin1Char('\n'), 0, 0);
}

} // namespace

Error errorFrom(const std::exception &exception, const QString &where)
{
    const QString reason = reasonOf(exception);
    if (isOutOfMemory(exception)) {
        return {ErrorCode::OutOfMemory,
            QStringLiteral("%1: memory ran out. Take a smaller batch or a smaller input.").arg(where)};
    }
    if (dynamic_cast<const CheckpointError *>(&exception)) {
        return {ErrorCode::Corrupt, reason};
    }
    return {ErrorCode::Invalid, where + QStringLiteral(": ") + reason};
}

} // namespace vmunet
