// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/launcher_place.h"

#include <QStringList>

#include <array>

namespace vmunet {

namespace {

// What a launcher calls its numbers. Slurm's are those of the step, which srun alone sets: a batch script's own process
// has SLURM_NTASKS too and is no member of anything.
struct Launcher {
    const char *rank;
    const char *size;
    const char *localRank;
    const char *localSize;
};

constexpr std::array<Launcher, 4> kLaunchers{{
    {"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {"PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"},
    {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", ""},
}};

constexpr int kMostProcesses = 65536;

/// `fallback` where the variable is not set.
Result<int> variable(const QProcessEnvironment &environment, const char *name, int fallback, int lowest, int highest)
{
    const QString text = environment.value(QLatin1String(name));
    if (text.isEmpty()) {
        return fallback;
    }
    bool ok = false;
    const int value = text.toInt(&ok);
    if (!ok || value < lowest || value > highest) {
        return Error{ErrorCode::Invalid,
            QStringLiteral("The environment's %1 is \"%2\"; it has to be %3 to %4.")
                .arg(QLatin1String(name), text.left(40))
                .arg(lowest)
                .arg(highest)};
    }
    return value;
}

Result<QString> addressOf(const QProcessEnvironment &environment, const LauncherPlace &place)
{
    const QString given =
        environment.value(QStringLiteral("MASTER_ADDR"), environment.value(QStringLiteral("SLURM_LAUNCH_NODE_IPADDR")));
    if (!given.isEmpty()) {
        return given;
    }
    if (place.localSize == place.size) {
        return QStringLiteral("127.0.0.1");
    }
    return Error{ErrorCode::Invalid,
        QStringLiteral("Set MASTER_ADDR to the machine of the first of the %1 processes (and MASTER_PORT, if 29500 is "
                       "not free there).")
            .arg(place.size)};
}

Result<std::optional<LauncherPlace>> placeBy(const Launcher &launcher, const QProcessEnvironment &environment)
{
    const Result<int> size = variable(environment, launcher.size, 1, 1, kMostProcesses);
    if (!size) {
        return size.error();
    }
    if (*size == 1) {
        return std::optional<LauncherPlace>();
    }
    const Result<int> rank = variable(environment, launcher.rank, -1, 0, *size - 1);
    const Result<int> localRank = variable(environment, launcher.localRank, 0, 0, *size - 1);
    const Result<int> localSize = variable(environment, launcher.localSize, 0, 1, *size);
    const Result<int> port = variable(environment, "MASTER_PORT", LauncherPlace{}.port, 1, 65535);
    for (const Result<int> *value : {&rank, &localRank, &localSize, &port}) {
        if (!*value) {
            return value->error();
        }
    }
    if (*rank < 0) {
        return Error{ErrorCode::Invalid,
            QStringLiteral("The environment has %1 but no %2: start all processes with one launcher.")
                .arg(QLatin1String(launcher.size), QLatin1String(launcher.rank))};
    }
    LauncherPlace place{.rank = *rank, .size = *size, .localRank = *localRank, .localSize = *localSize, .port = *port};
    place.hasServer = environment.value(QStringLiteral("TORCHELASTIC_USE_AGENT_STORE")) == QLatin1String("True");
    const Result<QString> address = addressOf(environment, place);
    if (!address) {
        return address.error();
    }
    place.address = *address;
    return std::optional(place);
}

} // namespace

Result<std::optional<LauncherPlace>> launcherPlace(const QProcessEnvironment &environment)
{
    for (const Launcher &launcher : kLaunchers) {
        Result<std::optional<LauncherPlace>> place = placeBy(launcher, environment);
        if (!place || *place) {
            return place;
        }
    }
    return std::optional<LauncherPlace>();
}

} // namespace vmunet
