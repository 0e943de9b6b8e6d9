// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace vmunet {

/// What a caller may decide on; the message is for the person.
enum class ErrorCode {
    NotFound,
    Unsupported, ///< A valid thing that this program cannot handle.
    Corrupt, ///< Not what it claims to be: truncated, inconsistent, hostile.
    Io, ///< The system refused: permissions, full disk, lost network folder.
    ReadOnly,
    NewerVersion, ///< Written by a later version of this program.
    Invalid, ///< A wrong argument or option.
    OutOfMemory,
    Cancelled,
    ServiceUnavailable,
};

/// `message` is one line that says what, where (the file's name) and what to do.
struct Error {
    ErrorCode code;
    QString message;
};

/// A value, or the reason there is none.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.index() == 0; }
    const T &operator*() const & { return std::get<0>(m_state); }
    T &operator*() & { return std::get<0>(m_state); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    const T *operator->() const { return &std::get<0>(m_state); }
    T *operator->() { return &std::get<0>(m_state); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

struct Done {};
using Status = Result<Done>;

} // namespace vmunet
