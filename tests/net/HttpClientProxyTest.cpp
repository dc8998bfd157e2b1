#include "HttpClientTestTools.h"

#include "tests/net/RawServer.h"
#include "tests/net/TlsIdentity.h"

#include <QSslConfiguration>
#include <QSslServer>
#include <QTemporaryDir>

#include <poll.h>

using namespace syncline;
using namespace syncline::test;
using namespace std::chrono_literals;

namespace {

/** Passes bytes on in both directions, until one side ends. */
void splice(int a, int b)
{
    pollfd both[2] = {{.fd = a, .events = POLLIN, .revents = 0},
                      {.fd = b, .events = POLLIN, .revents = 0}};
    while (::poll(both, 2, 10'000) > 0) {
        for (int i = 0; i < 2; ++i) {
            if (both[i].revents == 0)
                continue;
            char bytes[16'384];
            const ssize_t count = ::recv(both[i].fd, bytes, sizeof bytes, 0);
            if (count <= 0 || ::send(both[1 - i].fd, bytes, static_cast<std::size_t>(count),
                                     MSG_NOSIGNAL) != count)
                return;
        }
    }
}

/** Connects to @p port of this machine and passes on what @p peer says. */
void passOn(const RawPeer &peer, std::uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void *generic = &address;
    if (::connect(socket, static_cast<const sockaddr *>(generic), sizeof address) == 0)
        splice(peer.socket(), socket);
    ::close(socket);
}

} // namespace

/** The proxies of the system, as its environment names them, and hosts that only they can reach. */
class HttpClientProxyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void httpGoesWhole();
    void httpsGoesThroughATunnel();
    void socks();
    void thisMachineNeedsNone();
    void aProxyThatIsNotThere();
    void aProxyThatRefuses();

private:
    void listenWithTls();

    QTemporaryDir m_folder;
    TlsIdentity m_identity;
    std::unique_ptr<QSslServer> m_tls;
};

void HttpClientProxyTest::initTestCase()
{
    m_identity = makeIdentity(m_folder, u"DNS:shop.test"_qs, u"2"_qs);
    QVERIFY(!m_identity.certificate.isNull());
}

void HttpClientProxyTest::init()
{
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                             "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"})
        qunsetenv(name);
}

void HttpClientProxyTest::listenWithTls()
{
    QSslConfiguration configuration;
    configuration.setLocalCertificate(m_identity.certificate);
    configuration.setPrivateKey(m_identity.key);
    m_tls = std::make_unique<QSslServer>();
    m_tls->setSslConfiguration(configuration);
    connect(m_tls.get(), &QSslServer::pendingConnectionAvailable, this, [this] {
        QTcpSocket *socket = m_tls->nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [socket] {
            socket->readAll();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        });
    });
    QVERIFY(m_tls->listen(QHostAddress::LocalHost));
}

void HttpClientProxyTest::httpGoesWhole()
{
    std::mutex mutex;
    std::vector<std::string> heads;
    const RawServer proxy([&](RawPeer &peer, int) {
        for (std::string head = peer.readUntil(); !head.empty(); head = peer.readUntil()) {
            const std::lock_guard lock(mutex);
            heads.push_back(head);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy");
        }
    });
    qputenv("http_proxy", QByteArray::fromStdString("http://me:pass@" + proxy.host()));
    const auto client = quickClient();
    for (int i = 0; i < 2; ++i) {
        HttpRequest request{.url = "http://shop.test:8080/a%20b?c=d#e",
                            .headers = {{"Authorization", "Bearer x"}}};
        request.retries = 0;
        const auto answer = ask(*client, request);
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->body, std::string("proxy"));
    }
    QCOMPARE(proxy.accepted(), 1);
    const std::lock_guard lock(mutex);
    QCOMPARE(heads.size(), std::size_t(2));
    QVERIFY2(heads[0].starts_with("GET http://shop.test:8080/a%20b?c=d HTTP/1.1\r\nHost: "
                                  "shop.test:8080\r\n"),
             heads[0].c_str());
    QVERIFY(heads[0].find("Proxy-Authorization: Basic bWU6cGFzcw==\r\n") != std::string::npos);
    QVERIFY(heads[0].find("Authorization: Bearer x\r\n") != std::string::npos);
}

void HttpClientProxyTest::httpsGoesThroughATunnel()
{
    listenWithTls();
    std::mutex mutex;
    std::string head;
    const RawServer proxy([&, port = m_tls->serverPort()](RawPeer &peer, int) {
        const std::string got = peer.readUntil();
        {
            const std::lock_guard lock(mutex);
            head = got;
        }
        peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
        passOn(peer, port);
    });
    qputenv("https_proxy", QByteArray::fromStdString("http://" + proxy.host()));
    const auto client = quickClient(m_identity.pem);
    for (int i = 0; i < 2; ++i) {
        HttpRequest request{.url = "https://shop.test/", .headers = {{"X-Own", "s3cret"}}};
        request.retries = 0;
        Answer pending;
        client->send(request, {}, pending.receiver());
        QTRY_VERIFY(pending.isHere()); // the TLS server needs this thread's events
        const auto answer = pending.get();
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->body, std::string("secret"));
    }
    QCOMPARE(proxy.accepted(), 1);
    const std::lock_guard lock(mutex);
    QVERIFY2(head.starts_with("CONNECT shop.test:443 HTTP/1.1\r\n"), head.c_str());
    QVERIFY(head.find("s3cret") == std::string::npos); // only the shop is told
}

void HttpClientProxyTest::socks()
{
    std::mutex mutex;
    std::string target;
    const RawServer server([&](RawPeer &peer, int) {
        while (!peer.readUntil().empty())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsocks");
    });
    const RawServer proxy([&](RawPeer &peer, int) {
        const std::string methods = peer.readBytes(2);
        peer.readBytes(static_cast<unsigned char>(methods.at(1)));
        peer.send(std::string_view("\x05\x00", 2)); // no login needed
        const std::string head = peer.readBytes(5); // version, connect, 0, a name, its length
        const std::string name = peer.readBytes(static_cast<unsigned char>(head.at(4)));
        peer.readBytes(2);
        {
            const std::lock_guard lock(mutex);
            target = name;
        }
        peer.send(std::string_view("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", 10));
        passOn(peer, server.port());
    });
    qputenv("http_proxy", QByteArray::fromStdString("socks5://" + proxy.host()));
    const auto client = quickClient();
    for (int i = 0; i < 2; ++i) {
        HttpRequest request{.url = "http://shop.test/"};
        request.retries = 0;
        const auto answer = ask(*client, request);
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->body, std::string("socks"));
    }
    QCOMPARE(proxy.accepted(), 1);
    const std::lock_guard lock(mutex);
    QCOMPARE(target, std::string("shop.test")); // looked up at the proxy
}

void HttpClientProxyTest::thisMachineNeedsNone()
{
    const RawServer proxy([](RawPeer &, int) {});
    const RawServer server([&](RawPeer &peer, int) {
        while (!peer.readUntil().empty())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    for (const char *name : {"http_proxy", "all_proxy"})
        qputenv(name, QByteArray::fromStdString("http://" + proxy.host()));
    const auto client = quickClient();
    for (const std::string host : {"127.0.0.1", "localhost"})
        QVERIFY(ask(*client, {.url = "http://" + host + ':' + std::to_string(server.port())}));
    QCOMPARE(proxy.accepted(), 0);
}

void HttpClientProxyTest::aProxyThatIsNotThere()
{
    const int listener = RawServer::listenOn(AF_INET, 0);
    std::string host;
    {
        const RawServer gone([](RawPeer &, int) {});
        host = gone.host();
    }
    ::close(listener);
    for (const char *name : {"http_proxy", "https_proxy"})
        qputenv(name, QByteArray::fromStdString("http://" + host));
    const auto client = quickClient();
    for (const std::string scheme : {"http", "https"}) {
        HttpRequest request{.url = scheme + "://shop.test/"};
        request.retries = 1;
        const auto answer = ask(*client, request);
        QVERIFY(!answer);
        const std::string message = answer.error().message();
        QVERIFY2(message.starts_with("GET to shop.test failed at the proxy: ") &&
                     message.ends_with("Check the proxy settings of the system."),
                 message.c_str());
        QVERIFY(answer.error().detail.find("after 2 tries") != std::string::npos);
    }
}

void HttpClientProxyTest::aProxyThatRefuses()
{
    const RawServer proxy([&](RawPeer &peer, int) {
        peer.readUntil();
        peer.send("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                  "realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    for (const char *name : {"http_proxy", "https_proxy"})
        qputenv(name, QByteArray::fromStdString("http://" + proxy.host()));
    const auto client = quickClient();
    const auto plainAnswer = ask(*client, {.url = "http://shop.test/"});
    QVERIFY(plainAnswer);
    QCOMPARE(plainAnswer->status, 407);
    HttpRequest request{.url = "https://shop.test/"};
    request.retries = 0;
    const auto answer = ask(*client, request);
    QVERIFY(!answer);
    QVERIFY2(answer.error().message().find("failed at the proxy") != std::string::npos,
             answer.error().message().c_str());
}

QTEST_GUILESS_MAIN(HttpClientProxyTest)
#include "HttpClientProxyTest.moc"
