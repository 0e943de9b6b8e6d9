// SPDX-License-Identifier: GPL-3.0-or-later
// Each view and each tool in action over a real lesion, as pictures to look at. What a test can see is that no view
// looks like another.
#include "core/editing/brush.h"
#include "tests/app/studio/tool_driver.h"

#include <QDockWidget>
#include <QToolButton>

using namespace vmunet;
using namespace vmunet::test;

class GalleryTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        openPhotograph();
        const QDir samples(QStringLiteral(VMUNET_RESOURCES "/samples/dermoscopy"));
        const QString name = QDir(samples.filePath(QStringLiteral("images"))).entryList(QDir::Files).value(0);
        const QString copy = m_folder->filePath(name);
        QVERIFY(QFile::copy(samples.filePath(QStringLiteral("images/") + name), copy));
        m_truth = QImage(samples.filePath(QStringLiteral("masks/%1.png").arg(QFileInfo(name).completeBaseName())))
                      .convertToFormat(QImage::Format_Grayscale8);
        m_studio->workbench().open({copy});
        QVERIFY(m_studio->isShowing(copy));
        QCOMPARE(m_truth.size(), document().size());
        m_studio->window().resize(1440, 900);
        m_studio->workbench().document()->setProbability(0, opinion(), 0.5);
    }
    void cleanupTestCase()
    {
        close();
        applyTheme(*qApp);
    }

    void viewsOfAPhotograph()
    {
        document().applyProposal(0, opinion(), 0.5, QStringLiteral("proposal"));
        key(Qt::Key_E);
        set<QSpinBox>("brushSize", 90);
        m_studio->drag(inImage(0.3, 0.3), inImage(0.55, 0.35)); // A correction.
        key(Qt::Key_H);
        for (const char *style : {"actionStyleBoth", "actionStyleFill", "actionStyleOutline", "actionStyleNone"}) {
            m_studio->action(style)->trigger();
            keep(style);
        }
        m_studio->action("actionStyleBoth")->trigger();
        for (const char *view : {"actionWipe", "actionProbabilityMap", "actionUncertainty"}) {
            m_studio->action(view)->setChecked(true);
            keep(view);
            m_studio->action(view)->setChecked(false);
        }
        m_studio->action("actionRuler")->setChecked(true);
        m_studio->drag(inImage(0.25, 0.5), inImage(0.7, 0.62));
        QTest::mouseMove(&m_studio->canvas(), m_studio->at(inImage(0.5, 0.5)));
        keep("ruler-and-inspector");
        m_studio->action("actionRuler")->setChecked(false);
        m_studio->find<QDockWidget>("historyDock")->raise();
        keep("history", true);
        applyTheme(*qApp, ThemeKind::Light);
        keep("light-theme", true);
        applyTheme(*qApp);
    }

    void toolsInAction()
    {
        document().restore({Mask(document().size())});
        show("brushTool", [this] { m_studio->drag(inImage(0.4, 0.4), inImage(0.6, 0.6)); });
        show("eraserTool", [this] { m_studio->drag(inImage(0.5, 0.4), inImage(0.5, 0.7)); });
        show("adaptiveBrushTool", [this] { m_studio->drag(inImage(0.5, 0.5), inImage(0.6, 0.45)); });
        show("modelBrushTool", [this] { m_studio->drag(inImage(0.3, 0.5), inImage(0.7, 0.5)); });
        show("polygonTool", [this] { clicks(); });
        show("magneticLassoTool", [this] { clicks(); });
        show("lassoTool", [this] { holdDrag(); });
        show("grabCutTool", [this] { holdDrag(); });
        show("networkBoxTool", [this] { holdDrag(); });
        show("thresholdTool", [this] { click(inImage(0.5, 0.5)); });
        show("watershedTool", [this] {
            m_studio->drag(inImage(0.45, 0.5), inImage(0.55, 0.5));
            m_studio->drag(inImage(0.05, 0.1), inImage(0.9, 0.1), Qt::RightButton);
        });
    }

    void projectionsOfAVolume()
    {
        openVolume();
        m_studio->window().resize(1440, 900);
        Mask drawn(document().size());
        paintSegment(drawn, inImage(0.35, 0.45), inImage(0.45, 0.5), 60, {.label = kOne});
        QVERIFY(document().replaceSlice(document().currentSlice(), drawn, QStringLiteral("organ")));
        m_studio->action("actionAllPlanes")->setChecked(true);
        keep("ct-planes", true);
        m_studio->find<QDoubleSpinBox>("slabThickness")->setValue(20);
        for (const int projection : {0, 1}) {
            m_studio->find<QComboBox>("slabProjection")->setCurrentIndex(projection);
            keep(projection == 0 ? "ct-mean" : "ct-maximum", true);
        }
        m_studio->action("actionKeyboardPointer")->setChecked(true);
        keep("ct-keyboard", true);
    }

private:
    /// A point by its share of the image's width and height.
    QPoint inImage(double x, double y)
    {
        return {int(x * document().size().width()), int(y * document().size().height())};
    }

    /// What a person marked, with a soft border, as a network gives it.
    ProbabilityMap opinion() const
    {
        const QSize size = m_truth.size();
        const QImage soft = m_truth.scaled(size / 24, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                                .scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                                .convertToFormat(QImage::Format_Grayscale8);
        ProbabilityMap map{.size = size, .classes = 1};
        for (int y = 0; y < size.height(); ++y) {
            map.values.append(reinterpret_cast<const char *>(soft.constScanLine(y)), size.width());
        }
        return map;
    }

    void clicks()
    {
        for (const QPoint corner : {inImage(0.35, 0.3), inImage(0.65, 0.35), inImage(0.6, 0.7)}) {
            QTest::mouseMove(&m_studio->canvas(), m_studio->at(corner));
            click(corner);
        }
        QTest::mouseMove(&m_studio->canvas(), m_studio->at(inImage(0.35, 0.65)));
    }

    void holdDrag()
    {
        QTest::mousePress(&m_studio->canvas(), Qt::LeftButton, {}, m_studio->at(inImage(0.3, 0.3)));
        for (const QPoint at : {inImage(0.5, 0.25), inImage(0.7, 0.4), inImage(0.65, 0.7)}) {
            QTest::mouseMove(&m_studio->canvas(), m_studio->at(at));
        }
    }

    template <typename Gesture>
    void show(const char *tool, Gesture gesture)
    {
        m_studio->action(tool)->trigger();
        gesture();
        keep(tool, true);
        key(Qt::Key_Escape);
        QTest::mouseRelease(&m_studio->canvas(), Qt::LeftButton, {}, m_studio->at(inImage(0.5, 0.5)));
    }

    /// Leaves a picture of the window; `whole`: it, and not the canvas alone, differs from all before.
    void keep(const char *name, bool whole = false)
    {
        QTest::qWait(0);
        m_studio->screenshot(QStringLiteral("gallery-%1").arg(QLatin1String(name)));
        const QImage now = (whole ? m_studio->window().grab() : m_studio->canvas().grab()).toImage();
        for (const QImage &one : m_seen) {
            QVERIFY2(one != now, name);
        }
        m_seen.append(now);
    }

    QImage m_truth;
    QList<QImage> m_seen;
};

QTEST_MAIN(GalleryTest)
#include "gallery_test.moc"
