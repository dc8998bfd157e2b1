#pragma once

#include "core/net/HttpErrors.h"
#include "core/net/Route.h"
#include "core/net/Stream.h"

#include <QHostAddress>
#include <QSslConfiguration>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QHostInfo;
class QSocketNotifier;
class QTcpSocket;

namespace syncline {

/**
 * Makes one connection: looks the name up, tries its addresses (the next one whenever the last has
 * failed or stayed silent for a quarter of a second, so that a dead one costs no more; RFC 8305),
 * then TLS. On the network thread; deleting it gives up.
 */
class Dial final : public QObject
{
    Q_OBJECT

public:
    /** The connection, or nullptr and why. */
    using Done = std::function<void(StreamPtr, httperr::Failure)>;

    static constexpr std::chrono::milliseconds headStart{250};

    Dial(Route route, const QSslConfiguration &tls, QObject *parent);
    ~Dial() override;

    /** Calls @p done once, and never before it returns to the event loop. */
    void start(Done done);

private:
    struct Attempt;

    void begin();
    void handleAddresses(const QHostInfo &info);
    void race(const QList<QHostAddress> &addresses);
    void tryNext();
    [[nodiscard]] bool tryAddress(const QHostAddress &address);
    void handleAttempt(Attempt &attempt);
    void noteFailure(int error);
    void handleConnected(int socket);
    void openTunnel();
    void watch(QTcpSocket &socket);
    void handleSocketError(QTcpSocket &socket);
    void finish(StreamPtr stream, httperr::Failure failure);
    void fail(httperr::Cause cause, std::string words);

    const Route m_route;
    const QSslConfiguration m_tls;
    Done m_done;

    int m_lookup = -1;
    QList<QHostAddress> m_addresses;
    qsizetype m_next = 0;
    QTimer m_headStart;
    std::vector<std::unique_ptr<Attempt>> m_attempts;
    httperr::Failure m_failure; ///< The best known reason so far.
    bool m_hasFailed = false;

    std::unique_ptr<QTcpSocket> m_socket; ///< For TLS and tunnels.
    QString m_certificateProblems;
};

} // namespace syncline
