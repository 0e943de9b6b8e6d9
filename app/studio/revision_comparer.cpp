// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/revision_comparer.h"

#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "core/image/image_loader.h"

#include <QtConcurrentRun>

namespace vmunet {

namespace {

Result<std::vector<SliceComparison>> compareOnOwnConnection(
    const QString &path, ImageId image, RevisionPair moments, const CancelFlag &cancel)
{
    const Result<std::unique_ptr<Project>> project = Project::open(path, Project::Mode::ReadOnly);
    return project ? compareSlices(**project, image, moments, cancel)
                   : Result<std::vector<SliceComparison>>(project.error());
}

} // namespace

RevisionComparer::RevisionComparer(QWidget &window, Workbench &workbench)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
{
    connect(&workbench, &Workbench::documentClosing, this, &RevisionComparer::close);
}

RevisionComparer::~RevisionComparer()
{
    m_cancel.cancel();
}

void RevisionComparer::close()
{
    m_cancel.cancel();
    if (m_dialog) {
        m_dialog->close();
    }
}

void RevisionComparer::compare(RevisionPair moments, const QString &before, const QString &after)
{
    const Document *document = m_workbench.document();
    if (!document) {
        return;
    }
    close();
    m_cancel = {};
    m_moments = moments;
    m_image = m_workbench.session().image();
    m_dialog = new CompareDialog(&m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setRevisions(before, after, document->labels());
    m_dialog->setProgress(tr("Comparing..."));
    connect(m_dialog, &CompareDialog::sliceChosen, this, &RevisionComparer::showSlice);
    connect(m_dialog, &QDialog::finished, this, [cancel = m_cancel] { cancel.cancel(); });
    m_dialog->show();
    showSlice(document->currentSlice());
    if (document->sliceCount() > 1) {
        compareVolume();
    }
}

void RevisionComparer::showSlice(int slice)
{
    m_slice = slice;
    showPicture(slice);
    m_workbench.session()
        .store()
        .query([image = m_image, slice, moments = m_moments](
                   Project &project) { return compareSlice(project, image, slice, moments); })
        .then(this, [this, slice, dialog = m_dialog](const Result<ComparedMasks> &masks) {
            if (!dialog || slice != m_slice) {
                return;
            }
            if (masks) {
                dialog->setMasks(*masks);
            } else {
                Q_EMIT failed(masks.error());
            }
            if (!m_workbench.document() || m_workbench.document()->sliceCount() == 1) {
                dialog->setProgress({});
            }
        });
}

void RevisionComparer::showPicture(int slice)
{
    const Document *document = m_workbench.document();
    if (!document) {
        return;
    }
    QtConcurrent::run([image = document->image(), slice] {
        return ImagePyramid(renderSlice(image, slice, initialWindow(image)));
    }).then(this, [this, slice, dialog = m_dialog](const ImagePyramid &picture) {
        if (dialog && slice == m_slice) {
            dialog->setImage(picture);
        }
    });
}

void RevisionComparer::compareVolume()
{
    QtConcurrent::run(compareOnOwnConnection, m_workbench.projectPath(), m_image, m_moments, m_cancel)
        .then(this, [this, dialog = m_dialog](const Result<std::vector<SliceComparison>> &slices) {
            if (!dialog) {
                return;
            }
            if (slices) {
                dialog->setSlices(*slices, m_slice);
            } else if (slices.error().code != ErrorCode::Cancelled) {
                dialog->setProgress({});
                Q_EMIT failed(slices.error());
            }
        });
}

} // namespace vmunet
