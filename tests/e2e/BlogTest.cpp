#include "core/server/HttpServer.h"
#include "tests/e2e/Program.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

/** The blog template: a CSV file and a JSON API of static files. */
class BlogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void syncsTwice();
    void aPageThatIsNoJson();
};

namespace {

/** Serves the files of a folder, as `python3 -m http.server` does. */
std::unique_ptr<HttpServer> serve(const QString &folder)
{
    auto server =
        HttpServer::start({}, [folder](const ServerRequest &request, const ServerReply &reply) {
            ServerResponse response;
            const QByteArray text = readAll(folder + QString::fromStdString(request.path));
            response.status = text.isEmpty() ? 404 : 200;
            response.headers = {{"Content-Type", "application/json"}};
            response.body = text.toStdString();
            reply.send(std::move(response));
        });
    return server ? std::move(server).value() : nullptr;
}

} // namespace

void BlogTest::syncsTwice()
{
    const QTemporaryDir folder;
    const QString blog = folder.filePath(u"blog"_s);
    QCOMPARE(run({u"new"_s, blog, u"--template"_s, u"blog"_s}).code, 0);
    const std::unique_ptr<HttpServer> server = serve(blog + u"/assets/site"_s);
    QVERIFY(server);
    QVERIFY(edit(blog + u"/connections/rest/connection.json"_s, "http://127.0.0.1:8000",
                 QByteArray::fromStdString(server->url())));

    std::map<QString, std::int64_t> created;
    for (const QString &connection : {u"files"_s, u"rest"_s}) {
        Ran ran = run({u"sync"_s, blog, connection, u"--json"_s});
        QVERIFY2(ran.code == 0, ran.all().c_str());
        std::int64_t count = 0;
        const Value first = ran.json();
        for (const auto &[model, counts] : first["models"].asObject())
            count += counts["created"].intOr();
        QVERIFY(count > 0);
        created[connection] = count;
        ran = run({u"sync"_s, blog, connection, u"--json"_s});
        QVERIFY2(ran.code == 0, ran.all().c_str());
        std::int64_t unchanged = 0;
        const Value second = ran.json();
        for (const auto &[model, counts] : second["models"].asObject()) {
            unchanged += counts["unchanged"].intOr();
            QCOMPARE(counts["created"].intOr() + counts["updated"].intOr() +
                         counts["deleted"].intOr() + counts["failed"].intOr(),
                     0);
        }
        QCOMPARE(unchanged, count);
    }

    // One line changed, one line gone.
    const QString file = blog + u"/assets/breweries.csv"_s;
    QList<QByteArray> lines = readAll(file).split('\n');
    QVERIFY(lines.size() > 6);
    lines.removeAt(5);
    const qsizetype comma = lines[3].indexOf(',');
    lines[3].insert(comma + 1, "Changed ");
    writeAll(file, lines.join('\n'));
    const Ran ran = run({u"sync"_s, blog, u"files"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(counts(ran.json(), "brewery"),
             "0/1/" + std::to_string(created[u"files"_s] - 2) + "/1/0");
}

void BlogTest::aPageThatIsNoJson()
{
    const QTemporaryDir folder;
    const QString blog = folder.filePath(u"blog"_s);
    QCOMPARE(run({u"new"_s, blog, u"--template"_s, u"blog"_s}).code, 0);
    const std::unique_ptr<HttpServer> server = serve(blog + u"/assets/site"_s);
    QVERIFY(server);
    QVERIFY(edit(blog + u"/connections/rest/connection.json"_s, "http://127.0.0.1:8000",
                 QByteArray::fromStdString(server->url())));
    QCOMPARE(run({u"sync"_s, blog, u"rest"_s}).code, 0);
    const Ran before = run({u"records"_s, blog, u"post"_s, u"--format"_s, u"ndjson"_s});
    writeAll(blog + u"/assets/site/posts.json"_s, "<html>Sign in</html>");
    const Ran ran = run({u"sync"_s, blog, u"rest"_s, u"--json"_s});
    QVERIFY2(ran.code == 1, ran.all().c_str());
    QCOMPARE(ran.json()["state"].stringOr(), std::string("errored"));
    QVERIFY(!ran.json()["error"]["message"].stringOr().empty());
    const Ran after = run({u"records"_s, blog, u"post"_s, u"--format"_s, u"ndjson"_s});
    QCOMPARE(after.out, before.out); // nothing is lost
}

QTEST_GUILESS_MAIN(BlogTest)
#include "BlogTest.moc"
