// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/model_messages.h"

#include <limits>

namespace vmunet {

void DescribeModel::write(MessageWriter &out) const
{
    out.string(path);
}

void DescribeModel::read(MessageReader &in)
{
    path = in.string();
}

void ModelDescribed::write(MessageWriter &out) const
{
    out.string(model.path);
    out.string(model.name);
    out.string(model.sha256);
    out.integer(model.classes);
    out.integer(model.inputSide);
    out.integer(qint64(model.preprocessing));
    out.strings(model.classNames);
    out.integer(model.parameters);
    out.string(model.architecture);
}

void ModelDescribed::read(MessageReader &in)
{
    model.path = in.string();
    model.name = in.string();
    model.sha256 = in.string(64);
    model.classes = int(in.integer(1, kMaxClasses));
    model.inputSide = int(in.integer(16, 16384));
    model.preprocessing = in.enumerator(Preprocessing::Ct);
    model.classNames = in.strings(kMaxClasses);
    model.parameters = in.integer(0, std::numeric_limits<qint64>::max());
    model.architecture = in.string();
}

} // namespace vmunet
