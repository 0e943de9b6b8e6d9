// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/segment_store.h"

#include "core/image/image_identity.h"
#include "core/storage/stored_annotation.h"

namespace vmunet::cli {

namespace {

QString taskOf(const ModelDescription &model)
{
    return model.preprocessing == Preprocessing::Ct ? QStringLiteral("ct") : QStringLiteral("dermoscopy");
}

ModelRecord recordOf(const ModelDescription &model)
{
    ModelRecord record;
    record.sha256 = model.sha256;
    record.path = model.path;
    record.name = model.name;
    record.task = taskOf(model);
    record.classes = model.classes;
    record.classNames = model.classNames;
    record.inputSide = model.inputSide;
    record.architecture = model.architecture;
    return record;
}

} // namespace

Status storePrediction(Project &project, const SegmentedImage &result, const ModelDescription &model, double threshold)
{
    const Result<QString> hash = sha256OfImage(result.image);
    if (!hash) {
        return hash.error();
    }
    const Result<StoredAnnotation> stored = openAnnotation(project, result.image, *hash, result.labels);
    if (!stored) {
        return stored.error();
    }
    const Result<ModelId> modelId = project.models().add(recordOf(model));
    if (!modelId) {
        return modelId.error();
    }
    const Segmentation &segmentation = result.segmentation;
    const PredictionInfo info{*modelId, segmentation.device, taskOf(model), threshold, segmentation.seconds};
    for (size_t slice = 0; slice < result.masks.size(); ++slice) {
        const Result<RevisionId> added = project.annotations().addPrediction(
            stored->image, int(slice), result.masks[slice], segmentation.slices[slice], info);
        if (!added) {
            return added.error();
        }
    }
    return Done{};
}

} // namespace vmunet::cli
