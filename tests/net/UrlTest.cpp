#include "core/net/Url.h"

#include <QTest>

#include <rapidcheck.h>

using namespace syncline;

class UrlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void decodeUndoesEncode();
    void decodeKeepsBrokenEscapes();
    void queriesRoundTrip();
    void readsQueriesOfOthers();
    void splits_data();
    void splits();
    void refuses_data();
    void refuses();
    void resolves_data();
    void resolves();
    void addsToQuery();
};

void UrlTest::encodes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("encoded");
    QTest::newRow("unreserved stays") << QByteArray("aZ0-._~") << QByteArray("aZ0-._~");
    QTest::newRow("space") << QByteArray("a b") << QByteArray("a%20b");
    QTest::newRow("reserved") << QByteArray("/?#&=+%") << QByteArray("%2F%3F%23%26%3D%2B%25");
    QTest::newRow("UTF-8") << QByteArray("ü€") << QByteArray("%C3%BC%E2%82%AC");
    QTest::newRow("NUL and 255") << QByteArray("\0\xff", 2) << QByteArray("%00%FF");
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void UrlTest::encodes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, encoded);
    QCOMPARE(QByteArray::fromStdString(url::encode(text.toStdString())), encoded);
    QCOMPARE(QByteArray::fromStdString(url::decode(encoded.toStdString())), text);
}

void UrlTest::decodeUndoesEncode()
{
    QVERIFY(rc::check(
        [](const std::string &bytes) { RC_ASSERT(url::decode(url::encode(bytes)) == bytes); }));
}

void UrlTest::decodeKeepsBrokenEscapes()
{
    QCOMPARE(url::decode("%zz%4"), std::string("%zz%4"));
    QCOMPARE(url::decode("100%"), std::string("100%"));
    QCOMPARE(url::decode("a+b"), std::string("a+b"));
}

void UrlTest::queriesRoundTrip()
{
    QVERIFY(rc::check([](const std::vector<std::pair<std::string, std::string>> &query) {
        for (const auto &[key, value] : query)
            RC_PRE(!key.empty() || !value.empty());
        RC_ASSERT(url::parseQuery(url::buildQuery(query)) == query);
    }));
}

void UrlTest::readsQueriesOfOthers()
{
    const url::Query expected{{"a", "1 2"}, {"b", ""}, {"c", "="}, {"a", "x"}};
    QCOMPARE(url::parseQuery("?a=1+2&b&&c==&a=%78"), expected);
    QCOMPARE(url::parseQuery(""), url::Query{});
}

void UrlTest::splits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("parts"); // scheme|user|password|host|port|path|query|fragment
    const auto row = [](const char *name, const char *text, const char *parts) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(parts);
    };
    row("whole", "HTTPS://u:p%40@Example.com:8443/a/b?x=1#f",
        "https|u|p@|example.com|8443|/a/b|x=1|f");
    row("only host", "http://example.com", "http|||example.com|0|||");
    row("IPv6", "http://[::1]:80/x", "http|||::1|80|/x||");
    row("relative path", "b/c?d", "||||0|b/c|d|");
    row("scheme-relative", "//h/p", "|||h|0|/p||");
    row("only query", "?q=1", "||||0||q=1|");
    row("colon in a relative path", "/a:b", "||||0|/a:b||");
    row("question mark in a fragment", "http://h/#a?b", "http|||h|0|/||a?b");
    row("at sign in a path", "http://h/a@b", "http|||h|0|/a@b||");
}

void UrlTest::splits()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, parts);
    const Result<url::Parts> parsed = url::parse(text.toStdString());
    QVERIFY(parsed);
    const url::Parts &p = parsed.value();
    const std::string joined = p.scheme + '|' + p.user + '|' + p.password + '|' + p.host + '|' +
                               std::to_string(p.port) + '|' + p.path + '|' + p.query + '|' +
                               p.fragment;
    QCOMPARE(QByteArray::fromStdString(joined), parts);
    const Result<url::Parts> again = url::parse(url::build(p));
    QVERIFY(again);
    QCOMPARE(url::build(again.value()), url::build(p));
}

void UrlTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("space") << QByteArray("http://a b/");
    QTest::newRow("line feed") << QByteArray("http://a/\nX: y");
    QTest::newRow("NUL") << QByteArray("http://a/\0b", 11);
    QTest::newRow("port too large") << QByteArray("http://a:65536/");
    QTest::newRow("port no number") << QByteArray("http://a:8x/");
    QTest::newRow("open bracket") << QByteArray("http://[::1/");
    QTest::newRow("host with a backslash") << QByteArray("http://a\\b/");
    QTest::newRow("empty scheme") << QByteArray("://a");
}

void UrlTest::refuses()
{
    QFETCH(const QByteArray, text);
    const Result<url::Parts> parsed = url::parse(text.toStdString());
    QVERIFY(!parsed);
    QVERIFY(parsed.error().is(errc::invalidInput));
}

void UrlTest::resolves_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QByteArray>("expected");
    // RFC 3986 5.4, base http://a/b/c/d;p?q
    const auto row = [](const char *reference, const char *expected) {
        QTest::newRow(*reference != 0 ? reference : "(empty)")
            << QByteArray(reference) << QByteArray(expected);
    };
    row("g:h", "g:h");
    row("g", "http://a/b/c/g");
    row("./g", "http://a/b/c/g");
    row("g/", "http://a/b/c/g/");
    row("/g", "http://a/g");
    row("//g", "http://g");
    row("?y", "http://a/b/c/d;p?y");
    row("g?y", "http://a/b/c/g?y");
    row("#s", "http://a/b/c/d;p?q#s");
    row("g#s", "http://a/b/c/g#s");
    row(";x", "http://a/b/c/;x");
    row("", "http://a/b/c/d;p?q");
    row(".", "http://a/b/c/");
    row("./", "http://a/b/c/");
    row("..", "http://a/b/");
    row("../g", "http://a/b/g");
    row("../..", "http://a/");
    row("../../g", "http://a/g");
    row("../../../g", "http://a/g");
    row("/./g", "http://a/g");
    row("g;x=1/../y", "http://a/b/c/y");
    row("http://x/y?page=2", "http://x/y?page=2");
    row("g:/.//h", "g:/.//h"); // no host "h"
}

void UrlTest::resolves()
{
    QFETCH(const QByteArray, reference);
    QFETCH(const QByteArray, expected);
    const Result<std::string> resolved =
        url::resolve("http://a/b/c/d;p?q", reference.toStdString());
    QVERIFY(resolved);
    QCOMPARE(QByteArray::fromStdString(resolved.value()), expected);
}

void UrlTest::addsToQuery()
{
    QCOMPARE(url::withQuery("http://a/b", {{"x", "1 2"}}), std::string("http://a/b?x=1%202"));
    QCOMPARE(url::withQuery("http://a/b?y=1#f", {{"x", "1"}}), std::string("http://a/b?y=1&x=1#f"));
    QCOMPARE(url::withQuery("/b?", {{"x", ""}}), std::string("/b?x="));
    QCOMPARE(url::withQuery("/b", {}), std::string("/b"));
}

QTEST_GUILESS_MAIN(UrlTest)
#include "UrlTest.moc"
