// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/dicom_code.h"
#include "core/annotation/mask.h"

#include <QColor>
#include <QString>

#include <vector>

namespace vmunet {

struct LabelInfo {
    Label label{};
    QString name;
    QColor color;
    bool visible = true;
    bool locked = false; ///< Painting other labels leaves its pixels alone.
    DicomCode
        category{}; ///< DICOM's Segmented Property Category, e.g. "Anatomical Structure"; null where none is chosen.
    DicomCode type{}; ///< DICOM's Segmented Property Type, e.g. "Liver".
    bool operator==(const LabelInfo &) const = default;
};

/// The structures a person can paint, in display order; never holds the background.
class LabelSet {
public:
    LabelSet() = default;
    explicit LabelSet(std::vector<LabelInfo> labels);

    /// "Lesion" alone: what the dermoscopy model finds.
    static LabelSet lesion();
    /// The eight organs of the published Synapse files, 1 aorta to 8 stomach.
    static LabelSet synapseOrgans();
    /// The three structures of the heart in the ACDC data set, 1 right ventricle to 3 left ventricle.
    static LabelSet acdcHeart();
    /// `names[i]` becomes label i+1, with the default colours (Okabe and Ito's colour-blind-safe set).
    static LabelSet fromNames(const QStringList &names);

    const std::vector<LabelInfo> &labels() const { return m_labels; }
    const LabelInfo *find(Label label) const; ///< Null if absent.
    void setVisible(Label label, bool visible);
    void setLocked(Label label, bool locked);
    void rename(Label label, const QString &name);
    void setColor(Label label, const QColor &color);
    /// DICOM's category and type; null ones clear them.
    void setCodes(Label label, const DicomCode &category, const DicomCode &type);
    void remove(Label label);
    /// Puts a structure at another place of the display order, from 0; clamped.
    void move(Label label, int row);
    /// Appends a structure with the lowest free number; kBackground if all 255 are taken.
    Label add(const QString &name, const QColor &color);

    bool operator==(const LabelSet &) const = default;

private:
    std::vector<LabelInfo> m_labels;
};

/// Colour-blind-safe colour for the i-th structure (from 0); repeats after eight with another lightness.
QColor defaultLabelColor(int index);

} // namespace vmunet
