// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/hello.h"

#include <limits>

namespace vmunet {

void Hello::write(MessageWriter &out) const
{
    out.string(secret);
    out.integer(qint64(role));
    out.integer(processId);
}

void Hello::read(MessageReader &in)
{
    secret = in.string(256);
    role = in.enumerator(ServiceRole::Trainer);
    processId = in.integer(0, std::numeric_limits<int>::max());
}

void HelloReply::write(MessageWriter &out) const
{
    out.string(device);
    out.integer(threads);
}

void HelloReply::read(MessageReader &in)
{
    device = in.string(64);
    threads = int(in.integer(0, 4096));
}

void ServiceReady::write(MessageWriter &out) const
{
    out.string(device);
    out.string(deviceNote);
    out.string(programVersion);
    out.string(torchVersion);
}

void ServiceReady::read(MessageReader &in)
{
    device = in.string(64);
    deviceNote = in.string();
    programVersion = in.string(256);
    torchVersion = in.string(256);
}

} // namespace vmunet
