// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/segment_outputs.h"
#include "inference/protocol/precision.h"

#include <QCommandLineParser>

#include <optional>

namespace vmunet::cli {

/// What `vmunet segment` was asked for.
struct SegmentWish {
    QStringList inputs;
    QString model;
    QString device;
    Precision precision = Precision::Float32;
    int threads = 0;
    double threshold = 0.5;
    OutputWish output;
    QString project;
    bool json = false;
};

void addSegmentOptions(QCommandLineParser &parser);

/// Nothing, after a line on stderr, where the usage is wrong.
std::optional<SegmentWish> readSegmentWish(const QCommandLineParser &parser);

} // namespace vmunet::cli
