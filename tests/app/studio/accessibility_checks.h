// SPDX-License-Identifier: GPL-3.0-or-later
// What a window lacks for people who use a keyboard or a screen reader.
#pragma once

#include "widgets/canvas/image_canvas.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

namespace vmunet::test {

inline bool isViewport(const QWidget *widget)
{
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget->parentWidget());
    return qobject_cast<const QScrollArea *>(widget) || (area && area->viewport() == widget);
}

/// What a person can do something with; not the parts that Qt builds such widgets of, nor pages, whose tabs are one.
inline bool isControl(const QWidget *widget)
{
    if (widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QScrollBar *>(widget)
        || qobject_cast<const QHeaderView *>(widget) || qobject_cast<const QMenu *>(widget) || isViewport(widget)
        || qobject_cast<const QTabWidget *>(widget) || widget->inherits("QTableCornerButton")) {
        return false;
    }
    for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
        if (qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent)
            || qobject_cast<const QTabBar *>(parent) || qobject_cast<const QLineEdit *>(parent)
            || parent->inherits("QMenuBar")) {
            return false;
        }
    }
    // The arrow buttons of spin boxes and tabs have no focus of their own; dock title buttons neither.
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget)
        || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QComboBox *>(widget)
        || qobject_cast<const QAbstractSlider *>(widget) || qobject_cast<const QAbstractItemView *>(widget)
        || qobject_cast<const QTextEdit *>(widget) || qobject_cast<const ImageCanvas *>(widget)
        || (widget->focusPolicy() & Qt::TabFocus && !qobject_cast<const QLabel *>(widget));
}

inline QList<QWidget *> controlsOf(QWidget &window)
{
    QList<QWidget *> controls;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->window() == &window && isControl(widget)) {
            controls.append(widget);
        }
    }
    return controls;
}

inline QString describe(const QWidget *widget)
{
    QString path;
    for (const QWidget *one = widget; one; one = one->parentWidget()) {
        path.prepend(QStringLiteral("/%1:%2").arg(QLatin1String(one->metaObject()->className()), one->objectName()));
    }
    return path;
}

/// Whether a menu of the window holds the action: then it is reached without the button.
inline bool isInMenu(const QMenuBar &bar, const QAction *action)
{
    for (const QMenu *menu : bar.findChildren<QMenu *>()) {
        if (menu->actions().contains(const_cast<QAction *>(action))) {
            return true;
        }
    }
    return false;
}

/// Controls that a screen reader has no name for.
inline QStringList namelessIn(QWidget &window)
{
    QStringList nameless;
    for (QWidget *control : controlsOf(window)) {
        const auto *button = qobject_cast<QAbstractButton *>(control);
        const bool isUnused = button && button->isHidden() && button->text().isEmpty(); // Gets its text when shown.
        if (qobject_cast<QTabBar *>(control) && control->isHidden()) {
            continue; // The window keeps one in store.
        }
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(control);
        if (!isUnused && (!interface || interface->text(QAccessible::Name).trimmed().isEmpty())) {
            nameless.append(describe(control));
        }
    }
    return nameless;
}

/// Controls that can be used now and are not met by Tab from the first one on until it comes round; without those that
/// the menus or a group's arrow keys reach.
inline QStringList missedByTab(QWidget &window, const QMenuBar *menus)
{
    window.activateWindow();
    QSet<const QWidget *> met;
    QWidget *start = window.focusWidget();
    QWidget *first = &window;
    do {
        if (!start && first->focusPolicy() & Qt::TabFocus && first->isVisible() && first->isEnabled()) {
            start = first;
        }
        first = first->nextInFocusChain();
    } while (!start && first != &window);
    if (start) {
        start->setFocus(Qt::TabFocusReason);
    }
    for (QWidget *focus = window.focusWidget(); focus && !met.contains(focus); focus = window.focusWidget()) {
        met.insert(focus);
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    QStringList missed;
    for (QWidget *control : controlsOf(window)) {
        const auto *tool = qobject_cast<QToolButton *>(control);
        const bool byMenu = tool && menus && tool->defaultAction() && isInMenu(*menus, tool->defaultAction());
        const auto *button = qobject_cast<QAbstractButton *>(control);
        const bool inGroup = button && button->autoExclusive(); // Radio buttons: Tab meets one, arrows the others.
        const bool dockTitle = control->parentWidget() && qobject_cast<QDockWidget *>(control->parentWidget());
        if (control->isVisible() && control->isEnabled() && !byMenu && !inGroup && !dockTitle
            && !met.contains(control)) {
            missed.append(describe(control));
        }
    }
    return missed;
}

/// Labels, buttons and boxes of choices in sight that have less room than their text needs, or are cut off.
inline QStringList croppedIn(QWidget &window)
{
    constexpr int kPadding = 4; // Above and below a button's text, where nothing is lost.
    QStringList cropped;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const auto *label = qobject_cast<QLabel *>(widget);
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        const auto *box = qobject_cast<QComboBox *>(widget);
        const bool mayBeCut = widget->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored; // Its tip has it all.
        const bool hasText = (label && !label->text().isEmpty() && !label->wordWrap() && !mayBeCut)
            || (button && !button->text().isEmpty()) || box;
        if (!hasText || !widget->isVisible()) {
            continue;
        }
        bool scrolls = false;
        bool isBehind = false; // Another tab is in front of its panel.
        for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
            scrolls = scrolls || qobject_cast<const QAbstractScrollArea *>(parent);
            isBehind = isBehind || (qobject_cast<const QDockWidget *>(parent) && parent->visibleRegion().isEmpty());
        }
        if (isBehind) {
            continue;
        }
        const QRegion seen = widget->visibleRegion();
        const bool isCut = !scrolls && QRegion(widget->rect()) != seen;
        const QSize least = box ? QSize(widget->fontMetrics().horizontalAdvance(box->currentText()) + 24, 0)
                                : widget->minimumSizeHint();
        if (isCut || widget->width() + 1 < least.width() || widget->height() + kPadding < least.height()) {
            cropped.append(QStringLiteral("%1: %2 x %3 instead of %4 x %5%6")
                               .arg(describe(widget))
                               .arg(widget->width())
                               .arg(widget->height())
                               .arg(least.width())
                               .arg(least.height())
                               .arg(isCut ? QStringLiteral(", cut off") : QString()));
        }
    }
    return cropped;
}

} // namespace vmunet::test
