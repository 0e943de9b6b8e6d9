// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"

#include "core/storage/verify.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>

#include <limits>

namespace vmunet::cli {

namespace {

int create(const QString &path, const QCommandLineParser &parser)
{
    const Result<std::unique_ptr<Project>> project = Project::create(path);
    if (!project) {
        printError(project.error().message);
        return kFailed;
    }
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{QStringLiteral("project"), QFileInfo(path).absoluteFilePath()}});
    } else {
        printLine(QStringLiteral("%1 created").arg(path));
    }
    return kDone;
}

QJsonObject toJson(const ImageSummary &summary)
{
    const ImageRecord &image = summary.image;
    return {{QStringLiteral("id"), image.id.value}, {QStringLiteral("path"), image.path},
        {QStringLiteral("missing"), !QFileInfo::exists(image.path)}, {QStringLiteral("sha256"), image.sha256},
        {QStringLiteral("kind"),
            image.kind == ImageKind::Volume ? QStringLiteral("volume") : QStringLiteral("photograph")},
        {QStringLiteral("width"), image.width}, {QStringLiteral("height"), image.height},
        {QStringLiteral("slices"), image.slices}, {QStringLiteral("patient"), image.patientId},
        {QStringLiteral("revisions"), summary.revisions}, {QStringLiteral("annotated_slices"), summary.annotatedSlices},
        {QStringLiteral("approved_slices"), summary.approvedSlices},
        {QStringLiteral("changed"), summary.changed.toString(Qt::ISODateWithMs)}};
}

int list(Project &project, const QStringList &, const QCommandLineParser &parser)
{
    const Result<std::vector<ImageSummary>> images =
        project.images().list(parser.value(QStringLiteral("search")), 0, std::numeric_limits<int>::max());
    if (!images) {
        printError(images.error().message);
        return kFailed;
    }
    for (const ImageSummary &summary : *images) {
        if (parser.isSet(QStringLiteral("json"))) {
            printJson(toJson(summary));
            continue;
        }
        const ImageRecord &image = summary.image;
        printLine(QStringLiteral("%1  %2x%3x%4  %5 revisions  %6 annotated  %7 approved  %8%9")
                      .arg(image.id.value, 5)
                      .arg(image.width)
                      .arg(image.height)
                      .arg(image.slices)
                      .arg(summary.revisions)
                      .arg(summary.annotatedSlices)
                      .arg(summary.approvedSlices)
                      .arg(image.path, QFileInfo::exists(image.path) ? QString() : QStringLiteral("  (missing)")));
    }
    return kDone;
}

int verify(Project &project, const QStringList &, const QCommandLineParser &parser)
{
    QElapsedTimer timer;
    timer.start();
    const VerifyOptions options{.hashImages = !parser.isSet(QStringLiteral("no-images"))};
    const Result<VerifyReport> report = verifyProject(project, options);
    if (!report) {
        printError(report.error().message);
        return kFailed;
    }
    const bool whole = report->problems.isEmpty() && report->missingImages.isEmpty();
    for (const QString &problem : report->problems + report->missingImages) {
        printError(QStringLiteral("%1: %2").arg(project.path(), problem));
    }
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{QStringLiteral("project"), project.path()}, {QStringLiteral("ok"), whole},
            {QStringLiteral("problems"), QJsonArray::fromStringList(report->problems)},
            {QStringLiteral("missing_images"), QJsonArray::fromStringList(report->missingImages)},
            {QStringLiteral("revisions"), report->revisions}, {QStringLiteral("chains"), report->chains},
            {QStringLiteral("seconds"), double(timer.elapsed()) / 1000}});
    } else if (whole) {
        printLine(QStringLiteral("%1: %2 revisions of %3 slices are whole")
                      .arg(project.path())
                      .arg(report->revisions)
                      .arg(report->chains));
    }
    return whole ? kDone : kFailed;
}

int backUp(Project &project, const QStringList &operands, const QCommandLineParser &parser)
{
    const QString target = operands.value(1);
    if (target.isEmpty()) {
        printError(QStringLiteral("project backup: say where to, e.g. vmunet project backup study.vmunet copy.vmunet"));
        return kUsage;
    }
    if (const Status done = project.backUp(target); !done) {
        printError(done.error().message);
        return kFailed;
    }
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{QStringLiteral("project"), project.path()},
            {QStringLiteral("backup"), QFileInfo(target).absoluteFilePath()},
            {QStringLiteral("bytes"), QFileInfo(target).size()}});
    } else {
        printLine(QStringLiteral("%1 holds a copy of %2").arg(target, project.path()));
    }
    return kDone;
}

struct Action {
    const char *name;
    Project::Mode mode;
    int (*run)(Project &, const QStringList &operands, const QCommandLineParser &);
};

constexpr Action kActions[]{{"import", Project::Mode::ReadWrite, importIntoProject},
    {"list", Project::Mode::ReadOnly, list}, {"ledger", Project::Mode::ReadOnly, printLedger},
    {"export", Project::Mode::ReadOnly, exportFromProject}, {"verify", Project::Mode::ReadOnly, verify},
    {"backup", Project::Mode::ReadOnly, backUp}, {"agreement", Project::Mode::ReadOnly, printAgreement},
    {"merge", Project::Mode::ReadWrite, mergeProjects}, {"relink", Project::Mode::ReadWrite, relinkProject}};

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        QStringLiteral("create P                 a new project file\n"
                       "import P INPUT...        add images (files, DICOM folders, folders of images); moved ones are "
                       "found again by content\n"
                       "list P                   the images and what was done to them\n"
                       "ledger P                 per model: time, changed pixels and Dice of what was predicted and "
                       "approved; is it saving time?\n"
                       "export P --out DIR       the masks as files\n"
                       "verify P                 check the file, its history and the images\n"
                       "backup P TARGET          a copy, also while the project is in use\n"
                       "agreement P              how readers of the same slices agree: Dice and Cohen's kappa\n"
                       "merge P OTHER...         add what other projects have more, by image content; what was changed "
                       "in both is named\n"
                       "relink P FOLDER          find moved images in a folder and its subfolders"));
    parser.addPositionalArgument(QStringLiteral("action"),
        QStringLiteral("create, import, list, ledger, export, verify, backup, agreement, merge, relink"));
    parser.addPositionalArgument(QStringLiteral("P"), QStringLiteral("The project file."));
    const auto value = [&parser](const char *name, const char *text, const char *valueName) {
        parser.addOption({QLatin1String(name), QLatin1String(text), QLatin1String(valueName)});
    };
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON object a line.")});
    value("search", "list: only paths, patients and studies that contain this.", "text");
    value("masks", "import: a folder with masks, paired with the images by name.", "dir");
    value("labels", "import: names of the labels 1, 2, ..., with commas between.", "names");
    value("metadata",
        "import: a CSV table with the columns image and patient, lesion or tags; also for images that are there "
        "already.",
        "file.csv");
    parser.addOption({QStringLiteral("approve"), QStringLiteral("import: take the masks for approved.")});
    value("out", "export: the folder for the masks.", "dir");
    value("format", "export: auto, png or nifti.", "format");
    parser.addOption({QStringLiteral("approved"), QStringLiteral("export: approved revisions only.")});
    parser.addOption({QStringLiteral("csv"), QStringLiteral("ledger, agreement: the table as CSV on stdout.")});
    parser.addOption({QStringLiteral("independent"),
        QStringLiteral("agreement: only readers who did not draw on top of each other's masks.")});
    parser.addOption({QStringLiteral("no-images"), QStringLiteral("verify: do not read the image files.")});
}

} // namespace

int runProject(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("project"), arguments, &status)) {
        return status;
    }
    const QString action = parser.positionalArguments().value(0);
    const QStringList operands = parser.positionalArguments().mid(1);
    const QString path = operands.value(0);
    if (path.isEmpty()) {
        printError(
            QStringLiteral("project: say what to do with which project; vmunet project --help lists the actions."));
        return kUsage;
    }
    if (action == QLatin1String("create")) {
        return create(path, parser);
    }
    for (const Action &known : kActions) {
        if (action != QLatin1String(known.name)) {
            continue;
        }
        const Result<std::unique_ptr<Project>> project = Project::open(path, known.mode);
        if (!project) {
            printError(project.error().message);
            return kFailed;
        }
        return known.run(**project, operands, parser);
    }
    printError(QStringLiteral("project: there is no action %1; vmunet project --help lists them.").arg(action));
    return kUsage;
}

} // namespace vmunet::cli
