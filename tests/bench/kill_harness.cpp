// SPDX-License-Identifier: GPL-3.0-or-later
// Kills a process that writes strokes, again and again, and looks whether every stroke that it had acknowledged is in
// the project. The program is both sides: with --child it paints and acknowledges on stdout.
#include "core/editing/document.h"
#include "core/storage/project_store.h"
#include "core/storage/stored_annotation.h"
#include "core/storage/verify.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cstdio>
#include <map>

using namespace vmunet;

namespace {

constexpr QSize kSize(1024, 768);

Image paintedImage()
{
    return {.width = kSize.width(), .height = kSize.height(), .path = QStringLiteral("painted.png")};
}

QByteArray digest(const Mask &mask)
{
    return QCryptographicHash::hash(mask.labels(), QCryptographicHash::Sha256).toHex();
}

/// Paints as the studio does: a stroke begins when the one before is on disk.
class Painter : public QObject {
public:
    Painter(const QString &path, quint32 seed)
        : m_random(seed)
    {
        connect(&m_store, &ProjectStore::opened, this, &Painter::prepare);
        connect(&m_store, &ProjectStore::committed, this, &Painter::acknowledge);
        connect(&m_store, &ProjectStore::openFailed, this, [](const Error &error) { fail(error); });
        connect(&m_store, &ProjectStore::rejected, this, [](quint64, const Error &error) { fail(error); });
        connect(&m_document, &Document::editCommitted, this,
            [this](const EditRecord &edit) { m_store.appendEdit(m_image, edit); });
        m_store.open(path);
    }

private:
    static void fail(const Error &error)
    {
        std::fprintf(stderr, "%s\n", qPrintable(error.message));
        QCoreApplication::exit(1);
    }

    void prepare()
    {
        m_store
            .query([](Project &project) {
                return openAnnotation(project, paintedImage(), QString(64, QLatin1Char('0')), LabelSet::lesion());
            })
            .then(this, [this](const Result<StoredAnnotation> &stored) {
                if (!stored) {
                    fail(stored.error());
                    return;
                }
                m_image = stored->image;
                m_document.restore(stored->masks);
                paint();
            });
    }

    void paint()
    {
        const quint64 before = m_document.history().count();
        while (quint64(m_document.history().count()) == before) { // A stroke over its own colour changes nothing.
            QPointF at(m_random.bounded(kSize.width()), m_random.bounded(kSize.height()));
            m_document.beginStroke(at, 2 + m_random.bounded(80.0), Label(m_random.bounded(3)));
            for (int step = m_random.bounded(20); step > 0; --step) {
                const QPointF next = at + QPointF(m_random.bounded(80.0) - 40, m_random.bounded(80.0) - 40);
                m_document.extendStroke(at, next);
                at = next;
            }
            m_document.endStroke();
        }
    }

    void acknowledge(quint64, RevisionId revision)
    {
        std::printf("%lld %s\n", static_cast<long long>(revision.value), digest(m_document.currentMask()).constData());
        std::fflush(stdout);
        paint();
    }

    QRandomGenerator m_random;
    Document m_document{paintedImage(), LabelSet::lesion()};
    ProjectStore m_store;
    ImageId m_image;
};

/// Starts a painter, kills it after a random time, and returns what it acknowledged by then.
std::map<qint64, QByteArray> paintUntilKilled(const QString &path, QRandomGenerator &random)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(),
        {QStringLiteral("--child"), path, QStringLiteral("--seed"), QString::number(random.generate())});
    child.waitForReadyRead(10'000);
    child.waitForFinished(1 + random.bounded(250)); // The random moment; a healthy painter does not end by itself.
    child.kill();
    child.waitForFinished();
    std::map<qint64, QByteArray> acknowledged;
    for (const QByteArray &line : child.readAllStandardOutput().split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() == 2 && words[1].size() == 64) { // A last line may be cut off: not acknowledged.
            acknowledged[words[0].toLongLong()] = words[1];
        }
    }
    return acknowledged;
}

/// Strokes of `acknowledged` that the project no longer holds as they were; all of them if it cannot be opened.
int lostStrokes(const QString &path, const std::map<qint64, QByteArray> &acknowledged, bool *isWhole)
{
    const Result<std::unique_ptr<Project>> project = Project::open(path);
    if (!project) {
        std::fprintf(stderr, "%s\n", qPrintable(project.error().message));
        return int(acknowledged.size());
    }
    int lost = 0;
    for (const auto &[revision, hash] : acknowledged) {
        const Result<Mask> mask = (*project)->annotations().mask(ImageId{1}, 0, RevisionId{revision});
        lost += !mask || digest(*mask) != hash;
    }
    const Result<VerifyReport> report = verifyProject(**project, {.hashImages = false});
    *isWhole = report && report->problems.isEmpty();
    return lost;
}

int harness(int kills, quint32 seed)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("killed.vmunet"));
    QRandomGenerator random(seed);
    int survived = 0;
    int lost = 0;
    int strokes = 0;
    for (int kill = 0; kill < kills; ++kill) {
        const std::map<qint64, QByteArray> acknowledged = paintUntilKilled(path, random);
        bool isWhole = false;
        const int lostNow = lostStrokes(path, acknowledged, &isWhole);
        strokes += int(acknowledged.size());
        lost += lostNow;
        survived += isWhole && lostNow == 0;
    }
    const QJsonObject result{{QStringLiteral("kills"), kills}, {QStringLiteral("survived"), survived},
        {QStringLiteral("lost_strokes"), lost}, {QStringLiteral("acknowledged_strokes"), strokes}};
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return lost == 0 && survived == kills && strokes > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{QStringLiteral("kills"), QStringLiteral("How often to kill."), QStringLiteral("n"),
                           QStringLiteral("20")},
        {QStringLiteral("seed"), QStringLiteral("Of strokes and moments."), QStringLiteral("n"), QStringLiteral("1")},
        {QStringLiteral("json"), QStringLiteral("One JSON object (always so).")},
        {QStringLiteral("child"), QStringLiteral("Paint into this project until killed."), QStringLiteral("project")}});
    parser.process(application);
    const quint32 seed = parser.value(QStringLiteral("seed")).toUInt();
    if (parser.isSet(QStringLiteral("child"))) {
        const Painter painter(parser.value(QStringLiteral("child")), seed);
        return QCoreApplication::exec();
    }
    return harness(parser.value(QStringLiteral("kills")).toInt(), seed);
}
