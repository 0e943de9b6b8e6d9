// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/editing/edit_record.h"
#include "core/editing/mask_delta.h"

#include <QObject>

#include <deque>
#include <optional>
#include <vector>

namespace vmunet {

/// The network's kept probabilities of a slice and the threshold at which the slice shows them.
struct KeptOpinion {
    ProbabilityMap map;
    double threshold = 0.5;
    bool operator==(const KeptOpinion &) const = default;
};

/// What one undo step did to one slice.
struct SliceChange {
    struct OpinionChange {
        KeptOpinion before;
        KeptOpinion after;
    };

    int slice = 0;
    MaskDelta delta;
    std::optional<OpinionChange> opinion; ///< Where the step also changed the kept probabilities.
};

/// What a person takes back at once: a stroke, a proposal, a tool over many slices.
struct UndoStep {
    quint64 number = 0; ///< EditRecord::step of when it was done.
    QString name; ///< In the person's language.
    EditTool tool = EditTool::Brush;
    std::vector<SliceChange> changes;

    qsizetype bytes() const; ///< Memory held, about.
};

/// The steps that a person can go back and forth, bounded by memory, not by count: a stroke takes some hundred bytes.
/// Holds what was done; the document does it.
class UndoHistory : public QObject {
    Q_OBJECT

public:
    int count() const { return int(m_steps.size()); }
    /// How many steps are done; those from here on were undone.
    int index() const { return m_index; }
    const UndoStep &step(int i) const { return m_steps[std::size_t(i)]; }
    bool canUndo() const { return m_index > 0; }
    bool canRedo() const { return m_index < count(); }
    QString undoText() const { return canUndo() ? step(m_index - 1).name : QString(); }
    QString redoText() const { return canRedo() ? step(m_index).name : QString(); }
    qsizetype bytes() const { return m_bytes; }
    /// Whether older steps were dropped for lack of room.
    bool hasForgotten() const { return m_hasForgotten; }

    /// Appends a done step. Undone ones are dropped, and the oldest if all take more than the limit; the newest stays.
    void push(UndoStep step);
    void setIndex(int index); ///< After steps were undone or done again.
    /// All steps anew, the first `index` of them done. Past the limit the oldest go first.
    void assign(std::deque<UndoStep> steps, int index);
    void setLimit(qsizetype bytes); ///< Default 256 MiB.

Q_SIGNALS:
    void changed();

private:
    void trim();

    std::deque<UndoStep> m_steps;
    int m_index = 0;
    qsizetype m_bytes = 0;
    qsizetype m_limit = qsizetype(256) << 20;
    bool m_hasForgotten = false;
};

} // namespace vmunet
