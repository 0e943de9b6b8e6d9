// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/commands.h"

#include <QGuiApplication>

using namespace vmunet;

namespace {

void printUsage()
{
    cli::printLine(QStringLiteral("Usage: vmunet COMMAND [options]\n"));
    for (const cli::Command &command : cli::commands()) {
        cli::printLine(QStringLiteral("  %1 %2").arg(
            QString::fromLatin1(command.name).leftJustified(10), QString::fromLatin1(command.summary)));
    }
    cli::printLine(QStringLiteral("\nvmunet COMMAND --help says more. For research; not a medical device."));
}

} // namespace

int main(int argc, char **argv)
{
    // Image plugins and fonts need a GUI application; a cluster node has no display.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("vmunet-studio"));
    QGuiApplication::setApplicationVersion(QStringLiteral(VMUNET_VERSION));

    const QStringList arguments = QGuiApplication::arguments().mid(1);
    const QString name = arguments.value(0);
    if (name == QLatin1String("--help") || name == QLatin1String("-h") || name == QLatin1String("help")) {
        printUsage();
        return cli::kDone;
    }
    if (name == QLatin1String("--version")) {
        cli::printLine(QStringLiteral("vmunet " VMUNET_VERSION));
        return cli::kDone;
    }
    for (const cli::Command &command : cli::commands()) {
        if (name == QLatin1String(command.name)) {
            return command.run(arguments.mid(1));
        }
    }
    cli::printError(name.isEmpty() ? QStringLiteral("say what to do; vmunet --help lists the commands.")
                                   : QStringLiteral("there is no command %1; vmunet --help lists them.").arg(name));
    return cli::kUsage;
}
