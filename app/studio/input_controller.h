// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/dialogs/keys_dialog.h"

#include <QObject>

class QMainWindow;

namespace vmunet {

class LabelsPanel;
class MouseScheme;

/// Keys and mouse of the window: collects the bindable actions, keeps what the person changed in the settings, and
/// follows the kind of image unless a scheme was chosen. Owned by the window.
class InputController : public QObject {
    Q_OBJECT

public:
    /// After all menus are filled. Adds its own actions to the last menu, and the keys 1 to 9 for `labels`.
    InputController(QMainWindow &window, LabelsPanel &labels);

    /// What kind of image is shown from now on.
    void setVolume(bool volume);
    KeyBindings &bindings() { return m_bindings; }
    MouseScheme &mouse() { return *m_mouse; }
    void choose(SchemeChoice choice);
    SchemeChoice choice() const { return m_choice; }

    /// The keys of a file; errors: Io, Unsupported, Corrupt.
    Status importFrom(const QString &path);
    Status exportTo(const QString &path) const;

Q_SIGNALS:
    void failed(const vmunet::Error &error);

private:
    void addLabelKeys(LabelsPanel &labels);
    void addOwnActions();
    void collect();
    void load();
    void save() const;
    void applyScheme();
    void showSheet();
    void showDialog();
    void askForFile(bool import);

    QMainWindow &m_window;
    KeyBindings m_bindings;
    MouseScheme *m_mouse;
    SchemeChoice m_choice = SchemeChoice::Automatic;
    bool m_volume = false;
};

} // namespace vmunet
