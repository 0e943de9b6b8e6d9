// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/review_controller.h"

#include "app/studio/annotator_choice.h"
#include "app/studio/reader_controller.h"
#include "app/studio/revision_comparer.h"
#include "app/studio/studio_actions.h"
#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "widgets/panels/agreement_table.h"
#include "widgets/panels/review_panel.h"
#include "widgets/panels/revision_list.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>

namespace vmunet {

namespace {
constexpr int kRefreshMs = 150;
constexpr int kLeastHeight = 300;
}

ReviewController::ReviewController(
    QMainWindow &window, Workbench &workbench, StudioActions &actions, QDockWidget *neighbour)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
    , m_actions(actions)
    , m_annotator(new AnnotatorChoice(window, workbench, actions))
    , m_readers(new ReaderController(window, workbench, actions))
    , m_comparer(new RevisionComparer(window, workbench))
{
    makeActions();
    makePanel(neighbour);
    fillMenu();
    connectWorkbench();
    m_due.setSingleShot(true);
    m_due.setInterval(kRefreshMs);
    connect(&m_due, &QTimer::timeout, this, &ReviewController::refresh);
    connect(m_comparer, &RevisionComparer::failed, this, &ReviewController::report);
    connect(m_readers, &ReaderController::failed, this, &ReviewController::report);
    connect(m_readers, &ReaderController::notice, this,
        [this](const QString &text) { Q_EMIT message(MessageBar::Severity::Note, text); });
    show({}, tr("Open an image of a project to see who did what to its mask."));
}

QAction *ReviewController::make(
    const char *name, const QString &text, const QString &icon, const QString &keys, const QString &tip)
{
    auto *action = new QAction(text, this);
    m_actions.adopt(action, QLatin1String(name), icon, QKeySequence::listFromString(keys), tip);
    return action;
}

void ReviewController::makeActions()
{
    const auto s = [](const char *text) { return QLatin1String(text); };
    m_submit = make("actionSubmit", tr("&Submit"), s("check"), s("Ctrl+Shift+U"),
        tr("You are done: ask somebody else to review the mask"));
    m_approve = make("actionReviewApprove", tr("&Approve"), s("approve"), s("Ctrl+Shift+A"),
        tr("Mark the mask as right, for training too, and stay here"));
    m_approveNext = make("actionApproveNext", tr("Approve, go to the &next to review"), s("next"),
        s("Ctrl+Shift+Return; Ctrl+Shift+Enter"), tr("Approve and open the image that waits longest for a review"));
    m_reject =
        make("actionReject", tr("&Reject"), s("close"), s("Ctrl+Shift+R"), tr("Send the mask back, with a comment"));
    m_compare = make("actionCompareRevisions", tr("&Compare..."), s("planes"), s("Ctrl+Shift+D"),
        tr("Show the difference of two chosen revisions, or of one and the newest"));
    m_restore = make("actionRestoreRevision", tr("Res&tore"), s("back"), {},
        tr("Put the mask of the chosen revision back, as a new revision that can be undone"));
    connect(m_submit, &QAction::triggered, this, &ReviewController::submit);
    connect(m_approve, &QAction::triggered, this, [this] { approve(false); });
    connect(m_approveNext, &QAction::triggered, this, [this] { approve(true); });
    connect(m_reject, &QAction::triggered, this, &ReviewController::reject);
    connect(m_compare, &QAction::triggered, this, &ReviewController::compare);
    connect(m_restore, &QAction::triggered, this, &ReviewController::restore);
}

void ReviewController::makePanel(QDockWidget *neighbour)
{
    m_panel = new ReviewPanel({.submit = m_submit,
        .approve = m_approve,
        .approveNext = m_approveNext,
        .reject = m_reject,
        .compare = m_compare,
        .restore = m_restore,
        .secondReading = m_readers->begin(),
        .finishReading = m_readers->finish(),
        .giveUpReading = m_readers->giveUp()});
    m_readers->setTable(m_panel->agreement());
    m_dock = new QDockWidget(tr("Review"), &m_window);
    m_dock->setObjectName(QStringLiteral("reviewDock"));
    auto *scroll = new QScrollArea; // So that a low window need not be as high as the panel.
    scroll->setWidget(m_panel);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumHeight(kLeastHeight);
    m_dock->setWidget(scroll);
    m_dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    m_window.tabifyDockWidget(neighbour, m_dock);
    connect(m_dock, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        if (visible) {
            refresh();
        }
    });
    connect(&m_panel->revisions(), &QTreeWidget::itemSelectionChanged, this, &ReviewController::updateActions);
    connect(m_panel, &ReviewPanel::agreementShown, m_readers, &ReaderController::updateTable);
}

void ReviewController::fillMenu()
{
    QMenuBar &bar = *m_window.menuBar();
    auto *menu = new QMenu(tr("Re&view"), &bar);
    menu->setObjectName(QStringLiteral("reviewMenu"));
    menu->addActions({m_submit, m_approve, m_approveNext, m_reject});
    menu->addSeparator();
    menu->addActions({m_compare, m_restore});
    menu->addSeparator();
    menu->addActions({m_readers->begin(), m_readers->finish(), m_readers->giveUp()});
    menu->addSeparator();
    m_actions.adopt(m_dock->toggleViewAction(), QStringLiteral("actionReviewPanel"), {}, {},
        tr("Who did what to the mask, and what others say about it"));
    menu->addActions({m_annotator->action(), m_dock->toggleViewAction()});
    const QList<QAction *> menus = bar.actions();
    bar.insertMenu(menus.value(menus.size() - 2), menu); // Before Train and Help.
}

void ReviewController::connectWorkbench()
{
    connect(&m_workbench, &Workbench::documentOpened, this, [this] {
        m_panel->setVolume(m_workbench.document()->sliceCount() > 1);
        m_panel->clearComment();
        connect(m_workbench.document(), &Document::currentSliceChanged, &m_due, qOverload<>(&QTimer::start));
        refresh();
    });
    connect(&m_workbench, &Workbench::documentClosing, this, [this] { show({}, tr("Open an image of a project.")); });
    const auto later = [this] {
        if (!m_due.isActive()) {
            m_due.start();
        }
    };
    connect(&m_workbench.session().store(), &ProjectStore::committed, this, later);
    connect(&m_workbench.session(), &ProjectSession::lookedAtOnly, this, later);
}

void ReviewController::withReview(std::function<void(const ImageReview &)> then)
{
    const Document *document = m_workbench.document();
    const ImageId image = m_workbench.session().image();
    if (!document || !image) {
        return;
    }
    m_workbench.session()
        .store()
        .query([image, slice = document->currentSlice()](
                   Project &project) { return readImageReview(project, image, slice); })
        .then(this, [this, image, then = std::move(then)](const Result<ImageReview> &review) {
            if (!review) {
                report(review.error());
            } else if (m_workbench.document() && image == m_workbench.session().image()) {
                then(*review);
            }
        });
}

void ReviewController::refresh()
{
    if (!m_workbench.session().image() && m_workbench.document()) {
        show({}, tr("This image is not in a project: nothing is kept of its mask."));
    }
    withReview([this](const ImageReview &review) {
        if (review.slice != m_workbench.document()->currentSlice()) {
            return;
        }
        const std::optional<ImageReview> &former = m_panel->review();
        const bool wasReviewed =
            !former || former->image != review.image || former->reviews.size() != review.reviews.size();
        show(review, {});
        if (wasReviewed && m_panel->isVisible() && m_panel->isAgreementShown()) {
            m_readers->updateTable(); // Rebuilds many masks: not for each stroke.
        }
    });
}

void ReviewController::show(const std::optional<ImageReview> &review, const QString &why)
{
    m_panel->setReview(review, why);
    updateActions();
}

void ReviewController::updateActions()
{
    const std::optional<ImageReview> &review = m_panel->review();
    const bool kept = review && m_workbench.session().keepsDocument();
    const bool reading = review && review->reading;
    const bool ownReading = reading && review->reading->name == review->annotator;
    const bool reviewable = kept && !review->passages.empty() && !reading;
    const std::vector<RevisionId> chosen = m_panel->revisions().chosen();
    for (QAction *action : {m_submit, m_approve, m_approveNext, m_reject}) {
        action->setEnabled(reviewable);
    }
    const bool isNewest = review && chosen.size() == 1 && chosen.front() == review->passages.front().last();
    m_compare->setEnabled(chosen.size() == 2 || (chosen.size() == 1 && !isNewest));
    m_restore->setEnabled(kept && chosen.size() == 1 && !isNewest);
    m_readers->begin()->setEnabled(reviewable);
    m_readers->finish()->setEnabled(kept && ownReading);
    m_readers->giveUp()->setEnabled(reading && !m_workbench.session().store().isReadOnly());
}

std::optional<int> ReviewController::reviewedSlice() const
{
    return m_panel->wantsAllSlices() ? std::nullopt : std::optional(m_workbench.document()->currentSlice());
}

void ReviewController::submit()
{
    m_workbench.settleThreshold();
    m_workbench.session().review(reviewedSlice(), ReviewStatus::Submitted, m_panel->comment());
    m_panel->clearComment();
}

void ReviewController::approve(bool goOn)
{
    m_workbench.settleThreshold();
    withReview([this, goOn](const ImageReview &review) {
        if (review.passages.empty()) {
            return;
        }
        const RevisionId newest = review.passages.front().last();
        if (review.isOwn() && m_ownKnown != newest) {
            m_ownKnown = newest;
            raise();
            show(review, {});
            m_panel->warn(tr("Your own hand is in this mask. Approve once more to do so without a second opinion."));
            return;
        }
        m_workbench.session().review(reviewedSlice(), ReviewStatus::Approved, m_panel->comment());
        m_panel->clearComment();
        if (goOn) {
            goToNext();
        }
    });
}

void ReviewController::reject()
{
    if (m_panel->comment().isEmpty()) {
        raise();
        m_panel->askForComment();
        return;
    }
    m_workbench.settleThreshold();
    m_workbench.session().review(reviewedSlice(), ReviewStatus::Rejected, m_panel->comment());
    m_panel->clearComment();
}

void ReviewController::goToNext()
{
    m_workbench.session()
        .store()
        .query([image = m_workbench.session().image()](Project &project) { return nextToReview(project, image); })
        .then(this, [this](const Result<std::optional<ImageRecord>> &next) {
            if (!next) {
                report(next.error());
            } else if (*next) {
                m_workbench.showImage((*next)->path);
            } else {
                Q_EMIT message(MessageBar::Severity::Note, tr("Nothing else waits for a review."));
            }
        });
}

void ReviewController::restore()
{
    const std::vector<RevisionId> chosen = m_panel->revisions().chosen();
    const std::optional<ImageReview> &review = m_panel->review();
    if (chosen.size() != 1 || !review) {
        return;
    }
    m_workbench.session()
        .store()
        .query([image = review->image, slice = review->slice, id = chosen.front()](
                   Project &project) { return project.annotations().mask(image, slice, id); })
        .then(
            this, [this, image = review->image, slice = review->slice, id = chosen.front()](const Result<Mask> &mask) {
                if (!mask) {
                    report(mask.error());
                    return;
                }
                if (image != m_workbench.session().image()) {
                    return;
                }
                m_workbench.settleThreshold();
                const bool changed = m_workbench.session().restore(slice, *mask, id);
                Q_EMIT message(MessageBar::Severity::Note,
                    changed ? tr("The mask is as it was after revision %1. Undo takes that back.").arg(id.value)
                            : tr("The mask is the same as after revision %1.").arg(id.value));
            });
}

void ReviewController::compare()
{
    std::vector<RevisionId> chosen = m_panel->revisions().chosen();
    const std::optional<ImageReview> &review = m_panel->review();
    if (chosen.empty() || chosen.size() > 2 || !review) {
        return;
    }
    if (chosen.size() == 1) {
        chosen.push_back(review->passages.front().last());
    }
    const RevisionList &list = m_panel->revisions();
    m_comparer->compare({.before = chosen[0], .after = chosen[1]}, list.textOf(chosen[0]), list.textOf(chosen[1]));
}

void ReviewController::raise()
{
    m_dock->show();
    m_dock->raise();
}

void ReviewController::report(const Error &error)
{
    Q_EMIT message(MessageBar::Severity::Error, error.message);
}

} // namespace vmunet
