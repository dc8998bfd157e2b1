#include "tests/e2e/Program.h"

#include "core/base/Json.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTest>

namespace syncline::e2e {

namespace {

constexpr int patienceMs = 180'000; // a sanitized program on a busy machine

} // namespace

Value Ran::json() const
{
    return json::parse(out.toStdString()).valueOr({});
}

std::string Ran::all() const
{
    return "exit code " + std::to_string(code) + "\n" + out.toStdString() + err.toStdString();
}

std::unique_ptr<QProcess> start(const QStringList &words)
{
    auto process = std::make_unique<QProcess>();
    process->start(qEnvironmentVariable("SYNCLINE_PROGRAM"), words);
    return process;
}

int exitCode(QProcess &process)
{
    const bool hasEnded =
        QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, patienceMs);
    return hasEnded && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

Ran run(const QStringList &words, const QByteArray &input)
{
    const std::unique_ptr<QProcess> process = start(words);
    process->write(input);
    process->closeWriteChannel();
    Ran ran;
    ran.code = exitCode(*process);
    ran.out = process->readAllStandardOutput();
    ran.err = process->readAllStandardError();
    return ran;
}

DemoServer::DemoServer(const QStringList &options)
    : m_process(start(QStringList{QStringLiteral("demo-server"), QStringLiteral("--port"),
                                  QStringLiteral("0")} +
                      options))
{
    static_cast<void>(QTest::qWaitFor([this] { return m_process->canReadLine(); }, patienceMs));
    const Value ready = json::parse(m_process->readLine().toStdString()).valueOr({});
    m_url = QByteArray::fromStdString(ready["url"].stringOr());
}

DemoServer::~DemoServer()
{
    m_process->terminate();
    if (exitCode(*m_process) == -1)
        m_process->kill();
    static_cast<void>(exitCode(*m_process));
}

Value DemoServer::request(const QByteArray &method, const QByteArray &path,
                          const QByteArray &body) const
{
    QNetworkAccessManager manager;
    QNetworkRequest request(QUrl(QString::fromUtf8(m_url + path)));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    const std::unique_ptr<QNetworkReply> reply(manager.sendCustomRequest(request, method, body));
    static_cast<void>(QTest::qWaitFor([&reply] { return reply->isFinished(); }, patienceMs));
    return json::parse(reply->readAll().toStdString()).valueOr({});
}

bool waitForLock(const QString &folder, const QProcess &process)
{
    const QString lock = folder + QStringLiteral("/.syncline/lock");
    const QByteArray pid = QByteArray::number(process.processId());
    return QTest::qWaitFor([&] { return readAll(lock).contains(pid); }, patienceMs);
}

std::string makeShop(const QString &folder, const DemoServer &server)
{
    const Ran made =
        run({QStringLiteral("new"), folder, QStringLiteral("--template"), QStringLiteral("shop")});
    if (made.code != 0)
        return made.all();
    const bool isPointed = edit(folder + QStringLiteral("/connections/shop/connection.json"),
                                "http://127.0.0.1:4780", server.url());
    return isPointed ? "" : "The shop's connection has no such address.";
}

QByteArray readAll(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

void writeAll(const QString &file, const QByteArray &text)
{
    QFile target(file);
    QVERIFY2(target.open(QIODevice::WriteOnly), qUtf8Printable(file));
    QCOMPARE(target.write(text), text.size());
}

bool edit(const QString &file, const QByteArray &from, const QByteArray &to)
{
    QByteArray text = readAll(file);
    const qsizetype at = text.indexOf(from);
    if (at < 0)
        return false;
    text.replace(at, from.size(), to);
    writeAll(file, text);
    return true;
}

std::string counts(const Value &sync, std::string_view model)
{
    const Value &of = sync["models"][model];
    std::string out;
    for (const char *what : {"created", "updated", "unchanged", "deleted", "failed"})
        out += (out.empty() ? "" : "/") + std::to_string(of[what].intOr(-1));
    return out;
}

} // namespace syncline::e2e
