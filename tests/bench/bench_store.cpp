// SPDX-License-Identifier: GPL-3.0-or-later
// Times of the project file: one JSON object on stdout.
#include "core/annotation/run_length.h"
#include "core/editing/document.h"
#include "core/storage/statement.h"
#include "core/storage/verify.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
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

constexpr int kImages = 100'000;
constexpr int kStrokesPerImage = 10;

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

/// The least of five runs: others use this machine, too.
template <typename Work>
double fastest(Work work)
{
    double least = milliseconds(work);
    for (int i = 0; i < 4; ++i) {
        least = std::min(least, milliseconds(work));
    }
    return least;
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
    std::sort(times.begin(), times.end());
    result[QStringLiteral("stroke_commit_median_ms")] = times[times.size() / 2];
    result[QStringLiteral("mask_500_strokes_kib")] = bytes.real(0) / 1024;
}

/// 100,000 images with ten strokes each: one transaction, straight into the tables, as nobody paints that much.
void fillManyImages(const QString &folder, const QString &path)
{
    const auto project = orExit(Project::create(path));
    Database &database = project->database();
    const AnnotatorId annotator = orExit(project->annotators().current());
    const ModelId model = orExit(project->models().add({.sha256 = hashOf(9), .task = QStringLiteral("dermoscopy")}));
    const QByteArray patch = encodeRunLength(Mask({3, 3}));
    QRandomGenerator random(1);
    Transaction transaction(database);
    for (int i = 0; i < kImages; ++i) {
        const QString name = QStringLiteral("%1/images/ISIC_%2.jpg").arg(folder).arg(i, 7, 10, QLatin1Char('0'));
        Image image = imageOf(name, {600, 450});
        image.patientId = QStringLiteral("IP_%1").arg(random.bounded(10'000'000));
        const ImageId id = orExit(project->images().add(image, hashOf(i)));
        orExit(project->worklist().addScore(id, 0, model, random.generateDouble()));
        for (int stroke = 0; stroke < kStrokesPerImage; ++stroke) {
            orExit(Statement(database, QStringLiteral(R"(
                INSERT INTO revision (image_id, slice, kind, tool, left, top, width, height, patch, created, annotator_id,
                                      labelled_pixels, changed_pixels)
                VALUES (?, 0, 'edit', 'brush', 0, 0, 3, 3, ?, ?, ?, ?, 5))"))
                       .bind(id)
                       .bind(patch)
                       .bind(utcNow())
                       .bind(annotator)
                       .bind(random.bounded(270'000))
                       .run());
        }
    }
    orExit(transaction.commit());
}

void benchManyImages(const QString &folder, QJsonObject &result)
{
    const QString path = folder + QStringLiteral("/many.vmunet");
    fillManyImages(folder, path);
    std::unique_ptr<Project> project;
    result[QStringLiteral("open_100k_ms")] = milliseconds([&] {
        project = orExit(Project::open(path));
        orExit(project->worklist().page({}));
        orExit(project->worklist().stateCounts());
    });
    // The slowest of all orders, both ends of the list, filtered or not.
    double page = 0;
    for (const WorklistOrder order : {WorklistOrder::Path, WorklistOrder::State, WorklistOrder::LabelledPixels,
             WorklistOrder::Uncertainty, WorklistOrder::Annotator, WorklistOrder::Seconds, WorklistOrder::Changed,
             WorklistOrder::Patient, WorklistOrder::Lesion, WorklistOrder::Tags}) {
        for (const int offset : {0, kImages / 2, kImages - 100}) {
            WorklistQuery query{.order = order, .descending = true, .offset = offset};
            page = std::max(page, fastest([&] { orExit(project->worklist().page(query)); }));
            query.states = {ImageState::InWork, ImageState::Approved};
            page = std::max(page, fastest([&] { orExit(project->worklist().page(query)); }));
        }
    }
    result[QStringLiteral("page_ms")] = page;
    // What a person types, what nothing contains, what everything contains; with the number of hits.
    double search = 0;
    for (const char *text : {"0098765", "nothing at all", "isic", "ip_77"}) {
        for (const WorklistOrder order : {WorklistOrder::Path, WorklistOrder::Uncertainty}) {
            const WorklistQuery query{.text = QLatin1String(text), .order = order};
            search = std::max(search, fastest([&] {
                orExit(project->worklist().page(query));
                orExit(project->worklist().count(query));
            }));
        }
    }
    result[QStringLiteral("search_ms")] = search;
    result[QStringLiteral("next_ms")] = fastest([&] { orExit(project->worklist().nextByUncertainty()); });
    result[QStringLiteral("file_mib")] = double(QFileInfo(path).size()) / (1 << 20);
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
