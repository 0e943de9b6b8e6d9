// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/service/server.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <cstdlib>

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>

using namespace vmunet;

namespace {

constexpr int kSegmentNiceness = 5; // The studio's window goes first.
constexpr int kTrainerNiceness = 10; // And segmentation before training.

/// Sees to it that in every shortage the client outlives this process.
void yieldToClient(ServiceRole role)
{
    if (role == ServiceRole::Segment) { // A trainer notices its closed socket and saves its state first.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    std::signal(SIGINT, SIG_IGN); // Ctrl-C in a terminal reaches both; the client decides.
    std::signal(SIGPIPE, SIG_IGN); // A trainer may outlive whoever reads its stderr.
    setpriority(PRIO_PROCESS, 0, role == ServiceRole::Trainer ? kTrainerNiceness : kSegmentNiceness);
    QFile score(QStringLiteral("/proc/self/oom_score_adj"));
    if (score.open(QIODevice::WriteOnly)) {
        score.write("500");
    }
}

QString secretFromStandardInput()
{
    char line[256] = {};
    return std::fgets(line, sizeof line, stdin) ? QString::fromLatin1(line).trimmed() : QString();
}

constexpr int kUsage = 2;

int complain(const QString &message, int status = EXIT_FAILURE)
{
    std::fprintf(stderr, "vmunet-service: %s\n", qPrintable(message));
    return status;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("vmunet-service"));
    QCoreApplication::setApplicationVersion(QStringLiteral(VMUNET_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Background process of VM-UNet Studio, which starts it."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption role(
        QStringLiteral("role"), QStringLiteral("segment or trainer."), QStringLiteral("role"));
    const QCommandLineOption socket(QStringLiteral("socket"),
        QStringLiteral("The client's socket; its secret comes on standard input."), QStringLiteral("name"));
    parser.addOptions({role, socket});
    if (!parser.parse(QCoreApplication::arguments())) {
        return complain(parser.errorText(), kUsage);
    }
    if (parser.isSet(help)) {
        parser.showHelp();
    }
    if (parser.isSet(version)) {
        parser.showVersion();
    }
    if (!parser.positionalArguments().isEmpty()) {
        return complain(
            QStringLiteral("does not know what to do with \"%1\".").arg(parser.positionalArguments().first()), kUsage);
    }
    const bool trainer = parser.value(role) == QLatin1String("trainer");
    if (!trainer && parser.value(role) != QLatin1String("segment")) {
        return complain(QStringLiteral("say --role segment or --role trainer."), kUsage);
    }
    const ServiceRole serviceRole = trainer ? ServiceRole::Trainer : ServiceRole::Segment;
    yieldToClient(serviceRole);

    Server server(serviceRole, secretFromStandardInput());
    QObject::connect(&server, &Server::finished, &application, [](const QString &reason) {
        // A job may be deep in a kernel and nobody waits for it: end without unwinding.
        std::_Exit(reason.isEmpty() ? EXIT_SUCCESS : complain(reason));
    });
    const Status connected = server.connectTo(parser.value(socket));
    if (!connected) {
        return complain(connected.error().message);
    }
    return QCoreApplication::exec();
}
