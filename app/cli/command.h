// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/protocol/precision.h"

#include <QCommandLineParser>
#include <QJsonObject>
#include <QStringList>

#include <cstdio>
#include <optional>

/// What the subcommands of `vmunet` share. Results go to stdout, everything else to stderr.
namespace vmunet::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1; ///< Something failed and was named on stderr; the rest was done.
inline constexpr int kUsage = 2; ///< Wrong usage.

struct Command {
    const char *name;
    const char *summary; ///< One line for `vmunet --help`.
    int (*run)(const QStringList &arguments); ///< Arguments after the subcommand's name; returns the exit status.
};

/// Parses `arguments`. False: help was printed (`*status` kDone) or an option is wrong (kUsage, the reason on stderr).
bool parse(QCommandLineParser &parser, const QString &command, const QStringList &arguments, int *status);

/// One line on stderr: "vmunet: <message>".
void printError(const QString &message);
/// A line of progress or of advice on stderr.
void printNote(const QString &message);
/// A line on stdout.
void printLine(const QString &line);
/// One JSON object on one line on stdout.
void printJson(const QJsonObject &object);

/// --device and --threads, common to all commands that run the network.
void addDeviceOptions(QCommandLineParser &parser);

/// --threads; nullopt: it is no number from 0 on, which was said on stderr.
std::optional<int> threadsOf(const QCommandLineParser &parser, const QString &command);
/// False: there are arguments that belong to no option, which was said on stderr.
bool takesNoArguments(const QCommandLineParser &parser, const QString &command);
/// --precision, for commands that only infer; nothing, after a line on stderr, where the word is none.
void addPrecisionOption(QCommandLineParser &parser);
std::optional<Precision> precisionOf(const QCommandLineParser &parser, const QString &command);

/// True until Ctrl-C or SIGTERM came; the first call installs the handler. A second Ctrl-C ends the process at once.
bool shouldGoOn();

} // namespace vmunet::cli
