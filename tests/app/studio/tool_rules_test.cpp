// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every tool, driven by mouse and keyboard on the real window: one undo step, erasing, locked labels,
// limits, the border of the image, what is beyond it, and no image at all.
#include "core/annotation/region.h"
#include "tests/app/studio/tool_driver.h"

#include <QToolButton>

#include <functional>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr Label kTwo{2};

/// How a gesture is made: which button, with what held, how far from the middle of the image.
struct Hand {
    QPoint offset;
    Qt::MouseButton button = Qt::LeftButton;
    Qt::KeyboardModifiers held = Qt::NoModifier;
};

/// Zoomed out so far, the canvas shows as much beyond the image as a gesture needs.
constexpr QPoint kBeyond{260, 200};
constexpr QPoint kToCorner{-158, -118};

} // namespace

class ToolRulesTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        openPhotograph();
        listTools();
    }
    void cleanupTestCase() { close(); }

    void init()
    {
        m_studio->action("actionFit")->trigger();
        for (int i = 0; i < 3; ++i) {
            m_studio->action("actionZoomOut")->trigger();
        }
        QVERIFY(m_studio->canvas().rect().contains(m_studio->at(QPoint(160, 120) + kBeyond + QPoint(60, 60))));
        choose("limitInside", QStringLiteral("Everywhere"));
        document().setLabels(LabelSet::fromNames({QStringLiteral("lesion"), QStringLiteral("scale")}));
        key(Qt::Key_1);
        set(Mask(kSize));
        document().setProbability(0, opinion(), 0.5);
    }

    void aToolMakesOneStepThatIsTakenBackAndDoneAgain_data() { rows(); }
    void aToolMakesOneStepThatIsTakenBackAndDoneAgain()
    {
        Hand hand;
        hand.held = tool().paintsWith;
        use(hand);
        const Mask painted = mask();
        QVERIFY(painted.count(kOne) > 100);
        QCOMPARE(document().history().count(), 1);
        key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(mask().isEmpty());
        key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(mask(), painted);
    }

    void controlErases_data() { rows(&ToolCase::erases); }
    void controlErases()
    {
        Mask full(kSize);
        full.fill(full.rect(), kOne);
        set(full);
        Hand hand;
        hand.held = tool().paintsWith ^ Qt::ControlModifier;
        use(hand);
        QVERIFY(mask().count(kBackground) > 100);
        QCOMPARE(document().history().count(), 1);
    }

    void theRightButtonErases_data() { rows(&ToolCase::erases); }
    void theRightButtonErases()
    {
        Mask full(kSize);
        full.fill(full.rect(), kOne);
        set(full);
        Hand hand;
        hand.button = Qt::RightButton;
        use(hand);
        QVERIFY(mask().count(kBackground) > 100);
        QCOMPARE(document().history().count(), 1);
    }

    void aLockedLabelStays_data() { rows(); }
    void aLockedLabelStays()
    {
        Mask full(kSize);
        full.fill(full.rect(), kTwo);
        set(full);
        LabelSet labels = document().labels();
        labels.setLocked(kTwo, true);
        document().setLabels(labels);
        Hand hand;
        hand.held = tool().paintsWith;
        use(hand);
        QCOMPARE(mask(), full);
        QCOMPARE(document().history().count(), 0);
    }

    void onlyTheChosenLabelIsEdited_data() { rows(); }
    void onlyTheChosenLabelIsEdited()
    {
        const QRect inside(145, 105, 60, 40);
        Mask part(kSize);
        part.fill(inside, kTwo);
        set(part);
        choose("limitInside", QStringLiteral("Only in scale"));
        Hand hand;
        hand.held = tool().paintsWith;
        use(hand);
        QVERIFY(mask().count(kOne) > 0);
        QVERIFY(inside.contains(boundsOf(mask(), kOne)));
    }

    void inACornerOnlyTheImagesPartIsEdited_data() { rows(); }
    void inACornerOnlyTheImagesPartIsEdited()
    {
        Hand hand;
        hand.held = tool().paintsWith;
        hand.offset = kToCorner;
        use(hand);
        QVERIFY(!tool().takesCorner || !mask().isEmpty());
        QVERIFY(document().history().count() <= 1);
    }

    void beyondTheImageNothingIsEdited_data() { rows(&ToolCase::goesByPlace); }
    void beyondTheImageNothingIsEdited()
    {
        Hand hand;
        hand.held = tool().paintsWith;
        hand.offset = kBeyond;
        use(hand);
        key(Qt::Key_Escape);
        QVERIFY(mask().isEmpty());
        QCOMPARE(document().history().count(), 0);
    }

    void theNetworkIsAskedForTheBoxAsFarAsTheImageGoes()
    {
        QList<QRect> boxes;
        tools().setBoxSegmenter([&boxes](QRect box) { boxes.append(box); });
        key(Qt::Key_X);
        drag({120, 90}, {200, 150}, {});
        drag({120, 90}, {200, 150}, {kToCorner});
        drag({120, 90}, {200, 150}, {kBeyond});
        click({160, 120});
        QCOMPARE(boxes.size(), 2);
        QVERIFY(QRect(118, 88, 85, 65).contains(boxes[0]) && boxes[0].contains(QRect(122, 92, 76, 56)));
        QCOMPARE(boxes[1].topLeft(), QPoint(0, 0));
        QVERIFY(boxes[1].width() <= 45 && boxes[1].height() <= 35);
        key(Qt::Key_B);
    }

    void withoutAnImageNoToolDoesAnything()
    {
        QTemporaryDir folder;
        Studio bare(folder.filePath(QStringLiteral("bare.vmunet")));
        bare.workbench().start({});
        m_bare = &bare;
        for (const ToolCase &one : m_tools) {
            m_tool = &one;
            use({{}, Qt::LeftButton, one.paintsWith});
            use({{}, Qt::RightButton, {}});
        }
        m_bare = nullptr;
        QVERIFY(!bare.workbench().document());
        QVERIFY(bare.window().isVisible());
    }

private:
    struct ToolCase {
        const char *name;
        Qt::Key key;
        Qt::KeyboardModifiers modifiers;
        std::function<void(const Hand &)> gesture;
        bool erases = true; ///< With Ctrl or the right button; others give these another meaning.
        bool takesCorner = true;
        Qt::KeyboardModifiers paintsWith = Qt::NoModifier;
        bool goesByPlace = true; ///< A range of values is applied wherever the pointer is.
    };

    void listTools()
    {
        const auto line = [this](const Hand &hand) { drag({130, 120}, {190, 120}, hand); };
        const auto corners = [this](const Hand &hand) {
            for (const QPoint corner : {QPoint(110, 80), QPoint(210, 80), QPoint(210, 160), QPoint(110, 160)}) {
                press(corner, hand);
            }
            finish();
        };
        const auto marks = [this](const Hand &hand) {
            drag({140, 120}, {180, 120}, hand);
            drag({100, 60}, {220, 60}, {hand.offset, Qt::RightButton, Qt::NoModifier});
            finish();
        };
        const auto place = [this](const Hand &hand) { press({160, 120}, hand); };
        m_tools = {
            {"brush", Qt::Key_B, Qt::NoModifier, line},
            {"eraser", Qt::Key_E, Qt::NoModifier, line, true, true, Qt::ControlModifier},
            {"adaptive brush", Qt::Key_B, Qt::ShiftModifier, line},
            {"model brush", Qt::Key_N, Qt::NoModifier, line, false},
            {"polygon", Qt::Key_P, Qt::NoModifier, corners},
            {"lasso", Qt::Key_L, Qt::NoModifier, [this](const Hand &hand) { ring(hand); }},
            {"magnetic lasso", Qt::Key_L, Qt::ShiftModifier, corners},
            {"flood fill", Qt::Key_G, Qt::NoModifier, place},
            {"threshold", Qt::Key_T, Qt::NoModifier,
                [this, place](const Hand &hand) {
                    place(hand);
                    finish();
                },
                false, false, Qt::NoModifier, false},
            {"GrabCut in a box", Qt::Key_C, Qt::NoModifier,
                [this](const Hand &hand) {
                    drag({85, 45}, {235, 195}, hand);
                },
                true, false},
            {"GrabCut by marks", Qt::Key_C, Qt::NoModifier,
                [this, marks](const Hand &hand) {
                    studio().find<QToolButton>("grabByMarks")->click();
                    marks(hand);
                    studio().find<QToolButton>("grabByMarks")->click();
                },
                false, false},
            {"watershed", Qt::Key_W, Qt::ShiftModifier, marks, false, false},
        };
    }

    void rows(bool ToolCase::*only = nullptr)
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(m_tools.size()); ++i) {
            if (!only || m_tools[size_t(i)].*only) {
                QTest::newRow(m_tools[size_t(i)].name) << i;
            }
        }
    }

    /// Of the row.
    const ToolCase &tool()
    {
        QFETCH(int, index);
        return m_tools[size_t(index)];
    }

    Studio &studio() { return m_bare ? *m_bare : *m_studio; }
    ImageCanvas &canvas() { return studio().canvas(); }
    QPoint at(QPoint pixel, const Hand &hand) { return studio().at(pixel + hand.offset); }

    void use(const Hand &hand)
    {
        const ToolCase &used = m_bare ? *m_tool : tool();
        QTest::keyClick(&canvas(), used.key, used.modifiers);
        used.gesture(hand);
        QTRY_VERIFY_WITH_TIMEOUT(!studio().window().findChild<ToolController *>()->jobs().isRunning(), 20000);
    }

    void press(QPoint pixel, const Hand &hand)
    {
        QTest::mouseMove(&canvas(), at(pixel, hand));
        QTest::mouseClick(&canvas(), hand.button, hand.held, at(pixel, hand));
    }

    void drag(QPoint from, QPoint to, const Hand &hand)
    {
        QTest::mousePress(&canvas(), hand.button, hand.held, at(from, hand));
        constexpr int kSteps = 8;
        for (int i = 1; i <= kSteps; ++i) {
            QTest::mouseMove(&canvas(), at(from + (to - from) * i / kSteps, hand));
        }
        QTest::mouseRelease(&canvas(), hand.button, hand.held, at(to, hand));
    }

    void ring(const Hand &hand)
    {
        const auto on = [](int step) {
            const double angle = step * 2 * M_PI / 36;
            return QPoint(int(160 + 45 * std::cos(angle)), int(120 + 45 * std::sin(angle)));
        };
        QTest::mousePress(&canvas(), hand.button, hand.held, at(on(0), hand));
        for (int step = 1; step < 36; ++step) {
            QTest::mouseMove(&canvas(), at(on(step), hand));
        }
        QTest::mouseRelease(&canvas(), hand.button, hand.held, at(on(35), hand));
    }

    void finish() { QTest::keyClick(&canvas(), Qt::Key_Return); }

    /// Without a step that could be undone.
    void set(const Mask &mask) { document().restore({mask}); }

    /// The network finds the disc.
    static ProbabilityMap opinion()
    {
        ProbabilityMap map{.size = kSize, .classes = 1, .values = QByteArray(kSize.width() * kSize.height(), char(10))};
        for (int y = 0; y < kSize.height(); ++y) {
            for (int x = 0; x < kSize.width(); ++x) {
                // In a corner as well, so that its brush has something to do there.
                map.values[y * kSize.width() + x] = char(inDisc({x, y}) || x + y < 30 ? 250 : 10);
            }
        }
        return map;
    }

    std::vector<ToolCase> m_tools;
    const ToolCase *m_tool = nullptr;
    Studio *m_bare = nullptr; ///< A window without an image, while that is tested.
};

QTEST_MAIN(ToolRulesTest)
#include "tool_rules_test.moc"
