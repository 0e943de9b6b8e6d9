// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/plane_fields.h"

#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/volume/plane_view.h"
#include "widgets/volume/volume_view.h"

#include <QTest>

#include <memory>

using namespace vmunet;

namespace {

constexpr QSize kSlice(24, 20);
constexpr int kSlices = 16;

Image volume()
{
    Image image{.kind = ImageKind::Volume, .width = kSlice.width(), .height = kSlice.height(), .slices = kSlices};
    image.samples = QByteArray(qsizetype(kSlice.width()) * kSlice.height() * kSlices, '\0');
    return image;
}

/// Certain in columns 12 and beyond, in both classes' terms.
ProbabilityMap certainAtTheRight(int classes)
{
    ProbabilityMap map{.size = kSlice, .classes = classes};
    map.values.resize(qsizetype(kSlice.width()) * kSlice.height() * classes);
    for (qsizetype i = 0; i < map.values.size(); ++i) {
        map.values[i] = i % kSlice.width() >= 12 ? char(255) : char(0);
    }
    return map;
}

} // namespace

class PlaneFieldsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_document = std::make_unique<Document>(volume(), LabelSet::synapseOrgans());
        m_view = std::make_unique<VolumeView>(new ImageCanvas);
        m_view->resize(900, 700);
        m_view->setDocument(m_document.get(), {.level = 128, .width = 256});
        m_view->setLayout(VolumeView::Layout::AllPlanes);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        for (int slice = 4; slice < 10; ++slice) {
            m_document->setProbability(slice, certainAtTheRight(1), 0.5);
        }
    }

    void aPlaneHasTheValuesOfItsVoxels()
    {
        const PlaneLayout layout = m_view->plane(1).layout();
        const ProbabilityMap plane = probabilityPlane(*m_document, layout, 7);
        QCOMPARE(plane.size, layout.size());
        for (int y = 0; y < plane.size.height(); ++y) {
            for (int x = 0; x < plane.size.width(); ++x) {
                const Voxel voxel = layout.voxelAt({x, y}, 7);
                const bool certain = voxel[0] >= 12 && voxel[2] >= 4 && voxel[2] < 10;
                QCOMPARE(plane.values[y * plane.size.width() + x], certain ? char(255) : char(0));
            }
        }
    }

    void ofSeveralClassesAllAreCut()
    {
        for (int slice = 0; slice < kSlices; ++slice) {
            m_document->setProbability(slice, certainAtTheRight(3), 0.5);
        }
        m_document->setProbability(2, certainAtTheRight(1), 0.5); // Of another network: not to be mixed.
        const ProbabilityMap plane = probabilityPlane(*m_document, m_view->plane(0).layout(), 15);
        QCOMPARE(plane.classes, 3);
        QCOMPARE(plane.values.size(), qsizetype(20) * 16 * 3);
        QCOMPARE(plane.values.count(char(255)), qsizetype(20) * 15 * 3);
    }

    void withoutProbabilitiesThereIsNothing()
    {
        for (int slice = 0; slice < kSlices; ++slice) {
            m_document->setProbability(slice, {}, 0.5);
        }
        QVERIFY(probabilityPlane(*m_document, m_view->plane(0).layout(), 3).isNull());
        const QColor before = at(1, {20, 10, 6});
        PlaneFields fields(*m_view);
        fields.show(*m_document, ProbabilityField::Kind::Probability, Label{1});
        QCOMPARE(at(1, {20, 10, 6}), before);
    }

    void bothPlanesAreColouredAndFollowTheCross()
    {
        const QColor plain = at(1, {20, 10, 6});
        PlaneFields fields(*m_view);
        fields.show(*m_document, ProbabilityField::Kind::Probability, Label{1});
        QVERIFY(at(1, {20, 10, 6}) != plain);
        QCOMPARE(at(1, {20, 10, 13}), plain); // A slice without.
        m_view->setCursor({3, 10, 8});
        QCOMPARE(at(0, {3, 5, 6}), plain);
        m_view->setCursor({15, 10, 8});
        QVERIFY(at(0, {15, 5, 6}) != plain);
        fields.hide();
        QCOMPARE(at(0, {15, 5, 6}), plain);
        QCOMPARE(at(1, {20, 10, 6}), plain);
    }

    void planesThatAppearLaterAreColouredToo()
    {
        const QColor plain = at(1, {20, 10, 6});
        m_view->setLayout(VolumeView::Layout::OnePlane);
        PlaneFields fields(*m_view);
        fields.show(*m_document, ProbabilityField::Kind::Probability, Label{1});
        m_view->setLayout(VolumeView::Layout::AllPlanes);
        QVERIFY(at(1, {20, 10, 6}) != plain);
    }

private:
    QColor at(int through, const Voxel &voxel)
    {
        PlaneView &plane = m_view->plane(through);
        // Beside the cross, which runs through the middle of its voxel.
        const QPointF point = plane.layout().pointOf(voxel) + QPointF(0.3, 0.3);
        return plane.canvas().grab().toImage().pixelColor(plane.canvas().toView(point).toPoint());
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<VolumeView> m_view;
};

QTEST_MAIN(PlaneFieldsTest)
#include "plane_fields_test.moc"
