// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/base/result.h"

#include <QObject>
#include <QPointer>

#include <vector>

class QWidget;

namespace vmunet {

class Document;
class LabelsPanel;
struct EditRecord;

/// What the labels panel asks for and only the open document can answer: which labels have pixels, sets from files and
/// presets, removal. Owned by the window; main thread.
class LabelController : public QObject {
    Q_OBJECT

public:
    LabelController(LabelsPanel &panel, QWidget &window);

    void setDocument(Document *document); ///< Null: none.
    /// Takes a label away, its pixels too, which is an undo step; undoing that brings the label back.
    void remove(Label label);
    /// Takes over a set. Labels that have pixels stay, at the end.
    void replace(const LabelSet &labels);

Q_SIGNALS:
    void failed(const vmunet::Error &error);

private:
    void askBeforeRemoving(Label label);
    void askForImport();
    void askForExport();
    std::vector<int> slicesWith(Label label) const;
    void bringBack(const EditRecord &edit);

    LabelsPanel &m_panel;
    QWidget &m_window;
    QPointer<Document> m_document;
    std::vector<LabelInfo> m_removed; ///< Of this document, for undo.
};

} // namespace vmunet
