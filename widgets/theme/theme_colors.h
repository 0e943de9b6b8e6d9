// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QString>

namespace vmunet {

enum class ThemeKind { Dark, Light };

/// The theme that applyTheme() was last called with.
ThemeKind currentTheme();

/// A colour that follows the theme: reads as a QColor of the current one.
struct ThemeColor {
    QRgb dark;
    QRgb light;

    QColor in(ThemeKind kind) const { return QColor::fromRgb(kind == ThemeKind::Dark ? dark : light); }
    operator QColor() const { return in(currentTheme()); }
};

/// Colours beyond the palette's.
namespace theme {
inline constexpr ThemeColor kAccent{0xff3f8fc4, 0xff1f6f9f};
inline constexpr ThemeColor kMuted{0xff949aa2, 0xff585e66};
inline constexpr ThemeColor kGood{0xff5fb57c, 0xff1b6e3a};
inline constexpr ThemeColor kCaution{0xffe0a43a, 0xff835300};
inline constexpr ThemeColor kBad{0xffe5737b, 0xffa3262f};
inline constexpr ThemeColor kOnPrimary{0xffffffff, 0xffffffff};
inline constexpr ThemeColor kCurveLoss{0xffe69f00, 0xff8f5a00};
inline constexpr ThemeColor kCurveDice{0xff56b4e9, 0xff1a6a9c};
} // namespace theme

/// A colour of the style sheet by its name there, without the @. An unknown one is a programmer's error.
QColor sheetColor(const QString &name, ThemeKind kind);
/// All of them, longest first.
QStringList sheetColorNames();

} // namespace vmunet
