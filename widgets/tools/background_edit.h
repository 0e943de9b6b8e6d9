// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/edit_record.h"
#include "core/editing/label_change.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace vmunet {

class Document;

/// Runs operations that take long on a worker, one at a time, and puts the result on the document as one undo step. A
/// result for a document that was changed meanwhile, or for another one, is dropped. Main thread.
class BackgroundEdit : public QObject {
    Q_OBJECT

public:
    struct Job {
        EditTool tool = EditTool::FloodFill;
        /// Runs on the worker, so it holds copies; returns the slices that change. What it returns after keepGoing
        /// said no is not used.
        std::function<std::vector<ChangedSlice>(const KeepGoing &keepGoing)> work;
    };
    /// A worker's answer as regions, to be written under the rules of now.
    using Operation = std::function<LabelChange(const KeepGoing &keepGoing)>;

    explicit BackgroundEdit(QObject *parent = nullptr);
    ~BackgroundEdit() override;

    /// Null for none. What is under way for another document is cancelled.
    void setDocument(Document *document);
    /// Cancels what is under way. Ignored without document.
    void start(const Job &job);
    /// Writes what `operation` finds for `label`; slice numbers in it are the image's.
    void start(EditTool tool, Label label, const Operation &operation);
    bool isRunning() const { return m_state != nullptr; }
    bool cancel(); ///< False if nothing was under way.

Q_SIGNALS:
    void started(const QString &name);
    void progress(const QString &name, double fraction); ///< Below 0: unknown.
    void ended(); ///< Also when cancelled.
    /// One line for the person: why nothing changed.
    void notice(const QString &text);

private:
    struct State {
        std::atomic<bool> stop = false;
        std::atomic<double> fraction = -1;
    };

    struct Answer {
        std::vector<ChangedSlice> changes;
        QString problem; ///< Empty unless it could not be done.
    };

    static Answer answer(const Job &job, const KeepGoing &keepGoing);
    void finish(const Answer &answer, EditTool tool, quint64 revision);
    void end();

    QPointer<Document> m_document;
    std::shared_ptr<State> m_state; ///< Shared with the worker; null when nothing runs.
    QString m_name;
    QTimer m_poll;
};

} // namespace vmunet
