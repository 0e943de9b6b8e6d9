// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/model_choice.h"

#include "core/base/app_paths.h"

#include <QObject>

namespace vmunet::cli {

Result<Segmenter *> ModelChoice::modelFor(const Image &image)
{
    const QString path = m_wish.isEmpty() ? bundledModel(image.kind) : m_wish;
    if (path.isEmpty()) {
        return Error{ErrorCode::NotFound,
            QObject::tr("No model for this kind of image comes with the program; name one with --model.")};
    }
    auto found = m_loaded.find(path);
    if (found == m_loaded.end()) {
        found = m_loaded.emplace(path, loadSegmenter(path, m_device, m_precision)).first;
    }
    if (!found->second) {
        return found->second.error();
    }
    return (*found->second).get();
}

QString bundledModel(ImageKind kind)
{
    return findResource(kind == ImageKind::Photograph ? QStringLiteral("models/dermoscopy.safetensors")
                                                      : QStringLiteral("models/ct.safetensors"));
}

} // namespace vmunet::cli
