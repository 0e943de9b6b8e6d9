// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/revision_comparison.h"
#include "widgets/dialogs/compare_dialog.h"

#include <QObject>
#include <QPointer>

namespace vmunet {

class Workbench;

/// Shows two revisions of the open image side by side in a window of its own. Masks are rebuilt on the storage thread,
/// all slices of a volume on a worker with its own connection, so that strokes are not kept waiting. Owned by the
/// window.
class RevisionComparer : public QObject {
    Q_OBJECT

public:
    RevisionComparer(QWidget &window, Workbench &workbench);
    ~RevisionComparer() override;

    /// `before` and `after`: how the two are called.
    void compare(RevisionPair moments, const QString &before, const QString &after);

Q_SIGNALS:
    void failed(const vmunet::Error &error);

private:
    void showSlice(int slice);
    void showPicture(int slice);
    void compareVolume();
    void close();

    QWidget &m_window;
    Workbench &m_workbench;
    QPointer<CompareDialog> m_dialog;
    RevisionPair m_moments;
    ImageId m_image;
    int m_slice = 0;
    CancelFlag m_cancel; ///< Of the comparison of all slices that is under way.
};

} // namespace vmunet
