// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace vmunet;

namespace {

constexpr qint64 kMostMilliseconds = 5000;
constexpr qint64 kSmallBytes = 600'000; ///< Larger files are opened whole alone.

/// Every file of the shared formats, and the bundled samples, of which there is always something.
QStringList seedFiles()
{
    QStringList files;
    for (const char *folder : {VMUNET_SHARED_DATA "/data/formats", VMUNET_RESOURCES "/samples"}) {
        QDirIterator it(QString::fromLatin1(folder), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files << it.next();
        }
    }
    files.sort();
    return files;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Truncated at the places where headers end and in the middle of the data.
std::vector<QByteArray> truncations(const QByteArray &whole)
{
    std::vector<QByteArray> variants;
    const qsizetype size = whole.size();
    for (const qsizetype at : {qsizetype(1), qsizetype(16), qsizetype(132), qsizetype(200), qsizetype(349), size / 10,
             size / 3, size * 2 / 3, size * 9 / 10, size - 1}) {
        if (at > 0 && at < size) {
            variants.push_back(whole.left(at));
        }
    }
    return variants;
}

/// With a few bytes of the header changed, the same ones in every run.
std::vector<QByteArray> mutations(const QByteArray &whole, const QString &name)
{
    constexpr int kVariants = 12;
    constexpr qsizetype kHeaderBytes = 2048;
    QRandomGenerator random(quint32(qHash(name, 0)));
    std::vector<QByteArray> variants;
    for (int i = 0; i < kVariants && !whole.isEmpty(); ++i) {
        QByteArray changed = whole;
        const int bytes = 1 + int(random.bounded(12));
        for (int b = 0; b < bytes; ++b) {
            const qsizetype at =
                random.bounded(int(std::min(changed.size(), i % 3 == 0 ? changed.size() : kHeaderBytes)));
            static constexpr char kExtremes[] = {0, 1, '\x7f', '\x80', '\xff'};
            changed[at] = b % 2 == 0 ? kExtremes[random.bounded(5)] : char(random.bounded(256));
        }
        variants.push_back(changed);
    }
    return variants;
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
        open(path, path);
        const QByteArray whole = contentOf(path);
        if (whole.size() > kSmallBytes) {
            return;
        }
        const QTemporaryDir folder;
        const QString name = folder.filePath(path.section(QLatin1Char('/'), -1));
        std::vector<QByteArray> variants = truncations(whole);
        const std::vector<QByteArray> changed = mutations(whole, path.section(QLatin1Char('/'), -1));
        variants.insert(variants.end(), changed.begin(), changed.end());
        for (size_t i = 0; i < variants.size(); ++i) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(variants[i]) >= 0);
            file.close();
            open(name, QStringLiteral("%1 variant %2").arg(path).arg(i));
        }
    }

private:
    /// Opens and shows; an error has to be one line with the file's name.
    static void open(const QString &path, const QString &what)
    {
        QElapsedTimer timer;
        timer.start();
        const Result<Image> image = loadImage(path);
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
};

QTEST_GUILESS_MAIN(ImageFilesTest)
#include "image_files_test.moc"
