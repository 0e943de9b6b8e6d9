// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/image_review.h"

#include <QWidget>

#include <optional>

class QAction;
class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QTabWidget;
class QToolButton;

namespace vmunet {

class AgreementTable;
class RevisionList;

/// What became of the open image's mask and what people say about it: its state, who made it with what, buttons for
/// submitting, approving and rejecting, all revisions, the thread of comments, and how two readers agree.
class ReviewPanel : public QWidget {
    Q_OBJECT

public:
    /// What the buttons do; the panel follows their texts and whether they can be used.
    struct Actions {
        QAction *submit;
        QAction *approve;
        QAction *approveNext;
        QAction *reject;
        QAction *compare;
        QAction *restore;
        QAction *secondReading;
        QAction *finishReading;
        QAction *giveUpReading;
    };

    explicit ReviewPanel(const Actions &actions, QWidget *parent = nullptr);

    /// Nothing: no image of a project is open; `why` says so.
    void setReview(const std::optional<ImageReview> &review, const QString &why = {});
    const std::optional<ImageReview> &review() const { return m_review; }
    void setVolume(bool isVolume);
    /// What the buttons mean in a volume: all slices, or the current one.
    bool wantsAllSlices() const;

    QString comment() const;
    void clearComment();
    /// Says what is missing or what is to be considered before the same button is pressed again.
    void warn(const QString &text);
    void askForComment();

    RevisionList &revisions() { return *m_revisions; }
    AgreementTable &agreement() { return *m_agreement; }
    bool isAgreementShown() const;

Q_SIGNALS:
    void agreementShown();

private:
    QWidget *revisionsPage(const Actions &actions);
    QWidget *readersPage(const Actions &actions);
    void showThread();
    void showReading();
    void fitPages();

    std::optional<ImageReview> m_review;
    QLabel *m_state;
    QLabel *m_origin;
    QLabel *m_warning;
    QLineEdit *m_comment;
    QCheckBox *m_allSlices;
    QTabWidget *m_pages;
    RevisionList *m_revisions;
    QLabel *m_cut;
    QListWidget *m_thread;
    QLabel *m_reading;
    QWidget *m_beginRow = nullptr; ///< While nobody reads a second time.
    QWidget *m_readingRow = nullptr; ///< While somebody does.
    AgreementTable *m_agreement;
};

} // namespace vmunet
