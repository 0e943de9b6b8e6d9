// SPDX-License-Identifier: GPL-3.0-or-later
// Volumes in the real window: planes, cross, windows, slabs and film, by mouse and keyboard.
#include "app/studio/document_view.h"
#include "app/studio/volume_controls.h"
#include "core/image/image_loader.h"
#include "tests/app/studio/studio_fixture.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/surface/surface_view.h"
#include "widgets/volume/plane_marks.h"
#include "widgets/volume/plane_view.h"
#include "widgets/volume/volume_bar.h"
#include "widgets/volume/volume_view.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>

#include <cmath>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr int kSide = 48;
constexpr int kSlices = 30;

/// A ball of soft tissue in air with a bone in it, 1 x 1 x 2 mm, as a MetaImage file.
void writeVolume(const QString &path)
{
    QByteArray bytes;
    for (int k = 0; k < kSlices; ++k) {
        for (int j = 0; j < kSide; ++j) {
            for (int i = 0; i < kSide; ++i) {
                const double r = std::hypot(i - 24.0, j - 24.0, 2 * (k - 15.0));
                const auto hounsfield = qint16(r > 22                  ? -1000
                        : std::abs(i - 14) < 3 && std::abs(j - 20) < 3 ? 900
                                                                       : 50);
                bytes.append(reinterpret_cast<const char *>(&hounsfield), 2);
            }
        }
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
               "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 1 1 2\n"
               "DimSize = 48 48 30\nElementType = MET_SHORT\nElementDataFile = LOCAL\n");
    file.write(bytes);
}

} // namespace

class VolumeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ball.mha"));
        writeVolume(m_path);
        open(m_path);
    }

    void cleanup() { m_studio.reset(); }

    void oneSliceIsShownAndVShowsAllPlanes()
    {
        QVERIFY(!side(0).isVisible());
        key(Qt::Key_V);
        QVERIFY(m_studio->action("actionAllPlanes")->isChecked());
        QVERIFY(side(0).isVisible() && side(1).isVisible());
        QTest::mouseClick(m_studio->find<QToolButton>("allPlanesButton"), Qt::LeftButton);
        QVERIFY(!side(0).isVisible());
    }

    void theChoiceIsRemembered()
    {
        key(Qt::Key_V);
        m_studio->find<QSpinBox>("cineRate")->setValue(24);
        m_studio->find<QComboBox>("slabProjection")->setCurrentIndex(1);
        m_studio.reset();
        open(m_path);
        QVERIFY(side(0).isVisible());
        QCOMPARE(m_studio->find<QSpinBox>("cineRate")->value(), 24);
        QCOMPARE(m_studio->find<QComboBox>("slabProjection")->currentIndex(), 1);
    }

    void drawingInTheSliceShowsInTheOtherPlanes()
    {
        key(Qt::Key_V);
        QTest::mouseClick(&side(1), Qt::LeftButton, {}, at(side(1), {24, 10}));
        QCOMPARE(document().currentSlice(), kSlices - 1 - 10);
        m_studio->drag({10, 24}, {38, 24});
        QVERIFY(document().currentMask().at({24, 24}) == Label{1});
        QCOMPARE(view().plane(1).mask().at({24, 10}), Label{1});
        QCOMPARE(view().plane(0).mask().at({24, 10}), Label{1});
        m_studio->action("actionUndo")->trigger();
        QCOMPARE(view().plane(1).mask().at({24, 10}), kBackground);
    }

    void draggingInAPlaneIsNeverAStroke()
    {
        key(Qt::Key_V);
        QTest::mousePress(&side(0), Qt::LeftButton, {}, at(side(0), {10, 10}));
        QTest::mouseMove(&side(0), at(side(0), {30, 20}));
        QTest::mouseRelease(&side(0), Qt::LeftButton, {}, at(side(0), {30, 20}));
        QCOMPARE(view().cursor()[1], 30);
        for (int slice = 0; slice < kSlices; ++slice) {
            QVERIFY(document().mask(slice).isEmpty());
        }
        QVERIFY(!m_studio->action("actionUndo")->isEnabled());
    }

    void presetsChangeAllPlanes()
    {
        key(Qt::Key_V);
        const QImage before = view().plane(1).picture();
        auto *bar = m_studio->window().findChild<SliceBar *>();
        bar->applyPreset(3); // Bone.
        QCOMPARE(bar->window(), (WindowLevel{480, 2500}));
        QVERIFY(view().plane(1).picture() != before);
        m_studio->screenshot(QStringLiteral("volume-bone"));
    }

    void aRightDragInAnyPlaneChangesTheWindow()
    {
        key(Qt::Key_V);
        auto *bar = m_studio->window().findChild<SliceBar *>();
        const WindowLevel before = bar->window();
        QTest::mousePress(&side(0), Qt::RightButton, {}, {50, 50});
        QTest::mouseMove(&side(0), {90, 70});
        QTest::mouseRelease(&side(0), Qt::RightButton, {}, {90, 70});
        QVERIFY(bar->window().width > before.width && bar->window().level > before.level);
    }

    void anOwnPresetIsNamedKeptAndRemoved()
    {
        auto *bar = m_studio->window().findChild<SliceBar *>();
        QTest::mousePress(&m_studio->canvas(), Qt::RightButton, {}, {50, 50});
        QTest::mouseMove(&m_studio->canvas(), {90, 70});
        QTest::mouseRelease(&m_studio->canvas(), Qt::RightButton, {}, {90, 70});
        QTimer::singleShot(0, this, [] {
            auto *dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->setTextValue(QStringLiteral("Mine"));
            dialog->accept();
        });
        QTest::mouseClick(m_studio->find<QToolButton>("keepWindow"), Qt::LeftButton);
        QCOMPARE(bar->presets().size(), 6);
        QVERIFY(m_studio->find<QComboBox>("windowPresets")->currentText().startsWith(QStringLiteral("Mine")));
        m_studio.reset();
        open(m_path);
        bar = m_studio->window().findChild<SliceBar *>();
        QCOMPARE(bar->presets().size(), 6);
        bar->applyPreset(5);
        QTest::mouseClick(m_studio->find<QToolButton>("keepWindow"), Qt::LeftButton);
        QCOMPARE(bar->presets().size(), 5);
    }

    void aSlabThickensAllPlanesAndEndsWithTheVolume()
    {
        key(Qt::Key_V);
        document().setCurrentSlice(8); // The ball is wider in the slices above.
        const QImage thin = view().stackPicture();
        m_studio->find<QDoubleSpinBox>("slabThickness")->setValue(20);
        m_studio->find<QComboBox>("slabProjection")->setCurrentIndex(1);
        QVERIFY(view().stackPicture() != thin);
        m_studio->screenshot(QStringLiteral("volume-slab"));
        const QString photo = m_folder->filePath(QStringLiteral("photo.png"));
        QImage(64, 64, QImage::Format_RGB32).save(photo);
        m_studio->workbench().open({photo});
        QVERIFY(m_studio->isShowing(photo));
        QVERIFY(!m_studio->window().findChild<VolumeBar *>()->isVisible());
        QVERIFY(!side(0).isVisible());
        m_studio->workbench().showImage(m_path);
        QVERIFY(m_studio->isShowing(m_path));
        QCOMPARE(m_studio->find<QDoubleSpinBox>("slabThickness")->value(), 0.0);
    }

    void kPlaysTheSlicesUntilAStrokeBegins()
    {
        m_studio->find<QSpinBox>("cineRate")->setValue(60);
        document().setCurrentSlice(0);
        key(Qt::Key_K);
        QTRY_VERIFY(document().currentSlice() >= 3);
        QTest::mousePress(&m_studio->canvas(), Qt::LeftButton, {}, m_studio->at({24, 24}));
        const int slice = document().currentSlice();
        QTRY_VERIFY(!m_studio->action("actionPlaySlices")->isChecked());
        QCOMPARE(document().currentSlice(), slice);
        QTest::mouseRelease(&m_studio->canvas(), Qt::LeftButton, {}, m_studio->at({24, 24}));
        QVERIFY(!document().mask(slice).isEmpty());
    }

    void theCrossSaysWhereItIs()
    {
        key(Qt::Key_V);
        QTest::mouseClick(&side(1), Qt::LeftButton, {}, at(side(1), {14, 12}));
        const QString text = m_studio->find<QLabel>("cursorPosition")->text();
        QVERIFY2(text.startsWith(QStringLiteral("L 14.0  P 24.0  S 34.0 mm")), qPrintable(text));
    }

    void realVolumesAreTheRightWayUp_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("preset");
        const QString ct = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/");
        QTest::newRow("abdomen") << ct + QStringLiteral("nifti/abdomen_pelvis") << 0;
        QTest::newRow("series") << ct + QStringLiteral("dicom/abdomen_j2k") << 2;
        QTest::newRow("head") << ct + QStringLiteral("dicom/head_gantry_tilt") << 4;
    }

    void realVolumesAreTheRightWayUp()
    {
        QFETCH(QString, path);
        QFETCH(const int, preset);
        if (!QFileInfo::exists(path)) {
            QSKIP("the shared images are not there");
        }
        const QStringList volumes = QDir(path).entryList({QStringLiteral("*ct*.nii.gz"), QStringLiteral("ct.nii.gz")});
        path = QFileInfo(volumes.isEmpty() ? path : QDir(path).filePath(volumes.first())).canonicalFilePath();
        m_studio->workbench().open({path});
        QVERIFY(m_studio->isShowing(path));
        key(Qt::Key_V);
        m_studio->window().findChild<SliceBar *>()->applyPreset(preset);
        const EdgeLetters axial = view().plane(2).marks().letters();
        QCOMPARE(axial.left.left(1), QStringLiteral("R"));
        QCOMPARE(axial.top.left(1), QStringLiteral("A"));
        QCOMPARE(view().plane(1).marks().letters().top.left(1), QStringLiteral("S"));
        QCOMPARE(view().plane(0).marks().letters().left.left(1), QStringLiteral("A"));
        m_studio->screenshot(QStringLiteral("volume-%1").arg(QLatin1String(QTest::currentDataTag())));
    }

    void realMasksShowInAllPlanesAndAsASurface()
    {
        const QDir folder(QStringLiteral(VMUNET_SHARED_DATA "/data/ct/nifti/abdomen_pelvis"));
        if (!folder.exists()) {
            QSKIP("the shared images are not there");
        }
        const QString path = QFileInfo(folder.filePath(QStringLiteral("ct.nii.gz"))).canonicalFilePath();
        m_studio->workbench().open({path});
        QVERIFY(m_studio->isShowing(path));
        const Result<Image> labels = loadImage(folder.filePath(QStringLiteral("labels_synapse9.nii.gz")));
        QVERIFY(labels && labels->size() == document().size() && labels->slices == document().sliceCount());
        std::vector<Mask> masks;
        for (int slice = 0; slice < labels->slices; ++slice) {
            QByteArray bytes;
            for (const float value : rescaledSlice(*labels, slice)) {
                bytes.append(char(int(value)));
            }
            masks.push_back(Mask::fromLabels(labels->size(), bytes));
        }
        document().setLabels(LabelSet::synapseOrgans());
        document().restore(masks);
        key(Qt::Key_V);
        view().setCursor({40, 45, 90});
        SurfaceView &surface = view().surface();
        QSignalSpy drawn(&surface, &SurfaceView::frameDrawn);
        QTRY_VERIFY_WITH_TIMEOUT(surface.mesh() && surface.mesh()->labels().size() > 4, 20000);
        QVERIFY(surface.mesh()->volumeMl(5) > 300); // What of the liver is in sight.
        QVERIFY(view().plane(0).mask() == maskPlane(slicesOf(document()), view().plane(0).layout(), 40));
        QTRY_VERIFY_WITH_TIMEOUT(drawn.count() > 0 || surface.note().contains(QStringLiteral("OpenGL")), 20000);
        m_studio->screenshot(QStringLiteral("volume-surface-%1").arg(QGuiApplication::platformName()));
    }

private:
    static LabelSlices slicesOf(const Document &document)
    {
        LabelSlices slices;
        for (int slice = 0; slice < document.sliceCount(); ++slice) {
            slices.push_back(document.mask(slice).row(0));
        }
        return slices;
    }

    void open(const QString &path)
    {
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->workbench().start({path});
        QVERIFY(m_studio->isShowing(path));
        m_studio->window().activateWindow();
        QTRY_VERIFY(m_studio->window().isActiveWindow());
    }

    void key(Qt::Key key)
    {
        QTest::keyClick(&m_studio->canvas(), key);
        QTest::qWait(0);
    }

    VolumeView &view() { return *m_studio->window().findChild<VolumeView *>(); }
    ImageCanvas &side(int through) { return view().plane(through).canvas(); }
    Document &document() { return *m_studio->workbench().document(); }
    static QPoint at(const ImageCanvas &canvas, QPoint pixel)
    {
        return canvas.toView(QPointF(pixel) + QPointF(0.5, 0.5)).toPoint();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(VolumeTest)
#include "volume_test.moc"
