// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "core/image/radiological_view.h"
#include "core/image/stored_summary.h"
#include "tests/core/image/expected_table.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

namespace {

const QString kFormats = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/");
const QString kSynapse = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/nifti/abdomen_pelvis/");

QList<double> numbersIn(const QString &text)
{
    QList<double> numbers;
    for (const QString &part : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        numbers << part.toDouble();
    }
    return numbers;
}

QString nameOf(SampleType type)
{
    static const QHash<SampleType, QString> names{
        {SampleType::UInt8, QStringLiteral("8-bit unsigned integer")},
        {SampleType::Int16, QStringLiteral("16-bit signed integer")},
        {SampleType::UInt16, QStringLiteral("16-bit unsigned integer")},
        {SampleType::Float32, QStringLiteral("32-bit float")},
    };
    return names.value(type);
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A slice and a volume of the shared set in the Synapse layout; none where it is not at hand.
QFileInfoList synapseFiles()
{
    const QDir root(QStringLiteral(VMUNET_SHARED_DATA "/data/ct/synapse_layout"));
    const QFileInfoList slices =
        QDir(root.filePath(QStringLiteral("train_npz"))).entryInfoList({QStringLiteral("*.npz")});
    const QFileInfoList volumes =
        QDir(root.filePath(QStringLiteral("test_vol_h5"))).entryInfoList({QStringLiteral("*.h5")});
    return slices.isEmpty() || volumes.isEmpty() ? QFileInfoList() : QFileInfoList{slices.first(), volumes.first()};
}

} // namespace

class VolumeReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFileReadsAsOtherReadersReadIt_data()
    {
        QTest::addColumn<Row>("row");
        const std::vector<Row> rows = readExpected(kFormats + QStringLiteral("volumes/expected.csv"));
        if (rows.empty()) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        for (const Row &row : rows) {
            QTest::newRow(qPrintable(row[QStringLiteral("file")])) << row;
        }
    }

    void everyFileReadsAsOtherReadersReadIt()
    {
        QFETCH(Row, row);
        const QString path = kFormats + row[QStringLiteral("file")];
        const Result<Image> image = loadImage(path);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        if (row[QStringLiteral("size")].isEmpty()) {
            return; // NIfTI-2, which the table's reader does not read.
        }
        QCOMPARE(image->kind, ImageKind::Volume);
        const QStringList size = row[QStringLiteral("size")].split(QLatin1Char('x'));
        QCOMPARE(image->width, size[0].toInt());
        QCOMPARE(image->height, size[1].toInt());
        QCOMPARE(image->slices, size.value(2, QStringLiteral("1")).toInt());
        QVERIFY(row[QStringLiteral("type")].endsWith(nameOf(image->type)));
        QCOMPARE(image->channels, row[QStringLiteral("type")].startsWith(QLatin1String("vector")) ? 2 : 1);
        checkGeometry(storedGeometry(*image), row, int(size.size()));
        QCOMPARE(image->warnings.size(), size.size() == 4 || image->channels > 1 ? 1 : 0);
        const Result<StoredSummary> stored = storedSummary(*image);
        QVERIFY(stored);
        QCOMPARE(stored->min, row[QStringLiteral("min")].toDouble());
        QCOMPARE(stored->max, row[QStringLiteral("max")].toDouble());
        QCOMPARE_LE(qAbs(stored->mean - row[QStringLiteral("mean")].toDouble()), qAbs(stored->mean) * 1e-4 + 1e-5);
    }

    void aTruncatedVolumeIsAnError_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : {QStringLiteral("anatomical.nii"), QStringLiteral("fmri_pitch.nii.gz"),
                 QStringLiteral("breast1_image.nrrd"), QStringLiteral("MRIcrop-seg.gipl.gz"),
                 QStringLiteral("X300.mha")}) {
            QTest::newRow(qPrintable(name)) << name;
        }
    }

    void aTruncatedVolumeIsAnError()
    {
        QFETCH(QString, name);
        const QByteArray whole = contentOf(kFormats + QStringLiteral("volumes/") + name);
        if (whole.isEmpty()) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        const QTemporaryDir folder;
        const QString path = folder.filePath(name);
        for (const double part : {0.001, 0.1, 0.5, 0.9}) {
            QVERIFY(writeFile(path, whole.left(qsizetype(double(whole.size()) * part))));
            const Result<Image> image = loadImage(path);
            QVERIFY2(!image, qPrintable(QString::number(part)));
            QVERIFY(image.error().message.contains(path));
        }
    }

    void theContentDecidesNotTheExtension_data() { aTruncatedVolumeIsAnError_data(); }

    void theContentDecidesNotTheExtension()
    {
        QFETCH(QString, name);
        const QString original = kFormats + QStringLiteral("volumes/") + name;
        const Result<Image> expected = loadImage(original);
        if (!expected) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("volume.jpg"));
        QVERIFY(writeFile(path, contentOf(original)));
        const Result<Image> image = loadImage(path);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->samples, expected->samples);
        QCOMPARE(image->path, path);
    }

    void aHugeHeaderIsRefusedBeforeAllocation()
    {
        QByteArray header = contentOf(kFormats + QStringLiteral("volumes/anatomical.nii"));
        if (header.isEmpty()) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        for (const qsizetype at : {42, 44, 46}) {
            header[at] = char(0x7f); // The file is big-endian.
            header[at + 1] = char(0xff);
        }
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("huge.nii"));
        QVERIFY(writeFile(path, header));
        const Result<Image> image = loadImage(path);
        QVERIFY(!image);
        QVERIFY2(
            image.error().message.contains(QStringLiteral("32767 x 32767 x 32767")), qPrintable(image.error().message));
    }

    void theSamePatientLooksTheSameFromDicomAndNifti()
    {
        // Labels made of the series below, but stored with the rows from back to front.
        const QString folder = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/dicom/");
        const Result<Image> labels = loadImage(folder + QStringLiteral("abdomen_j2k_labels_synapse9.nii.gz"));
        const Result<Image> series = loadImage(folder + QStringLiteral("abdomen_j2k"));
        if (!labels || !series) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        QVERIFY(labels->mirroredRows);
        QVERIFY(!labels->mirroredColumns);
        for (size_t axis = 0; axis < 3; ++axis) {
            QCOMPARE(labels->geometry.direction[axis], series->geometry.direction[axis]);
            QCOMPARE_LE(qAbs(labels->geometry.originMm[axis] - series->geometry.originMm[axis]), 1e-3);
        }
        // The aorta holds contrast medium.
        const std::vector<float> organs = rescaledSlice(*labels, 10);
        const std::vector<float> hounsfield = rescaledSlice(*series, 10);
        double sum = 0;
        int count = 0;
        for (size_t i = 0; i < organs.size(); ++i) {
            if (organs[i] == 1) {
                sum += double(hounsfield[i]);
                ++count;
            }
        }
        QVERIFY(count > 100);
        QCOMPARE_GE(sum / count, 30.0);
        QCOMPARE_LE(sum / count, 400.0);
    }

    void filesOfTheSynapseLayoutGiveHounsfieldUnitsBack()
    {
        const QFileInfoList files = synapseFiles();
        if (files.isEmpty()) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        for (const QFileInfo &file : files) {
            const Result<Image> image = loadImage(file.filePath());
            QVERIFY2(image, image ? "" : qPrintable(image.error().message));
            QCOMPARE(image->kind, ImageKind::Volume);
            QCOMPARE(image->samples.size(), image->sliceBytes() * image->slices);
            QCOMPARE(image->slices > 1, file.suffix() == QLatin1String("h5"));
            const std::vector<float> values = rescaledSlice(*image, image->slices / 2);
            const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
            QCOMPARE(*least, -125.0F);
            QCOMPARE_LE(*greatest, 275.0F);
            QCOMPARE_GE(*greatest, 200.0F);
        }
    }

    void aTruncatedSynapseFileIsAnError()
    {
        const QFileInfoList files = synapseFiles();
        if (files.isEmpty()) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        const QTemporaryDir folder;
        for (const QFileInfo &file : files) {
            const QByteArray whole = contentOf(file.filePath());
            const QString path = folder.filePath(file.fileName());
            for (const double part : {0.01, 0.5, 0.99}) {
                QVERIFY(writeFile(path, whole.left(qsizetype(double(whole.size()) * part))));
                const Result<Image> image = loadImage(path);
                QVERIFY2(!image, qPrintable(path + QString::number(part)));
                QVERIFY2(image.error().message.contains(path), qPrintable(image.error().message));
            }
        }
    }

    void aDetachedHeaderFindsItsVoxels()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ct.mhd"));
        QVERIFY(writeFile(path,
            "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
            "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 1 2 3\nElementSpacing = 0.5 0.5 2\nDimSize = 2 2 2\n"
            "ElementType = MET_SHORT\nElementDataFile = ct.raw\n"));
        QVERIFY(!loadImage(path));
        QByteArray voxels;
        for (const qint16 value : {-1024, 0, 1, 2, 3, 4, 5, 3000}) {
            voxels.append(reinterpret_cast<const char *>(&value), sizeof value);
        }
        QVERIFY(writeFile(folder.filePath(QStringLiteral("ct.raw")), voxels));
        const Result<Image> image = loadImage(path);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->type, SampleType::Int16);
        QCOMPARE(image->samples, voxels);
        QCOMPARE(image->geometry.originMm, (Vector3{1, 2, 3}));
        QCOMPARE(image->geometry.spacingMm, (Vector3{0.5, 0.5, 2}));
        QVERIFY(writeFile(folder.filePath(QStringLiteral("ct.raw")), voxels.left(15)));
        QVERIFY(!loadImage(path));
    }

    void aMetaImageHeaderThatNeverEndsIsAnError()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("long.mha"));
        const QByteArray begin =
            "ObjectType = Image\nNDims = 2\nBinaryData = True\nDimSize = 2 2\nElementType = MET_UCHAR\n";
        for (const QByteArray &rest : {QByteArray(600, 'x'), QByteArray(300, 'x') + " = 1\nElementDataFile = LOCAL\n",
                 "Offset = " + QByteArray(40'000, '1') + "\n", QByteArray("NDims = 2000\n"), QByteArray()}) {
            QVERIFY(writeFile(path, begin + rest));
            const Result<Image> image = loadImage(path);
            QVERIFY(!image);
            QVERIFY2(image.error().message.contains(path), qPrintable(image.error().message));
        }
    }

    void aCtVolumeBeginsWithTheSoftTissueWindow()
    {
        const Result<Image> image = loadImage(kSynapse + QStringLiteral("ct.nii.gz"));
        if (!image) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        QCOMPARE(initialWindow(*image), (WindowLevel{.level = 40, .width = 400}));
    }

private:
    static void checkGeometry(const Geometry &geometry, const Row &row, int axes)
    {
        const QList<double> spacing = numbersIn(row[QStringLiteral("spacing")]);
        const QList<double> origin = numbersIn(row[QStringLiteral("origin_lps")]);
        const QList<double> direction = numbersIn(row[QStringLiteral("direction_lps")]);
        QVERIFY(geometry.known);
        for (int axis = 0; axis < std::min(3, axes); ++axis) {
            QCOMPARE_LE(qAbs(geometry.spacingMm[size_t(axis)] - spacing[axis]), 1e-4);
            QCOMPARE_LE(qAbs(geometry.originMm[size_t(axis)] - origin[axis]), 1e-3);
            for (int i = 0; i < std::min(3, axes); ++i) {
                QCOMPARE_LE(qAbs(geometry.direction[size_t(axis)][size_t(i)] - direction[i * axes + axis]), 1e-5);
            }
        }
    }
};

QTEST_GUILESS_MAIN(VolumeReaderTest)
#include "volume_reader_test.moc"
