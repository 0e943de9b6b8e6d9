// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/mask_authors.h"

#include "core/editing/edit_record.h"
#include "core/storage/annotation_repository.h"
#include "core/storage/revision_words.h"
#include "core/storage/statement.h"

#include <limits>

namespace vmunet {

namespace {

bool isOneOf(const QString &tool, EditTool first, EditTool second)
{
    return tool == toolKey(first) || tool == toolKey(second);
}

} // namespace

Result<std::set<AnnotatorId>> authorsOf(Database &database, ImageId image, int slice, RevisionId upTo)
{
    Statement query(database, QStringLiteral(R"(
        SELECT id, kind, tool, coalesce(annotator_id, 0), coalesce(restored_id, 0) FROM revision
        WHERE image_id=? AND slice=? AND id<=? ORDER BY id DESC)"));
    query.bind(image).bind(slice).bind(upTo ? upTo.value : std::numeric_limits<qint64>::max());
    std::set<AnnotatorId> authors;
    qint64 from = std::numeric_limits<qint64>::max(); // What is between a restore and what it restored has no part.
    int undone = 0; // How many of the next older changes are.
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return authors;
        }
        if (query.integer(0) > from) {
            continue;
        }
        const QString tool = query.text(2);
        if (isOneOf(tool, EditTool::Undo, EditTool::UndoProposal)) {
            ++undone;
            continue;
        }
        if (isOneOf(tool, EditTool::Redo, EditTool::RedoProposal)) {
            --undone;
            continue;
        }
        if (undone > 0) {
            --undone;
            continue;
        }
        undone = 0;
        if (query.integer(4) != 0) {
            from = query.integer(4);
            continue;
        }
        if (query.text(1) == wordOf(RevisionKind::Prediction) || tool == toolKey(EditTool::SecondReading)) {
            return authors;
        }
        authors.insert(AnnotatorId{query.integer(3)});
    }
}

} // namespace vmunet
