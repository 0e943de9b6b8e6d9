// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/model_library.h"

#include "core/base/app_paths.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace vmunet {

namespace {

const QString kDermoscopy = QStringLiteral("dermoscopy");
const QString kCt = QStringLiteral("ct");

QString taskLine(const ModelRecord &model)
{
    if (model.task == kCt) {
        return model.classes > 1 ? ModelLibrary::tr("CT, %1 structures").arg(model.classes - 1)
                                 : ModelLibrary::tr("CT");
    }
    return ModelLibrary::tr("Dermoscopy");
}

QString detailOf(const ModelRecord &model, const ModelRecord *parent)
{
    QStringList lines{QDir::toNativeSeparators(model.path),
        ModelLibrary::tr("%1 classes, input %2 x %2").arg(model.classes).arg(model.inputSide),
        ModelLibrary::tr("SHA-256 %1").arg(model.sha256.left(16))};
    if (parent) {
        lines.append(ModelLibrary::tr("Fine-tuned from %1").arg(parent->name));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

ModelLibrary::ModelLibrary(ProjectStore &store, InferenceClient &client, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_client(client)
{
    connect(&m_client, &InferenceClient::described, this, [this](JobId job, const ModelDescription &description) {
        if (m_questions.count(job) > 0) {
            keep(description, takeQuestion(job));
        }
    });
    connect(&m_client, &InferenceClient::failed, this, [this](JobId job, const Error &error) {
        if (m_questions.count(job) > 0) {
            const Question question = takeQuestion(job);
            Q_EMIT failed(error);
            Q_EMIT changed();
            if (question.added) {
                question.added(error);
            }
        }
    });
}

ModelLibrary::Question ModelLibrary::takeQuestion(JobId job)
{
    const auto found = m_questions.find(job);
    Question question = std::move(found->second);
    m_questions.erase(found);
    return question;
}

void ModelLibrary::load()
{
    m_listing = {};
    refresh([this] { describeBundled(); });
}

Result<ModelLibrary::Listing> ModelLibrary::readListing(Project &project)
{
    Listing listing;
    Result<std::vector<ModelRecord>> models = project.models().list();
    if (!models) {
        return models.error();
    }
    listing.models = *std::move(models);
    for (const QString &task : {kDermoscopy, kCt}) {
        const Result<ModelId> active = project.models().active(task);
        const Result<bool> back = project.models().canGoBack(task);
        if (!active || !back) {
            return active ? back.error() : active.error();
        }
        listing.active[task] = *active;
        listing.canGoBack[task] = *back;
    }
    for (const ModelRecord &model : listing.models) {
        const Result<RunRecord> run =
            model.run ? project.runs().record(model.run) : Result<RunRecord>(Error{ErrorCode::NotFound, {}});
        if (run) {
            const QJsonValue dice = QJsonDocument::fromJson(run->metrics).object().value(QLatin1String("diceAfter"));
            listing.heldOutDice[model.id] = dice.toDouble(-1);
        }
    }
    return listing;
}

void ModelLibrary::refresh(std::function<void()> then)
{
    m_reading = true;
    m_store.query(&ModelLibrary::readListing)
        .then(this, [this, then = std::move(then)](const Result<Listing> &listing) {
            m_reading = false;
            if (listing) {
                m_listing = *listing;
            } else {
                Q_EMIT failed(listing.error());
            }
            if (then) {
                then();
            }
            Q_EMIT changed();
        });
}

void ModelLibrary::describeBundled()
{
    for (const QString &folder : resourceFolders()) {
        const QDir models(folder + QStringLiteral("/models"));
        for (const QString &name : models.entryList({QStringLiteral("*.safetensors")}, QDir::Files, QDir::Name)) {
            addFile(models.absoluteFilePath(name));
        }
        if (models.exists()) {
            return; // An installation hides the source tree's models.
        }
    }
}

void ModelLibrary::addFile(const QString &path, const ModelRecord &provenance, Added added)
{
    m_questions[m_client.describe(path)] = {provenance, std::move(added)};
}

void ModelLibrary::keep(const ModelDescription &description, const Question &question)
{
    m_reading = true; // Until refresh() has read the new list.
    ModelRecord record = question.provenance;
    record.sha256 = description.sha256;
    record.path = description.path;
    record.task = description.preprocessing == Preprocessing::Ct ? kCt : kDermoscopy;
    record.classes = description.classes;
    record.classNames = description.classNames;
    record.inputSide = description.inputSide;
    record.architecture = description.architecture;
    if (record.name.isEmpty()) {
        record.name = description.name.isEmpty() ? QFileInfo(description.path).completeBaseName() : description.name;
    }
    m_store
        .query([record](Project &project) -> Result<ModelId> {
            const Result<ModelId> id = project.models().add(record);
            const Result<ModelId> active = id ? project.models().active(record.task) : id;
            if (active && !*active) { // The first of its task is what one begins with.
                const Status activated = project.models().activate(*id);
                return activated ? id : Result<ModelId>(activated.error());
            }
            return active ? id : active;
        })
        .then(this, [this, added = question.added](const Result<ModelId> &id) {
            if (!id) {
                m_reading = false;
                Q_EMIT failed(id.error());
                Q_EMIT changed();
                if (added) {
                    added(id);
                }
                return;
            }
            refresh([added, model = *id] {
                if (added) {
                    added(model);
                }
            });
        });
}

QString ModelLibrary::taskOf(ImageKind kind)
{
    return kind == ImageKind::Volume ? kCt : kDermoscopy;
}

const ModelRecord *ModelLibrary::find(ModelId id) const
{
    const auto found = std::find_if(
        m_listing.models.begin(), m_listing.models.end(), [id](const ModelRecord &model) { return model.id == id; });
    return found == m_listing.models.end() ? nullptr : &*found;
}

const ModelRecord *ModelLibrary::active(const QString &task) const
{
    const auto found = m_listing.active.find(task);
    return found == m_listing.active.end() ? nullptr : find(found->second);
}

void ModelLibrary::activate(ModelId id)
{
    m_store.query([id](Project &project) { return project.models().activate(id); })
        .then(this, [this](const Status &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
            refresh();
        });
}

void ModelLibrary::goBack(const QString &task)
{
    m_store.query([task](Project &project) { return project.models().goBack(task); })
        .then(this, [this](const Result<ModelId> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
            }
            refresh();
        });
}

bool ModelLibrary::canGoBack(const QString &task) const
{
    const auto found = m_listing.canGoBack.find(task);
    return found != m_listing.canGoBack.end() && found->second;
}

QList<ModelEntry> ModelLibrary::entries() const
{
    QList<ModelEntry> entries;
    for (const ModelRecord &model : m_listing.models) {
        const ModelRecord *now = active(model.task);
        const auto dice = m_listing.heldOutDice.find(model.id);
        entries.append({.id = model.id,
            .name = model.name,
            .task = taskLine(model),
            .detail = detailOf(model, find(model.parent)),
            .heldOutDice = dice == m_listing.heldOutDice.end() ? -1 : dice->second,
            .active = now && now->id == model.id,
            .available = QFileInfo::exists(model.path)});
    }
    return entries;
}

} // namespace vmunet
