// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/appearance.h"
#include "app/studio/main_window.h"
#include "app/studio/workbench.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <cstdio>

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("vmunet-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("VM-UNet Studio"));
    QApplication::setApplicationVersion(QStringLiteral(VMUNET_VERSION));
    QApplication::setOrganizationName(QStringLiteral("vmunet-studio"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main",
        "Segments medical images with VM-UNet, keeps corrections, and learns from them.\n"
        "For research, not a medical device."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("path"),
        QApplication::translate("main", "Images, folders, DICOM series or a project file."),
        QStringLiteral("[path...]"));
    const QCommandLineOption device(QStringLiteral("device"),
        QApplication::translate("main", "Where the network runs: auto, cpu, cuda or cuda:N."), QStringLiteral("device"),
        QStringLiteral("auto"));
    parser.addOption(device);
    if (!parser.parse(QApplication::arguments())) {
        std::fprintf(stderr, "vmunet-studio: %s\n", qPrintable(parser.errorText()));
        return 2;
    }
    if (parser.isSet(help)) {
        parser.showHelp();
    }
    if (parser.isSet(version)) {
        parser.showVersion();
    }

    vmunet::applyTheme(application, vmunet::chosenTheme());
    vmunet::Workbench workbench({.project = {}, .device = parser.value(device)});
    vmunet::MainWindow window(workbench);
    window.show();
    // After the first paint: the window is there before anything else is read or started.
    QTimer::singleShot(0, &workbench, [&] { workbench.start(parser.positionalArguments()); });
    return QApplication::exec();
}
