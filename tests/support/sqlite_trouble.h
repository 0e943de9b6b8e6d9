// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cerrno>

#include <unistd.h>

/// A disk that goes wrong: SQLite's writes in this process fail while an error is set.
namespace vmunet::test {

inline std::atomic<int> g_writeError{0}; ///< errno, e.g. ENOSPC; 0: all is well.

inline ssize_t troubledPwrite(int file, const void *bytes, size_t count, off_t offset)
{
    if (g_writeError != 0) {
        errno = g_writeError;
        return -1;
    }
    return ::pwrite(file, bytes, count, offset);
}

/// From now on SQLite writes through troubledPwrite().
inline bool installTrouble()
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(nullptr);
    const auto call = reinterpret_cast<sqlite3_syscall_ptr>(&troubledPwrite);
    const int plain = vfs->xSetSystemCall(vfs, "pwrite", call);
    const int large = vfs->xSetSystemCall(vfs, "pwrite64", call);
    return plain == SQLITE_OK || large == SQLITE_OK;
}

} // namespace vmunet::test
