// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/shared_buffer.h"

#include <QFile>
#include <QObject>
#include <QRandomGenerator>
#include <QStringList>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace vmunet {

namespace {

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

QString randomToken()
{
    quint64 words[2];
    QRandomGenerator::system()->fillRange(words);
    return QStringLiteral("%1%2").arg(words[0], 16, 16, QLatin1Char('0')).arg(words[1], 16, 16, QLatin1Char('0'));
}

Error systemError(ErrorCode code, qint64 bytes)
{
    return {code,
        QObject::tr("No shared memory of %1 MiB: %2.")
            .arg((bytes + 0xfffff) >> 20)
            .arg(QString::fromLocal8Bit(std::strerror(errno)))};
}

Error gone(const QString &name)
{
    return {ErrorCode::NotFound, QObject::tr("The shared memory %1 is gone; send the request again.").arg(name)};
}

/// Bytes that can be had without swapping, as the kernel estimates.
qint64 availableMemory()
{
    QFile info(QStringLiteral("/proc/meminfo"));
    if (info.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : info.readAll().split('\n')) {
            if (line.startsWith("MemAvailable:")) {
                return line.mid(13).trimmed().split(' ').first().toLongLong() * 1024;
            }
        }
    }
    return std::numeric_limits<qint64>::max();
}

/// What the kernel calls a descriptor of a buffer with this token.
QByteArray linkTarget(const QString &token)
{
    return "/memfd:vmunet-" + token.toLatin1() + " (deleted)";
}

} // namespace

Result<SharedBuffer> SharedBuffer::create(qint64 bytes)
{
    Q_ASSERT(bytes > 0);
    const QString token = randomToken();
    SharedBuffer buffer;
    buffer.m_size = bytes;
    buffer.m_descriptor = memfd_create(("vmunet-" + token.toLatin1()).constData(), MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (buffer.m_descriptor < 0) {
        return systemError(ErrorCode::Io, bytes);
    }
    // Pages come with the first write, when it is too late for an error: ask now whether there are enough.
    if (bytes > availableMemory()) {
        errno = ENOMEM;
        return systemError(ErrorCode::OutOfMemory, bytes);
    }
    if (fchmod(buffer.m_descriptor, S_IRUSR | S_IWUSR) != 0 || ftruncate(buffer.m_descriptor, bytes) != 0
        || fcntl(buffer.m_descriptor, F_ADD_SEALS, kSeals) != 0) {
        return systemError(ErrorCode::Io, bytes);
    }
    buffer.m_name = QStringLiteral("%1:%2:%3").arg(getpid()).arg(buffer.m_descriptor).arg(token);
    const Status mapped = buffer.map(Access::ReadWrite);
    if (!mapped) {
        return mapped.error();
    }
    return buffer;
}

Result<SharedBuffer> SharedBuffer::attach(const QString &name, qint64 bytes, Access access)
{
    const QStringList parts = name.split(QLatin1Char(':'));
    if (parts.size() != 3 || parts[0].toInt() <= 0 || parts[1].toInt() <= 0) {
        return gone(name);
    }
    const QString path = QStringLiteral("/proc/%1/fd/%2").arg(parts[0].toInt()).arg(parts[1].toInt());
    const int flags = (access == Access::ReadOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NONBLOCK;
    SharedBuffer buffer;
    buffer.m_name = name;
    buffer.m_descriptor = open(QFile::encodeName(path).constData(), flags);
    if (buffer.m_descriptor < 0) {
        return gone(name);
    }
    // The descriptor's number may have been given to another file meanwhile; the token cannot.
    char target[128];
    const QByteArray self = "/proc/self/fd/" + QByteArray::number(buffer.m_descriptor);
    const ssize_t length = readlink(self.constData(), target, sizeof target);
    if (length < 0 || QByteArrayView(target, length) != linkTarget(parts[2])
        || (fcntl(buffer.m_descriptor, F_GET_SEALS) & kSeals) != kSeals) {
        return gone(name);
    }
    struct stat status { };
    if (fstat(buffer.m_descriptor, &status) != 0 || status.st_size != bytes) {
        return Error{
            ErrorCode::Corrupt, QObject::tr("The shared memory %1 does not hold %2 bytes.").arg(name).arg(bytes)};
    }
    buffer.m_size = bytes;
    const Status mapped = buffer.map(access);
    if (!mapped) {
        return mapped.error();
    }
    return buffer;
}

Status SharedBuffer::map(Access access)
{
    const int protection = access == Access::ReadOnly ? PROT_READ : PROT_READ | PROT_WRITE;
    void *memory = mmap(nullptr, size_t(m_size), protection, MAP_SHARED, m_descriptor, 0);
    if (memory == MAP_FAILED) {
        return systemError(ErrorCode::OutOfMemory, m_size);
    }
    m_data = static_cast<uchar *>(memory);
    return Done{};
}

SharedBuffer::SharedBuffer(SharedBuffer &&other) noexcept
    : m_name(std::exchange(other.m_name, {}))
    , m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

SharedBuffer &SharedBuffer::operator=(SharedBuffer &&other) noexcept
{
    std::swap(m_name, other.m_name);
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

SharedBuffer::~SharedBuffer()
{
    if (m_data) {
        munmap(m_data, size_t(m_size));
    }
    if (m_descriptor >= 0) {
        close(m_descriptor);
    }
}

} // namespace vmunet
