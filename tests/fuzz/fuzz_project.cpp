// SPDX-License-Identifier: GPL-3.0-or-later
// A project file under libFuzzer: opened, listed, its masks read, checked. SQLite wants a real file, and room beside
// it.
#include "core/storage/project.h"
#include "core/storage/verify.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdint>

using namespace vmunet;

namespace {

void readAll(Project &project)
{
    const auto images = project.images().list();
    if (!images) {
        return;
    }
    for (const ImageSummary &image : *images) {
        (void)project.images().record(image.image.id);
        (void)project.images().labels(image.image.id);
        (void)project.annotations().masks(image.image.id);
        (void)project.annotations().history(image.image.id);
        (void)project.annotations().reviews(image.image.id);
        (void)project.annotations().probabilities(image.image.id);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("fuzzed.vmunet"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(reinterpret_cast<const char *>(data), qint64(size)) < 0) {
        return 0;
    }
    file.close();
    const auto project = Project::open(path);
    if (project) {
        readAll(**project);
        (void)verifyProject(**project, {.hashImages = false});
    }
    return 0;
}
