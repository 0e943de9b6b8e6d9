// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/label_set.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace vmunet {

namespace {

LabelInfo *findIn(std::vector<LabelInfo> &labels, Label label)
{
    const auto it = std::find_if(labels.begin(), labels.end(), [&](const LabelInfo &i) { return i.label == label; });
    return it == labels.end() ? nullptr : &*it;
}

} // namespace

LabelSet::LabelSet(std::vector<LabelInfo> labels)
{
    // The background is not a structure, and a number names one structure only.
    for (LabelInfo &info : labels) {
        if (info.label != kBackground && !find(info.label)) {
            m_labels.push_back(std::move(info));
        }
    }
}

LabelSet LabelSet::lesion()
{
    return fromNames({QStringLiteral("Lesion")});
}

LabelSet LabelSet::synapseOrgans()
{
    return fromNames({QStringLiteral("Aorta"), QStringLiteral("Gallbladder"), QStringLiteral("Left kidney"),
        QStringLiteral("Right kidney"), QStringLiteral("Liver"), QStringLiteral("Pancreas"), QStringLiteral("Spleen"),
        QStringLiteral("Stomach")});
}

LabelSet LabelSet::acdcHeart()
{
    return fromNames(
        {QStringLiteral("Right ventricle"), QStringLiteral("Myocardium"), QStringLiteral("Left ventricle")});
}

LabelSet LabelSet::fromNames(const QStringList &names)
{
    std::vector<LabelInfo> labels;
    for (int i = 0; i < std::min<int>(255, int(names.size())); ++i) {
        labels.push_back({.label = Label(i + 1), .name = names.at(i), .color = defaultLabelColor(i)});
    }
    return LabelSet(std::move(labels));
}

const LabelInfo *LabelSet::find(Label label) const
{
    return findIn(const_cast<std::vector<LabelInfo> &>(m_labels), label);
}

void LabelSet::setVisible(Label label, bool visible)
{
    if (LabelInfo *info = findIn(m_labels, label)) {
        info->visible = visible;
    }
}

void LabelSet::setLocked(Label label, bool locked)
{
    if (LabelInfo *info = findIn(m_labels, label)) {
        info->locked = locked;
    }
}

void LabelSet::rename(Label label, const QString &name)
{
    if (LabelInfo *info = findIn(m_labels, label)) {
        info->name = name;
    }
}

void LabelSet::setColor(Label label, const QColor &color)
{
    if (LabelInfo *info = findIn(m_labels, label)) {
        info->color = color;
    }
}

void LabelSet::setCodes(Label label, const DicomCode &category, const DicomCode &type)
{
    if (LabelInfo *info = findIn(m_labels, label)) {
        info->category = category;
        info->type = type;
    }
}

void LabelSet::remove(Label label)
{
    std::erase_if(m_labels, [label](const LabelInfo &info) { return info.label == label; });
}

void LabelSet::move(Label label, int row)
{
    const LabelInfo *found = find(label);
    if (found) {
        LabelInfo info = *found;
        remove(label);
        m_labels.insert(m_labels.begin() + std::clamp(row, 0, int(m_labels.size())), std::move(info));
    }
}

Label LabelSet::add(const QString &name, const QColor &color)
{
    for (int number = 1; number < 256; ++number) {
        if (!find(Label(number))) {
            m_labels.push_back({.label = Label(number), .name = name, .color = color});
            return Label(number);
        }
    }
    return kBackground;
}

QColor defaultLabelColor(int index)
{
    // Okabe and Ito's set; its black is replaced by white, for black is unseen on most images.
    static constexpr std::array<QRgb, 8> kColors{
        0xFFE69F00, 0xFF56B4E9, 0xFF009E73, 0xFFF0E442, 0xFF0072B2, 0xFFD55E00, 0xFFCC79A7, 0xFFFFFFFF};
    const int position = std::max(0, index);
    const QColor color = QColor::fromRgb(kColors[size_t(position) % kColors.size()]);
    const int round = position / int(kColors.size());
    if (round == 0) {
        return color;
    }
    const QColor other = round % 2 == 1 ? color.darker(100 + 25 * round) : color.lighter(100 + 15 * round);
    return QColor(other.rgb()); // Exactly what files keep.
}

} // namespace vmunet
