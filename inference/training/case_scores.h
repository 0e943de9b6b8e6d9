// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/overlap.h"
#include "inference/training/evaluation.h"

#include <QSize>

#include <cstdint>
#include <vector>

namespace vmunet {

/// A prediction beside its truth: labels [height, width] of the same size.
struct PredictedSlice {
    QSize size;
    std::vector<std::uint8_t> predicted;
    std::vector<std::uint8_t> truth;
    double loss = 0;
};

/// Collects cases into an evaluation, as the protocol has it.
class EvaluationTotals {
public:
    /// `distances`: HD95 of each case also where the protocol has none.
    EvaluationTotals(EvaluationProtocol protocol, int networkClasses, bool distances = false);

    /// A case: one slice, or all slices of a volume in order.
    void add(const QString &id, const std::vector<PredictedSlice> &slices);
    Evaluation result() const;

private:
    bool isBinary() const { return m_counts.size() == 1; }

    EvaluationProtocol m_protocol;
    bool m_distances;
    std::vector<Confusion> m_counts; ///< Of all cases, by structure.
    std::vector<EvaluatedCase> m_cases;
};

} // namespace vmunet
