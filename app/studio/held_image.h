// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace vmunet {

class DocumentView;
class LabelsPanel;
class LookOnlyBar;
class MaskCommands;
class SegmentationPanel;
class StudioActions;
class ToolController;
class Workbench;
enum class ToolKind;

/// An image that this window may not change, for somebody else works on it or the project is write-protected: takes the
/// tools and commands away, says why, and offers to take the image over as soon as it is free. Owned by the window.
class HeldImage : public QObject {
    Q_OBJECT

public:
    struct Parts {
        Workbench &workbench;
        DocumentView &view;
        StudioActions &actions;
        ToolController &tools;
        MaskCommands &maskCommands;
        LabelsPanel &labels;
        SegmentationPanel &segmentation;
    };

    HeldImage(const Parts &parts, QObject *parent);

private:
    void lock(const QString &why);
    void unlock();
    void setToolsEnabled(bool enabled);
    void lookForRelease();
    void showState(const QString &holder);

    Parts m_parts;
    LookOnlyBar *m_bar;
    QTimer m_watch; ///< Looks whether the image is free.
    QString m_why;
    bool m_isLocked = false;
    ToolKind m_toolBefore;
};

} // namespace vmunet
