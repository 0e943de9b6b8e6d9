// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"
#include "inference/engine/segmenter.h"

#include <map>
#include <memory>

namespace vmunet::cli {

/// The model for an image: the one asked for, else the one that comes with the program for its kind. Each is loaded
/// once; one that cannot be is not tried again.
class ModelChoice {
public:
    ModelChoice(QString wish, QString device, Precision precision)
        : m_wish(std::move(wish))
        , m_device(std::move(device))
        , m_precision(precision)
    {
    }

    /// Errors: as loadSegmenter(), and NotFound if there is no bundled model.
    Result<Segmenter *> modelFor(const Image &image);

private:
    QString m_wish;
    QString m_device;
    Precision m_precision;
    std::map<QString, Result<std::unique_ptr<Segmenter>>> m_loaded;
};

/// The bundled model for photographs or volumes; empty if it is missing.
QString bundledModel(ImageKind kind);

} // namespace vmunet::cli
