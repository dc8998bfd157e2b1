#include "HttpClientTestTools.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace syncline;
using namespace syncline::test;

namespace {

/** A certificate made by the openssl program. */
struct Identity
{
    QSslCertificate certificate{QByteArray()};
    QSslKey key;
    std::string pem;
};

bool runOpenssl(const QStringList &arguments)
{
    QProcess openssl;
    openssl.start(u"openssl"_qs, arguments);
    return openssl.waitForFinished(20'000) && openssl.exitCode() == 0;
}

/** @p days may be negative: expired. @p name: a subjectAltName. */
Identity makeIdentity(const QTemporaryDir &folder, const QString &name, const QString &days)
{
    const QString key = folder.filePath(u"key.pem"_qs);
    const QString request = folder.filePath(u"request.pem"_qs);
    const QString cert = folder.filePath(u"cert.pem"_qs);
    const bool isMade =
        runOpenssl({u"req"_qs, u"-new"_qs, u"-newkey"_qs, u"rsa:2048"_qs, u"-nodes"_qs,
                    u"-keyout"_qs, key, u"-out"_qs, request, u"-subj"_qs, u"/CN=test"_qs,
                    u"-addext"_qs, u"subjectAltName="_qs + name}) &&
        runOpenssl({u"x509"_qs, u"-req"_qs, u"-in"_qs, request, u"-signkey"_qs, key, u"-days"_qs,
                    days, u"-copy_extensions"_qs, u"copy"_qs, u"-out"_qs, cert});
    QFile keyFile(key);
    QFile certFile(cert);
    if (!isMade || !keyFile.open(QIODevice::ReadOnly) || !certFile.open(QIODevice::ReadOnly))
        return Identity();
    const QByteArray pem = certFile.readAll();
    return {.certificate = QSslCertificate(pem),
            .key = QSslKey(keyFile.readAll(), QSsl::Rsa),
            .pem = pem.toStdString()};
}

} // namespace

/** A server whose certificate is not in order is never talked to. */
class HttpClientTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void certificates_data();
    void certificates();
    void plainHttpOnATlsPort();

private:
    void listen(const Identity &identity, QSsl::SslProtocol protocol);
    Result<HttpResponse> askServer(const std::string &authorities);

    QTemporaryDir m_folder;
    std::map<QByteArray, Identity> m_identities;
    std::unique_ptr<QSslServer> m_server;
    int m_requests = 0;
};

void HttpClientTlsTest::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("Qt was built without TLS");
    m_identities["good"] = makeIdentity(m_folder, u"IP:127.0.0.1"_qs, u"2"_qs);
    m_identities["other host"] = makeIdentity(m_folder, u"DNS:shop.example"_qs, u"2"_qs);
    m_identities["expired"] = makeIdentity(m_folder, u"IP:127.0.0.1"_qs, u"-1"_qs);
    for (const auto &[name, identity] : m_identities)
        QVERIFY2(!identity.certificate.isNull(), name.constData());
}

void HttpClientTlsTest::listen(const Identity &identity, QSsl::SslProtocol protocol)
{
    QSslConfiguration configuration;
    configuration.setLocalCertificate(identity.certificate);
    configuration.setPrivateKey(identity.key);
    configuration.setProtocol(protocol);
    m_requests = 0;
    m_server = std::make_unique<QSslServer>();
    m_server->setSslConfiguration(configuration);
    connect(m_server.get(), &QSslServer::pendingConnectionAvailable, this, [this] {
        QTcpSocket *socket = m_server->nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            ++m_requests;
            socket->readAll();
            socket->write(
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret");
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
    const Identity &own = m_identities.at(identity);
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

QTEST_GUILESS_MAIN(HttpClientTlsTest)
#include "HttpClientTlsTest.moc"
