// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "tests/fuzz_replay/allocation_meter.h"
#include "tests/fuzz_replay/variants.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr qint64 kMostMilliseconds = 5000;
constexpr qint64 kLibraryBytes = 32 << 20; ///< What decoders take for any image, plugins and tables.
constexpr qint64 kSmallBytes = 600'000; ///< Larger files are opened whole alone.

/// Every file of the shared formats, and the bundled samples, of which there is always something.
QStringList seedFiles()
{
    QStringList files;
    for (const char *folder : {VMUNET_SHARED_DATA "/data/formats",
             VMUNET_SHARED_DATA "/data/ct/synapse_layout/test_vol_h5", VMUNET_RESOURCES "/samples"}) {
        QDirIterator it(QString::fromLatin1(folder), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files << it.next();
        }
    }
    const QDir slices(QStringLiteral(VMUNET_SHARED_DATA "/data/ct/synapse_layout/train_npz"));
    for (const QString &name : slices.entryList({QStringLiteral("*.npz")}).mid(0, 2)) { // One stored, one deflated.
        files << slices.filePath(name);
    }
    files.sort();
    return files;
}

} // namespace

class ImageFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // A header that makes a reader ask for everything has to fail here, not to push the machine into swapping.
        rlimit memory{};
        getrlimit(RLIMIT_AS, &memory);
        memory.rlim_cur = rlim_t(12) << 30;
        setrlimit(RLIMIT_AS, &memory);
    }

    void noVariantOfAFileCrashesOrHangs_data()
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : seedFiles()) {
            QTest::newRow(qPrintable(path.section(QLatin1Char('/'), -3))) << path;
        }
    }

    void noVariantOfAFileCrashesOrHangs()
    {
        QFETCH(QString, path);
        m_originalBytes = QFileInfo(path).size();
        open(path, path);
        const QByteArray whole = contentOf(path);
        if (whole.size() > kSmallBytes) {
            return;
        }
        const QTemporaryDir folder;
        const QString name = folder.filePath(path.section(QLatin1Char('/'), -1));
        const std::vector<QByteArray> variants = variantsOf(whole, path.section(QLatin1Char('/'), -1));
        for (size_t i = 0; i < variants.size(); ++i) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(variants[i]) >= 0);
            file.close();
            open(name, QStringLiteral("%1 variant %2").arg(path).arg(i));
        }
    }

private:
    /// Opens and shows; an error has to be one line with the file's name.
    void open(const QString &path, const QString &what)
    {
        QElapsedTimer timer;
        timer.start();
        const AllocationMeter meter;
        const Result<Image> image = loadImage(path);
        const qint64 peak = meter.peak();
        m_originalBytes = std::max<qint64>(m_originalBytes, image ? image->samples.size() : 0);
        QVERIFY2(peak <= 4 * m_originalBytes + kLibraryBytes,
            qPrintable(QStringLiteral("%1: %2 bytes").arg(what).arg(peak)));
        if (image) {
            QVERIFY(image->width > 0 && image->height > 0 && image->slices > 0);
            QCOMPARE(image->samples.size(), image->sliceBytes() * image->slices);
            QVERIFY(!renderSlice(*image, image->slices - 1, initialWindow(*image)).isNull());
        } else {
            QVERIFY2(image.error().message.contains(path), qPrintable(image.error().message));
            QVERIFY2(!image.error().message.contains(QLatin1Char('\n')), qPrintable(image.error().message));
        }
        QVERIFY2(timer.elapsed() < kMostMilliseconds, qPrintable(what));
    }

    /// Of the file's variants so far, the whole one first: its pixels, or the file where it does not open.
    qint64 m_originalBytes = 0;
};

QTEST_GUILESS_MAIN(ImageFilesTest)
#include "image_files_test.moc"
