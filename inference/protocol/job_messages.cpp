// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/job_messages.h"

#include <algorithm>

namespace vmunet {

void Progress::write(MessageWriter &out) const
{
    out.real(fraction);
    out.string(what);
}

void Progress::read(MessageReader &in)
{
    const double value = in.real();
    fraction = value >= 0 ? std::min(value, 1.0) : 0;
    what = in.string();
}

void Failed::write(MessageWriter &out) const
{
    out.integer(qint64(error.code));
    out.string(error.message);
}

void Failed::read(MessageReader &in)
{
    error.code = in.enumerator(ErrorCode::ServiceUnavailable);
    error.message = in.string(65536);
}

} // namespace vmunet
