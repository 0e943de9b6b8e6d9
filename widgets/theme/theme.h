// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
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

/// Colours beyond the palette's.
namespace theme {
inline const QColor kAccent{0x3f, 0x8f, 0xc4};
inline const QColor kMuted{0x94, 0x9a, 0xa2};
inline const QColor kGood{0x5f, 0xb5, 0x7c};
inline const QColor kCaution{0xe0, 0xa4, 0x3a};
inline const QColor kCurveLoss{0xe6, 0x9f, 0x00};
inline const QColor kCurveDice{0x56, 0xb4, 0xe9};
} // namespace theme

/// Fusion under a dark neutral palette, which leaves the eye adapted to the image. Call once, before the first window.
void applyTheme(QApplication &application);

/// A line icon of resources/icons in the theme's colours, also for its disabled and checked states. `name` has no
/// extension; an unknown one is a programmer's error.
QIcon themedIcon(const QString &name);
QIcon themedIcon(const QString &name, const QColor &color);

/// A push button with an icon of ours; `tip` is its tooltip and status tip.
QPushButton *iconButton(const QString &objectName, const QString &icon, const QString &text, const QString &tip);

/// The program's own icon.
QIcon applicationIcon();

/// Marks `widget` for the stylesheet, e.g. "primary" on the one main button of a panel.
void setStyleFlag(QWidget *widget, const char *flag, const QVariant &value = true);

} // namespace vmunet
