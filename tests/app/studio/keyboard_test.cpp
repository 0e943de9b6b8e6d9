// SPDX-License-Identifier: GPL-3.0-or-later
// The image worked by keys alone: a cross that arrow keys move, with Space as the button.
#include "tests/app/studio/tool_driver.h"
#include "widgets/canvas/keyboard_pointer.h"
#include "widgets/panels/inspector_panel.h"

using namespace vmunet;
using namespace vmunet::test;

class KeyboardTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }
    void init()
    {
        openPhotograph();
        key(Qt::Key_F5);
        QVERIFY(m_studio->canvas().hasFocus());
    }
    void cleanup() { close(); }

    void arrowsMoveTheCrossByAPixelOrTen()
    {
        const QPointF start = pointer().position();
        QVERIFY(QLineF(start, {160, 120}).length() < 2);
        key(Qt::Key_Right);
        key(Qt::Key_Down);
        QCOMPARE(pointer().position(), start + QPointF(1, 1));
        key(Qt::Key_Left, Qt::ShiftModifier);
        key(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(pointer().position(), start + QPointF(-9, -9));
        go({-500, -500});
        QCOMPARE(pointer().position(), QPointF(0.5, 0.5)); // Never out of the image.
        m_studio->screenshot(QStringLiteral("keyboard-pointer"));
    }

    void theInspectorTellsWhatIsUnderTheCross()
    {
        go({160, 120});
        QCOMPARE(inspected(InspectorPanel::Row::Position), QStringLiteral("160, 120"));
        QCOMPARE(inspected(InspectorPanel::Row::Value), QStringLiteral("90 60 50"));
        go({20, 20});
        QCOMPARE(inspected(InspectorPanel::Row::Value), QStringLiteral("220 180 160"));
    }

    void theBrushPaintsWhileSpaceIsHeld()
    {
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 10);
        go({100, 120});
        hold();
        go({140, 120});
        letGo();
        go({200, 120});
        QCOMPARE(mask().at({120, 120}), kOne);
        QCOMPARE(mask().at({170, 120}), kBackground);
        QCOMPARE(document().history().count(), 1);
        hold(Qt::ControlModifier); // Erases.
        go({120, 120});
        letGo();
        QCOMPARE(mask().at({130, 120}), kBackground);
        QCOMPARE(mask().at({105, 120}), kOne);
    }

    void aPolygonIsSetCornerByCorner()
    {
        key(Qt::Key_P);
        for (const QPoint corner : {QPoint(60, 60), QPoint(120, 60), QPoint(120, 140), QPoint(60, 140)}) {
            go(corner);
            hold();
            letGo();
        }
        m_studio->screenshot(QStringLiteral("keyboard-polygon"));
        key(Qt::Key_Return);
        QVERIFY(std::abs(mask().count(kOne) - 60 * 80) < 160);
    }

    void grabCutIsGivenItsBox()
    {
        key(Qt::Key_C);
        go({85, 45});
        hold();
        go({235, 195});
        letGo();
        QTRY_VERIFY(diceWithDisc(mask()) > 0.97);
    }

    void theRulerMeasuresAndItsEndsMove()
    {
        key(Qt::Key_F8);
        go({100, 100});
        hold();
        go({150, 100});
        letGo();
        QCOMPARE(inspected(InspectorPanel::Row::Length), QStringLiteral("50.0 px"));
        m_studio->screenshot(QStringLiteral("keyboard-ruler"));
        hold();
        go({160, 100});
        letGo();
        QCOMPARE(inspected(InspectorPanel::Row::Length), QStringLiteral("60.0 px"));
    }

    void aMagnifiedImageMovesAlong()
    {
        for (int i = 0; i < 12; ++i) {
            m_studio->action("actionZoomIn")->trigger();
        }
        go({20, 200});
        QCOMPARE(inspected(InspectorPanel::Row::Position), QStringLiteral("20, 200"));
        QVERIFY(m_studio->canvas().rect().contains(m_studio->at({20, 200})));
    }

    void slicesAreSteppedAgainWhenItIsOff()
    {
        openVolume();
        m_studio->canvas().setFocus();
        const int slice = document().currentSlice();
        key(Qt::Key_Down);
        QCOMPARE(document().currentSlice(), slice);
        key(Qt::Key_PageDown);
        QCOMPARE(document().currentSlice(), slice + 1);
        key(Qt::Key_F5);
        key(Qt::Key_Down);
        QCOMPARE(document().currentSlice(), slice + 2);
    }

private:
    KeyboardPointer &pointer() { return *m_studio->canvas().findChild<KeyboardPointer *>(); }

    QString inspected(InspectorPanel::Row row) { return m_studio->window().findChild<InspectorPanel *>()->text(row); }

    /// To the middle of a pixel, by arrow keys; as far as there is image.
    void go(QPoint pixel)
    {
        const auto step = [this](int way, Qt::Key back, Qt::Key on) {
            for (int i = std::abs(way) / 10; i > 0; --i) {
                key(way < 0 ? back : on, Qt::ShiftModifier);
            }
            for (int i = std::abs(way) % 10; i > 0; --i) {
                key(way < 0 ? back : on);
            }
        };
        const QPointF way = QPointF(pixel) + QPointF(0.5, 0.5) - pointer().position();
        step(qRound(way.x()), Qt::Key_Left, Qt::Key_Right);
        step(qRound(way.y()), Qt::Key_Up, Qt::Key_Down);
    }

    void hold(Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyPress(&m_studio->canvas(), Qt::Key_Space, modifiers);
    }
    void letGo() { QTest::keyRelease(&m_studio->canvas(), Qt::Key_Space); }
};

QTEST_MAIN(KeyboardTest)
#include "keyboard_test.moc"
