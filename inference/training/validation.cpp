// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/validation.h"

#include "inference/training/batch_loader.h"
#include "inference/training/losses.h"
#include "inference/training/trainable_network.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace vmunet {

namespace {

// Pixels of each structure: in both, predicted, true.
class OverlapCounts {
public:
    explicit OverlapCounts(std::int64_t structures)
        : m_counts(at::zeros({structures, 3}, at::kLong))
    {
    }

    void add(const at::Tensor &logits, const at::Tensor &target)
    {
        const bool binary = logits.size(1) == 1;
        const at::Tensor predicted = binary ? logits.select(1, 0).ge(0).to(at::kLong) : logits.argmax(1);
        const at::Tensor truth = binary ? target.ge(0.5).to(at::kLong) : target;
        for (std::int64_t i = 0; i < m_counts.size(0); ++i) {
            const at::Tensor p = predicted.eq(i + 1);
            const at::Tensor t = truth.eq(i + 1);
            m_counts[i] += at::stack({p.logical_and(t).sum(), p.sum(), t.sum()}).cpu();
        }
    }

    double meanDice() const
    {
        double sum = 0;
        int structures = 0;
        for (std::int64_t i = 0; i < m_counts.size(0); ++i) {
            const auto total = double(m_counts[i][1].item<std::int64_t>() + m_counts[i][2].item<std::int64_t>());
            if (m_counts[i][2].item<std::int64_t>() > 0) {
                sum += 2 * double(m_counts[i][0].item<std::int64_t>()) / total;
                ++structures;
            }
        }
        return structures > 0 ? sum / structures : std::nan("");
    }

private:
    at::Tensor m_counts; // [structures, 3]
};

} // namespace

Result<ValidationScore> validate(VmUnet &network, const SampleStore &store, const std::vector<int> &indices,
    int batchSize, int loaderThreads, const LossOptions &loss)
{
    const at::NoGradGuard noGrad;
    const std::int64_t classes = network->config().classes;
    const at::Device device = network->parameters().front().device();
    const Augmentation none(AugmentationKind::None, 0);
    network->eval();

    OverlapCounts counts(std::max<std::int64_t>(1, classes - 1));
    double lossSum = 0;
    BatchLoader loader(store, none, {indices, batchSize, 0, 0, 0, loaderThreads});
    for (int i = 0; i < loader.batches(); ++i) {
        const Result<Batch> batch = loader.next();
        if (!batch) {
            return batch.error();
        }
        const at::Tensor logits = network->logits(imageTensor(*batch, device));
        const at::Tensor target = targetTensor(*batch, classes, device);
        for (std::int64_t image = 0; image < batch->count; ++image) {
            lossSum +=
                segmentationLoss(logits.narrow(0, image, 1), target.narrow(0, image, 1), classes, loss).item<double>();
        }
        counts.add(logits, target);
    }
    return ValidationScore{indices.empty() ? std::nan("") : lossSum / double(indices.size()), counts.meanDice()};
}

} // namespace vmunet
