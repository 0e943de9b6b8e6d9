// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/score.h"

#include "core/storage/statement.h"

namespace vmunet {

Status addScore(Database &database, ImageId image, int slice, ModelId model, double uncertainty)
{
    return Statement(database, QStringLiteral(R"(
        INSERT INTO score (image_id, model_id, slice, uncertainty, created) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (image_id, model_id) DO UPDATE
        SET slice = excluded.slice, uncertainty = excluded.uncertainty, created = excluded.created
        WHERE excluded.slice = score.slice OR excluded.uncertainty > score.uncertainty)"))
        .bind(image)
        .bind(model)
        .bind(slice)
        .bind(uncertainty)
        .bind(utcNow())
        .run();
}

} // namespace vmunet
