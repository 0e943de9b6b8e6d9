// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/agreement.h"

#include <QObject>

#include <functional>

class QAction;

namespace vmunet {

class AgreementTable;
class StudioActions;
class Workbench;

/// Reading as second reader, and how the readers agree. Owned by the window.
class ReaderController : public QObject {
    Q_OBJECT

public:
    ReaderController(QWidget &window, Workbench &workbench, StudioActions &actions);
    ~ReaderController() override;

    void setTable(AgreementTable &table);
    QAction *begin() const { return m_begin; }
    QAction *finish() const { return m_finish; }
    QAction *giveUp() const { return m_giveUp; }
    /// Reads the table's rows anew; a former question that is still under way is cancelled.
    void updateTable();
    /// Writes the shown rows. A message or failed() follows.
    void writeCsv(const QString &path);

Q_SIGNALS:
    void failed(const vmunet::Error &error);
    void notice(const QString &text);

private:
    void run(std::function<Result<RevisionId>(Project &, ImageId)> change);
    void askForPath();

    QWidget &m_window;
    Workbench &m_workbench;
    AgreementTable *m_table = nullptr;
    QAction *m_begin;
    QAction *m_finish;
    QAction *m_giveUp;
    quint64 m_ticket = 0; ///< Of the change that is being written.
    CancelFlag m_cancel;
};

} // namespace vmunet
