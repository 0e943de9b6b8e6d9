// SPDX-License-Identifier: GPL-3.0-or-later
// Every control of the real window and its dialogs has a name and is reached by the keyboard; both themes, a small
// screen and large letters.
#include "tests/app/studio/accessibility_checks.h"
#include "tests/app/studio/studio_fixture.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/dialogs/comparison_page.h"
#include "widgets/dialogs/fine_tune_dialog.h"
#include "widgets/dialogs/keys_dialog.h"
#include "widgets/dialogs/run_chooser.h"
#include "widgets/dialogs/series_dialog.h"

#include <QDialogButtonBox>
#include <QDirIterator>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace vmunet;
using namespace vmunet::test;

namespace {

QString listed(const QStringList &lines)
{
    return QStringLiteral("\n  ") + lines.join(QStringLiteral("\n  "));
}

/// The classes below widgets/ and app/ that are dialogs.
QStringList dialogClasses()
{
    static const QRegularExpression declaration(QStringLiteral("class (\\w+) : public QDialog"));
    QStringList classes;
    for (const char *folder : {"/../widgets", "/../app"}) {
        QDirIterator files(QStringLiteral(VMUNET_RESOURCES) + QLatin1String(folder), {QStringLiteral("*.h")},
            QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            const QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
            const QRegularExpressionMatch match = declaration.match(text);
            if (match.hasMatch()) {
                classes.append(match.captured(1));
            }
        }
    }
    return classes;
}

} // namespace

class AccessibilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        m_font = QApplication::font();
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        writePixels(
            m_folder->filePath(QStringLiteral("photo.png")), {320, 240}, [](int, int) { return qRgb(200, 170, 150); });
        open();
    }

    void cleanup()
    {
        m_studio.reset();
        QApplication::setFont(m_font);
        applyTheme(*qApp);
    }

    void anUnnamedOrUnreachableControlIsFound()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *named = new QSpinBox;
        named->setAccessibleName(QStringLiteral("Epochs"));
        auto *nameless = new QSpinBox;
        nameless->setObjectName(QStringLiteral("nameless"));
        auto *unreachable = new QPushButton(QStringLiteral("Apply"));
        unreachable->setObjectName(QStringLiteral("unreachable"));
        unreachable->setFocusPolicy(Qt::ClickFocus);
        for (QWidget *widget :
            {static_cast<QWidget *>(named), static_cast<QWidget *>(nameless), static_cast<QWidget *>(unreachable)}) {
            layout->addWidget(widget);
        }
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(namelessIn(window).size(), 1);
        QVERIFY(namelessIn(window).first().endsWith(QLatin1String("nameless")));
        QCOMPARE(missedByTab(window, nullptr).size(), 1);
        QVERIFY(missedByTab(window, nullptr).first().endsWith(QLatin1String("unreachable")));
        unreachable->setFixedWidth(10);
        QTest::qWait(0);
        QCOMPARE(croppedIn(window).size(), 1);
    }

    void everyControlOfTheWindowHasAName()
    {
        const QStringList nameless = namelessIn(m_studio->window());
        QVERIFY2(nameless.isEmpty(), qPrintable(listed(nameless)));
    }

    void everyControlOfTheWindowIsReachedByTab()
    {
        for (auto *dock : m_studio->window().findChildren<QDockWidget *>()) {
            dock->show();
            dock->raise();
            QTest::qWait(0);
            const QStringList missed = missedByTab(m_studio->window(), m_studio->window().menuBar());
            QVERIFY2(missed.isEmpty(), qPrintable(listed(missed)));
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
        openAllDialogs();
        QStringList met;
        QStringList nameless;
        QStringList missed;
        for (auto *dialog : m_studio->window().findChildren<QDialog *>()) {
            QVERIFY2(dialog->isVisible(), qPrintable(describe(dialog)));
            met.append(QLatin1String(dialog->metaObject()->className()).mid(int(qstrlen("vmunet::"))));
            nameless += namelessIn(*dialog);
            missed += missedByTab(*dialog, nullptr);
            dialog->grab().save(
                QStringLiteral(VMUNET_TEST_OUTPUT "/dialog-%1-%2.png").arg(met.last()).arg(met.count(met.last())));
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(listed(nameless)));
        QVERIFY2(missed.isEmpty(), qPrintable(listed(missed)));
        const QStringList all = dialogClasses();
        QVERIFY(all.size() >= 7);
        for (const QString &one : all) { // A new dialog is to be added to openAllDialogs().
            QVERIFY2(met.contains(one), qPrintable(one));
        }
    }

    void aSmallScreenAndLargeLettersLeaveRoomForTheImage_data()
    {
        QTest::addColumn<double>("scale");
        QTest::addColumn<QSize>("canvas");
        QTest::newRow("as usual") << 1.0 << QSize(640, 480);
        QTest::newRow("half as large again") << 1.5 << QSize(480, 400);
    }

    void aSmallScreenAndLargeLettersLeaveRoomForTheImage()
    {
        QFETCH(double, scale);
        QFETCH(QSize, canvas);
        QFont large = m_font;
        large.setPointSizeF(m_font.pointSizeF() * scale);
        QVERIFY(large.pointSizeF() > 0);
        m_studio.reset();
        QSettings().remove(QStringLiteral("window")); // A first start with such letters.
        QApplication::setFont(large);
        open();
        MainWindow &window = m_studio->window();
        window.resize(1280, 800);
        QTest::qWait(0);
        for (const char *name : {"historyDock", "trainingDock", "modelsDock"}) {
            m_studio->find<QDockWidget>(name)->raise();
            QTest::qWait(0);
            m_studio->screenshot(QStringLiteral("small-screen-%1-%2").arg(QLatin1String(name)).arg(scale * 100));
            QCOMPARE(window.size(), QSize(1280, 800));
            const QStringList cropped = croppedIn(window);
            QVERIFY2(cropped.isEmpty(), qPrintable(listed(cropped)));
        }
        const QSize left = m_studio->canvas().size();
        QVERIFY2(left.width() >= canvas.width() && left.height() >= canvas.height(),
            qPrintable(QStringLiteral("%1 x %2").arg(left.width()).arg(left.height())));
    }

    void aDialogsButtonsHaveNoIconsOfAnotherTheme()
    {
        for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
            applyTheme(*qApp, kind);
            ComparisonPage page(QStringLiteral("Better"), QStringLiteral("<p>Dice</p>"), &m_studio->window());
            page.show();
            auto *close = page.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close);
            QVERIFY(close->icon().isNull());
        }
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
    void open()
    {
        const QString photo = m_folder->filePath(QStringLiteral("photo.png"));
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->workbench().start({photo});
        QVERIFY(m_studio->isShowing(photo));
        m_studio->workbench().document()->setLabels(LabelSet::acdcHeart());
        m_studio->drag({60, 60}, {160, 120});
    }

    void openAllDialogs()
    {
        for (const char *name : {"actionAbout", "actionKeys", "actionKeySheet", "codeLabel", "actionGrow",
                 "actionRemoveSmall", "actionCombine"}) {
            m_studio->find<QAction>(name)->trigger();
        }
        m_studio->find<QToolButton>("removeLabel")->click(); // It has pixels: a question.
        QVERIFY(m_studio->find<QDialog>("removeLabelQuestion"));
        MainWindow *window = &m_studio->window();
        (new FineTuneDialog({.modelName = QStringLiteral("Lesions"),
                                .trainingSamples = 12,
                                .heldOutSamples = 3,
                                .groups = 15,
                                .excluded = {{QStringLiteral("photo.png"), QStringLiteral("not approved")}},
                                .obstacle = {}},
             {}, window))
            ->show();
        auto *compare = new CompareDialog(window);
        compare->setSlices({{}, {}}, 0);
        compare->show();
        (new SeriesDialog({SeriesInfo{}, SeriesInfo{}}, 0, window))->show();
        (new ComparisonPage(QStringLiteral("Better"), QStringLiteral("<p>Dice</p>"), window))->show();
        (new RunChooser({{QStringLiteral("Lesions, yesterday"), QStringLiteral("4 of 10 epochs")}}, window))->show();
    }

    QFont m_font;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
