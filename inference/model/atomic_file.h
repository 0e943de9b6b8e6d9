// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <filesystem>

namespace vmunet {

/// A file that appears whole or not at all: written beside its path, renamed over it by commit(), removed if that was
/// not reached. Throws CheckpointError with the path and the system's reason.
class AtomicFile {
public:
    explicit AtomicFile(const std::filesystem::path &path);
    ~AtomicFile();
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;

    void write(const void *data, std::size_t size);
    /// Flushes to the disk and renames.
    void commit();

private:
    [[noreturn]] void fail() const;

    std::filesystem::path m_path;
    std::filesystem::path m_part;
    std::FILE *m_file = nullptr;
};

} // namespace vmunet
