#include "core/net/Dial.h"

#include <QHostInfo>
#include <QSocketNotifier>
#include <QSslSocket>
#include <QTcpSocket>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace syncline {

using httperr::Cause;
using httperr::Failure;

namespace {

/** A socket address of the system's. */
struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] const sockaddr *generic() const
    {
        const void *bytes = &storage;
        return static_cast<const sockaddr *>(bytes);
    }
};

SocketAddress socketAddress(const QHostAddress &address, std::uint16_t port)
{
    SocketAddress out;
    void *bytes = &out.storage;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        auto *v4 = static_cast<sockaddr_in *>(bytes);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        v4->sin_addr.s_addr = htonl(address.toIPv4Address());
        out.size = sizeof *v4;
    } else {
        auto *v6 = static_cast<sockaddr_in6 *>(bytes);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        const Q_IPV6ADDR raw = address.toIPv6Address();
        std::copy(std::begin(raw.c), std::end(raw.c), std::begin(v6->sin6_addr.s6_addr));
        v6->sin6_scope_id = address.scopeId().toUInt();
        out.size = sizeof *v6;
    }
    return out;
}

/** The families in turn, so that one that leads nowhere holds up the other only once. */
QList<QHostAddress> inTurn(const QList<QHostAddress> &addresses)
{
    QList<QHostAddress> same;
    QList<QHostAddress> other;
    for (const QHostAddress &address : addresses)
        (address.protocol() == addresses.front().protocol() ? same : other).append(address);
    QList<QHostAddress> out;
    for (qsizetype i = 0; i < std::max(same.size(), other.size()); ++i) {
        if (i < same.size())
            out.append(same.at(i));
        if (i < other.size())
            out.append(other.at(i));
    }
    return out;
}

Failure failureOf(int error)
{
    Cause cause = Cause::NoConnection;
    if (error == ECONNREFUSED)
        cause = Cause::Refused;
    else if (error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN ||
             error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
        cause = Cause::Unreachable;
    return {
        .cause = cause, .words = std::generic_category().message(error), .wasPossiblySent = false};
}

} // namespace

/** One address that is being tried. */
struct Dial::Attempt
{
    Attempt(int descriptor, Dial &dial)
        : socket(descriptor),
          notifier(descriptor, QSocketNotifier::Write)
    {
        connect(&notifier, &QSocketNotifier::activated, &dial,
                [this, &dial] { dial.handleAttempt(*this); });
    }
    Attempt(const Attempt &) = delete;
    Attempt &operator=(const Attempt &) = delete;
    ~Attempt()
    {
        notifier.setEnabled(false);
        if (socket >= 0)
            ::close(socket);
    }

    int socket;
    QSocketNotifier notifier;
};

Dial::Dial(Route route, const QSslConfiguration &tls, QObject *parent)
    : QObject(parent),
      m_route(std::move(route)),
      m_tls(tls)
{
    m_headStart.setSingleShot(true);
    connect(&m_headStart, &QTimer::timeout, this, &Dial::tryNext);
}

Dial::~Dial()
{
    if (m_lookup >= 0)
        QHostInfo::abortHostLookup(m_lookup);
    if (m_socket)
        m_socket->disconnect(this);
}

void Dial::start(Done done)
{
    m_done = std::move(done);
    QMetaObject::invokeMethod(this, &Dial::begin, Qt::QueuedConnection);
}

void Dial::begin()
{
    if (m_route.kind == Route::Kind::None) {
        fail(Cause::Proxy, "none of them can pass this request on");
        return;
    }
    if (m_route.kind == Route::Kind::Tunnel) {
        openTunnel();
        return;
    }
    const bool isDirect = m_route.kind == Route::Kind::Direct;
    const QString name = isDirect ? m_route.host : m_route.proxy.hostName();
    const QHostAddress literal(name);
    if (!literal.isNull())
        race({literal});
    else if (isLoopback(name)) // whoever listens, on either family
        race({QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)});
    else
        m_lookup = QHostInfo::lookupHost(name, this,
                                         [this](const QHostInfo &info) { handleAddresses(info); });
}

void Dial::handleAddresses(const QHostInfo &info)
{
    m_lookup = -1;
    if (info.addresses().isEmpty())
        fail(Cause::HostNotFound, info.errorString().toStdString());
    else
        race(inTurn(info.addresses()));
}

void Dial::race(const QList<QHostAddress> &addresses)
{
    m_addresses = addresses;
    tryNext();
}

/** Begins with the next address that does not fail at once. */
void Dial::tryNext()
{
    while (m_done && m_next < m_addresses.size()) {
        if (!tryAddress(m_addresses.at(m_next++)))
            continue;
        const bool isConnected = !m_done || m_socket != nullptr;
        if (!isConnected && m_next < m_addresses.size())
            m_headStart.start(headStart);
        return;
    }
    const auto isOver = [](const auto &attempt) { return attempt->socket < 0; };
    if (std::all_of(m_attempts.begin(), m_attempts.end(), isOver))
        finish(nullptr, m_failure);
}

/** Whether it is on its way, or there already. */
bool Dial::tryAddress(const QHostAddress &address)
{
    const std::uint16_t port =
        m_route.kind == Route::Kind::Direct ? m_route.port : m_route.proxy.port();
    const SocketAddress target = socketAddress(address, port);
    const int socket =
        ::socket(target.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) {
        noteFailure(errno);
        return false;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket, target.generic(), target.size) == 0) {
        handleConnected(socket);
        return true;
    }
    if (errno == EINPROGRESS || errno == EINTR) {
        m_attempts.push_back(std::make_unique<Attempt>(socket, *this));
        return true;
    }
    noteFailure(errno);
    ::close(socket);
    return false;
}

void Dial::handleAttempt(Attempt &attempt)
{
    attempt.notifier.setEnabled(false);
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(attempt.socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) {
        handleConnected(std::exchange(attempt.socket, -1));
        return;
    }
    noteFailure(error);
    // Not destroyed here: its notifier is calling.
    ::close(std::exchange(attempt.socket, -1));
    tryNext();
}

/** A refusal says more than a way that leads nowhere: a server is there. */
void Dial::noteFailure(int error)
{
    Failure failure = failureOf(error);
    if (!m_hasFailed || failure.cause == Cause::Refused)
        m_failure = std::move(failure);
    m_hasFailed = true;
}

void Dial::handleConnected(int socket)
{
    m_headStart.stop();
    for (const auto &attempt : m_attempts) {
        attempt->notifier.setEnabled(false);
        if (attempt->socket >= 0)
            ::close(std::exchange(attempt->socket, -1));
    }
    if (!m_route.isTls) {
        finish(makePlainStream(socket), {});
        return;
    }
    auto tls = std::make_unique<QSslSocket>();
    QSslSocket &secured = *tls;
    m_socket = std::move(tls);
    watch(secured);
    secured.setProxy(QNetworkProxy::NoProxy);
    secured.setPeerVerifyName(m_route.host);
    if (!secured.setSocketDescriptor(socket)) {
        ::close(socket);
        fail(Cause::NoConnection, secured.errorString().toStdString());
        return;
    }
    secured.startClientEncryption();
}

void Dial::openTunnel()
{
    if (m_route.isTls) {
        auto tls = std::make_unique<QSslSocket>();
        QSslSocket &secured = *tls;
        m_socket = std::move(tls);
        watch(secured);
        secured.setProxy(m_route.proxy);
        secured.connectToHostEncrypted(m_route.host, m_route.port);
        return;
    }
    m_socket = std::make_unique<QTcpSocket>();
    watch(*m_socket);
    m_socket->setProxy(m_route.proxy);
    m_socket->connectToHost(m_route.host, m_route.port);
}

void Dial::watch(QTcpSocket &socket)
{
    const auto handleReady = [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->disconnect(this);
        finish(makeQtStream(std::move(m_socket)), {});
    };
    connect(&socket, &QTcpSocket::errorOccurred, this,
            [this, &socket] { handleSocketError(socket); });
    auto *tls = qobject_cast<QSslSocket *>(&socket);
    if (tls == nullptr) {
        connect(&socket, &QTcpSocket::connected, this, handleReady);
        return;
    }
    tls->setSslConfiguration(m_tls);
    connect(tls, &QSslSocket::encrypted, this, handleReady);
    connect(tls, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        QStringList words;
        for (const QSslError &error : errors)
            words.append(error.errorString());
        words.removeDuplicates();
        m_certificateProblems = words.join(QLatin1String("; "));
    });
}

void Dial::handleSocketError(QTcpSocket &socket)
{
    using E = QAbstractSocket;
    const std::string words = socket.errorString().toStdString();
    switch (socket.error()) {
    case E::SslHandshakeFailedError:
    case E::SslInternalError:
    case E::SslInvalidUserDataError:
        if (m_certificateProblems.isEmpty())
            fail(Cause::NoTls, words);
        else
            fail(Cause::Untrusted, m_certificateProblems.toStdString());
        return;
    case E::RemoteHostClosedError: // before or in the handshake; another time it may go well
        fail(Cause::NoConnection, m_route.isTls ? "the server closed it before it was secure, for "
                                                  "which TLS 1.2 or newer is needed"
                                                : words);
        return;
    case E::HostNotFoundError:
        fail(Cause::HostNotFound, words);
        return;
    case E::ConnectionRefusedError:
        fail(Cause::Refused, words);
        return;
    case E::ProxyAuthenticationRequiredError:
    case E::ProxyConnectionRefusedError:
    case E::ProxyConnectionClosedError:
    case E::ProxyConnectionTimeoutError:
    case E::ProxyNotFoundError:
    case E::ProxyProtocolError:
        fail(Cause::Proxy, words);
        return;
    default:
        fail(Cause::NoConnection, words);
    }
}

void Dial::fail(Cause cause, std::string words)
{
    finish(nullptr, {.cause = cause, .words = std::move(words), .wasPossiblySent = false});
}

void Dial::finish(StreamPtr stream, Failure failure)
{
    const Done done = std::exchange(m_done, {});
    if (!done)
        return;
    if (!stream && m_route.kind == Route::Kind::HttpProxy) {
        failure.words = failure.words.empty() ? "no connection" : failure.words;
        failure.cause = Cause::Proxy;
    }
    done(std::move(stream), std::move(failure));
}

} // namespace syncline
