// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/input/key_bindings.h"

#include "widgets/dialogs/key_sheet.h"
#include "widgets/dialogs/keys_dialog.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

using namespace vmunet;

class KeyBindingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_owner = std::make_unique<QObject>();
        m_bindings = new KeyBindings(m_owner.get());
        m_brush = add("brushTool", QStringLiteral("&Brush"), QStringLiteral("B"));
        m_erase = add("eraserTool", QStringLiteral("&Eraser"), QStringLiteral("E"));
        m_next = add("actionNextImage", QStringLiteral("&Next image"), QStringLiteral("Ctrl+Right"));
        m_draw = add("drawTool", QStringLiteral("&Draw"), QStringLiteral("D"));
    }

    void schemesHaveKeysOfTheirOwn()
    {
        QCOMPARE(m_next->shortcuts(), keys({"Ctrl+Right"}));
        QCOMPARE(m_draw->shortcuts(), keys({"D"}));
        m_bindings->setScheme(InputScheme::Photo);
        QCOMPARE(m_next->shortcuts(), keys({"Ctrl+Right", "D"}));
        QVERIFY(m_draw->shortcuts().isEmpty()); // One key does one thing.
        m_bindings->assign(m_brush, keys({"P"}));
        QCOMPARE(m_brush->shortcuts(), keys({"P"}));
        m_bindings->setScheme(InputScheme::Radiology);
        QCOMPARE(m_brush->shortcuts(), keys({"B"}));
    }

    void aTakenKeyMovesAndNobodyHasItTwice()
    {
        QSignalSpy changed(m_bindings, &KeyBindings::changed);
        QCOMPARE(m_bindings->otherUser(QKeySequence(QStringLiteral("E")), m_brush), m_erase);
        QCOMPARE(m_bindings->otherUser(QKeySequence(QStringLiteral("E")), m_erase), nullptr);
        m_bindings->assign(m_brush, keys({"E", "E", "Ctrl+B"}));
        QCOMPARE(m_brush->shortcuts(), keys({"E", "Ctrl+B"}));
        QVERIFY(m_erase->shortcuts().isEmpty());
        QVERIFY(m_bindings->isChanged(m_erase));
        m_bindings->reset(m_erase);
        QCOMPARE(m_brush->shortcuts(), keys({"Ctrl+B"}));
        m_bindings->resetAll();
        QCOMPARE(m_brush->shortcuts(), keys({"B"}));
        QCOMPARE(changed.count(), 3);
    }

    void reservedKeysAreNotGivenAway()
    {
        m_bindings->assign(m_brush, keys({"Space", "Return", "Esc", "X"}));
        QCOMPARE(m_brush->shortcuts(), keys({"X"}));
        QVERIFY(!KeyBindings::isReserved(QKeySequence(QStringLiteral("Ctrl+Return"))));
    }

    void tipsNameTheKey()
    {
        m_brush->setStatusTip(QStringLiteral("Paint"));
        m_bindings->assign(m_brush, keys({"X"}));
        QCOMPARE(m_brush->toolTip(), QStringLiteral("Paint (X)"));
        m_bindings->assign(m_brush, {});
        QCOMPARE(m_brush->toolTip(), QStringLiteral("Paint"));
    }

    void aFileBringsTheKeysBack()
    {
        m_bindings->assign(m_brush, keys({"Ctrl+Shift+B", "]"}));
        m_bindings->setScheme(InputScheme::Photo);
        m_bindings->assign(m_erase, keys({"R"}));
        const QByteArray file = m_bindings->encode();
        init();
        QVERIFY(m_bindings->decode(file, QStringLiteral("keys.json")));
        QCOMPARE(m_brush->shortcuts(), keys({"Ctrl+Shift+B", "]"}));
        QCOMPARE(m_erase->shortcuts(), keys({"E"}));
        m_bindings->setScheme(InputScheme::Photo);
        QCOMPARE(m_erase->shortcuts(), keys({"R"}));
        QCOMPARE(m_bindings->encode(), file);
    }

    void aKeyFromAFileWinsOverADefault()
    {
        QVERIFY(m_bindings->decode(withRadiology("{\"brushTool\":[\"E\"]}"), QStringLiteral("k")));
        QCOMPARE(m_brush->shortcuts(), keys({"E"}));
        QVERIFY(m_erase->shortcuts().isEmpty());
    }

    void hostileFilesChangeNothing_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another format") << QByteArray("{\"format\":\"vmunet-labels\",\"version\":1}");
        QTest::newRow("no list") << withRadiology("{\"brushTool\":\"B\"}");
        QTest::newRow("no key") << withRadiology("{\"brushTool\":[\"\"]}");
        QTest::newRow("nonsense") << withRadiology("{\"brushTool\":[\"Hyper+Wheel\"]}");
        QTest::newRow("a chain") << withRadiology("{\"brushTool\":[\"A, B\"]}");
        QTest::newRow("reserved") << withRadiology("{\"brushTool\":[\"Space\"]}");
        QTest::newRow("twice") << withRadiology("{\"brushTool\":[\"X\"],\"eraserTool\":[\"X\"]}");
        QTest::newRow("too many") << withRadiology("{\"brushTool\":[\"1\",\"2\",\"3\",\"4\",\"5\"]}");
    }

    void hostileFilesChangeNothing()
    {
        QFETCH(QByteArray, json);
        m_bindings->assign(m_brush, keys({"Y"}));
        const Status read = m_bindings->decode(json, QStringLiteral("keys.json"));
        QVERIFY(!read);
        QVERIFY(read.error().message.startsWith(QStringLiteral("keys.json")));
        QCOMPARE(m_brush->shortcuts(), keys({"Y"}));
    }

    void theDialogAsksBeforeAKeyMoves()
    {
        KeysDialog dialog(*m_bindings, SchemeChoice::Automatic);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto *change = dialog.findChild<QPushButton *>(QStringLiteral("changeKey"));
        auto *takeOver = dialog.findChild<QPushButton *>(QStringLiteral("takeOverKey"));
        auto *state = dialog.findChild<QLabel *>(QStringLiteral("keyState"));
        QVERIFY(!change->isEnabled());
        dialog.selectAction(QStringLiteral("brushTool"));
        press(*change, Qt::Key_X);
        QCOMPARE(m_brush->shortcuts(), keys({"X"}));

        press(*change, Qt::Key_E);
        QCOMPARE(m_brush->shortcuts(), keys({"X"}));
        QVERIFY(takeOver->isVisible());
        QVERIFY2(state->text().contains(QStringLiteral("Eraser")), qPrintable(state->text()));
        QDir().mkpath(QStringLiteral(VMUNET_TEST_OUTPUT));
        dialog.grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/keys-dialog.png"));
        takeOver->click();
        QCOMPARE(m_brush->shortcuts(), keys({"E"}));
        QVERIFY(m_erase->shortcuts().isEmpty());

        press(*dialog.findChild<QPushButton *>(QStringLiteral("addKey")), Qt::Key_F5, Qt::ShiftModifier);
        QCOMPARE(m_brush->shortcuts(), keys({"E", "Shift+F5"}));
        press(*change, Qt::Key_Space);
        QCOMPARE(m_brush->shortcuts(), keys({"E", "Shift+F5"}));
        press(*change, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        dialog.findChild<QPushButton *>(QStringLiteral("resetAllKeys"))->click();
        QCOMPARE(m_erase->shortcuts(), keys({"E"}));
    }

    void theDialogFindsActionsByNameAndKey()
    {
        KeysDialog dialog(*m_bindings, SchemeChoice::Photo);
        auto *list = dialog.findChild<QTreeWidget *>(QStringLiteral("keyList"));
        auto *search = dialog.findChild<QLineEdit *>(QStringLiteral("keySearch"));
        const auto shown = [list] {
            int count = 0;
            for (QTreeWidgetItemIterator it(list, QTreeWidgetItemIterator::NotHidden); *it; ++it) {
                count += (*it)->parent() ? 1 : 0;
            }
            return count;
        };
        QCOMPARE(shown(), 4);
        search->setText(QStringLiteral("eras"));
        QCOMPARE(shown(), 1);
        search->setText(QStringLiteral("ctrl+"));
        QCOMPARE(shown(), 1);
    }

    void theSheetShowsWhatIsInForce()
    {
        m_bindings->assign(m_brush, keys({"Ctrl+Alt+X"}));
        KeySheet sheet(*m_bindings);
        const QString text = sheet.findChild<QTextBrowser *>()->toPlainText();
        QVERIFY(text.contains(QStringLiteral("Ctrl+Alt+X")));
        QVERIFY(text.contains(QStringLiteral("Window and level of a volume")));
        m_bindings->setScheme(InputScheme::Photo);
        KeySheet other(*m_bindings);
        QVERIFY(!other.findChild<QTextBrowser *>()->toPlainText().contains(QStringLiteral("Ctrl+Alt+X")));
    }

private:
    static QByteArray withRadiology(const QByteArray &actions)
    {
        return "{\"format\":\"vmunet-keys\",\"version\":1,\"radiology\":" + actions + "}";
    }

    static KeyBindings::Keys keys(std::initializer_list<const char *> texts)
    {
        KeyBindings::Keys list;
        for (const char *text : texts) {
            list.append(QKeySequence(QLatin1String(text)));
        }
        return list;
    }

    static void press(QPushButton &button, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        button.click();
        QTest::keyClick(&button, key, modifiers);
    }

    QAction *add(const char *name, const QString &text, const QString &key)
    {
        auto *action = new QAction(text, m_owner.get());
        action->setObjectName(QLatin1String(name));
        action->setShortcut(QKeySequence(key));
        m_bindings->add(action, QStringLiteral("&Tools"));
        return action;
    }

    std::unique_ptr<QObject> m_owner;
    KeyBindings *m_bindings = nullptr;
    QAction *m_brush = nullptr;
    QAction *m_erase = nullptr;
    QAction *m_next = nullptr;
    QAction *m_draw = nullptr;
};

QTEST_MAIN(KeyBindingsTest)
#include "key_bindings_test.moc"
