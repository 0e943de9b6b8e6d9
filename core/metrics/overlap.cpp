// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/overlap.h"

namespace vmunet {

namespace {

double ratio(qint64 numerator, qint64 denominator)
{
    return denominator == 0 ? 0.0 : double(numerator) / double(denominator);
}

std::span<const std::uint8_t> labelsOf(const Mask &mask)
{
    return {reinterpret_cast<const std::uint8_t *>(mask.labels().constData()), size_t(mask.labels().size())};
}

} // namespace

Confusion &Confusion::operator+=(const Confusion &other)
{
    truePositive += other.truePositive;
    falsePositive += other.falsePositive;
    falseNegative += other.falseNegative;
    trueNegative += other.trueNegative;
    return *this;
}

Confusion confusionOf(std::span<const std::uint8_t> prediction, std::span<const std::uint8_t> truth, Label label)
{
    Q_ASSERT(prediction.size() == truth.size());
    qint64 predicted = 0;
    qint64 actual = 0;
    qint64 both = 0;
    for (size_t i = 0; i < prediction.size(); ++i) {
        const bool p = prediction[i] == std::uint8_t(label);
        const bool t = truth[i] == std::uint8_t(label);
        predicted += p;
        actual += t;
        both += p & t;
    }
    return {both, predicted - both, actual - both, qint64(prediction.size()) - predicted - actual + both};
}

Confusion confusionOf(const Mask &prediction, const Mask &truth, Label label)
{
    Q_ASSERT(prediction.size() == truth.size());
    return confusionOf(labelsOf(prediction), labelsOf(truth), label);
}

double accuracy(const Confusion &c)
{
    return ratio(c.truePositive + c.trueNegative, c.truePositive + c.trueNegative + c.falsePositive + c.falseNegative);
}

double sensitivity(const Confusion &c)
{
    return ratio(c.truePositive, c.truePositive + c.falseNegative);
}

double specificity(const Confusion &c)
{
    return ratio(c.trueNegative, c.trueNegative + c.falsePositive);
}

double dice(const Confusion &c)
{
    return ratio(2 * c.truePositive, 2 * c.truePositive + c.falsePositive + c.falseNegative);
}

double iou(const Confusion &c)
{
    return ratio(c.truePositive, c.truePositive + c.falsePositive + c.falseNegative);
}

} // namespace vmunet
