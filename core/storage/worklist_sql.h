// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/worklist_repository.h"

namespace vmunet {

class Statement;

/// The worklist's queries, apart so that a test can ask SQLite how it answers them. Only fixed words go into the text;
/// what a person typed is bound.
QString worklistPageSql(const WorklistQuery &query);
QString worklistIdsSql(const WorklistQuery &query); ///< The page's ids alone.
QString worklistRowSql(); ///< One parameter: the image.
QString worklistCountSql(const WorklistQuery &query);
QString worklistNextSql(); ///< One parameter: the id to leave out.

/// Binds what page and count have in common; page and ids take limit and offset after it.
void bindWorklistFilter(Statement &statement, const WorklistQuery &query);

/// In lower case as SQLite's lower() makes it, which knows the Latin alphabet alone.
QString worklistSearchText(QString text);

QString wordOf(ImageState state);
/// An unknown word is InWork.
ImageState imageStateFrom(const QString &word);

} // namespace vmunet
