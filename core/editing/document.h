// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/annotation/polygon.h"
#include "core/annotation/probability_map.h"
#include "core/editing/edit_limits.h"
#include "core/editing/edit_record.h"
#include "core/editing/region_snapshot.h"
#include "core/editing/threshold_preview.h"
#include "core/editing/undo_history.h"
#include "core/image/image.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace vmunet {

struct SliceMask {
    int slice = 0;
    Mask mask;
};

/// The annotation of the open image: one mask a slice, the labels, the network's kept probabilities, and the undo
/// history. Owned by the window; lives on the main thread. All changes go through here and can be undone.
///
/// Points are in image pixels: pixel (x, y) covers x..x+1, y..y+1. Edits act on the current slice. Locked labels are
/// not overwritten. Masks share their pixels with copies: whoever keeps a copy while a stroke goes on makes the next
/// step copy the whole slice, so look at mask() anew instead.
class Document : public QObject {
    Q_OBJECT

public:
    Document(Image image, LabelSet labels, QObject *parent = nullptr);

    const Image &image() const { return m_image; }
    QSize size() const { return m_image.size(); }
    int sliceCount() const { return int(m_masks.size()); }
    const Mask &mask(int slice) const { return m_masks[std::size_t(slice)]; }
    const Mask &currentMask() const { return mask(m_currentSlice); }
    int currentSlice() const { return m_currentSlice; }
    void setCurrentSlice(int slice); ///< Clamped. Finishes a stroke or threshold change.
    const LabelSet &labels() const { return m_labels; }
    void setLabels(const LabelSet &labels);
    /// Grows with every change of a mask. A network's answer to an older revision is out of date.
    quint64 revision() const { return m_revision; }

    /// Both finish what is under way first.
    void undo();
    void redo();
    /// What can be undone, for views and for its limit; never push to it.
    UndoHistory &history() { return m_history; }
    const UndoHistory &history() const { return m_history; }

    /// Where edits may write besides leaving locked labels alone. Holds for strokes, fills and rule(), not for what
    /// the network proposes for a whole slice.
    void setLimits(const EditLimits &limits);
    const EditLimits &limits() const { return m_limits; }
    /// What holds now for writing `label` on a slice.
    WriteRule rule(Label label, int slice) const;

    /// A stroke: begin, any number of steps, end. One stroke is one undo step. kBackground erases.
    void beginStroke(QPointF at, double diameter, Label label);
    void extendStroke(QPointF from, QPointF to);
    void endStroke();
    /// The same for other brushes: `paint` may write `area` of a slice, as far as the rule allows. Slices may differ
    /// from step to step; what is outside the image is left out.
    using StrokePainter = std::function<void(Mask &mask, const WriteRule &rule)>;
    void beginStroke(Label label, EditTool tool);
    void paintStroke(int slice, QRect area, const StrokePainter &paint);
    bool isStroking() const { return m_stroke.has_value(); }

    /// Whether there was anything to change.
    bool fillPolygon(const Polygon &polygon, Label label, EditTool tool = EditTool::Polygon);

    /// What the network says of a slice, at a threshold: keeps the probabilities and puts their mask on the slice, but
    /// for locked labels, as one undo step. Undoing brings back the former probabilities too. Ignored if not of the
    /// image's size.
    bool applyProposal(int slice, const ProbabilityMap &map, double threshold, const QString &name);
    /// Puts `mask` on a slice, but for locked labels. Ignored if not of the image's size.
    bool replaceSlice(int slice, const Mask &mask, const QString &name, EditTool tool = EditTool::Import);
    /// Puts masks on several slices as one undo step, but for locked labels; one a slice. editCommitted() comes for
    /// each slice that changed, all with one step number. Returns whether one did; false, too, if one does not fit the
    /// image.
    bool applySlices(const std::vector<SliceMask> &slices, const QString &name, EditTool tool);
    /// Takes over masks from a project without an undo step; the history is cleared. One a slice, of the image's size.
    void restore(std::vector<Mask> masks);

    /// Steps from a project whose masks were taken over, the first `index` of them done; steps made since stay on top.
    /// Ignored if they do not fit the image.
    void restoreHistory(std::deque<UndoStep> steps, int index);

    /// Probabilities kept in a project, and the threshold at which the slice was proposed; no undo step. Null forgets
    /// them.
    void setProbability(int slice, const ProbabilityMap &map, double threshold);
    const ProbabilityMap &probability(int slice) const { return m_probabilities[std::size_t(slice)].map; }
    double threshold(int slice) const { return m_probabilities[std::size_t(slice)].threshold; }
    /// Shows the current slice at another threshold, keeping corrections. While a slider moves, call this for each
    /// value; commitThreshold(), or any other edit, turns the whole way into one undo step.
    void setThreshold(double threshold);
    void commitThreshold();

Q_SIGNALS:
    /// Pixels changed, also during a stroke or threshold change.
    void sliceChanged(int slice, const QRect &area);
    /// A change is finished, undo and redo included: now it can be written to the project.
    void editCommitted(const vmunet::EditRecord &edit);
    void currentSliceChanged(int slice);
    void labelsChanged();
    void probabilityChanged(int slice);
    /// By setThreshold(); the mask may have stayed as it was.
    void thresholdChanged(int slice);
    void restored();

private:
    struct SliceStroke {
        WriteRule rule;
        RegionSnapshot snapshot;
    };
    struct Stroke {
        Label label = kBackground;
        EditTool tool = EditTool::Brush;
        double diameter = 1;
        std::map<int, SliceStroke> slices; ///< Those touched so far.
    };
    struct WritablePixels {
        int slice = 0;
        Mask mask;
    };
    struct ThresholdChange {
        ThresholdPreview preview;
        RegionSnapshot snapshot;
        double thresholdBefore = 0.5;
    };
    Mask &currentPixels() { return m_masks[std::size_t(m_currentSlice)]; }
    void finishPending();
    bool writeCurrent(const Region &region, const WriteRule &rule, const QString &name, EditTool tool);
    SliceChange putMask(const SliceMask &wanted);
    bool finishStep(const QString &name, EditTool tool, std::vector<SliceChange> changes);
    void runStep(const UndoStep &step, bool isUndo);
    void announce(const std::vector<SliceChange> &changes, const QString &name, EditTool tool);

    Image m_image;
    LabelSet m_labels;
    std::vector<Mask> m_masks;
    std::vector<KeptOpinion> m_probabilities;
    int m_currentSlice = 0;
    quint64 m_revision = 0;
    quint64 m_lastStep = 0;
    EditLimits m_limits;
    mutable std::optional<WritablePixels> m_writable; ///< Of the slice that rule() was asked for last.
    std::optional<Stroke> m_stroke;
    std::optional<ThresholdChange> m_thresholdChange;
    UndoHistory m_history;
};

} // namespace vmunet
