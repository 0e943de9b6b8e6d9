// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/worklist_texts.h"

#include "widgets/theme/theme.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include <array>
#include <cmath>

namespace vmunet {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Worklist)
};

QString number(double value, int digits)
{
    return QLocale().toString(value, 'f', digits);
}

} // namespace

QString imageStateName(ImageState state)
{
    switch (state) {
    case ImageState::New:
        return Texts::tr("New");
    case ImageState::Predicted:
        return Texts::tr("Predicted");
    case ImageState::InWork:
        return Texts::tr("In work");
    case ImageState::ToReview:
        return Texts::tr("To review");
    case ImageState::Approved:
        return Texts::tr("Approved");
    case ImageState::Rejected:
        break;
    }
    return Texts::tr("Rejected");
}

QIcon imageStateIcon(ImageState state)
{
    static const std::array<QIcon, 6> icons{themedIcon(QStringLiteral("image"), theme::kMuted),
        themedIcon(QStringLiteral("segment"), theme::kAccent), themedIcon(QStringLiteral("brush"), theme::kCaution),
        themedIcon(QStringLiteral("eye"), theme::kCurveDice), themedIcon(QStringLiteral("check"), theme::kGood),
        themedIcon(QStringLiteral("close"), theme::kBad)};
    return icons[std::size_t(state)];
}

QString worklistOrderName(WorklistOrder order)
{
    switch (order) {
    case WorklistOrder::Path:
        return Texts::tr("Image");
    case WorklistOrder::State:
        return Texts::tr("State");
    case WorklistOrder::LabelledPixels:
        return Texts::tr("Area");
    case WorklistOrder::Uncertainty:
        return Texts::tr("Uncertainty");
    case WorklistOrder::Annotator:
        return Texts::tr("Annotator");
    case WorklistOrder::Seconds:
        return Texts::tr("Time");
    case WorklistOrder::Changed:
        return Texts::tr("Changed");
    case WorklistOrder::Patient:
        return Texts::tr("Patient");
    case WorklistOrder::Lesion:
        return Texts::tr("Lesion");
    case WorklistOrder::Tags:
        break;
    }
    return Texts::tr("Tags");
}

QString workTimeText(double seconds)
{
    const qint64 whole = std::llround(seconds);
    if (whole <= 0) {
        return {};
    }
    if (whole < 60) {
        return Texts::tr("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return Texts::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    }
    return Texts::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
}

QString labelledAreaText(const WorklistRow &row)
{
    if (!row.labelledPixels || *row.labelledPixels == 0) {
        return {};
    }
    if (!row.image.spacingMm) {
        return Texts::tr("%1 px").arg(QLocale().toString(*row.labelledPixels));
    }
    const Vector3 &spacing = *row.image.spacingMm;
    const double area = double(*row.labelledPixels) * spacing[0] * spacing[1];
    return row.image.slices > 1 ? Texts::tr("%1 cm³").arg(number(area * spacing[2] / 1000, 1))
                                : Texts::tr("%1 mm²").arg(number(area, 1));
}

QString reasonText(const WorklistRow &row, const QString &scoredBy)
{
    const QString name = QFileInfo(row.image.path).fileName();
    switch (row.state) {
    case ImageState::Rejected:
        return Texts::tr("%1, because its mask was rejected and nobody has corrected it since.").arg(name);
    case ImageState::InWork:
        return Texts::tr("%1, because somebody began to correct it and has not finished.").arg(name);
    default:
        break;
    }
    if (!row.uncertainty) {
        return Texts::tr("%1, because it has no mask yet and nothing that is predicted waits for correction.")
            .arg(name);
    }
    const QString value = number(*row.uncertainty, 3);
    return row.image.slices > 1
        ? Texts::tr("%1, because %2 is least certain of it among the images without an accepted mask: slice %3 has a "
                    "mean entropy of %4 bit.")
              .arg(name, scoredBy)
              .arg(row.uncertainSlice + 1)
              .arg(value)
        : Texts::tr("%1, because %2 is least certain of it among the images without an accepted mask: mean entropy %3 "
                    "bit.")
              .arg(name, scoredBy, value);
}

} // namespace vmunet
