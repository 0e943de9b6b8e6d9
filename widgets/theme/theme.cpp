// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPushButton>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <QWidget>

// Outside the namespace, as the macro demands; the resources of a static library are not linked without it.
static void initResources()
{
    Q_INIT_RESOURCE(studio);
}

namespace vmunet {

namespace {

const QColor kIconColor{0xd7, 0xda, 0xde};
const QColor kIconDisabled{0x5f, 0x64, 0x6b};
const QColor kIconSelected{0xff, 0xff, 0xff};

QPalette darkPalette()
{
    QPalette palette;
    const QColor text(0xe2, 0xe5, 0xe9);
    const QColor disabled(0x6d, 0x72, 0x78);
    palette.setColor(QPalette::Window, QColor(0x20, 0x21, 0x24));
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, QColor(0x1c, 0x1d, 0x20));
    palette.setColor(QPalette::AlternateBase, QColor(0x25, 0x27, 0x2a));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::Button, QColor(0x34, 0x37, 0x3c));
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x7f, 0xb3));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, QColor(0x33, 0x36, 0x3b));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, theme::kMuted);
    palette.setColor(QPalette::Link, QColor(0x6c, 0xb6, 0xe4));
    palette.setColor(QPalette::Light, QColor(0x45, 0x49, 0x4f));
    palette.setColor(QPalette::Mid, QColor(0x2a, 0x2c, 0x30));
    palette.setColor(QPalette::Dark, QColor(0x17, 0x18, 0x1a));
    palette.setColor(QPalette::Shadow, QColor(0x10, 0x11, 0x13)); // Behind the image.
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0x3a, 0x3d, 0x42));
    return palette;
}

QPixmap tinted(const QByteArray &svg, const QColor &color, int side)
{
    QByteArray colored = svg;
    colored.replace("#000", color.name().toLatin1());
    QSvgRenderer renderer(colored);
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

QByteArray iconSource(const QString &name)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(opened, "themedIcon", qPrintable(name));
    return opened ? file.readAll() : QByteArray();
}

} // namespace

void applyTheme(QApplication &application)
{
    initResources();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(darkPalette());
    QFile sheet(QStringLiteral(":/theme/studio.qss"));
    if (sheet.open(QIODevice::ReadOnly)) {
        application.setStyleSheet(QString::fromUtf8(sheet.readAll()));
    }
}

QIcon themedIcon(const QString &name)
{
    return themedIcon(name, kIconColor);
}

QIcon themedIcon(const QString &name, const QColor &color)
{
    initResources();
    const QByteArray svg = iconSource(name);
    QIcon icon;
    for (const int side : {16, 20, 24, 32, 48}) {
        icon.addPixmap(tinted(svg, color, side), QIcon::Normal, QIcon::Off);
        icon.addPixmap(tinted(svg, kIconSelected, side), QIcon::Normal, QIcon::On);
        icon.addPixmap(tinted(svg, kIconDisabled, side), QIcon::Disabled);
        icon.addPixmap(tinted(svg, kIconSelected, side), QIcon::Selected);
    }
    return icon;
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
