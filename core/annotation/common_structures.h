// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/dicom_code.h"

#include <QString>

#include <vector>

namespace vmunet {

/// A structure by the name that people use, with its SNOMED CT codes as DICOM's segmentations hold them.
struct CodedStructure {
    QString name;
    DicomCode category;
    DicomCode type;
};

/// What is segmented most often: organs, the heart, findings. By category, then by name.
const std::vector<CodedStructure> &commonStructures();

/// The structure whose name is `name`, whatever its case; null if there is none.
const CodedStructure *findStructure(const QString &name);

} // namespace vmunet
