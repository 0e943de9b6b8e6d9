// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/storage/project.h"

namespace vmunet {

/// How well a prediction fitted one label.
struct LedgerLabel {
    QString name;
    double dice = 1; ///< Of prediction and approved mask; a mean in a LedgerRow.
    int slices = 0; ///< In which one of the two has the label.
};

/// What became of one prediction: a slice that was predicted and approved later.
struct LedgerEntry {
    ModelId model;
    ImageId image;
    int slice = 0;
    RevisionId prediction;
    RevisionId approved;
    QDateTime predicted;
    QDateTime finished; ///< When it was approved.
    int corrections = 0; ///< Revisions after the prediction, up to the approved one.
    qint64 changedPixels = 0; ///< In these, added up; a pixel that was changed twice counts twice.
    double seconds = 0; ///< In front of the image from the prediction on, shared among the image's entries.
    double dice = 1; ///< Of prediction and approved mask, all labels against background; 1 where both are empty.
    std::vector<LedgerLabel> labels; ///< Those that one of the two has.
};

/// Per model version, oldest model first: is it saving time?
struct LedgerRow {
    ModelId model;
    QString name;
    int images = 0;
    int slices = 0;
    int untouched = 0; ///< Slices that were approved as they were predicted.
    double secondsPerImage = 0; ///< Mean.
    double medianSeconds = 0; ///< Per image.
    double changedPixelsPerSlice = 0;
    double meanDice = 0;
    std::vector<LedgerLabel> labels; ///< By name.
};

/// Approved images that no model had looked at: what the others are measured against.
struct LedgerBaseline {
    int images = 0;
    double medianSeconds = 0; ///< Per image, of those whose time was measured.
};

struct Ledger {
    std::vector<LedgerEntry> entries;
    std::vector<LedgerRow> rows;
    LedgerBaseline byHand;
};

/// Everything. Rebuilds masks: not for the main thread. Errors: Corrupt, Io, Cancelled.
Result<Ledger> readLedger(Project &project, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

/// Is the model saving time? One sentence with its numbers, or what is missing for an answer.
QString ledgerVerdict(const Ledger &ledger);

/// Rebuilds two masks for each entry: not for the main thread. Errors: Corrupt, Io, Cancelled.
Result<std::vector<LedgerEntry>> ledgerEntries(
    Project &project, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

/// `models`: ModelRepository::list().
std::vector<LedgerRow> ledgerRows(const std::vector<LedgerEntry> &entries, const std::vector<ModelRecord> &models);

/// A line with the label "" for each row and then one for each of its labels, and a heading; RFC 4180.
QByteArray ledgerCsv(const std::vector<LedgerRow> &rows);

} // namespace vmunet
