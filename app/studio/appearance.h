// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_colors.h"

class QAction;
class QMainWindow;

namespace vmunet {

/// The theme that the person chose; dark until then.
ThemeKind chosenTheme();

/// A checkable action "Light theme" at the end of the menu that holds `neighbour`. The choice is kept in the settings.
void addThemeAction(QMainWindow &window, const QAction &neighbour);

} // namespace vmunet
