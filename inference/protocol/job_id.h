// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QtGlobal>

namespace vmunet {

/// A request to the service, numbered by the client from 1 on. 0: the message belongs to no job.
enum class JobId : quint64 {};
inline constexpr JobId kNoJob{0};

} // namespace vmunet

Q_DECLARE_METATYPE(vmunet::JobId)
