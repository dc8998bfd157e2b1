#include "core/net/LinkHeader.h"

#include <QTest>

#include <rapidcheck.h>

using namespace syncline;

class LinkHeaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNext_data();
    void findsNext();
    void keepsParameters();
    void anyBytesAreHarmless();
};

void LinkHeaderTest::findsNext_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("expected"); // "-": none
    const auto row = [](const char *name, const char *header, const char *expected) {
        QTest::newRow(name) << QByteArray(header) << QByteArray(expected);
    };
    row("plain", R"(<http://a/x?page=2>; rel="next")", "http://a/x?page=2");
    row("after another", R"(<http://a/1>; rel="prev", <http://a/3>; rel="next")", "http://a/3");
    row("comma in the target", R"(<http://a/x?ids=1,2>; rel="next", <http://a/y>; rel="last")",
        "http://a/x?ids=1,2");
    row("several relations in one rel", R"(<http://a/2>; rel="last next")", "http://a/2");
    row("rel without quotes", "<http://a/2>;rel=next", "http://a/2");
    row("case does not matter", R"(<http://a/2>; REL="NEXT")", "http://a/2");
    row("other parameters first", R"(<http://a/2>; title="a, b; c"; rel="next")", "http://a/2");
    row("escaped quote in a title", R"(<http://a/2>; title="say \"hi\", then"; rel="next")",
        "http://a/2");
    row("spaces everywhere", "  < http://a/2 >  ;  rel = \"next\" ", "http://a/2");
    row("relative target", R"(</x?page=2>; rel="next")", "http://base/x?page=2");
    row("only the query", R"(<?page=2>; rel="next")", "http://base/list?page=2");
    row("only the first rel of an entry counts", R"(<http://a/2>; rel="prev"; rel="next")", "-");
    row("nextpage is not next", R"(<http://a/2>; rel="nextpage")", "-");
    row("no next", R"(<http://a/2>; rel="prev")", "-");
    row("empty", "", "-");
    row("unclosed bracket", "<http://a/2; rel=\"next\"", "-");
    row("garbage before an entry", R"(what, <http://a/2>; rel="next")", "http://a/2");
    row("semicolon at the end", R"(<http://a/2>; rel="next";)", "http://a/2");
    row("empty entries", R"(,, <http://a/2>; rel="next",)", "http://a/2");
    row("next stands in the text only", R"(<http://a/rel="next">; rel="prev")", "-");
}

void LinkHeaderTest::findsNext()
{
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, expected);
    const auto found = findLink(header.toStdString(), "next", "http://base/list?x=1");
    QCOMPARE(QByteArray::fromStdString(found.value_or("-")), expected);
}

void LinkHeaderTest::keepsParameters()
{
    const auto entries = parseLinkHeader(R"(<a>; rel=x; Title="t\"1"; flag, <b>)");
    QCOMPARE(entries.size(), std::size_t(2));
    const std::vector<std::pair<std::string, std::string>> expected{
        {"rel", "x"}, {"title", "t\"1"}, {"flag", ""}};
    QCOMPARE(entries[0].parameters, expected);
    QCOMPARE(entries[1].target, std::string("b"));
}

void LinkHeaderTest::anyBytesAreHarmless()
{
    QVERIFY(rc::check([] {
        const auto header = *rc::gen::container<std::string>(
            rc::gen::elementOf(std::string("<>;,=\" \\\tarelnxt")));
        for (const LinkEntry &entry : parseLinkHeader(header))
            RC_ASSERT(header.find(entry.target) != std::string::npos);
    }));
}

QTEST_GUILESS_MAIN(LinkHeaderTest)
#include "LinkHeaderTest.moc"
