// SPDX-License-Identifier: GPL-3.0-or-later
// The window's file dialogs and questions. All are window-modal and asynchronous: nothing waits in them.
#include "app/studio/main_window.h"

#include "app/studio/document_view.h"
#include "app/studio/image_paths.h"
#include "app/studio/mask_export.h"
#include "app/studio/studio_actions.h"
#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>

namespace vmunet {

namespace {

/// Shown until closed; `accept` gets the chosen paths. The folder is remembered by `kind`.
template <typename Accept>
QFileDialog *showFileDialog(QWidget *parent, const QString &title, const QString &kind, Accept accept)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QString key = QStringLiteral("folders/") + kind;
    dialog->setDirectory(QSettings().value(key, QDir::homePath()).toString());
    QObject::connect(dialog, &QFileDialog::filesSelected, parent, [key, accept](const QStringList &paths) {
        QSettings().setValue(key, QFileInfo(paths.first()).absolutePath());
        accept(paths);
    });
    return dialog;
}

} // namespace

void MainWindow::connectFileActions()
{
    connect(m_actions->openFiles, &QAction::triggered, this, &MainWindow::askForFiles);
    connect(m_actions->openFolder, &QAction::triggered, this, [this] {
        QFileDialog *dialog = showFileDialog(this, tr("Open folder"), QStringLiteral("images"),
            [this](const QStringList &paths) { m_workbench.open(paths); });
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        dialog->open();
    });
    connect(m_actions->newProject, &QAction::triggered, this, [this] { askForProject(true); });
    connect(m_actions->openProject, &QAction::triggered, this, [this] { askForProject(false); });
    connect(m_actions->save, &QAction::triggered, &m_workbench, &Workbench::save);
    connect(m_actions->exportMask, &QAction::triggered, this, &MainWindow::askForExport);
    connect(m_actions->addModel, &QAction::triggered, this, &MainWindow::askForModel);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->about, &QAction::triggered, this, [this] {
        auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About VM-UNet Studio"),
            tr("<h3>VM-UNet Studio %1</h3>"
               "<p>Segments medical images with VM-UNet (Ruan et al., 2024), keeps corrections, and learns from "
               "them.</p>"
               "<p><b>For research, not a medical device.</b> Do not use it for diagnosis or treatment.</p>"
               "<p>Free software under the GNU General Public License, version 3 or later.</p>")
                .arg(QStringLiteral(VMUNET_VERSION)),
            QMessageBox::Close, this);
        box->setObjectName(QStringLiteral("aboutBox"));
        box->setIconPixmap(applicationIcon().pixmap(64));
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
}

void MainWindow::askForFiles()
{
    QFileDialog *dialog = showFileDialog(
        this, tr("Open"), QStringLiteral("images"), [this](const QStringList &paths) { m_workbench.open(paths); });
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(imageFileFilter().split(QStringLiteral(";;")));
    dialog->open();
}

void MainWindow::askForProject(bool fresh)
{
    QFileDialog *dialog = showFileDialog(this, fresh ? tr("New project") : tr("Open project"),
        QStringLiteral("projects"), [this](const QStringList &paths) { m_workbench.openProject(paths.first()); });
    dialog->setFileMode(fresh ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setAcceptMode(fresh ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setDefaultSuffix(QStringLiteral("vmunet"));
    dialog->setNameFilter(tr("Projects (*.vmunet)"));
    dialog->open();
}

void MainWindow::askForExport()
{
    const Document *document = m_workbench.document();
    if (!document) {
        return;
    }
    const auto choices = exportChoices(document->image());
    auto *dialog = new QFileDialog(this, tr("Export mask"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QSettings().value(QStringLiteral("folders/export"), QDir::homePath()).toString());
    QStringList filters;
    for (const ExportChoice &choice : choices) {
        filters.append(choice.filter);
    }
    dialog->setNameFilters(filters);
    dialog->selectFile(proposedExportName(document->image(), choices.front(), document->currentSlice()));
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, choices, filters](const QString &path) {
        QSettings().setValue(QStringLiteral("folders/export"), QFileInfo(path).absolutePath());
        const qsizetype chosen = std::max<qsizetype>(0, filters.indexOf(dialog->selectedNameFilter()));
        if (const Document *now = m_workbench.document()) {
            m_workbench.exportMask(
                exportJobOf(*now, choices[size_t(chosen)].format, path, m_view->sliceBar().window()));
        }
    });
    dialog->open();
}

void MainWindow::askForModel()
{
    QFileDialog *dialog = showFileDialog(this, tr("Add model"), QStringLiteral("models"),
        [this](const QStringList &paths) { m_workbench.models().addFile(paths.first()); });
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Models (*.pth *.safetensors)"));
    dialog->open();
}

} // namespace vmunet
