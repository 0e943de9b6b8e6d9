// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/project.h"
#include "core/storage/verify.h"
#include "tests/fuzz_replay/variants.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

/// Damaged project files: opened and read, or refused in one line.
class ProjectFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noVariantOfAProjectCrashesOrHangs()
    {
        const QByteArray whole = contentOf(QStringLiteral(VMUNET_TEST_DATA "/projects/version1.vmunet"));
        QVERIFY(!whole.isEmpty());
        std::vector<QByteArray> variants{whole};
        for (int series = 0; series < 10; ++series) {
            const std::vector<QByteArray> more = series == 0
                ? variantsOf(whole, QStringLiteral("project"))
                : mutations(whole, QStringLiteral("project %1").arg(series));
            variants.insert(variants.end(), more.begin(), more.end());
        }
        int opened = 0;
        for (size_t i = 0; i < variants.size(); ++i) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("p.vmunet"));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(variants[i]) == variants[i].size());
            file.close();
            QElapsedTimer timer;
            timer.start();
            QString refusal;
            opened += readAll(path, refusal) ? 1 : 0;
            QVERIFY2(refusal.isEmpty() || refusal.contains(path), qPrintable(refusal));
            QVERIFY2(!refusal.contains(QLatin1Char('\n')), qPrintable(refusal));
            QVERIFY2(timer.elapsed() < 5000, qPrintable(QStringLiteral("variant %1").arg(i)));
        }
        QVERIFY2(opened > 0 && opened < int(variants.size()), qPrintable(QString::number(opened)));
    }

private:
    static bool readAll(const QString &path, QString &refusal)
    {
        const auto project = Project::open(path);
        if (!project) {
            refusal = project.error().message;
            return false;
        }
        if (const auto images = (*project)->images().list()) {
            for (const ImageSummary &summary : *images) {
                (void)(*project)->images().labels(summary.image.id);
                (void)(*project)->annotations().masks(summary.image.id);
                (void)(*project)->annotations().history(summary.image.id);
            }
        }
        (void)verifyProject(**project, {.hashImages = false});
        return true;
    }
};

QTEST_GUILESS_MAIN(ProjectFilesTest)
#include "project_files_test.moc"
