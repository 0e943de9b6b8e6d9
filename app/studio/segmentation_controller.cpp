// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/segmentation_controller.h"

#include "core/editing/document.h"
#include "core/editing/write_region.h"
#include "core/image/image_crop.h"

#include <algorithm>

namespace vmunet {

namespace {
constexpr int kPortion = 4; // Slices: few enough to cancel soon, many enough for a batch.
} // namespace

SegmentationController::SegmentationController(InferenceClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&m_client, &InferenceClient::progress, this, [this](JobId job, double fraction, const QString &what) {
        if (job == m_job) {
            const double portion = double(m_count) / (m_end - m_start);
            Q_EMIT progress(double(m_first - m_start) / (m_end - m_start) + fraction * portion, what);
        }
    });
    connect(&m_client, &InferenceClient::finished, this,
        [this](JobId job, const Segmentation &segmentation, const ModelDescription &model) {
            if (job == m_job && !m_box.isEmpty()) {
                acceptBox(segmentation, model);
            } else if (job == m_job) {
                accept(segmentation, model);
            }
        });
    connect(&m_client, &InferenceClient::failed, this, [this](JobId job, const Error &error) {
        if (job != m_job) {
            return;
        }
        end();
        if (error.code != ErrorCode::Cancelled) {
            Q_EMIT failed(error);
        }
    });
}

void SegmentationController::setDocument(Document *document)
{
    cancel();
    if (m_document) {
        m_document->disconnect(this);
    }
    m_document = document;
    if (!document) {
        return;
    }
    m_changedAt.assign(size_t(document->sliceCount()), 0);
    connect(document, &Document::sliceChanged, this,
        [this](int slice) { m_changedAt[size_t(slice)] = m_document->revision(); });
}

void SegmentationController::setModel(ModelId id, const QString &path)
{
    m_modelId = id;
    m_modelPath = path;
}

void SegmentationController::segment(int firstSlice, int sliceCount)
{
    if (isRunning() || !m_document || m_modelPath.isEmpty()) {
        return;
    }
    begin(firstSlice, sliceCount);
    askNext();
    Q_EMIT started();
}

void SegmentationController::segmentBox(int slice, QRect box)
{
    const bool canAsk = !isRunning() && m_document && !m_modelPath.isEmpty();
    const Image crop = canAsk ? croppedImage(m_document->image(), slice, box) : Image();
    if (crop.isNull()) {
        return;
    }
    begin(slice, 1);
    m_box = box & QRect(QPoint(), m_document->size());
    m_count = 1;
    m_job = m_client.segment(m_modelPath, crop);
    Q_EMIT started();
}

void SegmentationController::begin(int firstSlice, int sliceCount)
{
    m_start = m_first = firstSlice;
    m_end = firstSlice + sliceCount;
    m_dropped = 0;
    m_askedAt = m_document->revision();
}

void SegmentationController::askNext()
{
    m_count = std::min(kPortion, m_end - m_first);
    m_job = m_client.segment(m_modelPath, m_document->image(), m_first, m_count);
}

void SegmentationController::cancel()
{
    if (isRunning()) {
        const JobId job = m_job;
        end();
        m_client.cancel(job);
    }
}

void SegmentationController::accept(const Segmentation &segmentation, const ModelDescription &model)
{
    fitLabels(model);
    const ProposalSource source{m_modelId, model, segmentation.device, m_threshold,
        segmentation.seconds / std::max<size_t>(1, segmentation.slices.size())};
    for (size_t i = 0; i < segmentation.slices.size(); ++i) {
        const int slice = m_first + int(i);
        if (m_changedAt[size_t(slice)] > m_askedAt) {
            ++m_dropped;
            continue;
        }
        // The same answer once more is no second prediction.
        if (m_document->applyProposal(
                slice, segmentation.slices[i], m_threshold, tr("Proposal of %1").arg(model.name))) {
            Q_EMIT proposed(slice, segmentation.slices[i], source);
        }
    }
    for (const QString &line : segmentation.notices) {
        Q_EMIT notice(line);
    }
    m_first += m_count;
    if (m_first < m_end) {
        askNext();
        return;
    }
    const int dropped = m_dropped;
    end();
    if (dropped > 0) {
        Q_EMIT notice(
            tr("Edited meanwhile, so kept as they are: %1 of the slices. Segment again to replace them.").arg(dropped));
    }
}

void SegmentationController::acceptBox(const Segmentation &segmentation, const ModelDescription &model)
{
    const int slice = m_first;
    const QRect box = m_box;
    const bool stale = m_changedAt[size_t(slice)] > m_askedAt;
    end();
    for (const QString &line : segmentation.notices) {
        Q_EMIT notice(line);
    }
    if (stale) {
        Q_EMIT notice(tr("The slice was edited meanwhile, so the box is not changed. Draw it again."));
        return;
    }
    if (segmentation.slices.empty() || segmentation.slices.front().size != box.size()) {
        return;
    }
    fitLabels(model);
    const Mask present = m_document->mask(slice);
    Mask wanted = present;
    wanted.paste(maskAtThreshold(segmentation.slices.front(), m_threshold), box.topLeft());
    m_document->applySlices({{slice, mergedProposal(present, wanted, m_document->rule(kBackground, slice))}},
        toolName(EditTool::NetworkBox), EditTool::NetworkBox);
}

void SegmentationController::fitLabels(const ModelDescription &model)
{
    LabelSet labels = m_document->labels();
    const LabelSet wanted = LabelSet::fromNames(model.classNames);
    const auto unused = [this] {
        for (int slice = 0; slice < m_document->sliceCount(); ++slice) {
            if (!m_document->mask(slice).isEmpty()) {
                return false;
            }
        }
        return true;
    };
    if (labels.labels().size() < wanted.labels().size() && unused()) {
        m_document->setLabels(wanted);
        return;
    }
    for (const LabelInfo &info : wanted.labels()) {
        if (!labels.find(info.label)) {
            std::vector<LabelInfo> all = labels.labels();
            all.push_back(info);
            labels = LabelSet(std::move(all));
        }
    }
    m_document->setLabels(labels);
}

void SegmentationController::end()
{
    m_job = kNoJob;
    m_box = {};
    Q_EMIT ended();
}

} // namespace vmunet
