#pragma once

#include <QObject>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

class QTcpSocket;

namespace syncline {

/**
 * A connection that is made: bytes in, bytes out. On the network thread. To be deleted with
 * deleteLater (see StreamPtr), since it may be calling.
 */
class Stream : public QObject
{
    Q_OBJECT

public:
    enum class State : std::uint8_t {
        Open,
        Closed, ///< The other side ended it in good order.
        Broken, ///< Reset, lost, or closed without TLS's closing word.
    };
    struct Received
    {
        std::size_t bytes = 0; ///< Into the place given. 0 and Open: none there at present.
        State state = State::Open;
    };

    /** Into @p place, without waiting. */
    [[nodiscard]] virtual Received read(std::span<char> place) = 0;
    /** Takes as much of @p bytes as goes at present, perhaps nothing; writable() tells when to go
     * on. A connection that cannot be written to is found out by reading. */
    [[nodiscard]] virtual std::size_t write(std::string_view bytes) = 0;
    /** Whether nothing came and it was not closed: only then may a kept one be used again. */
    [[nodiscard]] virtual bool isSilent() = 0;
    /** At once, without a word; nothing is emitted after it. */
    virtual void close() = 0;

Q_SIGNALS:
    /** There are bytes to read, or the end. */
    void readable();
    void writable();
};

struct DeleteLater
{
    void operator()(Stream *stream) const
    {
        stream->close();
        stream->disconnect();
        stream->deleteLater();
    }
};
using StreamPtr = std::unique_ptr<Stream, DeleteLater>;

/** Over a connected TCP socket, which it takes over. */
StreamPtr makePlainStream(int socket);
/** Over a connected socket of Qt's: TLS, or through a proxy. */
StreamPtr makeQtStream(std::unique_ptr<QTcpSocket> socket);

} // namespace syncline
