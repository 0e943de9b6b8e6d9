// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/history_controller.h"

#include "core/editing/document.h"
#include "widgets/panels/history_panel.h"

#include <QAction>
#include <QElapsedTimer>
#include <QSettings>

#include <algorithm>

namespace vmunet {

namespace {
const QString kLimitKey = QStringLiteral("history/limitMiB");
constexpr int kDefaultLimit = 256;

int limit()
{
    return std::clamp(
        QSettings().value(kLimitKey, kDefaultLimit).toInt(), HistoryPanel::kSmallestLimit, HistoryPanel::kLargestLimit);
}
} // namespace

HistoryController::HistoryController(HistoryPanel &panel, QAction &undo, QAction &redo, QObject *parent)
    : QObject(parent)
    , m_panel(panel)
    , m_undo(undo)
    , m_redo(redo)
{
    connect(&m_undo, &QAction::triggered, this, [this] {
        if (m_document) {
            m_document->undo();
        }
    });
    connect(&m_redo, &QAction::triggered, this, [this] {
        if (m_document) {
            m_document->redo();
        }
    });
    connect(&m_panel, &HistoryPanel::stepChosen, this, &HistoryController::goTo);
    connect(&m_walk, &QTimer::timeout, this, &HistoryController::walk);
    panel.setLimit(limit());
    connect(&m_panel, &HistoryPanel::limitChosen, this, [this](int megabytes) {
        QSettings().setValue(kLimitKey, megabytes);
        if (m_document) {
            m_document->history().setLimit(qsizetype(megabytes) << 20);
        }
    });
    updateActions();
}

void HistoryController::setDocument(Document *document)
{
    m_walk.stop();
    if (m_document) {
        m_document->history().disconnect(this);
    }
    m_document = document;
    m_panel.setDocument(document);
    if (document) {
        document->history().setLimit(qsizetype(limit()) << 20);
        connect(&document->history(), &UndoHistory::changed, this, &HistoryController::updateActions);
    }
    updateActions();
}

void HistoryController::goTo(int index)
{
    if (m_document) {
        m_target = index;
        m_expected = m_document->history().index();
        m_walk.start();
    }
}

void HistoryController::walk()
{
    constexpr int kBusyMs = 15;
    QElapsedTimer busy;
    busy.start();
    while (m_document && m_document->history().index() == m_expected && m_expected != m_target) {
        m_target < m_expected ? m_document->undo() : m_document->redo();
        m_expected += m_target < m_expected ? -1 : 1;
        if (busy.elapsed() > kBusyMs) {
            return;
        }
    }
    m_walk.stop();
}

void HistoryController::updateActions()
{
    const UndoHistory *history = m_document ? &m_document->history() : nullptr;
    m_undo.setEnabled(history && history->canUndo());
    m_redo.setEnabled(history && history->canRedo());
    const QString undone = history ? history->undoText() : QString();
    const QString redone = history ? history->redoText() : QString();
    m_undo.setText(undone.isEmpty() ? tr("&Undo") : tr("&Undo %1").arg(undone));
    m_redo.setText(redone.isEmpty() ? tr("&Redo") : tr("&Redo %1").arg(redone));
}

} // namespace vmunet
