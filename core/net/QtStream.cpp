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
        connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this] {
            if (m_wantsToWrite && m_socket->bytesToWrite() < mostBuffered) {
                m_wantsToWrite = false;
                Q_EMIT writable();
            }
        });
        if (auto *tls = qobject_cast<QSslSocket *>(m_socket.get())) {
            m_isTls = tls->isEncrypted();
            connect(tls, &QSslSocket::alertReceived, this,
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
        const bool isInOrder = !m_isLost && (!m_isTls || m_saidGoodbye);
        return {.state = isInOrder ? State::Closed : State::Broken};
    }

    std::size_t write(std::string_view bytes) override
    {
        const qint64 room = mostBuffered - m_socket->bytesToWrite();
        const qint64 count =
            std::clamp<qint64>(static_cast<qint64>(bytes.size()), 0, std::max<qint64>(room, 0));
        m_wantsToWrite = static_cast<std::size_t>(count) < bytes.size();
        const qint64 taken = count > 0 ? m_socket->write(bytes.data(), count) : 0;
        m_socket->flush();
        return static_cast<std::size_t>(std::max<qint64>(taken, 0));
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

    const std::unique_ptr<QTcpSocket> m_socket;
    bool m_isTls = false;
    bool m_saidGoodbye = false;
    bool m_isLost = false;
    bool m_isAnnounced = false;
    bool m_wantsToWrite = false;
};

} // namespace

StreamPtr makeQtStream(std::unique_ptr<QTcpSocket> socket)
{
    return StreamPtr(new QtStream(std::move(socket)));
}

} // namespace syncline
