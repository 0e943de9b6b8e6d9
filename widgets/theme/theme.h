// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_colors.h"

#include <QIcon>
#include <QString>
#include <QVariant>

class QApplication;
class QPushButton;
class QWidget;

namespace vmunet {

/// The spacing that all panels and dialogs share, in widget pixels.
inline constexpr int kSpacing = 8;
inline constexpr int kPanelMargin = 10;

/// Fusion under a neutral palette: dark, which leaves the eye adapted to the image, or light for bright rooms. Call it
/// before the first window, and again to change the theme.
void applyTheme(QApplication &application, ThemeKind kind = ThemeKind::Dark);

/// A line icon of resources/icons in the theme's colours, also for its disabled and checked states; sharp at any size.
/// `name` has no extension; an unknown one is a programmer's error.
QIcon themedIcon(const QString &name);
QIcon themedIcon(const QString &name, const ThemeColor &color);

/// A push button with an icon of ours; `tip` is its tooltip and status tip.
QPushButton *iconButton(const QString &objectName, const QString &icon, const QString &text, const QString &tip);

/// The program's own icon.
QIcon applicationIcon();

/// Marks `widget` for the stylesheet, e.g. "primary" on the one main button of a panel.
void setStyleFlag(QWidget *widget, const char *flag, const QVariant &value = true);

} // namespace vmunet
