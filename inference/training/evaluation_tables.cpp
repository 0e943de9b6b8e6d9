// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/evaluation_tables.h"

#include "core/base/csv.h"
#include "core/metrics/mean.h"

#include <QStringList>

#include <cmath>

namespace vmunet {

namespace {

constexpr double EvaluationScores::*kScoreColumns[] = {&EvaluationScores::dice, &EvaluationScores::iou,
    &EvaluationScores::accuracy, &EvaluationScores::sensitivity, &EvaluationScores::specificity,
    &EvaluationScores::hd95, &EvaluationScores::loss};

QByteArray csvRow(const QString &name, const QString &structure, const EvaluationScores &scores, double truthShare)
{
    QByteArray row = csvField(name).toUtf8() + ',' + csvField(structure).toUtf8();
    for (const auto column : kScoreColumns) {
        row += ',' + (std::isnan(scores.*column) ? QByteArray() : QByteArray::number(scores.*column, 'g', 6));
    }
    return row + ',' + (std::isnan(truthShare) ? QByteArray() : QByteArray::number(truthShare, 'g', 4)) + '\n';
}

QString latexText(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (c == QLatin1Char('\\')) {
            escaped += QStringLiteral("\\textbackslash{}");
        } else if (c == QLatin1Char('~') || c == QLatin1Char('^')) {
            escaped += QLatin1Char('\\') + QString(c) + QStringLiteral("{}");
        } else {
            if (QStringLiteral("&%$#_{}").contains(c)) {
                escaped += QLatin1Char('\\');
            }
            escaped += c;
        }
    }
    return escaped;
}

QString latexRow(const QString &name, const std::vector<double> &percentages)
{
    QStringList cells{latexText(name)};
    for (const double value : percentages) {
        cells.append(std::isnan(value) ? QStringLiteral("--") : QString::number(value, 'f', 2));
    }
    return cells.join(QStringLiteral(" & ")) + QStringLiteral(" \\\\\n");
}

// mIoU, DSC, Acc, Spe, Sen: the order of the published tables.
std::vector<double> binaryColumns(double iou, double dice, double accuracy, double specificity, double sensitivity)
{
    return {100 * iou, 100 * dice, 100 * accuracy, 100 * specificity, 100 * sensitivity};
}

// Means over the structures, then each structure's Dice.
std::vector<double> volumeColumns(const std::vector<double> &dice, const std::vector<double> &hd95)
{
    std::vector<double> columns{100 * meanOfNumbers(dice), meanOfNumbers(hd95)};
    for (const double value : dice) {
        columns.push_back(100 * value);
    }
    return columns;
}

QString binaryLatex(const Evaluation &evaluation, const CleanSummary &clean, const QString &name)
{
    const EvaluationScores &t = evaluation.total;
    return QStringLiteral("% model & mIoU & DSC & Acc & Spe & Sen (one confusion matrix over all pixels)\n")
        + latexRow(name, binaryColumns(t.iou, t.dice, t.accuracy, t.specificity, t.sensitivity))
        + QStringLiteral("% the same, means of the cases\n")
        + latexRow(name,
            binaryColumns(
                clean.iou.mean, clean.dice.mean, clean.accuracy.mean, clean.specificity.mean, clean.sensitivity.mean));
}

} // namespace

QString structureName(const TrainingSet &set, size_t index)
{
    return set.classNames.value(qsizetype(index), QStringLiteral("lesion"));
}

QString protocolSentence(EvaluationProtocol protocol, int inputSide)
{
    switch (protocol) {
    case EvaluationProtocol::NetworkSize:
        return QStringLiteral("Published ISIC protocol: prediction and truth are compared at the network's size (%1 x "
                              "%1), and the numbers come from one confusion matrix over all pixels of all images; "
                              "\"IoU\" is the lesion's alone.")
            .arg(inputSide);
    case EvaluationProtocol::Volume:
        return QStringLiteral("Published Synapse protocol: each volume whole, HD95 in voxels whatever their size; "
                              "where the truth lacks a structure that was predicted Dice is 1 and HD95 0, where "
                              "nothing was predicted both are 0; means over the volumes, then over the structures.");
    case EvaluationProtocol::ImageSize:
        break;
    }
    return QStringLiteral(
        "Prediction and truth are compared at each image's own size; the numbers of the set come from "
        "one confusion matrix over all pixels of all images.");
}

QByteArray evaluationCsv(const TrainingSet &set, const Evaluation &evaluation)
{
    QByteArray table = "case,structure,dice,iou,accuracy,sensitivity,specificity,hd95,loss,truth_share\n";
    for (const EvaluatedCase &one : evaluation.cases) {
        if (one.classes.empty()) {
            table += csvRow(one.id, structureName(set, 0), one.scores, one.truthShare);
        }
        for (size_t i = 0; i < one.classes.size(); ++i) {
            table += csvRow(one.id, structureName(set, i), one.classes[i], one.truthShare);
        }
    }
    for (size_t i = 0; i < evaluation.classes.size(); ++i) {
        table += csvRow(QStringLiteral("all"), structureName(set, i), evaluation.classes[i], EvaluationScores::kNone);
    }
    const QString all = evaluation.classes.empty() ? structureName(set, 0) : QStringLiteral("mean");
    return table + csvRow(QStringLiteral("all"), all, evaluation.total, EvaluationScores::kNone);
}

QByteArray evaluationLatex(const TrainingSet &set, const Evaluation &evaluation, EvaluationProtocol protocol,
    const std::vector<CleanSummary> &clean, const QString &modelName)
{
    if (clean.empty()) {
        return {};
    }
    if (evaluation.classes.empty()) {
        return binaryLatex(evaluation, clean.front(), modelName).toUtf8();
    }
    std::vector<double> dice;
    std::vector<double> hd95;
    std::vector<double> cleanDice;
    std::vector<double> cleanHd95;
    QStringList names;
    for (size_t i = 0; i < evaluation.classes.size(); ++i) {
        names.append(structureName(set, i));
        dice.push_back(evaluation.classes[i].dice);
        hd95.push_back(evaluation.classes[i].hd95);
        cleanDice.push_back(clean[i].dice.mean);
        cleanHd95.push_back(clean[i].hd95.mean);
    }
    const QString how = protocol == EvaluationProtocol::Volume ? QStringLiteral("published conventions")
                                                               : QStringLiteral("over all pixels");
    const QString text = QStringLiteral("% model & DSC & HD95 & ") + names.join(QStringLiteral(" & "))
        + QStringLiteral(" (%1)\n").arg(how) + latexRow(modelName, volumeColumns(dice, hd95))
        + QStringLiteral("% the same, means of the cases that have the structure\n")
        + latexRow(modelName, volumeColumns(cleanDice, cleanHd95));
    return text.toUtf8();
}

} // namespace vmunet
