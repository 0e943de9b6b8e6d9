// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <QJsonDocument>

#include <atomic>
#include <csignal>

namespace vmunet::cli {

namespace {

std::atomic<int> interruptions{0};

void onInterrupt(int signal)
{
    if (interruptions.fetch_add(1) > 0) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

void writeLine(std::FILE *stream, const QByteArray &line)
{
    std::fwrite(line.constData(), 1, size_t(line.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

} // namespace

bool parse(QCommandLineParser &parser, const QString &command, const QStringList &arguments, int *status)
{
    const QCommandLineOption help = parser.addHelpOption();
    const QStringList all = QStringList{QStringLiteral("vmunet ") + command} + arguments;
    if (!parser.parse(all)) {
        printError(QStringLiteral("%1: %2 Try vmunet %1 --help.").arg(command, parser.errorText()));
        *status = kUsage;
        return false;
    }
    if (parser.isSet(help)) {
        // The parser's own text names argv[0]; here that is the program, without the subcommand.
        printLine(parser.helpText().trimmed().replace(
            QStringLiteral("[options]"), QStringLiteral("%1 [options]").arg(command)));
        *status = kDone;
        return false;
    }
    return true;
}

void printError(const QString &message)
{
    writeLine(stderr, "vmunet: " + message.toUtf8());
}

void printNote(const QString &message)
{
    writeLine(stderr, message.toUtf8());
}

void printLine(const QString &line)
{
    writeLine(stdout, line.toUtf8());
}

void printJson(const QJsonObject &object)
{
    writeLine(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void addDeviceOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("device"), QStringLiteral("auto, cpu, cuda or cuda:N."), QStringLiteral("device"),
        QStringLiteral("auto")});
    parser.addOption({QStringLiteral("threads"), QStringLiteral("Threads on the CPU; 0: all cores."),
        QStringLiteral("count"), QStringLiteral("0")});
}

std::optional<int> threadsOf(const QCommandLineParser &parser, const QString &command)
{
    bool isNumber = false;
    const int threads = parser.value(QStringLiteral("threads")).toInt(&isNumber);
    if (!isNumber || threads < 0) {
        printError(QStringLiteral("%1: --threads is a number from 0 on.").arg(command));
        return std::nullopt;
    }
    return threads;
}

bool takesNoArguments(const QCommandLineParser &parser, const QString &command)
{
    if (parser.positionalArguments().isEmpty()) {
        return true;
    }
    printError(QStringLiteral("%1: does not know what to do with \"%2\". Try vmunet %1 --help.")
                   .arg(command, parser.positionalArguments().first()));
    return false;
}

void addPrecisionOption(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("precision"),
        QStringLiteral("float32, bfloat16 or float16: what a GPU stores weights and pixels in."),
        QStringLiteral("precision"), QStringLiteral("float32")});
}

std::optional<Precision> precisionOf(const QCommandLineParser &parser, const QString &command)
{
    const std::optional<Precision> precision = precisionOfName(parser.value(QStringLiteral("precision")));
    if (!precision) {
        printError(QStringLiteral("%1: --precision is float32, bfloat16 or float16.").arg(command));
    }
    return precision;
}

bool shouldGoOn()
{
    static const bool installed = [] {
        std::signal(SIGINT, onInterrupt);
        std::signal(SIGTERM, onInterrupt);
        return true;
    }();
    return installed && interruptions.load() == 0;
}

} // namespace vmunet::cli
