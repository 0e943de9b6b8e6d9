// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

namespace vmunet {

/// What an edit changed in one slice: runs of pixels with their labels before and after, as compact bytes. Undoing
/// costs what was changed, however large the rectangle around it. A run takes some six bytes.
class MaskDelta {
public:
    /// Takes in what `after` (a whole slice) holds otherwise than `before` did at `topLeft`. Areas of several calls
    /// must not overlap.
    void append(const Mask &before, QPoint topLeft, const Mask &after);

    bool isEmpty() const { return m_runs.isEmpty(); }
    /// The smallest rectangle that holds all changed pixels.
    QRect area() const { return m_area; }
    qint64 pixels() const { return m_pixels; } ///< How many pixels changed.
    qsizetype bytes() const { return m_runs.size(); } ///< Memory held.

    /// `mask`: the slice as it was after the edit (undo) or before it (redo).
    void undo(Mask &mask) const;
    void redo(Mask &mask) const;

    struct Run {
        int y = 0;
        int x = 0;
        int length = 0;
        Label before{};
        Label after{};
    };
    /// Calls `visit(const Run &)` for each run.
    template <typename Visitor>
    void forEachRun(Visitor visit) const;

private:
    void appendRow(int y, int left, const std::uint8_t *before, const std::uint8_t *after, int width);
    void addRun(const Run &run);
    bool nextRun(qsizetype &position, Run &run) const;

    QByteArray m_runs; ///< Per run: y and x as differences to the run before, length, labels before and after.
    Run m_last;
    QRect m_area;
    qint64 m_pixels = 0;
};

template <typename Visitor>
void MaskDelta::forEachRun(Visitor visit) const
{
    Run run;
    for (qsizetype position = 0; nextRun(position, run);) {
        visit(run);
    }
}

} // namespace vmunet
