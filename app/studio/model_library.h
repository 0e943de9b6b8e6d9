// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project_store.h"
#include "inference/client/inference_client.h"
#include "widgets/panels/models_panel.h"

#include <QObject>

#include <functional>
#include <map>
#include <vector>

namespace vmunet {

/// The models that the open project knows, and the active one of each task. Bundled ones and added files are described
/// by the service and then kept in the project. Main thread.
class ModelLibrary : public QObject {
    Q_OBJECT

public:
    ModelLibrary(ProjectStore &store, InferenceClient &client, QObject *parent = nullptr);

    /// After a project was opened: reads its models, then looks at the bundled ones.
    void load();
    /// Adds a model file; failed() says why not. `added` gets its row once it is in the project, or that error.
    using Added = std::function<void(const Result<ModelId> &)>;
    void addFile(const QString &path, const ModelRecord &provenance = {}, Added added = {});

    /// "dermoscopy" for photographs, "ct" for volumes.
    static QString taskOf(ImageKind kind);
    const ModelRecord *active(const QString &task) const; ///< Null if there is none (yet).
    const ModelRecord *find(ModelId id) const;
    bool isBusy() const { return m_reading || !m_questions.empty(); } ///< More models may turn up.

    void activate(ModelId id);
    /// To the model of this task that was active before.
    void goBack(const QString &task);
    bool canGoBack(const QString &task) const;
    QList<ModelEntry> entries() const;

Q_SIGNALS:
    void changed();
    void failed(const vmunet::Error &error);

private:
    struct Listing { ///< A snapshot of what the project says.
        std::vector<ModelRecord> models; ///< Oldest first.
        std::map<QString, ModelId> active;
        std::map<QString, bool> canGoBack;
        std::map<ModelId, double> heldOutDice; ///< Of models that a run made.
    };

    struct Question {
        ModelRecord provenance; ///< Parent, run and name, where they are known.
        Added added;
    };

    static Result<Listing> readListing(Project &project);
    void refresh(std::function<void()> then = {});
    void describeBundled();
    void keep(const ModelDescription &description, const Question &question);
    Question takeQuestion(JobId job);

    ProjectStore &m_store;
    InferenceClient &m_client;
    Listing m_listing;
    bool m_reading = false;
    std::map<JobId, Question> m_questions; ///< Files that the service is describing.
};

} // namespace vmunet
