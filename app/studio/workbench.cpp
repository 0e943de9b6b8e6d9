// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/workbench.h"

#include "core/editing/document.h"
#include "core/image/image_loader.h"

#include <QDir>
#include <QFileInfo>
#include <QtConcurrentRun>

namespace vmunet {

Workbench::Workbench(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_client({.device = options.device})
    , m_trainer({.device = options.device})
    , m_models(m_session.store(), m_client)
    , m_segmentation(m_client)
    , m_training(m_session.store(), m_trainer, m_models)
{
    connectServices();
}

Workbench::~Workbench()
{
    m_segmentation.setDocument(nullptr);
    m_session.detach();
}

void Workbench::connectServices()
{
    connect(&m_session, &ProjectSession::opened, this, [this](const QString &path) {
        m_projectFailed = false;
        Q_EMIT projectOpened(path);
        m_models.load();
        if (std::exchange(m_showFirst, false)) {
            openFirstImage();
        }
        open(std::exchange(m_waiting, {}));
    });
    connect(&m_session, &ProjectSession::failed, this, [this](const Error &error) {
        report(error);
        if (!m_session.isOpen()) {
            m_projectFailed = true;
            open(std::exchange(m_waiting, {}));
        }
    });
    connect(&m_session, &ProjectSession::savedChanged, this, [this](bool saved) {
        m_saved = saved;
        Q_EMIT savedChanged(saved);
    });
    connect(&m_session.store(), &ProjectStore::committed, this, &Workbench::tellWhenSaved);
    connect(&m_session.store(), &ProjectStore::rejected, this, [this] { m_saveAsked = false; }); // Told as an error.
    connect(&m_opener, &ImageOpener::progress, this,
        [this](double fraction, const QString &what) { Q_EMIT loading(what, fraction); });
    connect(&m_opener, &ImageOpener::previewed, this, &Workbench::previewed);
    connect(&m_opener, &ImageOpener::opened, this,
        [this](const QString &, const OpenedImage &opened) { loadAnnotation(opened); });
    connect(&m_opener, &ImageOpener::failed, this, [this](const QString &, const Error &error) {
        Q_EMIT loading(QString(), 0);
        Q_EMIT message(error.code == ErrorCode::Cancelled ? Severity::Note : Severity::Error, error.message);
    });
    connect(&m_models, &ModelLibrary::failed, this, &Workbench::report);
    connect(&m_models, &ModelLibrary::changed, this, &Workbench::applyModel);
    connect(&m_segmentation, &SegmentationController::proposed, &m_session, &ProjectSession::recordProposal);
    connect(&m_segmentation, &SegmentationController::failed, this, &Workbench::report);
    connect(&m_segmentation, &SegmentationController::notice, this,
        [this](const QString &text) { Q_EMIT message(Severity::Warning, text); });
    connect(&m_training, &TrainingController::refused, this, &Workbench::report);
    connect(&m_training, &TrainingController::failed, this, [this](const Error &error) {
        Q_EMIT message(error.code == ErrorCode::Cancelled ? Severity::Note : Severity::Error, error.message);
    });
    connect(&m_client, &InferenceClient::stateChanged, this, [this](ServiceState state, const QString &text) {
        if (!text.isEmpty()) {
            Q_EMIT message(state == ServiceState::Failed ? Severity::Error : Severity::Warning, text);
        }
    });
}

void Workbench::openFirstImage()
{
    m_session.store()
        .query([](Project &project) { return project.worklist().page({.limit = 1}); })
        .then(this, [this](const Result<std::vector<WorklistRow>> &rows) {
            if (!rows) {
                report(rows.error());
            } else if (!rows->empty() && !m_document && m_opener.pending().isEmpty()) {
                showImage(rows->front().image.path);
            }
        });
}

void Workbench::start(const QStringList &paths)
{
    m_client.start();
    expand(paths, [this](const OpenRequest &request) {
        m_waiting = request.images + m_waiting;
        m_showFirst = !request.project.isEmpty() || request.images.isEmpty();
        const QString chosen = request.project.isEmpty() ? m_options.project : request.project;
        m_session.open(chosen.isEmpty() ? defaultProjectPath() : chosen);
    });
}

void Workbench::expand(const QStringList &paths, std::function<void(const OpenRequest &)> then)
{
    QtConcurrent::run(expandPaths, paths)
        .then(this,
            [this, then = std::move(then)](const OpenRequest &request) {
                for (const QString &problem : request.problems) {
                    Q_EMIT message(Severity::Error, problem);
                }
                then(request);
            })
        .onFailed(this, [this] {
            Q_EMIT message(Severity::Error, tr("There is not enough memory to list these files; open fewer at once."));
        });
}

void Workbench::open(const QStringList &paths)
{
    if (paths.isEmpty()) {
        return;
    }
    if (!m_session.isOpen() && !m_projectFailed) {
        m_waiting += paths;
        return;
    }
    expand(paths, [this](const OpenRequest &request) {
        if (!request.images.isEmpty()) {
            Q_EMIT imagesAdded(request.images);
            showImage(request.images.first());
        }
        if (!request.project.isEmpty()) {
            openProject(request.project);
        }
    });
}

void Workbench::openProject(const QString &path)
{
    if (m_training.isRunning()) {
        Q_EMIT message(Severity::Error, tr("A training is under way: stop it before opening another project."));
        return;
    }
    ++m_opening; // What the former project still answers is not for this one.
    closeDocument();
    Q_EMIT imagesReset();
    m_showFirst = true;
    m_session.open(path);
}

void Workbench::showImage(const QString &path)
{
    if (path == m_imagePath && m_document) {
        return;
    }
    ++m_opening;
    Q_EMIT loading(tr("Opening %1").arg(QFileInfo(path).fileName()), -1);
    m_opener.open(path);
}

void Workbench::showSeries(const QString &folder, const SeriesInfo &series)
{
    ++m_opening;
    Q_EMIT loading(tr("Opening %1").arg(QFileInfo(folder).fileName()), -1);
    m_opener.open(folder, series);
}

void Workbench::loadAnnotation(const OpenedImage &opened)
{
    if (!m_session.isOpen()) {
        finishOpening(opened, nullptr);
        return;
    }
    const auto loaded = [this, request = m_opening, opened](const Result<StoredAnnotation> &stored) {
        if (request != m_opening) {
            return;
        }
        if (!stored) {
            report(stored.error());
        }
        finishOpening(opened, stored ? &*stored : nullptr);
    };
    m_session.load(opened.image, opened.sha256, initialLabels(opened.image), loaded);
}

LabelSet Workbench::initialLabels(const Image &image) const
{
    const ModelRecord *model = m_models.active(ModelLibrary::taskOf(image.kind));
    if (model && !model->classNames.isEmpty()) {
        return LabelSet::fromNames(model->classNames);
    }
    return image.kind == ImageKind::Volume ? LabelSet::fromNames({tr("Structure")}) : LabelSet::lesion();
}

void Workbench::finishOpening(const OpenedImage &opened, const StoredAnnotation *stored)
{
    closeDocument();
    m_imagePath = opened.image.path;
    m_document = std::make_unique<Document>(opened.image, stored ? stored->labels : initialLabels(opened.image));
    m_document->setCurrentSlice(opened.slice);
    if (stored) {
        m_session.attach(m_document.get(), *stored);
    }
    m_segmentation.setDocument(editable());
    m_opened = opened;
    applyModel();
    Q_EMIT loading(QString(), 1);
    Q_EMIT documentOpened(opened);
}

void Workbench::closeDocument()
{
    if (!m_document) {
        return;
    }
    settleThreshold();
    Q_EMIT documentClosing();
    m_segmentation.setDocument(nullptr);
    m_session.detach();
    m_document.reset();
    m_opened = {};
    m_imagePath.clear();
}

void Workbench::reopenImage()
{
    if (!m_document) {
        return;
    }
    OpenedImage opened = m_opened;
    if (opened.slice != m_document->currentSlice()) {
        opened.slice = m_document->currentSlice();
        opened.picture = ImagePyramid(renderSlice(opened.image, opened.slice, opened.window));
    }
    closeDocument(); // Before it is read anew: what is drawn in between would be lost.
    ++m_opening;
    loadAnnotation(opened);
}

Document *Workbench::editable() const
{
    return m_session.image() && !m_session.keepsDocument() ? nullptr : m_document.get();
}

void Workbench::save()
{
    settleThreshold();
    if (m_document && !editable()) {
        Q_EMIT message(Severity::Note, tr("There is nothing to save: this image can only be looked at here."));
        return;
    }
    if (!m_session.isOpen() || (m_document && !m_session.keepsDocument())) {
        Q_EMIT message(Severity::Error,
            tr("Nothing is saved: the image is in no project. Make or open a project, then open the image again."));
        return;
    }
    m_saveAsked = true;
    if (const std::optional<Error> trouble = m_session.store().trouble()) {
        report(*trouble);
    }
    tellWhenSaved();
}

void Workbench::tellWhenSaved()
{
    if (m_saveAsked && m_session.store().pendingCount() == 0) {
        m_saveAsked = false;
        Q_EMIT message(Severity::Note, tr("Everything is saved in %1.").arg(QDir::toNativeSeparators(projectPath())));
    }
}

Status Workbench::close()
{
    settleThreshold();
    m_segmentation.cancel();
    return m_session.flush();
}

void Workbench::exportMask(const ExportJob &job)
{
    const QString name = QDir::toNativeSeparators(job.path);
    QtConcurrent::run(writeExport, job)
        .then(this,
            [this, name](const Status &written) {
                if (written) {
                    Q_EMIT message(Severity::Note, tr("Wrote %1.").arg(name));
                } else {
                    report(written.error());
                }
            })
        .onFailed(this, [this, name] {
            Q_EMIT message(
                Severity::Error, tr("%1 was not written: there is not enough memory. Close other programs.").arg(name));
        });
}

void Workbench::report(const Error &error)
{
    Q_EMIT message(Severity::Error, error.message);
}

QString Workbench::projectName() const
{
    return QFileInfo(projectPath()).completeBaseName();
}

QString Workbench::task() const
{
    return ModelLibrary::taskOf(m_document ? m_document->image().kind : ImageKind::Photograph);
}

const ModelRecord *Workbench::activeModel() const
{
    return m_models.active(task());
}

void Workbench::applyModel()
{
    const ModelRecord *model = activeModel();
    m_segmentation.setModel(model ? model->id : ModelId{}, model ? model->path : QString());
    Q_EMIT modelsChanged();
    if (m_segmentWhenReady && (model || !m_models.isBusy())) {
        m_segmentWhenReady = false;
        segmentSlice();
    }
}

void Workbench::segmentSlice()
{
    if (m_document) {
        segment(m_document->currentSlice(), 1);
    }
}

void Workbench::segmentAll()
{
    if (m_document) {
        segment(0, m_document->sliceCount());
    }
}

void Workbench::segmentBox(QRect box)
{
    settleThreshold();
    if (m_document && hasModel()) {
        m_segmentation.segmentBox(m_document->currentSlice(), box);
    }
}

bool Workbench::hasModel()
{
    if (!activeModel()) {
        Q_EMIT message(Severity::Error, tr("There is no model for such images. Add one with Train > Add model..."));
    }
    return activeModel() != nullptr;
}

void Workbench::segment(int first, int count)
{
    settleThreshold();
    if (!activeModel() && m_models.isBusy()) {
        m_segmentWhenReady = true; // The service is still starting and describing the bundled models.
    } else if (hasModel()) {
        m_segmentation.segment(first, count);
    }
}

void Workbench::approveSlice()
{
    if (!editable()) {
        return;
    }
    settleThreshold();
    const int slice = m_document->currentSlice();
    m_session.approve(slice);
    if (slice + 1 < m_document->sliceCount()) {
        m_document->setCurrentSlice(slice + 1);
    } else {
        Q_EMIT approved();
    }
}

void Workbench::setThreshold(double threshold)
{
    m_segmentation.setThreshold(threshold);
    if (editable()) {
        m_document->setThreshold(threshold);
    }
}

void Workbench::settleThreshold()
{
    if (m_document) {
        m_document->endStroke();
        m_document->commitThreshold();
    }
}

} // namespace vmunet
