// SPDX-License-Identifier: GPL-3.0-or-later
// Every control of the real window and its dialogs has a name and is reached by the keyboard.
#include "tests/app/studio/studio_fixture.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/dialogs/fine_tune_dialog.h"
#include "widgets/dialogs/key_sheet.h"
#include "widgets/dialogs/keys_dialog.h"
#include "widgets/dialogs/label_codes_dialog.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QSet>
#include <QTabBar>
#include <QTextEdit>
#include <QToolBar>
#include <QToolButton>

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// What a person can do something with; not the parts that Qt builds such widgets of.
bool isControl(const QWidget *widget)
{
    if (widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QScrollBar *>(widget)
        || qobject_cast<const QHeaderView *>(widget) || qobject_cast<const QMenu *>(widget)
        || widget->inherits("QTableCornerButton")) {
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
        || qobject_cast<const QTextEdit *>(widget) || qobject_cast<const ImageCanvas *>(widget);
}

QList<QWidget *> controlsOf(QWidget &window)
{
    QList<QWidget *> controls;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->window() == &window && isControl(widget)) {
            controls.append(widget);
        }
    }
    return controls;
}

QString nameOf(QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QString describe(const QWidget *widget)
{
    QString path;
    for (const QWidget *one = widget; one; one = one->parentWidget()) {
        path.prepend(QStringLiteral("/%1:%2").arg(QLatin1String(one->metaObject()->className()), one->objectName()));
    }
    return path;
}

/// Whether a menu of the window holds the action: then it is reached without the button.
bool isInMenu(const QMenuBar &bar, const QAction *action)
{
    for (const QMenu *menu : bar.findChildren<QMenu *>()) {
        if (menu->actions().contains(const_cast<QAction *>(action))) {
            return true;
        }
    }
    return false;
}

void verifyNames(QWidget &window)
{
    QStringList nameless;
    for (QWidget *control : controlsOf(window)) {
        const auto *button = qobject_cast<QAbstractButton *>(control);
        const bool isUnused = button && button->isHidden() && button->text().isEmpty(); // Gets its text when shown.
        if (!isUnused && nameOf(control).trimmed().isEmpty()) {
            nameless.append(describe(control));
        }
    }
    QVERIFY2(
        nameless.isEmpty(), qPrintable(QStringLiteral("\nwithout a name: ") + nameless.join(QStringLiteral("\n  "))));
}

/// Walks with Tab from the first control until it comes round; every control that can be used now must be met.
void verifyTabOrder(QWidget &window, const QMenuBar *menus)
{
    window.activateWindow();
    QSet<const QWidget *> met;
    QWidget *start = window.focusWidget();
    for (QWidget *first = &window; !start; first = first->nextInFocusChain()) {
        if (first->focusPolicy() & Qt::TabFocus && first->isVisible() && first->isEnabled()) {
            start = first;
        }
    }
    start->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 500; ++i) {
        QWidget *focus = window.focusWidget();
        if (!focus || met.contains(focus)) {
            break; // Come round, or caught by a control that keeps Tab to itself.
        }
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
    QVERIFY2(
        missed.isEmpty(), qPrintable(QStringLiteral("\nout of the tab order: ") + missed.join(QStringLiteral("\n  "))));
}

} // namespace

class AccessibilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const QString photo = m_folder->filePath(QStringLiteral("photo.png"));
        QImage image(320, 240, QImage::Format_RGB32);
        image.fill(qRgb(200, 170, 150));
        QVERIFY(image.save(photo));
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->workbench().start({photo});
        QVERIFY(m_studio->isShowing(photo));
        m_studio->workbench().document()->setLabels(LabelSet::acdcHeart());
        m_studio->drag({60, 60}, {160, 120});
    }

    void cleanup()
    {
        m_studio.reset();
        applyTheme(*qApp);
    }

    void everyControlOfTheWindowHasAName() { verifyNames(m_studio->window()); }

    void everyControlOfTheWindowIsReachedByTab()
    {
        for (auto *dock : m_studio->window().findChildren<QDockWidget *>()) {
            dock->show();
            dock->raise();
            QTest::qWait(0);
            verifyTabOrder(m_studio->window(), m_studio->window().menuBar());
        }
    }

    void everyActionIsInAMenuOrHasAKey()
    {
        QStringList lost;
        for (const QAction *action : m_studio->window().actions()) {
            if (!action->objectName().isEmpty() && action->shortcuts().isEmpty()
                && !isInMenu(*m_studio->window().menuBar(), action)) {
                lost.append(action->objectName());
            }
        }
        QVERIFY2(lost.isEmpty(), qPrintable(lost.join(QLatin1Char(' '))));
    }

    void everyControlOfTheDialogsHasANameAndIsReachedByTab()
    {
        m_studio->action("actionAbout")->trigger();
        m_studio->action("actionKeys")->trigger();
        m_studio->action("actionKeySheet")->trigger();
        m_studio->find<QAction>("codeLabel")->trigger();
        FineTuneDialog fineTune({}, {}, &m_studio->window());
        fineTune.show();
        CompareDialog compare(&m_studio->window());
        compare.setSlices({{}, {}}, 0);
        compare.show();
        int dialogs = 0;
        for (auto *dialog : m_studio->window().findChildren<QDialog *>()) {
            if (dialog->isVisible()) {
                ++dialogs;
                verifyNames(*dialog);
                verifyTabOrder(*dialog, nullptr);
            }
        }
        QVERIFY(dialogs >= 6);
    }

    void theLightThemeIsChosenInTheMenu()
    {
        m_studio->screenshot(QStringLiteral("theme-dark"));
        QAction *light = m_studio->action("actionLightTheme");
        QVERIFY(light && !light->isChecked());
        light->trigger();
        QCOMPARE(currentTheme(), ThemeKind::Light);
        m_studio->screenshot(QStringLiteral("theme-light"));
        const QImage corner = m_studio->window().grab().toImage();
        QVERIFY(qGray(corner.pixel(corner.width() - 30, corner.height() - 4)) > 200);
        m_studio->find<QDockWidget>("trainingDock")->raise();
        m_studio->screenshot(QStringLiteral("theme-light-training"));
        m_studio->action("actionKeys")->trigger();
        m_studio->window().findChild<KeysDialog *>()->grab().save(
            QStringLiteral(VMUNET_TEST_OUTPUT "/theme-light-keys.png"));
        QVERIFY(QSettings().value(QStringLiteral("appearance/lightTheme")).toBool());
        light->trigger();
        QCOMPARE(currentTheme(), ThemeKind::Dark);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
