// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/image_paths.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class ImagePathsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFolderGivesItsImagesInNaturalOrder()
    {
        for (const char *name : {"b10.png", "b9.JPG", "notes.txt", "a.tiff"}) {
            write(name, "x");
        }
        const OpenRequest request = expandPaths({m_folder.path()});
        QStringList names;
        for (const QString &path : request.images) {
            names.append(QFileInfo(path).fileName());
        }
        QCOMPARE(names, QStringList({QStringLiteral("a.tiff"), QStringLiteral("b9.JPG"), QStringLiteral("b10.png")}));
        QVERIFY(request.problems.isEmpty());
    }

    void aFolderOfDicomFilesIsOneSeries()
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("ct"));
        write("ct/1", QByteArray(128, '\0') + "DICM");
        write("ct/2", QByteArray(128, '\0') + "DICM");
        const QString series = QDir(m_folder.path()).filePath(QStringLiteral("ct"));
        QCOMPARE(expandPaths({series}).images, QStringList({series}));
    }

    void aDiscWithItsSlicesInFoldersOfFoldersIsOneSeries()
    {
        QDir(m_folder.path()).mkpath(QStringLiteral("disc/a/b"));
        write("disc/a/b/1", QByteArray(128, '\0') + "DICM");
        const QString disc = QDir(m_folder.path()).filePath(QStringLiteral("disc"));
        QCOMPARE(expandPaths({disc}).images, QStringList({disc}));
        write("disc/DICOMDIR", QByteArray(128, '\0') + "DICM");
        QCOMPARE(expandPaths({disc + QStringLiteral("/DICOMDIR")}).images, QStringList({disc}));
    }

    void whatIsMissingOrEmptyIsSaidOnce()
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("empty"));
        const OpenRequest request = expandPaths({QDir(m_folder.path()).filePath(QStringLiteral("empty")),
            QDir(m_folder.path()).filePath(QStringLiteral("gone.png"))});
        QCOMPARE(request.problems.size(), 2);
        QVERIFY(request.problems[0].contains(QStringLiteral("holds no images")));
        QVERIFY(request.problems[1].contains(QStringLiteral("gone.png")));
    }

    void aProjectIsToldFromImages()
    {
        write("p.vmunet", "x");
        write("i.png", "x");
        const OpenRequest request = expandPaths({file("p.vmunet"), file("i.png"), file("i.png")});
        QCOMPARE(request.project, file("p.vmunet"));
        QCOMPARE(request.images, QStringList({file("i.png")}));
    }

private:
    QString file(const char *name) const { return QDir(m_folder.path()).filePath(QLatin1String(name)); }
    void write(const char *name, const QByteArray &bytes) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }

    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(ImagePathsTest)
#include "image_paths_test.moc"
