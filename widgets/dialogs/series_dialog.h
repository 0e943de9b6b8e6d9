// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/dicom_series.h"

#include <QDialog>

class QTreeWidget;

namespace vmunet {

/// Lets a person choose one of the series of a folder.
class SeriesDialog : public QDialog {
    Q_OBJECT

public:
    /// `series` is not empty; `current` is chosen at the start.
    SeriesDialog(const std::vector<SeriesInfo> &series, int current, QWidget *parent = nullptr);

    int chosen() const; ///< Index into the series.

private:
    QTreeWidget *m_list;
};

} // namespace vmunet
