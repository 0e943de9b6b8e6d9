// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/appearance.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>

namespace vmunet {

namespace {
const QString kThemeKey = QStringLiteral("appearance/lightTheme");
} // namespace

ThemeKind chosenTheme()
{
    return QSettings().value(kThemeKey, false).toBool() ? ThemeKind::Light : ThemeKind::Dark;
}

void addThemeAction(QMainWindow &window, const QAction &neighbour)
{
    auto *action = new QAction(QMainWindow::tr("L&ight theme"), &window);
    action->setObjectName(QStringLiteral("actionLightTheme"));
    action->setStatusTip(QMainWindow::tr("Light colours, for bright rooms"));
    action->setCheckable(true);
    action->setChecked(currentTheme() == ThemeKind::Light);
    window.addAction(action);
    for (QAction *menu : window.menuBar()->actions()) {
        if (menu->menu() && menu->menu()->actions().contains(const_cast<QAction *>(&neighbour))) {
            menu->menu()->addSeparator();
            menu->menu()->addAction(action);
        }
    }
    QObject::connect(action, &QAction::toggled, &window, [](bool light) {
        QSettings().setValue(kThemeKey, light);
        applyTheme(*qApp, light ? ThemeKind::Light : ThemeKind::Dark);
    });
}

} // namespace vmunet
