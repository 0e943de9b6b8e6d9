// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/review_panel.h"

#include "widgets/panels/agreement_table.h"
#include "widgets/panels/review_texts.h"
#include "widgets/panels/revision_list.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace vmunet {

namespace {

QToolButton *buttonFor(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly : Qt::ToolButtonTextBesideIcon);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setFocusPolicy(Qt::TabFocus);
    button->setIconSize({16, 16});
    setStyleFlag(button, "framed");
    return button;
}

QHBoxLayout *rowOf(const QList<QAction *> &actions)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    for (QAction *action : actions) {
        row->addWidget(buttonFor(action));
    }
    return row;
}

bool isSame(const ImageReview &a, const ImageReview &b)
{
    const auto newest = [](const ImageReview &review) {
        return review.passages.empty() ? RevisionId{} : review.passages.front().last();
    };
    return a.image == b.image && a.slice == b.slice && newest(a) == newest(b) && a.reviews.size() == b.reviews.size()
        && a.annotator == b.annotator;
}

QLabel *textLabel(const QString &name, const QString &accessibleName)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setAccessibleName(accessibleName);
    label->setTextFormat(Qt::PlainText); // Names and comments come from the file.
    label->setWordWrap(true);
    return label;
}

} // namespace

ReviewPanel::ReviewPanel(const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_state(textLabel(QStringLiteral("reviewState"), tr("State")))
    , m_origin(textLabel(QStringLiteral("reviewOrigin"), tr("Who made the mask")))
    , m_warning(textLabel(QStringLiteral("reviewWarning"), tr("To consider")))
    , m_comment(new QLineEdit)
    , m_allSlices(new QCheckBox(tr("All slices")))
    , m_pages(new QTabWidget)
    , m_revisions(new RevisionList)
    , m_cut(textLabel(QStringLiteral("revisionsCut"), tr("Older revisions")))
    , m_thread(new QListWidget)
    , m_reading(textLabel(QStringLiteral("readingState"), tr("Second reading")))
    , m_agreement(new AgreementTable)
{
    setObjectName(QStringLiteral("reviewPanel"));
    setStyleFlag(m_state, "heading");
    setStyleFlag(m_origin, "muted");
    setStyleFlag(m_warning, "caution");
    m_comment->setObjectName(QStringLiteral("reviewComment"));
    m_comment->setAccessibleName(tr("Comment"));
    m_comment->setPlaceholderText(tr("Comment; needed to reject"));
    m_comment->setMaxLength(10'000);
    m_allSlices->setObjectName(QStringLiteral("reviewAllSlices"));
    m_allSlices->setToolTip(tr("Submit, approve and reject all slices that have a mask, not just this one"));
    m_allSlices->setChecked(true);
    m_thread->setObjectName(QStringLiteral("reviewThread"));
    m_thread->setAccessibleName(tr("Comments"));
    m_thread->setWordWrap(true);
    m_thread->setMinimumHeight(0);
    m_thread->setSelectionMode(QAbstractItemView::NoSelection);
    m_pages->setObjectName(QStringLiteral("reviewPages"));
    m_pages->setDocumentMode(true);
    m_pages->addTab(revisionsPage(actions), tr("Revisions"));
    m_pages->addTab(m_thread, tr("Comments"));
    m_pages->addTab(readersPage(actions), tr("Readers"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    layout->setSpacing(6);
    layout->addWidget(m_state);
    layout->addWidget(m_origin);
    layout->addWidget(m_warning);
    layout->addWidget(m_comment);
    layout->addWidget(m_allSlices);
    QHBoxLayout *decide = rowOf({actions.submit, actions.approve, actions.reject});
    QToolButton *next = buttonFor(actions.approveNext);
    next->setToolButtonStyle(Qt::ToolButtonIconOnly); // Said by its tip and in the menu.
    next->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    decide->insertWidget(2, next);
    layout->addLayout(decide);
    layout->addWidget(m_pages, 1);
    fitPages();
    connect(m_pages, &QTabWidget::currentChanged, this, [this] {
        fitPages();
        if (isAgreementShown()) {
            Q_EMIT agreementShown();
        }
    });
    setVolume(false);
    setReview({});
}

QWidget *ReviewPanel::revisionsPage(const Actions &actions)
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    setStyleFlag(m_cut, "muted");
    layout->addWidget(m_revisions, 1);
    layout->addWidget(m_cut);
    layout->addLayout(rowOf({actions.compare, actions.restore}));
    return page;
}

QWidget *ReviewPanel::readersPage(const Actions &actions)
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, kSpacing, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_reading);
    m_beginRow = new QWidget;
    m_beginRow->setLayout(rowOf({actions.secondReading}));
    m_readingRow = new QWidget;
    m_readingRow->setLayout(rowOf({actions.finishReading, actions.giveUpReading}));
    for (QWidget *row : {m_beginRow, m_readingRow}) {
        row->layout()->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(row);
    }
    layout->addWidget(m_agreement, 1);
    return page;
}

void ReviewPanel::setVolume(bool isVolume)
{
    m_allSlices->setVisible(isVolume);
}

bool ReviewPanel::wantsAllSlices() const
{
    return m_allSlices->isChecked() || m_allSlices->isHidden();
}

void ReviewPanel::setReview(const std::optional<ImageReview> &review, const QString &why)
{
    const bool isNews = !m_review || !review || !isSame(*m_review, *review);
    m_review = review;
    m_state->setText(review ? stateText(*review) : tr("No review"));
    m_origin->setText(review ? originText(*review) : why);
    m_comment->setEnabled(review.has_value());
    m_revisions->setReview(review.value_or(ImageReview{}));
    m_cut->setText(tr("Older revisions are in the project, but are not listed."));
    m_cut->setVisible(review && review->isCut);
    const bool own = review && review->isOwn() && review->sliceStatus == ReviewStatus::Submitted;
    if (isNews) { // What was said to consider holds until something happens.
        warn(own ? tr("Your own hand is in this mask: somebody else should approve it.") : QString());
    }
    showThread();
    showReading();
}

void ReviewPanel::showThread()
{
    m_thread->clear();
    for (const Review &one : m_review ? m_review->reviews : std::vector<Review>()) {
        m_thread->addItem(reviewText(*m_review, one));
    }
    m_pages->setTabText(1, m_thread->count() == 0 ? tr("Comments") : tr("Comments (%1)").arg(m_thread->count()));
    m_thread->scrollToBottom();
}

void ReviewPanel::showReading()
{
    const SecondReading *reading = m_review && m_review->reading ? &*m_review->reading : nullptr;
    m_beginRow->setVisible(!reading);
    m_readingRow->setVisible(reading);
    m_reading->setVisible(reading);
    if (!reading) {
        m_reading->clear();
    } else if (reading->name == m_review->annotator) {
        m_reading->setText(tr("You are the second reader. What the first reader did is hidden until you finish."));
    } else {
        m_reading->setText(tr("%1 is reading this image as second reader.").arg(reading->name));
    }
}

QString ReviewPanel::comment() const
{
    return m_comment->text().trimmed();
}

void ReviewPanel::clearComment()
{
    m_comment->clear();
}

void ReviewPanel::warn(const QString &text)
{
    m_warning->setText(text);
    m_warning->setVisible(!text.isEmpty());
}

void ReviewPanel::askForComment()
{
    warn(tr("Say in the comment what is wrong, then reject."));
    m_comment->setFocus(Qt::ShortcutFocusReason);
}

/// Only the page in sight asks for room.
void ReviewPanel::fitPages()
{
    for (int i = 0; i < m_pages->count(); ++i) {
        const auto policy = i == m_pages->currentIndex() ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_pages->widget(i)->setSizePolicy(policy, policy);
    }
}

bool ReviewPanel::isAgreementShown() const
{
    return m_pages->currentIndex() == 2;
}

} // namespace vmunet
