// SPDX-License-Identifier: GPL-3.0-or-later
// Kills the programs at random moments of scripted sessions (painting in the studio's window; importing, migrating,
// exporting and backing up with vmunet), opens what they left, and looks whether everything that they had acknowledged
// is there. With --child the program is the studio: its real window, and a hand that paints.
#include "app/studio/studio_fixture.h" // The tests' one: the window and a hand.
#include "kill_sessions.h"

#include <QCommandLineParser>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <array>
#include <cstdio>

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// Paints until it is killed. A stroke begins when the one before is on disk.
int paint(const QString &project, const QString &picture, quint32 seed)
{
    isolate();
    qputenv("VMUNET_SERVICE", "/nonexistent"); // No network is needed to paint.
    Studio studio(project);
    ProjectStore &store = studio.workbench().session().store();
    QObject::connect(&store, &ProjectStore::committed, &store, [&](quint64, RevisionId revision) {
        if (revision) {
            std::printf("%lld %s\n", static_cast<long long>(revision.value),
                digest(studio.workbench().document()->currentMask()).constData());
            std::fflush(stdout);
        }
    });
    studio.workbench().start({picture});
    if (!studio.isShowing(picture)) {
        return 1;
    }
    QRandomGenerator random(seed);
    const QSize size = studio.workbench().document()->size();
    const std::array<const char *, 2> tools{"brushTool", "eraserTool"};
    for (;;) {
        if (QAction *tool = studio.action(tools[random.bounded(4) == 0])) {
            tool->trigger();
        }
        const auto anywhere = [&] { return QPoint(random.bounded(size.width()), random.bounded(size.height())); };
        studio.drag(anywhere(), anywhere());
        while (store.pendingCount() > 0 || !studio.workbench().isSaved()) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        }
        QCoreApplication::processEvents();
    }
}

int harness(int kills, quint32 seed)
{
    const QTemporaryDir folder;
    const QString vmunet = QStringLiteral(VMUNET_BINARIES "/vmunet");
    std::array<std::unique_ptr<KillSession>, 4> sessions{
        editingSession(folder.path(), QCoreApplication::applicationFilePath()), importSession(folder.path(), vmunet),
        migrationSession(folder.path(), vmunet, QStringLiteral(VMUNET_TEST_DATA "/projects/version1.vmunet")),
        exportSession(folder.path(), vmunet)};
    std::array<int, 4> perSession{};
    std::array<int, 4> acknowledgedPerSession{};
    QRandomGenerator random(seed);
    int survived = 0;
    int lost = 0;
    int acknowledged = 0;
    for (int kill = 0; kill < kills; ++kill) {
        // Each kind comes once, then half of the kills hit the hand that paints.
        const std::size_t kind = kill < 4 ? std::size_t(kill) : std::size_t(std::max(0, random.bounded(6) - 2));
        const Outcome outcome = sessions[kind]->killOnce(random);
        ++perSession[kind];
        acknowledged += outcome.acknowledged;
        acknowledgedPerSession[kind] += outcome.acknowledged;
        lost += outcome.lost;
        survived += outcome.whole && outcome.lost == 0;
        if (!outcome.whole || outcome.lost > 0) {
            std::fprintf(stderr, "kill %d (%s): %d lost\n", kill, qPrintable(sessions[kind]->name()), outcome.lost);
        }
        if ((kill + 1) % 25 == 0) {
            std::fprintf(
                stderr, "%d kills: %d survived, %d acknowledged, %d lost\n", kill + 1, survived, acknowledged, lost);
        }
    }
    QJsonObject result{{QStringLiteral("kills"), kills}, {QStringLiteral("survived"), survived},
        {QStringLiteral("lost_strokes"), lost}, {QStringLiteral("acknowledged"), acknowledged}};
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        result[sessions[i]->name()] = QJsonObject{
            {QStringLiteral("kills"), perSession[i]}, {QStringLiteral("acknowledged"), acknowledgedPerSession[i]}};
    }
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return lost == 0 && survived == kills && acknowledged > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{QStringLiteral("kills"), QStringLiteral("How often to kill."), QStringLiteral("n"),
                           QStringLiteral("20")},
        {QStringLiteral("seed"), QStringLiteral("Of strokes and moments."), QStringLiteral("n"), QStringLiteral("1")},
        {QStringLiteral("json"), QStringLiteral("One JSON object (always so).")},
        {QStringLiteral("child"), QStringLiteral("Paint into this project until killed."), QStringLiteral("project")},
        {QStringLiteral("picture"), QStringLiteral("What to paint on."), QStringLiteral("file")}});
    parser.process(application);
    const quint32 seed = parser.value(QStringLiteral("seed")).toUInt();
    if (parser.isSet(QStringLiteral("child"))) {
        return paint(parser.value(QStringLiteral("child")), parser.value(QStringLiteral("picture")), seed);
    }
    return harness(parser.value(QStringLiteral("kills")).toInt(), seed);
}
