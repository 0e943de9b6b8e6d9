// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/common_structures.h"

#include <algorithm>

namespace vmunet {

namespace {

struct Row {
    const char *name;
    const char *code;
};

// Names in English, for they are DICOM's code meanings.
constexpr Row kAnatomy[] = {{"Aorta", "15825003"}, {"Brain", "12738006"}, {"Esophagus", "32849002"},
    {"Gallbladder", "28231008"}, {"Heart", "80891009"}, {"Kidney", "64033007"}, {"Left kidney", "18639004"},
    {"Left lung", "44029006"}, {"Left ventricle", "87878005"}, {"Liver", "10200004"}, {"Lung", "39607008"},
    {"Myocardium", "74281007"}, {"Pancreas", "15776009"}, {"Prostate", "41216001"}, {"Right kidney", "9846003"},
    {"Right lung", "3341006"}, {"Right ventricle", "53085002"}, {"Spleen", "78961009"}, {"Stomach", "69695003"},
    {"Urinary bladder", "89837001"}};
constexpr Row kAbnormal[] = {{"Cyst", "367643001"}, {"Edema", "79654002"}, {"Hemorrhage", "50960005"},
    {"Lesion", "52988006"}, {"Mass", "4147007"}, {"Necrosis", "6574001"}, {"Neoplasm", "108369006"},
    {"Nodule", "27925004"}};
constexpr Row kTissue[] = {{"Tissue", "85756007"}};

template <std::size_t N>
void append(std::vector<CodedStructure> &structures, const DicomCode &category, const Row (&rows)[N])
{
    for (const Row &row : rows) {
        const QString name = QLatin1String(row.name);
        structures.push_back({name, category, {QLatin1String(row.code), QStringLiteral("SCT"), name}});
    }
}

std::vector<CodedStructure> makeStructures()
{
    const QString scheme = QStringLiteral("SCT");
    std::vector<CodedStructure> structures;
    append(structures, {QStringLiteral("91723000"), scheme, QStringLiteral("Anatomical Structure")}, kAnatomy);
    append(structures, {QStringLiteral("49755003"), scheme, QStringLiteral("Morphologically Abnormal Structure")},
        kAbnormal);
    append(structures, {QStringLiteral("85756007"), scheme, QStringLiteral("Tissue")}, kTissue);
    return structures;
}

} // namespace

const std::vector<CodedStructure> &commonStructures()
{
    static const std::vector<CodedStructure> structures = makeStructures();
    return structures;
}

const CodedStructure *findStructure(const QString &name)
{
    const std::vector<CodedStructure> &all = commonStructures();
    const auto found = std::find_if(all.begin(), all.end(),
        [&](const CodedStructure &one) { return one.name.compare(name, Qt::CaseInsensitive) == 0; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace vmunet
