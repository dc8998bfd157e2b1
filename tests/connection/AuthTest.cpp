#include "tests/support/StdToString.h" // first: moc of Qt 6.4 cannot read a file that begins with <compare>

#include "core/base/Json.h"
#include "core/connection/Auth.h"
#include "core/connection/ConnectionOptions.h"

#include <QTest>

#include <string>

using namespace syncline;

class AuthTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void refusals_data();
    void refusals();
    void anExistingHeaderIsReplaced();
    void connectorsAreChecked_data();
    void connectorsAreChecked();
    void origins_data();
    void origins();
};

void AuthTest::requests_data()
{
    QTest::addColumn<std::string>("auth");
    QTest::addColumn<std::string>("options");
    QTest::addColumn<std::string>("expected"); // url | header: value | secret names
    const auto row = [](const char *name, const char *auth, const char *options,
                        const char *expected) {
        QTest::newRow(name) << std::string(auth) << std::string(options) << std::string(expected);
    };
    const char *plain = "http://h/p?a=1#f||";
    row("nothing said", "null", "{}", plain);
    row("none", R"({"kind": "none"})", R"({"token": "t"})", plain);
    row("bearer", R"({"kind": "bearer", "token": "apiToken"})", R"({"apiToken": "t0ken"})",
        "http://h/p?a=1#f|Authorization: Bearer t0ken|Authorization");
    row("a token pasted with blanks", R"({"kind": "bearer", "token": "t"})",
        "{\"t\": \" t0ken\\n\"}", "http://h/p?a=1#f|Authorization: Bearer t0ken|Authorization");
    row("no token given", R"({"kind": "bearer", "token": "t"})", "{}", plain);
    row("basic", R"({"kind": "basic", "username": "u", "password": "p"})",
        R"({"u": "Aladdin", "p": "open sesame"})",
        "http://h/p?a=1#f|Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==|Authorization");
    row("basic with UTF-8 and no password",
        R"({"kind": "basic", "username": "u", "password": "p"})", R"({"u": "é"})",
        "http://h/p?a=1#f|Authorization: Basic w6k6|Authorization");
    row("an API key in a header", R"({"kind": "api_key", "key": "k", "header": "X-Api-Key"})",
        R"({"k": "s3cret"})", "http://h/p?a=1#f|X-Api-Key: s3cret|X-Api-Key");
    row("an API key with a prefix",
        R"({"kind": "api_key", "key": "k", "header": "Authorization", "prefix": "Token "})",
        R"({"k": "s3cret"})", "http://h/p?a=1#f|Authorization: Token s3cret|Authorization");
    row("an API key in the query", R"({"kind": "api_key", "key": "k", "query": "api_key"})",
        R"({"k": "a b&c"})", "http://h/p?a=1&api_key=a%20b%26c#f||api_key");
    constexpr const char *chosen =
        R"({"kind_option": "auth", "key": "k", "token": "k", "username": "u", "password": "k",
            "header_option": "h", "header": "X-Key", "query_option": "q"})";
    row("chosen: nothing yet", chosen, R"({"k": "x"})", plain);
    row("chosen: bearer", chosen, R"({"auth": "bearer", "k": "x"})",
        "http://h/p?a=1#f|Authorization: Bearer x|Authorization");
    row("chosen: a key in the usual header", chosen, R"({"auth": "api_key", "k": "x", "h": ""})",
        "http://h/p?a=1#f|X-Key: x|X-Key");
    row("chosen: a key in another header", chosen, R"({"auth": "api_key", "k": "x", "h": "X-Y"})",
        "http://h/p?a=1#f|X-Y: x|X-Y");
}

void AuthTest::requests()
{
    QFETCH(const std::string, auth);
    QFETCH(const std::string, options);
    QFETCH(const std::string, expected);
    HttpRequest request;
    request.url = "http://h/p?a=1#f";
    const auto applied =
        applyAuth(request, json::parse(auth).value(), json::parse(options).value().asObject());
    QVERIFY2(applied, applied ? "" : applied.error().describe().c_str());
    std::string found = request.url + '|';
    for (const auto &[name, value] : request.headers)
        found += name + ": " + value;
    found += '|';
    for (const std::string &name : request.secretNames)
        found += name;
    QCOMPARE(found, expected);
}

void AuthTest::refusals_data()
{
    QTest::addColumn<std::string>("auth");
    QTest::addColumn<std::string>("options");
    QTest::addColumn<std::string>("word");
    const auto row = [](const char *name, const char *auth, const char *options, const char *word) {
        QTest::newRow(name) << std::string(auth) << std::string(options) << std::string(word);
    };
    row("a line break in a token", R"({"kind": "bearer", "token": "t"})",
        "{\"t\": \"a\\r\\nX-Evil: 1\"}", "line break");
    row("a header name with a space", R"({"kind": "api_key", "key": "k", "header": "X Key"})",
        R"({"k": "x"})", "X Key");
    row("a key without a place", R"({"kind": "api_key", "key": "k"})", R"({"k": "x"})", "query");
    row("an unknown kind", R"({"kind": "magic"})", "{}", "magic");
    row("a colon in a user name", R"({"kind": "basic", "username": "u", "password": "p"})",
        R"({"u": "a:b", "p": "x"})", "colon");
}

void AuthTest::refusals()
{
    QFETCH(const std::string, auth);
    QFETCH(const std::string, options);
    QFETCH(const std::string, word);
    HttpRequest request;
    request.url = "http://h/";
    const auto applied =
        applyAuth(request, json::parse(auth).value(), json::parse(options).value().asObject());
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, std::string(optionsCode));
    QVERIFY2(applied.error().message().find(word) != std::string::npos,
             applied.error().message().c_str());
    QVERIFY(request.headers.empty());
    QVERIFY(applied.error().message().find("X-Evil") == std::string::npos);
}

void AuthTest::anExistingHeaderIsReplaced()
{
    HttpRequest request;
    request.url = "http://h/";
    request.headers = {{"authorization", "Bearer old"}, {"Accept", "*/*"}};
    QVERIFY(applyAuth(request, json::parse(R"({"kind": "bearer", "token": "t"})").value(),
                      {{"t", "new"}}));
    QCOMPARE(request.headers.size(), 2U);
    QCOMPARE(std::string(findHeader(request.headers, "Authorization")), std::string("Bearer new"));
}

void AuthTest::connectorsAreChecked_data()
{
    QTest::addColumn<std::string>("auth");
    QTest::addColumn<bool>("good");
    QTest::newRow("none at all") << std::string("null") << true;
    QTest::newRow("right") << std::string(R"({"kind": "bearer", "token": "token"})") << true;
    QTest::newRow("chosen") << std::string(R"({"kind_option": "auth", "token": "token"})") << true;
    QTest::newRow("an unknown kind") << std::string(R"({"kind": "magic"})") << false;
    QTest::newRow("no kind") << std::string("{}") << false;
    QTest::newRow("an option that is not there")
        << std::string(R"({"kind": "bearer", "token": "apiToken"})") << false;
    QTest::newRow("a number") << std::string(R"({"kind": "bearer", "token": 1})") << false;
    QTest::newRow("text") << std::string("\"bearer\"") << false;
}

void AuthTest::connectorsAreChecked()
{
    QFETCH(const std::string, auth);
    QFETCH(const bool, good);
    ConnectorInfo connector;
    connector.kind = "acme";
    connector.options.resize(2);
    connector.options[0].name = "token";
    connector.options[1].name = "auth";
    connector.auth = json::parse(auth).value();
    QCOMPARE(checkAuth(connector).ok(), good);
}

void AuthTest::origins_data()
{
    QTest::addColumn<std::string>("url");
    QTest::addColumn<bool>("same");
    QTest::newRow("a path") << std::string("https://api.example.org/next?page=2") << true;
    QTest::newRow("the default port") << std::string("https://api.example.org:443/") << true;
    QTest::newRow("capitals") << std::string("HTTPS://API.example.org/") << true;
    QTest::newRow("another host") << std::string("https://evil.example.org/") << false;
    QTest::newRow("a longer host") << std::string("https://api.example.org.evil.com/") << false;
    QTest::newRow("as a user name") << std::string("https://api.example.org@evil.com/") << false;
    QTest::newRow("without TLS") << std::string("http://api.example.org/") << false;
    QTest::newRow("another port") << std::string("https://api.example.org:8443/") << false;
    QTest::newRow("no URL") << std::string("::") << false;
    QTest::newRow("relative") << std::string("/next") << false;
}

void AuthTest::origins()
{
    QFETCH(const std::string, url);
    QFETCH(const bool, same);
    QCOMPARE(isSameOrigin(url, "https://api.example.org/v1"), same);
}

QTEST_APPLESS_MAIN(AuthTest)
#include "AuthTest.moc"
