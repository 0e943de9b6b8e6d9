// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/reader_controller.h"

#include "app/studio/studio_actions.h"
#include "app/studio/workbench.h"
#include "core/base/whole_file.h"
#include "core/storage/second_reading.h"
#include "widgets/panels/agreement_table.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QtConcurrentRun>

namespace vmunet {

namespace {

Result<std::vector<Agreement>> readAgreements(
    const QString &path, ReadingPairs pairs, ImageId image, const CancelFlag &cancel)
{
    const Result<std::unique_ptr<Project>> project = Project::open(path, Project::Mode::ReadOnly);
    return project ? agreements(**project, pairs, image, cancel) : Result<std::vector<Agreement>>(project.error());
}

} // namespace

ReaderController::ReaderController(QWidget &window, Workbench &workbench, StudioActions &actions)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
    , m_begin(new QAction(tr("Read as s&econd reader"), this))
    , m_finish(new QAction(tr("F&inish reading"), this))
    , m_giveUp(new QAction(tr("&Give up reading"), this))
{
    actions.adopt(m_begin, QStringLiteral("actionSecondReading"), {}, {},
        tr("Begin with an empty mask; what the first reader drew is hidden until you finish"));
    actions.adopt(
        m_finish, QStringLiteral("actionFinishReading"), {}, {}, tr("Submit your mask and see the first reader's"));
    actions.adopt(m_giveUp, QStringLiteral("actionGiveUpReading"), {}, {}, tr("Bring the first reader's mask back"));
    connect(m_begin, &QAction::triggered, this, [this] { run(beginSecondReading); });
    connect(m_finish, &QAction::triggered, this, [this] { run(finishSecondReading); });
    connect(m_giveUp, &QAction::triggered, this, [this] { run(giveUpSecondReading); });
    const ProjectStore &store = workbench.session().store();
    connect(&store, &ProjectStore::committed, this, [this](quint64 ticket) {
        if (ticket == m_ticket) {
            m_ticket = 0;
            m_workbench.reopenImage();
        }
    });
}

ReaderController::~ReaderController()
{
    m_cancel.cancel();
}

void ReaderController::setTable(AgreementTable &table)
{
    m_table = &table;
    connect(m_table, &AgreementTable::wanted, this, &ReaderController::updateTable);
    connect(m_table, &AgreementTable::exportRequested, this, &ReaderController::askForPath);
}

void ReaderController::run(std::function<Result<RevisionId>(Project &, ImageId)> change)
{
    if (!m_workbench.document()) {
        return;
    }
    m_workbench.settleThreshold();
    const ImageId image = m_workbench.session().image();
    m_ticket = m_workbench.session().store().append(
        [change = std::move(change), image](Project &project) { return change(project, image); });
}

void ReaderController::updateTable()
{
    m_cancel.cancel();
    m_cancel = {};
    const ImageId image = m_table->wantsWholeProject() ? ImageId{} : m_workbench.session().image();
    if (m_workbench.projectPath().isEmpty() || (!image && !m_table->wantsWholeProject())) {
        m_table->setNote(tr("No image of a project is open."));
        return;
    }
    m_table->setNote(tr("Comparing readers..."));
    QtConcurrent::run(readAgreements, m_workbench.projectPath(), m_table->pairs(), image, m_cancel)
        .then(this, [this](const Result<std::vector<Agreement>> &rows) {
            if (rows) {
                m_table->setAgreements(*rows);
            } else if (rows.error().code != ErrorCode::Cancelled) {
                m_table->setNote(rows.error().message);
            }
        });
}

void ReaderController::askForPath()
{
    const QString name = m_workbench.projectName() + QStringLiteral("-agreement.csv");
    auto *dialog = new QFileDialog(&m_window, tr("Save the readers' agreement"), name, tr("Tables (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &ReaderController::writeCsv);
    dialog->open();
}

void ReaderController::writeCsv(const QString &path)
{
    QtConcurrent::run([path, rows = m_table->agreements()] {
        return writeWhole(path, agreementCsv(rows));
    }).then(this, [this, path](const Status &written) {
        if (written) {
            Q_EMIT notice(tr("Wrote %1.").arg(QDir::toNativeSeparators(path)));
        } else {
            Q_EMIT failed(written.error());
        }
    });
}

} // namespace vmunet
