#include "HttpClientTestTools.h"

#include "tests/net/TlsIdentity.h"

#include <QSslServer>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <sys/socket.h>

using namespace syncline;
using namespace syncline::test;

/** A server whose certificate is not in order is never talked to. */
class HttpClientTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void certificates_data();
    void certificates();
    void plainHttpOnATlsPort();
    void connectionsAreKept();
    void endings_data();
    void endings();
    void largeBodies();

private:
    void listen(const TlsIdentity &identity, QSsl::SslProtocol protocol);
    Result<HttpResponse> askServer(const std::string &authorities);

    QTemporaryDir m_folder;
    std::map<QByteArray, TlsIdentity> m_identities;
    std::unique_ptr<QSslServer> m_server;
    std::function<void(QTcpSocket &)> m_answer; ///< To what is there to be read.
    int m_connections = 0;
    int m_requests = 0;
};

void HttpClientTlsTest::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("Qt was built without TLS");
    m_identities["good"] = makeIdentity(m_folder, u"IP:127.0.0.1"_qs, u"2"_qs);
    m_identities["localhost"] = makeIdentity(m_folder, u"DNS:localhost"_qs, u"2"_qs);
    m_identities["other host"] = makeIdentity(m_folder, u"DNS:shop.example"_qs, u"2"_qs);
    m_identities["expired"] = makeIdentity(m_folder, u"IP:127.0.0.1"_qs, u"-1"_qs);
    for (const auto &[name, identity] : m_identities)
        QVERIFY2(!identity.certificate.isNull(), name.constData());
}

void HttpClientTlsTest::listen(const TlsIdentity &identity, QSsl::SslProtocol protocol)
{
    QSslConfiguration configuration;
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setProtocol(protocol);
    m_requests = 0;
    m_connections = 0;
    m_answer = [](QTcpSocket &socket) {
        socket.readAll();
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret");
    };
    m_server = std::make_unique<QSslServer>();
    m_server->setSslConfiguration(configuration);
    connect(m_server.get(), &QSslServer::pendingConnectionAvailable, this, [this] {
        QTcpSocket *socket = m_server->nextPendingConnection();
        ++m_connections;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            ++m_requests;
            m_answer(*socket);
        });
    });
    QVERIFY(m_server->listen(QHostAddress::LocalHost));
}

Result<HttpResponse> HttpClientTlsTest::askServer(const std::string &authorities)
{
    const auto client = quickClient(authorities);
    Answer answer;
    client->send({.url = "https://127.0.0.1:" + std::to_string(m_server->serverPort()) + "/",
                  .headers = {{"Authorization", "Bearer x"}}},
                 {}, answer.receiver());
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT(answer.isHere(), 8'000);
    }(); // the server needs this thread's events
    return answer.get();
}

void HttpClientTlsTest::certificates_data()
{
    QTest::addColumn<QByteArray>("identity");
    QTest::addColumn<bool>("isAuthorityTrusted");
    QTest::addColumn<bool>("isOldProtocol");
    QTest::addColumn<QByteArray>("expected"); // in the sentence; empty: an answer
    QTest::newRow("trusted") << QByteArray("good") << true << false << QByteArray();
    QTest::newRow("self-signed") << QByteArray("good") << false << false
                                 << QByteArray("self-signed");
    QTest::newRow("another host's")
        << QByteArray("other host") << true << false << QByteArray("host name did not match");
    QTest::newRow("expired") << QByteArray("expired") << true << false << QByteArray("expired");
    QTest::newRow("TLS 1.1") << QByteArray("good") << true << true
                             << QByteArray("TLS 1.2 or newer");
}

void HttpClientTlsTest::certificates()
{
    QFETCH(const QByteArray, identity);
    QFETCH(const bool, isAuthorityTrusted);
    QFETCH(const bool, isOldProtocol);
    QFETCH(const QByteArray, expected);
    const TlsIdentity &own = m_identities.at(identity);
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    listen(own, isOldProtocol ? QSsl::TlsV1_1 : QSsl::TlsV1_2OrLater);
    QT_WARNING_POP
    const auto answer = askServer(isAuthorityTrusted ? own.pem : std::string());
    if (expected.isEmpty()) {
        QVERIFY2(answer, answer ? "" : answer.error().message().c_str());
        QCOMPARE(answer->body, std::string("secret"));
        return;
    }
    QVERIFY(!answer);
    QVERIFY(answer.error().is(errc::network));
    const std::string message = answer.error().message();
    QVERIFY2(message.find(expected.toStdString()) != std::string::npos, message.c_str());
    QVERIFY2(message.starts_with("GET to 127.0.0.1:" + std::to_string(m_server->serverPort())),
             message.c_str());
    QCOMPARE(m_requests, 0); // not a byte of the request went out
}

void HttpClientTlsTest::plainHttpOnATlsPort()
{
    const ScriptedServer server([](const auto &, const ServerReply &reply, int) {
        reply.send(ServerResponse::text(200, "x"));
    });
    HttpRequest request{.url = "https" + server.url().substr(4)};
    request.retries = 1;
    const auto answer = ask(*quickClient(), request);
    QVERIFY(!answer);
    QVERIFY2(answer.error().message().find("no secure connection") != std::string::npos,
             answer.error().message().c_str());
}

void HttpClientTlsTest::connectionsAreKept()
{
    const TlsIdentity &own = m_identities.at("localhost");
    listen(own, QSsl::TlsV1_2OrLater);
    m_answer = [](QTcpSocket &socket) {
        socket.readAll();
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    };
    const auto client = quickClient(own.pem);
    for (int i = 0; i < 5; ++i) {
        Answer answer;
        client->send({.url = "https://localhost:" + std::to_string(m_server->serverPort()) + "/"},
                     {}, answer.receiver());
        QTRY_VERIFY(answer.isHere());
        const auto result = answer.get();
        QVERIFY2(result, result ? "" : result.error().message().c_str());
        QCOMPARE(result->body, std::string("hi"));
    }
    QCOMPARE(m_requests, 5);
    QCOMPARE(m_connections, 1);
}

void HttpClientTlsTest::endings_data()
{
    QTest::addColumn<bool>("isInOrder");
    QTest::newRow("with TLS's closing word") << true;
    QTest::newRow("cut off") << false; // by anyone on the way, perhaps
}

void HttpClientTlsTest::endings()
{
    QFETCH(const bool, isInOrder);
    const TlsIdentity &own = m_identities.at("good");
    listen(own, QSsl::TlsV1_2OrLater);
    m_answer = [&](QTcpSocket &socket) {
        socket.readAll();
        socket.write("HTTP/1.1 200 OK\r\n\r\nhalf");
        socket.flush();
        if (isInOrder)
            socket.disconnectFromHost();
        else
            ::shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_RDWR);
    };
    HttpRequest request{.url = "https://127.0.0.1:" + std::to_string(m_server->serverPort()) + "/"};
    request.retries = 0;
    const auto client = quickClient(own.pem);
    Answer answer;
    client->send(request, {}, answer.receiver());
    QTRY_VERIFY(answer.isHere());
    const auto result = answer.get();
    QVERIFY2(result.ok() == isInOrder, result ? "whole" : result.error().message().c_str());
    if (isInOrder)
        QCOMPARE(result->body, std::string("half"));
    else
        QVERIFY2(result.error().message().find("in the middle of the answer") != std::string::npos,
                 result.error().message().c_str());
}

void HttpClientTlsTest::largeBodies()
{
    const TlsIdentity &own = m_identities.at("good");
    listen(own, QSsl::TlsV1_2OrLater);
    const QByteArray large(5'000'000, 'x');
    QByteArray received;
    m_answer = [&](QTcpSocket &socket) {
        received += socket.readAll();
        if (received.endsWith("x!"))
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(large.size()) +
                         "\r\n\r\n" + large);
    };
    HttpRequest request{.method = "POST",
                        .url = "https://127.0.0.1:" + std::to_string(m_server->serverPort()) + "/",
                        .body = large.toStdString() + '!'};
    const auto client = quickClient(own.pem);
    Answer answer;
    client->send(request, {}, answer.receiver());
    QTRY_VERIFY(answer.isHere());
    const auto result = answer.get();
    QVERIFY2(result, result ? "" : result.error().message().c_str());
    QCOMPARE(result->body.size(), static_cast<std::size_t>(large.size()));
    QVERIFY(received.endsWith(QByteArray("\r\n\r\n" + large + '!')));
}

QTEST_GUILESS_MAIN(HttpClientTlsTest)
#include "HttpClientTlsTest.moc"
