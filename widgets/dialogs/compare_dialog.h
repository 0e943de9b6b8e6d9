// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/storage/revision_comparison.h"
#include "widgets/canvas/image_pyramid.h"

#include <QDialog>

#include <array>

class QButtonGroup;
class QLabel;
class QTreeWidget;

namespace vmunet {

class ImageCanvas;

/// Two revisions of a mask on their image: what was added, removed and kept, in colours that everybody can tell apart
/// and with pixel counts; or both masks side by side under a divider. Below, Dice by structure, and of a volume each
/// slice. Not modal; shows what it is given.
class CompareDialog : public QDialog {
    Q_OBJECT

public:
    explicit CompareDialog(QWidget *parent = nullptr);

    /// Which two, as one line each, and the names and colours of the structures.
    void setRevisions(const QString &before, const QString &after, const LabelSet &labels);
    void setImage(const ImagePyramid &picture);
    void setMasks(const ComparedMasks &masks);
    /// Of a volume: all slices, and which one is shown.
    void setSlices(const std::vector<SliceComparison> &slices, int shown);
    /// What is being done; empty when it is.
    void setProgress(const QString &text);
    ImageCanvas &canvas() { return *m_canvas; }

Q_SIGNALS:
    void sliceChosen(int slice);

private:
    static constexpr std::size_t kChanges = 4;

    QWidget *sidePage();
    void showMasks();
    void showNumbers(const DifferenceCounts &counts, const std::vector<LabelOverlap> &labels);

    ImageCanvas *m_canvas;
    QLabel *m_before;
    QLabel *m_after;
    QButtonGroup *m_views;
    std::array<QLabel *, kChanges> m_counts{};
    QTreeWidget *m_labels;
    QTreeWidget *m_slices;
    QLabel *m_progress;
    LabelSet m_set;
    ComparedMasks m_masks;
};

} // namespace vmunet
