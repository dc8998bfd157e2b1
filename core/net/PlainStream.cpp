#include "core/net/Stream.h"

#include <QSocketNotifier>

#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace syncline {

namespace {

/**
 * TCP without a layer between: QTcpSocket asks for the size of what came before each read, copies
 * it once more, and cannot tell a reset from an orderly close.
 */
class PlainStream final : public Stream
{
public:
    explicit PlainStream(int socket)
        : m_socket(socket),
          m_readNotifier(socket, QSocketNotifier::Read),
          m_writeNotifier(socket, QSocketNotifier::Write)
    {
        m_writeNotifier.setEnabled(false);
        connect(&m_readNotifier, &QSocketNotifier::activated, this, &Stream::readable);
        connect(&m_writeNotifier, &QSocketNotifier::activated, this, [this] {
            m_writeNotifier.setEnabled(false);
            Q_EMIT writable();
        });
    }
    PlainStream(const PlainStream &) = delete;
    PlainStream &operator=(const PlainStream &) = delete;
    ~PlainStream() override { PlainStream::close(); }

    Received read(std::span<char> place) override
    {
        const ssize_t count = receive(place, 0);
        if (count > 0)
            return {.bytes = static_cast<std::size_t>(count)};
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return {};
        return {.state = count == 0 ? State::Closed : State::Broken};
    }

    std::size_t write(std::string_view bytes) override
    {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const ssize_t count = ::send(m_socket, bytes.data() + sent, bytes.size() - sent,
                                         MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0) {
                m_writeNotifier.setEnabled(errno == EAGAIN || errno == EWOULDBLOCK);
                break;
            }
            sent += static_cast<std::size_t>(count);
        }
        return sent;
    }

    bool isSilent() override
    {
        char byte = 0;
        return receive({&byte, 1}, MSG_PEEK) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    void close() override
    {
        m_readNotifier.setEnabled(false);
        m_writeNotifier.setEnabled(false);
        if (m_socket >= 0)
            ::close(std::exchange(m_socket, -1));
    }

private:
    [[nodiscard]] ssize_t receive(std::span<char> place, int flags) const
    {
        ssize_t count = 0;
        do {
            count = ::recv(m_socket, place.data(), place.size(), flags | MSG_DONTWAIT);
        } while (count < 0 && errno == EINTR);
        return count;
    }

    int m_socket;
    QSocketNotifier m_readNotifier;
    QSocketNotifier m_writeNotifier;
};

} // namespace

StreamPtr makePlainStream(int socket)
{
    return StreamPtr(new PlainStream(socket));
}

} // namespace syncline
