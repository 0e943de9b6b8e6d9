// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/image/plane_layout.h"
#include "widgets/canvas/probability_field.h"

#include <QObject>
#include <QPointer>

#include <array>

namespace vmunet {

class Document;
class VolumeView;

/// What was kept of a volume's slices as a picture of a plane across them; slices of which nothing was kept count as
/// improbable. Null if nothing was.
ProbabilityMap probabilityPlane(const Document &document, const PlaneLayout &layout, int position);

/// Colours probabilities or doubts in the two planes beside the stack, and follows the cross. Main thread.
class PlaneFields : public QObject {
    Q_OBJECT

public:
    explicit PlaneFields(VolumeView &volume, QObject *parent = nullptr);

    /// The document is the one that the volume view shows; ask again when its probabilities change.
    void show(const Document &document, ProbabilityField::Kind kind, Label label);
    void hide();

private:
    void follow();

    VolumeView &m_volume;
    QPointer<const Document> m_document; ///< Null while nothing is shown.
    ProbabilityField::Kind m_kind = ProbabilityField::Kind::Probability;
    Label m_label = kBackground;
    std::array<int, 2> m_positions{-1, -1}; ///< That are coloured; -1 for none.
};

} // namespace vmunet
