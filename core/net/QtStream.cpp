#include "core/net/Stream.h"

#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>

namespace syncline {

namespace {

/** What may wait in Qt's buffers, each way. */
constexpr qint64 mostBuffered = 256 * 1024;

class QtStream final : public Stream
{
public:
    explicit QtStream(std::unique_ptr<QTcpSocket> socket)
        : m_socket(std::move(socket))
    {
        m_socket->setReadBufferSize(mostBuffered);
        connect(m_socket.get(), &QTcpSocket::readyRead, this, &QtStream::announce);
        connect(m_socket.get(), &QTcpSocket::disconnected, this, &QtStream::announce);
        connect(m_socket.get(), &QTcpSocket::errorOccurred, this,
                [this](QAbstractSocket::SocketError error) {
                    m_isLost = m_isLost || error != QAbstractSocket::RemoteHostClosedError;
                    announce();
                });
        connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &QtStream::announceRoom);
        m_tls = qobject_cast<QSslSocket *>(m_socket.get());
        if (m_tls != nullptr) {
            connect(m_tls, &QSslSocket::encryptedBytesWritten, this, &QtStream::announceRoom);
            connect(m_tls, &QSslSocket::alertReceived, this,
                    [this](QSsl::AlertLevel, QSsl::AlertType type) {
                        m_saidGoodbye = m_saidGoodbye || type == QSsl::AlertType::CloseNotify;
                    });
        }
        if (m_socket->state() != QAbstractSocket::ConnectedState || m_socket->bytesAvailable() > 0)
            announce();
    }

    Received read(std::span<char> place) override
    {
        const qint64 count = m_socket->read(place.data(), static_cast<qint64>(place.size()));
        if (m_socket->bytesAvailable() > 0)
            announce(); // Qt does not tell again of what is there already
        if (count > 0)
            return {.bytes = static_cast<std::size_t>(count)};
        if (m_socket->state() == QAbstractSocket::ConnectedState && !m_isLost)
            return {};
        // TLS ends with a word of its own: without it, anyone on the way may have cut it off.
        const bool isInOrder = !m_isLost && (m_tls == nullptr || m_saidGoodbye);
        return {.state = isInOrder ? State::Closed : State::Broken};
    }

    std::size_t write(std::string_view bytes) override
    {
        const qint64 room = std::max<qint64>(mostBuffered - waiting(), 0);
        const qint64 count = std::min(static_cast<qint64>(bytes.size()), room);
        const qint64 taken =
            count > 0 ? std::max<qint64>(m_socket->write(bytes.data(), count), 0) : 0;
        m_socket->flush();
        m_wantsRoom = static_cast<std::size_t>(taken) < bytes.size();
        announceRoom();
        return static_cast<std::size_t>(taken);
    }

    bool isSilent() override
    {
        return m_socket->state() == QAbstractSocket::ConnectedState && !m_isLost &&
               m_socket->bytesAvailable() == 0;
    }

    void close() override
    {
        m_socket->disconnect(this);
        m_socket->abort();
    }

private:
    /** readable(), later and once: Qt's signals may come out of a call of ours. */
    void announce()
    {
        if (m_isAnnounced)
            return;
        m_isAnnounced = true;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_isAnnounced = false;
                Q_EMIT readable();
            },
            Qt::QueuedConnection);
    }

    /** writable(), in the same way. */
    void announceRoom()
    {
        const bool isOpen = m_socket->state() == QAbstractSocket::ConnectedState;
        if (!m_wantsRoom || !isOpen || waiting() >= mostBuffered)
            return;
        m_wantsRoom = false;
        QMetaObject::invokeMethod(this, &Stream::writable, Qt::QueuedConnection);
    }

    /** What Qt holds and has not sent yet. */
    [[nodiscard]] qint64 waiting() const
    {
        return m_socket->bytesToWrite() + (m_tls == nullptr ? 0 : m_tls->encryptedBytesToWrite());
    }

    const std::unique_ptr<QTcpSocket> m_socket;
    QSslSocket *m_tls = nullptr; ///< The same one, if it is one.
    bool m_saidGoodbye = false;
    bool m_isLost = false;
    bool m_isAnnounced = false;
    bool m_wantsRoom = false;
};

} // namespace

StreamPtr makeQtStream(std::unique_ptr<QTcpSocket> socket)
{
    return StreamPtr(new QtStream(std::move(socket)));
}

} // namespace syncline
