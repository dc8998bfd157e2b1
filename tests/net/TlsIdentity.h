#pragma once

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QTemporaryDir>

#include <string>

namespace syncline::test {

/** A certificate made by the openssl program. */
struct TlsIdentity
{
    QSslCertificate certificate{QByteArray()};
    QSslKey key;
    std::string pem;
};

inline bool runOpenssl(const QStringList &arguments)
{
    QProcess openssl;
    openssl.start(u"openssl"_qs, arguments);
    return openssl.waitForFinished(20'000) && openssl.exitCode() == 0;
}

/** @p days may be negative: expired. @p name: a subjectAltName. */
inline TlsIdentity makeIdentity(const QTemporaryDir &folder, const QString &name,
                                const QString &days)
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
        return {};
    const QByteArray pem = certFile.readAll();
    return {.certificate = QSslCertificate(pem),
            .key = QSslKey(keyFile.readAll(), QSsl::Rsa),
            .pem = pem.toStdString()};
}

} // namespace syncline::test
