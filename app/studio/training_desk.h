// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/training_controller.h"
#include "widgets/panels/message_bar.h"

#include <QObject>

class QMainWindow;

namespace vmunet {

class StudioActions;
class StudioPanels;
class Workbench;

/// What a person sees of fine-tuning: connects the training controller with panel, menu and dialogs, and asks what is
/// to become of a run when the window closes. Owned by the window. Main thread.
class TrainingDesk : public QObject {
    Q_OBJECT

public:
    TrainingDesk(QMainWindow &window, Workbench &workbench, StudioActions &actions, StudioPanels &panels);

    /// True where no run is under way. Else asks, and closes the window itself once that can be done.
    bool mayClose();

Q_SIGNALS:
    void message(vmunet::MessageBar::Severity severity, const QString &text);

private:
    void connectRequests(StudioActions &actions);
    void connectRun();
    void connectEnd();
    void askForSettings(const FineTuneOffer &offer, const FineTuneSettings &proposed);
    void askForRun(const std::vector<StoredRun> &runs);
    void stop();
    void closeWhenStopped();
    void leaveRunning();
    void showOutcome(const TrainingOutcome &outcome);
    void showComparison();
    void reject();

    QMainWindow &m_window;
    Workbench &m_workbench;
    StudioPanels &m_panels;
    TrainingController &m_training;
    TrainingPanel &m_panel;
    bool m_askForRun = false; ///< listRuns() was asked for a person, not to look for what went on.
    bool m_closing = false; ///< The window closes when the run has been saved.
};

} // namespace vmunet
