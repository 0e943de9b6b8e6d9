// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/bulk_segmentation.h"

#include "core/image/image_identity.h"
#include "core/image/image_loader.h"
#include "core/storage/worklist_repository.h"

#include <QFileInfo>
#include <QtConcurrentRun>

#include <algorithm>

namespace vmunet {

namespace {
constexpr int kPortion = 4; // Slices: few enough to cancel soon, many enough for a batch.
} // namespace

BulkSegmentation::BulkSegmentation(ProjectStore &store, InferenceClient &client, ModelFor modelFor, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_client(client)
    , m_modelFor(std::move(modelFor))
{
    connect(&m_reading, &QFutureWatcherBase::finished, this, &BulkSegmentation::acceptImage);
    connect(&m_client, &InferenceClient::finished, this,
        [this](JobId job, const Segmentation &segmentation, const ModelDescription &model) {
            if (job == m_job) {
                acceptSlices(segmentation, model);
            }
        });
    connect(&m_client, &InferenceClient::failed, this, [this](JobId job, const Error &error) {
        if (job == m_job) {
            m_job = kNoJob;
            giveUp(error.message);
        }
    });
}

BulkSegmentation::~BulkSegmentation()
{
    m_cancel.cancel();
    m_reading.disconnect(this);
    m_reading.waitForFinished();
}

void BulkSegmentation::start(const QStringList &paths, double threshold)
{
    if (isRunning() || paths.isEmpty()) {
        return;
    }
    m_paths = paths;
    m_at = -1;
    m_threshold = threshold;
    m_cancel = CancelFlag();
    m_result = {};
    next();
}

void BulkSegmentation::cancel()
{
    if (!isRunning()) {
        return;
    }
    m_cancel.cancel();
    m_result.cancelled = true;
    if (m_job != kNoJob) {
        m_client.cancel(m_job);
    }
}

void BulkSegmentation::next()
{
    ++m_at;
    if (m_at >= m_paths.size() || m_result.cancelled) {
        end();
        return;
    }
    Q_EMIT progress(int(m_at), int(m_paths.size()), m_paths[m_at]);
    m_reading.setFuture(QtConcurrent::run(readImage, m_paths[m_at], m_cancel));
}

Result<BulkSegmentation::Read> BulkSegmentation::readImage(const QString &path, const CancelFlag &cancel)
{
    Result<Image> image = loadImage(path, cancel, {});
    if (!image) {
        return image.error();
    }
    const Result<QString> hash = sha256OfImage(*image, cancel);
    return hash ? Result<Read>(Read{*std::move(image), *hash}) : Result<Read>(hash.error());
}

void BulkSegmentation::acceptImage()
{
    try {
        const Result<Read> read = m_reading.result();
        if (!read) {
            giveUp(read.error().message);
            return;
        }
        m_image = read->image;
        m_sha256 = read->sha256;
    } catch (const std::exception &) {
        giveUp(tr("%1 is too large for the memory that is left.").arg(m_paths[m_at]));
        return;
    }
    const ModelRecord *model = m_modelFor(m_image.kind);
    if (!model) {
        giveUp(tr("%1: there is no model for such images.").arg(m_image.path));
        return;
    }
    m_model = *model;
    prepare();
}

void BulkSegmentation::prepare()
{
    Image reference = m_image;
    reference.samples.clear();
    m_store
        .query([reference, sha256 = m_sha256, names = m_model.classNames](Project &project) -> Result<Prepared> {
            const Result<ImageId> id = project.images().add(reference, sha256);
            Result<LabelSet> labels = id ? project.images().labels(*id) : Result<LabelSet>(id.error());
            if (labels && labels->labels().empty()) {
                const Status set =
                    project.images().setLabels(*id, names.isEmpty() ? LabelSet::lesion() : LabelSet::fromNames(names));
                labels = set ? labels : Result<LabelSet>(set.error());
            }
            if (!labels) {
                return labels.error();
            }
            const auto row = project.worklist().row(*id);
            if (!row) {
                return row.error();
            }
            const ImageState state = *row ? (*row)->state : ImageState::New;
            return Prepared{*id, state != ImageState::New && state != ImageState::Predicted};
        })
        .then(this, [this](const Result<Prepared> &prepared) {
            if (!prepared || m_result.cancelled) {
                giveUp(prepared ? QString() : prepared.error().message);
                return;
            }
            m_prepared = *prepared;
            m_slice = 0;
            ask();
        });
}

void BulkSegmentation::ask()
{
    m_job = m_client.segment(m_model.path, m_image, m_slice, std::min(kPortion, m_image.slices - m_slice));
}

void BulkSegmentation::acceptSlices(const Segmentation &segmentation, const ModelDescription &model)
{
    m_job = kNoJob;
    const PredictionInfo info{.model = m_model.id,
        .device = segmentation.device,
        .preprocessing = model.preprocessing == Preprocessing::Ct ? QStringLiteral("ct") : QStringLiteral("dermoscopy"),
        .threshold = m_threshold,
        .seconds = segmentation.seconds / std::max<double>(1, double(segmentation.slices.size()))};
    for (std::size_t i = 0; i < segmentation.slices.size(); ++i) {
        m_store.append([map = segmentation.slices[i], slice = m_slice + int(i), info, prepared = m_prepared](
                           Project &project) -> Result<RevisionId> {
            if (!prepared.keepMasks) {
                return project.annotations().addPrediction(
                    prepared.id, slice, maskAtThreshold(map, info.threshold), map, info);
            }
            const Status scored = project.worklist().addScore(prepared.id, slice, info.model, meanEntropy(map));
            return scored ? Result<RevisionId>(RevisionId{}) : Result<RevisionId>(scored.error());
        });
    }
    m_slice += int(segmentation.slices.size());
    if (m_slice < m_image.slices && !m_result.cancelled && !segmentation.slices.empty()) {
        ask();
        return;
    }
    ++(m_prepared.keepMasks ? m_result.scoredOnly : m_result.predicted);
    next();
}

void BulkSegmentation::giveUp(const QString &problem)
{
    if (!m_result.cancelled) {
        m_result.problems << problem;
    }
    next();
}

void BulkSegmentation::end()
{
    m_paths.clear();
    m_image = {};
    Q_EMIT finished(m_result);
}

} // namespace vmunet
