// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <memory>

namespace vmunet {

/// Anonymous memory that the client creates and the service maps. It has a name but no file: the kernel frees it with
/// the last process that maps it, so a crash of either side leaks nothing and leaves nothing stale. Only processes of
/// the same user can open it; it is sealed, so that neither side can shrink it under the other. A value on any one
/// thread.
class SharedBuffer {
public:
    enum class Access { ReadOnly, ReadWrite };

    /// Zero-filled memory of `bytes` > 0. Errors: OutOfMemory, Io.
    static Result<SharedBuffer> create(qint64 bytes);
    /// Maps another process's buffer, which must live. Errors: NotFound (gone, or not a buffer of that name), Corrupt
    /// (another size).
    static Result<SharedBuffer> attach(const QString &name, qint64 bytes, Access access);

    SharedBuffer(SharedBuffer &&other) noexcept;
    SharedBuffer &operator=(SharedBuffer &&other) noexcept;
    SharedBuffer(const SharedBuffer &) = delete;
    SharedBuffer &operator=(const SharedBuffer &) = delete;
    ~SharedBuffer();

    /// For attach() in another process: "<process>:<descriptor>:<random token>".
    QString name() const { return m_name; }
    qint64 size() const { return m_size; }
    uchar *data() { return m_data; } ///< Not to be written after attaching ReadOnly.
    const uchar *data() const { return m_data; }

private:
    SharedBuffer() = default;
    Status map(Access access);

    QString m_name;
    uchar *m_data = nullptr;
    qint64 m_size = 0;
    int m_descriptor = -1;
};

} // namespace vmunet
