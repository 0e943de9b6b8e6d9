// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/segmentation.h"
#include "inference/protocol/message_stream.h"

namespace vmunet {

/// Asks what a model file says about itself.
struct DescribeModel {
    static constexpr MessageType kType = MessageType::DescribeModel;
    QString path;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

struct ModelDescribed {
    static constexpr MessageType kType = MessageType::ModelDescribed;
    ModelDescription model;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// Labels are bytes, so no network of this program has more.
inline constexpr int kMaxClasses = 256;

} // namespace vmunet
