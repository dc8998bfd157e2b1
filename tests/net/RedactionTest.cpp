#include "core/net/Redaction.h"

#include <QTest>

using namespace syncline;

class RedactionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void urls_data();
    void urls();
    void headers();
    void bodies_data();
    void bodies();
    void valuesAreFoundAnywhere();
    void aSecretAtTheCutDoesNotShow();
};

void RedactionTest::urls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *url, const char *expected) {
        QTest::newRow(name) << QByteArray(url) << QByteArray(expected);
    };
    row("nothing secret", "https://a/b?page=2", "https://a/b?page=2");
    row("password", "https://me:hunter2@a/b", "https://me:•••@a/b");
    row("own name", "https://a/b?shopKey=abc&x=1", "https://a/b?shopKey=•••&x=1");
    row("own name in other case", "https://a/b?SHOPKEY=abc", "https://a/b?SHOPKEY=•••");
    row("usual name", "https://a/b?access_token=abc#f", "https://a/b?access_token=•••#f");
    row("encoded name", "https://a/b?access%5Ftoken=abc", "https://a/b?access%5Ftoken=•••");
    row("name alone", "https://a/b?token", "https://a/b?token");
    row("at sign in the path", "https://a:80/b@c", "https://a:80/b@c");
}

void RedactionTest::urls()
{
    QFETCH(const QByteArray, url);
    QFETCH(const QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(Redactor({"shopKey"}).url(url.toStdString())), expected);
}

void RedactionTest::headers()
{
    const HttpHeaders shown = Redactor({"X-Own"}).headers({{"authorization", "Bearer abc"},
                                                           {"COOKIE", "a=b"},
                                                           {"Set-Cookie", "a=b"},
                                                           {"x-own", "abc"},
                                                           {"Location", "https://a/b?token=abc"},
                                                           {"Accept", "*/*"}});
    const HttpHeaders expected{{"authorization", "•••"},
                               {"COOKIE", "•••"},
                               {"Set-Cookie", "•••"},
                               {"x-own", "•••"},
                               {"Location", "https://a/b?token=•••"},
                               {"Accept", "*/*"}};
    QCOMPARE(shown, expected);
}

void RedactionTest::bodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *body, const char *expected) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(expected);
    };
    row("JSON member", R"({"access_token":"abc","x":1})", R"({"access_token":"•••","x":1})");
    row("JSON with spaces", R"({"own" : "a\"bc" , "x":1})", R"({"own" : "•••" , "x":1})");
    row("JSON number", R"({"own":12345,"x":1})", R"({"own":•••,"x":1})");
    row("nested and in lists", R"([{"a":{"own":"x"}},{"own":"y"}])",
        R"([{"a":{"own":"•••"}},{"own":"•••"}])");
    row("a value with the name is no member", R"({"a":"own","b":2})", R"({"a":"own","b":2})");
    row("an object under the name stays", R"({"own":{"b":2}})", R"({"own":{"b":2}})");
    row("cut off in the middle", R"({"own":"abcde)", R"({"own":"•••)");
    row("in other case", R"({"Own":"abc","x":1})", R"({"Own":"•••","x":1})");
    row("several", R"({"own":"abc","t":"12:30","token": "d:\"own\":1", "own":2})",
        R"({"own":"•••","t":"12:30","token": "•••", "own":•••})");
    row("colons without keys", R"(: ":a": {":own":"x", own : 1})",
        R"(: ":a": {":own":"x", own : 1})");
    row("JSON within a text", R"({"text":"{\"own\":\"x\"}"})", R"({"text":"{\"own\":\"x\"}"})");
    row("cut off behind the name", R"({"own" : )", R"({"own" : )");
    row("an empty value", R"({"own":"","x":1})", R"({"own":"","x":1})");
    row("form", "grant=x&client_secret=abc&own=1", "grant=x&client_secret=•••&own=•••");
    row("plain text", "own is own", "own is own");
}

void RedactionTest::bodies()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(Redactor({"own"}).body(body.toStdString(), 1'000, {})),
             expected);
}

void RedactionTest::valuesAreFoundAnywhere()
{
    const Redactor redactor({"X-Key"});
    HttpRequest request;
    request.url = "https://me:pass%20word@a/b?token=qt-123456";
    request.headers = {
        {"Authorization", "Bearer canary-1"}, {"X-Key", "canary-22"}, {"Accept", "canary-3"}};
    const auto values = redactor.values(request);
    const std::string echoed = redactor.body(
        "<p>canary-1 canary-22 canary-3 pass word pass%20word qt-123456</p>", 1'000, values);
    QCOMPARE(echoed, std::string("<p>••• ••• canary-3 ••• ••• •••</p>"));
}

void RedactionTest::aSecretAtTheCutDoesNotShow()
{
    const std::vector<std::string> values{"0123456789abcdef"};
    for (std::size_t before = 80; before <= 100; ++before) {
        const std::string text = std::string(before, '.') + values[0] + std::string(200, '.');
        const std::string shown = Redactor({}).body(text, 100, values);
        QVERIFY(shown.size() <= 100);
        QVERIFY(shown.find('0') == std::string::npos);
    }
}

QTEST_GUILESS_MAIN(RedactionTest)
#include "RedactionTest.moc"
