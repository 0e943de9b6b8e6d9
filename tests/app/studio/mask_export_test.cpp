// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/mask_export.h"

#include "core/editing/document.h"
#include "core/image/image_loader.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class MaskExportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOfferedFormatOfACtIsWritten()
    {
        const Result<Image> image = loadImage(QStringLiteral(VMUNET_RESOURCES "/samples/ct/abdomen.nii.gz"));
        QVERIFY(image);
        Document document(*image, LabelSet::synapseOrgans());
        document.beginStroke({40, 40}, 9, Label{3});
        document.endStroke();
        for (const ExportChoice &choice : exportChoices(*image)) {
            const QString name = proposedExportName(*image, choice, 4);
            const QString path = m_folder.filePath(name);
            const Status written = writeExport(exportJobOf(document, choice.format, path, initialWindow(*image)));
            QVERIFY2(written, written ? "" : qPrintable(written.error().message));
            QVERIFY(QFileInfo(path).size() > 0);
        }
    }

    void aSliceHasItsNumberInTheName()
    {
        Image image;
        image.kind = ImageKind::Volume;
        image.slices = 20;
        image.path = QStringLiteral("/data/liver.nii.gz");
        const auto choices = exportChoices(image);
        QCOMPARE(proposedExportName(image, choices.front(), 4), QStringLiteral("liver_labels.nii.gz"));
        QCOMPARE(proposedExportName(image, choices.back(), 4), QStringLiteral("liver_005_overlay.png"));
    }

    void onlyADicomSeriesOffersASegmentationObject()
    {
        Image image;
        image.kind = ImageKind::Volume;
        QVERIFY(exportChoices(image).front().format == ExportFormat::Nifti);
        image.instanceUids = QStringList{QStringLiteral("1.2.3")};
        QVERIFY(exportChoices(image).front().format == ExportFormat::DicomSegmentation);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(MaskExportTest)
#include "mask_export_test.moc"
