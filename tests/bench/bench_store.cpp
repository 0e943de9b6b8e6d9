// SPDX-License-Identifier: GPL-3.0-or-later
// Times of the project file: one JSON object on stdout.
#include "core/editing/document.h"
#include "core/storage/statement.h"
#include "core/storage/verify.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace vmunet;

namespace {

template <typename T>
T orExit(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", qPrintable(result.error().message));
        std::exit(1);
    }
    return *std::move(result);
}

template <typename Work>
double milliseconds(Work work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

double percentile99(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times[times.size() * 99 / 100];
}

Image imageOf(const QString &path, QSize size, int slices = 1)
{
    return {.width = size.width(), .height = size.height(), .slices = slices, .path = path};
}

QString hashOf(int number)
{
    return QStringLiteral("%1").arg(number, 64, 16, QLatin1Char('0'));
}

/// Strokes of a hand: some centimetres on the screen with a brush of medium size.
class Painter {
public:
    Painter(QSize size, int slices)
        : m_document(imageOf(QStringLiteral("painted"), size, slices), LabelSet::lesion())
    {
        QObject::connect(&m_document, &Document::editCommitted, [this](const EditRecord &edit) { m_edit = edit; });
    }

    EditRecord stroke(int slice)
    {
        m_document.setCurrentSlice(slice);
        const QSize size = m_document.size();
        m_edit.area = QRect();
        while (m_edit.area.isNull()) {
            QPointF at(m_random.bounded(size.width()), m_random.bounded(size.height()));
            m_document.beginStroke(at, 20, Label(m_random.bounded(2)));
            for (int step = 0; step < 15; ++step) {
                const QPointF next = at + QPointF(m_random.bounded(30.0) - 15, m_random.bounded(30.0) - 15);
                m_document.extendStroke(at, next);
                at = next;
            }
            m_document.endStroke();
        }
        return m_edit;
    }

private:
    QRandomGenerator m_random{1};
    Document m_document;
    EditRecord m_edit;
};

void benchStrokes(const QString &folder, QJsonObject &result)
{
    const auto project = orExit(Project::create(folder + QStringLiteral("/strokes.vmunet")));
    const QSize size(6000, 4000);
    const ImageId image = orExit(project->images().add(imageOf(folder + QStringLiteral("/i"), size), hashOf(1)));
    Painter painter(size, 1);
    std::vector<double> times;
    for (int i = 0; i < 500; ++i) {
        const EditRecord edit = painter.stroke(0);
        times.push_back(milliseconds([&] { orExit(project->annotations().addEdit(image, edit)); }));
    }
    Statement bytes(project->database(),
        QStringLiteral(
            "SELECT (SELECT sum(length(patch)) FROM revision) + (SELECT total(length(mask)) FROM mask_snapshot)"));
    orExit(bytes.next());
    result[QStringLiteral("stroke_commit_p99_ms")] = percentile99(times);
    result[QStringLiteral("mask_500_strokes_kib")] = bytes.real(0) / 1024;
}

void benchManyImages(const QString &folder, QJsonObject &result)
{
    const QString path = folder + QStringLiteral("/many.vmunet");
    {
        const auto project = orExit(Project::create(path));
        Transaction transaction(project->database());
        for (int i = 0; i < 100'000; ++i) {
            const QString name = QStringLiteral("%1/images/ISIC_%2.jpg").arg(folder).arg(i, 7, 10, QLatin1Char('0'));
            orExit(project->images().add(imageOf(name, {600, 450}), hashOf(i)));
        }
        orExit(transaction.commit());
    }
    std::unique_ptr<Project> project;
    result[QStringLiteral("open_100k_ms")] = milliseconds([&] {
        project = orExit(Project::open(path));
        orExit(project->images().list({}, 0, 100));
    });
    result[QStringLiteral("page_ms")] = milliseconds([&] { orExit(project->images().list({}, 50'000, 100)); });
    result[QStringLiteral("search_ms")] =
        milliseconds([&] { orExit(project->images().list(QStringLiteral("_00987"), 0, 100)); });
}

void benchVerify(const QString &folder, QJsonObject &result)
{
    const auto project = orExit(Project::create(folder + QStringLiteral("/verify.vmunet")));
    orExit(project->database().execute(QStringLiteral("PRAGMA synchronous=OFF"))); // Filling is not what is timed.
    const QSize size(512, 512);
    constexpr int kSlices = 50;
    const ImageId image =
        orExit(project->images().add(imageOf(folder + QStringLiteral("/v"), size, kSlices), hashOf(2)));
    Painter painter(size, kSlices);
    for (int i = 0; i < 10'000; ++i) {
        orExit(project->annotations().addEdit(image, painter.stroke(i % kSlices)));
    }
    result[QStringLiteral("verify_10k_s")] = milliseconds([&] {
        const VerifyReport report = orExit(verifyProject(*project, {.hashImages = false}));
        if (!report.problems.isEmpty()) {
            std::fprintf(stderr, "%s\n", qPrintable(report.problems.front()));
            std::exit(1);
        }
    }) / 1000;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    QJsonObject result;
    benchStrokes(folder.path(), result);
    benchManyImages(folder.path(), result);
    benchVerify(folder.path(), result);
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
