// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/label_controller.h"

#include "core/annotation/label_set_file.h"
#include "core/editing/document.h"
#include "widgets/panels/labels_panel.h"

#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace vmunet {

namespace {

bool holds(const Mask &mask, Label label)
{
    return mask.labels().contains(char(label)); // Runs through the bytes as fast as memory allows.
}

Mask without(Mask mask, Label label)
{
    for (int y = 0; y < mask.size().height(); ++y) {
        std::uint8_t *row = mask.row(y);
        std::replace(row, row + mask.size().width(), std::uint8_t(label), std::uint8_t(kBackground));
    }
    return mask;
}

QString fileFilter()
{
    return LabelController::tr("Label sets (*.json)");
}

} // namespace

LabelController::LabelController(LabelsPanel &panel, QWidget &window)
    : QObject(&window)
    , m_panel(panel)
    , m_window(window)
{
    connect(&panel, &LabelsPanel::labelsEdited, this, [this](const LabelSet &edited) {
        if (m_document) {
            m_document->setLabels(edited);
        }
    });
    connect(&panel, &LabelsPanel::removalRequested, this, &LabelController::askBeforeRemoving);
    connect(&panel, &LabelsPanel::presetChosen, this, &LabelController::replace);
    connect(&panel, &LabelsPanel::importRequested, this, &LabelController::askForImport);
    connect(&panel, &LabelsPanel::exportRequested, this, &LabelController::askForExport);
}

void LabelController::setDocument(Document *document)
{
    if (m_document) {
        m_document->disconnect(this);
    }
    m_document = document;
    m_removed.clear();
    if (document) {
        m_panel.setLabels(document->labels());
        connect(document, &Document::labelsChanged, this, [this] { m_panel.setLabels(m_document->labels()); });
        connect(document, &Document::editCommitted, this, &LabelController::bringBack);
    }
}

std::vector<int> LabelController::slicesWith(Label label) const
{
    std::vector<int> slices;
    for (int slice = 0; m_document && slice < m_document->sliceCount(); ++slice) {
        if (holds(m_document->mask(slice), label)) {
            slices.push_back(slice);
        }
    }
    return slices;
}

void LabelController::askBeforeRemoving(Label label)
{
    const LabelInfo *info = m_panel.labels().find(label);
    if (!info || m_panel.labels().labels().size() < 2) {
        return;
    }
    const std::vector<int> slices = slicesWith(label);
    if (slices.empty()) {
        remove(label);
        return;
    }
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Remove label"),
        m_document->sliceCount() > 1
            ? tr("%1 is painted on %n slice(s). Remove it and its pixels?", nullptr, int(slices.size())).arg(info->name)
            : tr("%1 has pixels in this image. Remove it and its pixels?").arg(info->name),
        QMessageBox::Cancel, &m_window);
    question->setObjectName(QStringLiteral("removeLabelQuestion"));
    question->setInformativeText(tr("Undo brings both back."));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *removal = question->addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    removal->setObjectName(QStringLiteral("confirmRemoval"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(removal, &QPushButton::clicked, this, [this, label] { remove(label); });
    question->open();
}

void LabelController::remove(Label label)
{
    LabelSet labels = m_panel.labels();
    const LabelInfo *info = labels.find(label);
    if (!info) {
        return;
    }
    const LabelInfo removed = *info;
    if (m_document) {
        labels.setLocked(label, false); // Its own lock does not keep it.
        m_document->setLabels(labels);
        std::vector<SliceMask> slices;
        for (const int slice : slicesWith(label)) {
            slices.push_back({slice, without(m_document->mask(slice), label)});
        }
        m_document->applySlices(slices, tr("Remove %1").arg(removed.name), EditTool::Eraser);
        m_removed.push_back(removed);
    }
    labels.remove(label);
    if (m_document) {
        m_document->setLabels(labels);
    } else {
        m_panel.setLabels(labels);
    }
}

/// Undo of a removal: pixels must not be without a name.
void LabelController::bringBack(const EditRecord &edit)
{
    const auto isBack = [&edit](const LabelInfo &info) { return holds(edit.after, info.label); };
    const auto found = std::find_if(m_removed.begin(), m_removed.end(), isBack);
    if (found != m_removed.end()) {
        std::vector<LabelInfo> infos = m_document->labels().labels();
        infos.push_back(*found);
        m_removed.erase(found);
        m_document->setLabels(LabelSet(std::move(infos)));
    }
}

void LabelController::replace(const LabelSet &labels)
{
    if (!m_document) {
        m_panel.setLabels(labels);
        return;
    }
    std::vector<LabelInfo> infos = labels.labels();
    for (const LabelInfo &present : m_document->labels().labels()) {
        if (!labels.find(present.label) && !slicesWith(present.label).empty()) {
            infos.push_back(present);
        }
    }
    m_document->setLabels(LabelSet(std::move(infos)));
}

void LabelController::askForImport()
{
    auto *dialog = new QFileDialog(&m_window, tr("Import a set of labels"), QDir::homePath(), fileFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Result<LabelSet> labels = readLabelSetFile(path);
        if (labels) {
            replace(*labels);
        } else {
            Q_EMIT failed(labels.error());
        }
    });
    dialog->open();
}

void LabelController::askForExport()
{
    auto *dialog = new QFileDialog(&m_window, tr("Export the set of labels"), QDir::homePath(), fileFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (const Status written = writeLabelSetFile(m_panel.labels(), path); !written) {
            Q_EMIT failed(written.error());
        }
    });
    dialog->open();
}

} // namespace vmunet
