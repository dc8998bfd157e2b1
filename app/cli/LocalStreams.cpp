#include "app/cli/LocalStreams.h"

#include "core/base/TextSafe.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace syncline::cli {

namespace {

constexpr std::size_t bufferSize = 64U * 1024;

} // namespace

LocalOutput::LocalOutput(int descriptor, const std::atomic<bool> &interrupted)
    : m_descriptor(descriptor),
      m_interrupted(interrupted),
      m_isTerminal(isatty(descriptor) == 1)
{
}

LocalOutput::~LocalOutput()
{
    flush();
}

void LocalOutput::write(std::string_view bytes)
{
    m_buffer += bytes;
    // People see lines as they come; programs get big pieces.
    if (m_isTerminal || m_descriptor == STDERR_FILENO || m_buffer.size() >= bufferSize)
        flush();
}

bool LocalOutput::flush()
{
    std::size_t done = 0;
    while (!m_hasFailed && done < m_buffer.size()) {
        const ssize_t count = ::write(m_descriptor, m_buffer.data() + done, m_buffer.size() - done);
        if (count >= 0) {
            done += static_cast<std::size_t>(count);
        } else if (errno != EINTR || m_interrupted) {
            m_hasFailed = true;
            m_reason = errno;
        }
    }
    m_buffer.clear();
    return !m_hasFailed;
}

std::string LocalOutput::failure() const
{
    const bool isSilent = m_reason == 0 || m_reason == EPIPE || m_reason == EINTR;
    return isSilent ? std::string() : std::strerror(m_reason);
}

Task<bool> LocalOutput::drained()
{
    co_return flush();
}

int LocalOutput::columns() const
{
    winsize size{};
    if (!m_isTerminal || ioctl(m_descriptor, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

LocalInput::LocalInput(int descriptor, Executor &executor)
    : m_descriptor(descriptor),
      m_executor(executor)
{
}

LocalInput::~LocalInput() = default;

Task<Result<std::string>> LocalInput::readAll()
{
    if (!m_isAtEnd && !m_notifier) {
        m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &LocalInput::handleReadable);
    }
    auto begin = [this](const Resolve<bool> &resolve) {
        if (m_isAtEnd)
            resolve(true);
        else
            m_waiting = resolve;
    };
    const bool isRead = co_await callbackTo<bool>(m_executor, begin);
    if (!isRead || !m_failure.empty())
        co_return Error("SYNC_USAGE", "Cannot read standard input: %1.", {m_failure});
    co_return std::exchange(m_bytes, {});
}

void LocalInput::handleReadable()
{
    std::array<char, bufferSize> piece{};
    const ssize_t count = ::read(m_descriptor, piece.data(), piece.size());
    if (count > 0)
        m_bytes.append(piece.data(), static_cast<std::size_t>(count));
    else if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    else if (count < 0)
        m_failure = std::strerror(errno);
    if (m_bytes.size() > maxBytes)
        m_failure = "it is larger than " + text::humanSize(maxBytes);
    if (count <= 0 || !m_failure.empty())
        finish();
}

void LocalInput::finish()
{
    m_isAtEnd = true;
    m_notifier->setEnabled(false);
    if (m_waiting)
        std::exchange(m_waiting, nullptr)(true);
}

} // namespace syncline::cli
