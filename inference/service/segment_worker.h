// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "inference/engine/segmenter.h"
#include "inference/protocol/model_messages.h"
#include "inference/protocol/segment_messages.h"
#include "inference/service/outbox.h"

#include <QDateTime>

#include <memory>

namespace vmunet {

/// Answers segmentation requests, and keeps the model of the last one loaded. Used from one thread.
class SegmentWorker {
public:
    SegmentWorker(QString device, Outbox outbox);

    /// Posts Progress, and then SegmentReply or Failed.
    void segment(JobId job, const SegmentRequest &request, const CancelFlag &cancel);

private:
    Result<SegmentReply> run(JobId job, const SegmentRequest &request, const CancelFlag &cancel);
    Result<Segmenter *> load(JobId job, const QString &path, Precision precision);

    QString m_device;
    Outbox m_outbox;
    std::unique_ptr<Segmenter> m_segmenter;
    QString m_path; ///< Of m_segmenter, with the file's time and size when it was read.
    Precision m_precision = Precision::Float32; ///< Likewise.
    QDateTime m_modified;
    qint64 m_bytes = 0;
};

/// Posts ModelDescribed or Failed. Any thread.
void answerDescribe(JobId job, const DescribeModel &question, const Outbox &outbox);

} // namespace vmunet
