// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/atomic_file.h"

#include "inference/model/state_dict.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vmunet {

AtomicFile::AtomicFile(const std::filesystem::path &path)
    : m_path(path)
    , m_part(path.string() + "." + std::to_string(getpid()) + ".part")
    , m_file(std::fopen(m_part.c_str(), "wb"))
{
    if (!m_file) {
        fail();
    }
}

AtomicFile::~AtomicFile()
{
    if (m_file) {
        std::fclose(m_file);
        std::error_code ignored;
        std::filesystem::remove(m_part, ignored);
    }
}

void AtomicFile::write(const void *data, std::size_t size)
{
    if (size > 0 && std::fwrite(data, 1, size, m_file) != size) {
        fail();
    }
}

void AtomicFile::commit()
{
    if (std::fflush(m_file) != 0 || fsync(fileno(m_file)) != 0) {
        fail();
    }
    if (std::rename(m_part.c_str(), m_path.c_str()) != 0) {
        fail();
    }
    std::fclose(m_file);
    m_file = nullptr;
}

void AtomicFile::fail() const
{
    throw CheckpointError(m_path.string() + ": cannot be written (" + std::strerror(errno) + ")");
}

} // namespace vmunet
