// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/storage/annotation_repository.h"
#include "core/storage/annotator_repository.h"
#include "core/storage/database.h"
#include "core/storage/image_repository.h"
#include "core/storage/model_repository.h"
#include "core/storage/worklist_repository.h"

#include <memory>

namespace vmunet {

/// An open project file: one SQLite file with the images' references, all masks and their history. Used on the thread
/// that opened it; the studio reaches it through ProjectStore.
class Project {
public:
    using Mode = Database::Mode;

    /// A new file, readable by its owner alone. Errors: Invalid (there is one already), Io.
    static Result<std::unique_ptr<Project>> create(const QString &path);
    /// Brings an older schema up to date. A file that cannot be opened is left as it is.
    /// Errors: NotFound, Corrupt (not SQLite, not a project, damaged), NewerVersion, ReadOnly, Io (locked).
    static Result<std::unique_ptr<Project>> open(const QString &path, Mode mode = Mode::ReadWrite);
    static Result<std::unique_ptr<Project>> openOrCreate(const QString &path);

    QString path() const { return m_database->path(); }
    bool isReadOnly() const { return m_database->isReadOnly(); }
    QDir folder() const;
    AnnotatorRepository &annotators() { return m_annotators; }
    ImageRepository &images() { return m_images; }
    AnnotationRepository &annotations() { return m_annotations; }
    ModelRepository &models() { return m_models; }
    RunRepository &runs() { return m_runs; }
    WorklistRepository &worklist() { return m_worklist; }
    LeaseRepository &leases() { return m_leases; }
    Database &database() { return *m_database; }

    /// A consistent copy while the project stays in use. `path` must not exist; a failure leaves nothing there.
    Status backUp(const QString &path);

private:
    explicit Project(std::unique_ptr<Database> database);

    std::unique_ptr<Database> m_database;
    AnnotatorRepository m_annotators;
    LeaseRepository m_leases;
    ImageRepository m_images;
    AnnotationRepository m_annotations;
    ModelRepository m_models;
    RunRepository m_runs;
    WorklistRepository m_worklist;
};

/// The project of a person who never made one: default.vmunet in the user's data folder.
QString defaultProjectPath();

} // namespace vmunet
