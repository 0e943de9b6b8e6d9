// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include "widgets/theme/themed_icon_engine.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QPushButton>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

// Outside the namespace, as the macro demands; the resources of a static library are not linked without it.
static void initResources()
{
    Q_INIT_RESOURCE(studio);
}

namespace vmunet {

namespace {

constexpr ThemeColor kIconColor{0xffd7dade, 0xff30353b};

ThemeKind g_theme = ThemeKind::Dark; // Of the one application; main thread.

struct PaletteColor {
    QPalette::ColorRole role;
    ThemeColor color;
};

constexpr PaletteColor kPalette[] = {
    {QPalette::Window, {0xff202124, 0xfff3f4f6}}, {QPalette::WindowText, {0xffe2e5e9, 0xff16191d}},
    {QPalette::Base, {0xff1c1d20, 0xffffffff}}, {QPalette::AlternateBase, {0xff25272a, 0xfff3f4f6}},
    {QPalette::Text, {0xffe2e5e9, 0xff16191d}}, {QPalette::Button, {0xff34373c, 0xffe1e4e8}},
    {QPalette::ButtonText, {0xffe2e5e9, 0xff16191d}}, {QPalette::BrightText, {0xffffffff, 0xff000000}},
    {QPalette::Highlight, {0xff2c78aa, 0xff1f6f9f}}, {QPalette::HighlightedText, {0xffffffff, 0xffffffff}},
    {QPalette::ToolTipBase, {0xff33363b, 0xff2b2e33}}, {QPalette::ToolTipText, {0xffe2e5e9, 0xfff1f3f5}},
    {QPalette::PlaceholderText, {0xff949aa2, 0xff585e66}}, {QPalette::Link, {0xff6cb6e4, 0xff1a5f8c}},
    {QPalette::Light, {0xff45494f, 0xffffffff}}, {QPalette::Mid, {0xff2a2c30, 0xffc9ced4}},
    {QPalette::Dark, {0xff17181a, 0xffa9b0b8}}, {QPalette::Shadow, {0xff101113, 0xffd9dce0}}, // Behind the image.
};

QPalette paletteOf(ThemeKind kind)
{
    QPalette palette;
    for (const PaletteColor &one : kPalette) {
        palette.setColor(one.role, one.color.in(kind));
    }
    const QColor disabled = sheetColor(QStringLiteral("disabled"), kind);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, sheetColor(QStringLiteral("line"), kind));
    return palette;
}

QString sheetOf(ThemeKind kind)
{
    QFile file(QStringLiteral(":/theme/studio.qss"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    QString sheet = opened ? QString::fromUtf8(file.readAll()) : QString();
    sheet.replace(QStringLiteral("@arrows"), kind == ThemeKind::Dark ? QString() : QStringLiteral("-light"));
    for (const QString &name : sheetColorNames()) {
        sheet.replace(QLatin1Char('@') + name, sheetColor(name, kind).name());
    }
    return sheet;
}

QByteArray iconSource(const QString &name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "themedIcon", qPrintable(name));
    return opened ? file.readAll() : QByteArray();
}

} // namespace

void applyTheme(QApplication &application, ThemeKind kind)
{
    initResources();
    g_theme = kind;
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(paletteOf(kind));
    application.setStyleSheet(sheetOf(kind));
}

ThemeKind currentTheme()
{
    return g_theme;
}

QIcon themedIcon(const QString &name)
{
    return themedIcon(name, kIconColor);
}

QIcon themedIcon(const QString &name, const ThemeColor &color)
{
    initResources();
    return QIcon(new ThemedIconEngine(iconSource(name), color));
}

QPushButton *iconButton(const QString &objectName, const QString &icon, const QString &text, const QString &tip)
{
    auto *button = new QPushButton(themedIcon(icon), text);
    button->setObjectName(objectName);
    button->setToolTip(tip);
    button->setStatusTip(tip);
    return button;
}

QIcon applicationIcon()
{
    initResources();
    return QIcon(QStringLiteral(":/icons/vmunet-studio.svg"));
}

void setStyleFlag(QWidget *widget, const char *flag, const QVariant &value)
{
    widget->setProperty(flag, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace vmunet
