// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/window_level.h"

#include <QList>
#include <QString>

class QSettings;

namespace vmunet {

/// A grey window that a person chooses by name.
struct WindowPreset {
    QString name;
    WindowLevel window;
    bool own = false; ///< Made by the person, so it can be removed.
    bool operator==(const WindowPreset &) const = default;
};

/// The customary windows for CT, in Hounsfield units.
QList<WindowPreset> standardWindowPresets();

/// The person's own, in the order of making. What is damaged in the settings is left out.
QList<WindowPreset> readOwnPresets(QSettings &settings);
void writeOwnPresets(QSettings &settings, const QList<WindowPreset> &own);

} // namespace vmunet
