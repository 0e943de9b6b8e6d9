// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/rescue_copy.h"

#include "core/storage/stored_annotation.h"

namespace vmunet {

Status writeRescueCopy(const QString &path, const RescueContent &content)
{
    const Result<std::unique_ptr<Project>> project = Project::create(path);
    if (!project) {
        return project.error();
    }
    const Result<StoredAnnotation> stored = openAnnotation(**project, content.image, content.sha256, content.labels);
    if (!stored) {
        return stored.error();
    }
    for (std::size_t slice = 0; slice < content.masks.size(); ++slice) {
        if (content.masks[slice].isEmpty()) {
            continue;
        }
        EditRecord edit;
        edit.slice = int(slice);
        edit.area = content.masks[slice].rect();
        edit.after = content.masks[slice];
        edit.tool = EditTool::Import;
        edit.step = 1;
        if (const Result<RevisionId> added = (*project)->annotations().addEdit(stored->image, edit); !added) {
            return added.error();
        }
    }
    return Done{};
}

} // namespace vmunet
