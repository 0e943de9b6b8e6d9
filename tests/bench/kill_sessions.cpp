// SPDX-License-Identifier: GPL-3.0-or-later
#include "kill_sessions.h"

#include "core/image/image_identity.h"
#include "core/image/image_loader.h"
#include "core/image/mask_writer.h"
#include "core/storage/stored_annotation.h"
#include "core/storage/verify.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <cstdio>
#include <map>
#include <optional>

namespace vmunet::test {

namespace {

constexpr QSize kSmall(160, 120);
constexpr int kPictures = 12;

QImage noise(QSize size, quint32 seed)
{
    QRandomGenerator random(seed);
    QImage picture(size, QImage::Format_RGB888);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < 3 * size.width(); ++x) {
            picture.scanLine(y)[x] = uchar(random.bounded(256));
        }
    }
    return picture;
}

Mask blot(quint32 seed)
{
    QRandomGenerator random(seed);
    Mask mask(kSmall);
    for (int i = 0; i < 6; ++i) {
        mask.fill(QRect(random.bounded(120), random.bounded(90), 30, 20), Label{1});
    }
    return mask;
}

/// Lets the program run for a random part of `longest`, but not before its first line where `waitsForOutput`. Returns
/// what it said; nothing where it kept silent for a minute, which a person would call hanging.
std::optional<QByteArray> runAndKill(
    const QString &program, const QStringList &arguments, int longestMs, bool waitsForOutput, QRandomGenerator &random)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    if (waitsForOutput) {
        if (!process.waitForReadyRead(60'000)) {
            std::fprintf(stderr, "%s said nothing for a minute\n", qPrintable(program));
            process.kill();
            process.waitForFinished();
            return std::nullopt;
        }
    }
    process.waitForFinished(1 + random.bounded(longestMs));
    process.kill();
    process.waitForFinished();
    return process.readAllStandardOutput();
}

bool isWhole(Project &project)
{
    const Result<VerifyReport> report = verifyProject(project, {.hashImages = false});
    for (const QString &problem : report ? report->problems : QStringList{report.error().message}) {
        std::fprintf(stderr, "%s\n", qPrintable(problem));
    }
    return report && report->problems.isEmpty();
}

std::unique_ptr<Project> reopened(const QString &path)
{
    Result<std::unique_ptr<Project>> project = Project::open(path);
    if (!project) {
        std::fprintf(stderr, "%s\n", qPrintable(project.error().message));
        return nullptr;
    }
    return *std::move(project);
}

class EditingSession : public KillSession {
public:
    EditingSession(const QString &folder, QString program)
        : m_program(std::move(program))
        , m_project(folder + QStringLiteral("/edited.vmunet"))
        , m_picture(folder + QStringLiteral("/edited.png"))
    {
        noise({1024, 768}, 1).save(m_picture);
    }

    QString name() const override { return QStringLiteral("editing"); }

    Outcome killOnce(QRandomGenerator &random) override
    {
        const std::optional<QByteArray> output = runAndKill(m_program,
            {QStringLiteral("--child"), m_project, QStringLiteral("--picture"), m_picture, QStringLiteral("--seed"),
                QString::number(random.generate())},
            1000, true, random);
        if (!output) {
            return {};
        }
        std::map<qint64, QByteArray> acknowledged;
        for (const QByteArray &line : output->split('\n')) {
            const QList<QByteArray> words = line.split(' ');
            if (words.size() == 2 && words[1].size() == 64) { // A last line may be cut off: not acknowledged.
                acknowledged[words[0].toLongLong()] = words[1];
            }
        }
        Outcome outcome{.acknowledged = int(acknowledged.size())};
        const std::unique_ptr<Project> project = reopened(m_project);
        for (const auto &[revision, hash] : acknowledged) {
            const Result<Mask> mask = project ? project->annotations().mask(ImageId{1}, 0, RevisionId{revision})
                                              : Result<Mask>(Error{ErrorCode::Io, {}});
            outcome.lost += !mask || digest(*mask) != hash;
        }
        outcome.whole = project && isWhole(*project);
        return outcome;
    }

private:
    QString m_program;
    QString m_project;
    QString m_picture;
};

/// Pictures with masks for the command line.
class CommandSession : public KillSession {
public:
    CommandSession(const QString &folder, QString program)
        : m_folder(folder)
        , m_program(std::move(program))
    {
        for (const char *sub : {"images", "masks"}) {
            QDir(m_folder).mkpath(QLatin1String(sub));
        }
        for (int i = 0; i < kPictures; ++i) {
            noise(kSmall, quint32(i)).save(m_folder.filePath(QStringLiteral("images/p%1.png").arg(i)));
            (void)writeBinaryPng(blot(quint32(i)), m_folder.filePath(QStringLiteral("masks/p%1.png").arg(i)));
        }
    }

protected:
    QStringList importOf(const QString &project) const
    {
        return {QStringLiteral("project"), QStringLiteral("import"), project,
            m_folder.filePath(QStringLiteral("images")), QStringLiteral("--masks"),
            m_folder.filePath(QStringLiteral("masks")), QStringLiteral("--approve"), QStringLiteral("--json")};
    }

    /// How long a run takes that nobody kills; at least 50 ms.
    int duration(const QStringList &arguments)
    {
        QElapsedTimer timer;
        timer.start();
        QProcess::execute(m_program, arguments);
        return int(std::max<qint64>(50, timer.elapsed()));
    }

    /// The number in "images/p7.png".
    static int numberOf(const QString &path) { return QFileInfo(path).baseName().mid(1).toInt(); }

    QDir m_folder;
    QString m_program;
};

class ImportSession : public CommandSession {
public:
    using CommandSession::CommandSession;

    QString name() const override { return QStringLiteral("importing"); }

    Outcome killOnce(QRandomGenerator &random) override
    {
        const QString path = m_folder.filePath(QStringLiteral("imported%1.vmunet").arg(m_round++));
        if (!Project::create(path)) {
            return {};
        }
        const std::optional<QByteArray> output = runAndKill(m_program, importOf(path), 150, true, random);
        if (!output) {
            return {};
        }
        Outcome outcome;
        const std::unique_ptr<Project> project = reopened(path);
        for (const QByteArray &line : output->split('\n')) {
            const QJsonObject imported = QJsonDocument::fromJson(line).object();
            if (imported.isEmpty()) {
                continue;
            }
            ++outcome.acknowledged;
            const ImageId id{imported[QStringLiteral("id")].toInteger()};
            const int number = numberOf(imported[QStringLiteral("input")].toString());
            const Result<Mask> mask =
                project ? project->annotations().mask(id, 0) : Result<Mask>(Error{ErrorCode::Io, {}});
            const auto states = mask ? project->annotations().sliceStates(id) : mask.error();
            outcome.lost += !states || states->empty() || states->front().review != ReviewStatus::Approved
                || *mask != blot(quint32(number));
        }
        outcome.whole = project && isWhole(*project);
        return outcome;
    }

private:
    int m_round = 0;
};

class MigrationSession : public CommandSession {
public:
    MigrationSession(const QString &folder, const QString &program, QString example)
        : CommandSession(folder, program)
        , m_example(std::move(example))
    {
    }

    QString name() const override { return QStringLiteral("migrating"); }

    Outcome killOnce(QRandomGenerator &random) override
    {
        const QDir folder(m_folder.filePath(QStringLiteral("migrated%1").arg(m_round++)));
        folder.mkpath(QStringLiteral("."));
        const QString path = folder.filePath(QStringLiteral("old.vmunet"));
        QFile::copy(m_example, path);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        const QStringList arguments{QStringLiteral("project"), QStringLiteral("import"), path,
            m_folder.filePath(QStringLiteral("images/p0.png"))};
        if (m_duration == 0) {
            m_duration = duration(arguments);
            QFile::remove(path);
            QFile::copy(m_example, path);
            QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        }
        (void)runAndKill(m_program, arguments, m_duration, false, random);
        // Every revision that was in the old file is one that must be there.
        Outcome outcome{.acknowledged = kOldRevisions};
        const std::unique_ptr<Project> project = reopened(path);
        const Result<qint64> revisions = project ? project->annotations().revisionCount() : Error{ErrorCode::Io, {}};
        const Result<Mask> mask = project ? project->annotations().mask(ImageId{1}, 0) : Error{ErrorCode::Io, {}};
        const bool same = revisions && *revisions == kOldRevisions && mask && digest(*mask) == kOldDigest;
        outcome.lost = same ? 0 : kOldRevisions;
        outcome.whole = project && isWhole(*project) && backupsAreWhole(folder);
        return outcome;
    }

private:
    static constexpr int kOldRevisions = 146;
    static constexpr const char *kOldDigest = "0667c40f1e2385a575315e20f3cef2dbf318e606e3e6681fefc12ee07b11ec47";

    /// A copy that is there under its name is complete.
    static bool backupsAreWhole(const QDir &folder)
    {
        bool whole = true;
        for (const QString &name : folder.entryList({QStringLiteral("old-before-*.vmunet")}, QDir::Files)) {
            const std::unique_ptr<Project> copy = reopened(folder.filePath(name));
            const Result<qint64> revisions = copy ? copy->annotations().revisionCount() : Error{ErrorCode::Io, {}};
            whole = whole && revisions && *revisions == kOldRevisions;
        }
        return whole;
    }

    QString m_example;
    int m_round = 0;
    int m_duration = 0;
};

class ExportSession : public CommandSession {
public:
    ExportSession(const QString &folder, const QString &program)
        : CommandSession(folder, program)
        , m_project(m_folder.filePath(QStringLiteral("exported.vmunet")))
    {
        QProcess::execute(
            m_program, {QStringLiteral("project"), QStringLiteral("create"), m_project, QStringLiteral("--json")});
        QProcess process; // Its lines are not this program's.
        process.start(m_program, importOf(m_project));
        process.waitForFinished(-1);
    }

    QString name() const override { return QStringLiteral("exporting"); }

    Outcome killOnce(QRandomGenerator &random) override
    {
        const bool exports = m_round % 2 == 0;
        const QString target = m_folder.filePath(QStringLiteral("out%1").arg(m_round++));
        const QStringList arguments = exports
            ? QStringList{QStringLiteral("project"), QStringLiteral("export"), m_project, QStringLiteral("--out"),
                target}
            : QStringList{QStringLiteral("project"), QStringLiteral("backup"), m_project, target};
        int &longest = m_durations[exports];
        if (longest == 0) {
            longest = duration(arguments);
            QDir(target).removeRecursively();
            QFile::remove(target);
        }
        const QByteArray output = *runAndKill(m_program, arguments, longest, false, random);
        Outcome outcome;
        if (exports) {
            checkPictures(target, output, outcome);
        } else if (QFileInfo::exists(target)) {
            outcome.acknowledged = 1;
            const std::unique_ptr<Project> copy = reopened(target);
            outcome.lost = copy && copy->images().count() && *copy->images().count() == kPictures ? 0 : 1;
        }
        const std::unique_ptr<Project> project = reopened(m_project);
        outcome.whole = project && isWhole(*project);
        return outcome;
    }

private:
    /// What has a picture's name is the whole picture.
    static void checkPictures(const QString &folder, const QByteArray &output, Outcome &outcome)
    {
        for (const QByteArray &line : output.split('\n')) {
            outcome.acknowledged += line.endsWith(".png");
            outcome.lost += line.endsWith(".png") && !QFileInfo::exists(QString::fromLocal8Bit(line));
        }
        for (const QFileInfo &file : QDir(folder).entryInfoList({QStringLiteral("p*.png")}, QDir::Files)) {
            const QImage picture = QImage(file.filePath()).convertToFormat(QImage::Format_Grayscale8);
            const Mask expected = blot(quint32(numberOf(file.filePath())));
            bool same = picture.size() == expected.size();
            for (int y = 0; same && y < picture.height(); ++y) {
                for (int x = 0; same && x < picture.width(); ++x) {
                    same = (picture.constScanLine(y)[x] != 0) == (expected.row(y)[x] != 0);
                }
            }
            outcome.lost += !same;
        }
    }

    QString m_project;
    int m_round = 0;
    int m_durations[2] = {0, 0};
};

} // namespace

QByteArray digest(const Mask &mask)
{
    return QCryptographicHash::hash(mask.labels(), QCryptographicHash::Sha256).toHex();
}

std::unique_ptr<KillSession> editingSession(const QString &folder, const QString &studio)
{
    return std::make_unique<EditingSession>(folder, studio);
}

std::unique_ptr<KillSession> importSession(const QString &folder, const QString &vmunet)
{
    return std::make_unique<ImportSession>(folder, vmunet);
}

std::unique_ptr<KillSession> migrationSession(const QString &folder, const QString &vmunet, const QString &example)
{
    return std::make_unique<MigrationSession>(folder, vmunet, example);
}

std::unique_ptr<KillSession> exportSession(const QString &folder, const QString &vmunet)
{
    return std::make_unique<ExportSession>(folder, vmunet);
}

} // namespace vmunet::test
