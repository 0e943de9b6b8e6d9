// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/bulk_segmentation.h"
#include "core/storage/bulk_review.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/worklist_panel.h"

#include <QObject>

namespace vmunet {

class Workbench;

/// What a person does with many images of the worklist at once: asks where it cannot simply be undone, works in small
/// portions on the storage thread with progress and cancel, and says what became of it. One task at a time. Owned by
/// the window. Main thread.
class WorklistTasks : public QObject {
    Q_OBJECT

public:
    WorklistTasks(WorklistPanel &panel, Workbench &workbench, MessageBar &messages, QWidget &window);

    void start(WorklistTask task);
    void predictAgain();
    void cancel();
    bool isRunning() const { return m_running || m_segmentation.isRunning(); }

Q_SIGNALS:
    void changed(); ///< Tags, annotators or the list are others now.

private:
    struct Chosen {
        std::vector<ImageId> images;
        QStringList paths;
    };

    /// `withPaths`: also of what is in the project, not of loose files alone.
    void resolve(bool withPaths, std::function<void(const Chosen &)> then);
    void confirm(const QString &title, const QString &text, const QString &verb, std::function<void()> then);
    void askForWord(const QString &title, const QString &text, const QStringList &known, bool mayBeNew,
        std::function<void(const QString &)> then);
    void segment(const Chosen &chosen);
    void review(const std::vector<ImageId> &images, ReviewStatus status);
    void reviewPortion();
    void askForTag(const Chosen &chosen, bool add);
    void askForAnnotator(const Chosen &chosen);
    void removeFromList(const Chosen &chosen);
    /// Writes, then says `done` with an offer to undo it by `undo`, if there is one.
    using Write = std::function<Status(Project &)>;
    void write(const Write &change, const QString &done, const Write &undo = {});
    void say(MessageBar::Severity severity, const QString &text);
    void tellSegmentation(const BulkSegmentationResult &result);
    void segmentOpenImage();
    void tellReview();

    WorklistPanel &m_panel;
    Workbench &m_workbench;
    MessageBar &m_messages;
    QWidget &m_window;
    BulkSegmentation m_segmentation;
    bool m_running = false; ///< A review.
    bool m_cancelled = false;
    bool m_openToo = false; ///< The open image is segmented at the end, in its document.
    std::vector<ImageId> m_images; ///< Of the review.
    std::size_t m_at = 0;
    ReviewStatus m_status = ReviewStatus::Approved;
    BulkReview m_reviewed;
};

} // namespace vmunet
