#include "tests/action/QuizFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

using namespace syncline;
using namespace syncline::test;
using namespace Qt::StringLiterals;

/** What an action's input asks of relationships. */
class NestedWriteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<QuizFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void aTreeIsMadeAtOnce();
    void belongsTo_data();
    void belongsTo();
    void hasOne_data();
    void hasOne();
    void hasMany_data();
    void hasMany();
    void hasManyThrough_data();
    void hasManyThrough();
    void wrongInputIsRefusedBeforeAnythingRuns_data();
    void wrongInputIsRefusedBeforeAnythingRuns();

private:
    std::unique_ptr<QuizFixture> m_fixture;
};

void NestedWriteTest::aTreeIsMadeAtOnce()
{
    const ActionOutcome outcome = m_fixture->call("quiz.create", {}, R"({"quiz": {
        "title": "Birds", "author": {"create": {"name": "Ann"}},
        "cover": {"create": {"name": "owl"}},
        "tags": [{"create": {"name": "nature"}}, {"create": {"name": "easy"}}],
        "questions": [
          {"create": {"text": "Largest?", "answers": [{"create": {"text": "Ostrich"}},
                                                      {"create": {"text": "Emu"}}]}},
          {"create": {"text": "Fastest?"}}]}})");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->stored("quiz", 1, "author").stringOr(), std::string("1"));
    QCOMPARE(m_fixture->all("question", "quiz"), std::string("1,1"));
    QCOMPARE(m_fixture->all("question", "text"), std::string("Largest?,Fastest?"));
    QCOMPARE(m_fixture->all("answer", "question"), std::string("1,1"));
    QCOMPARE(m_fixture->all("cover", "quiz"), std::string("1"));
    QCOMPARE(m_fixture->all("quizTag", "tag"), std::string("1,2"));
    QCOMPARE(m_fixture->commits.size(), 1U); // one transaction
    QCOMPARE(m_fixture->runs().size(), 1U);  // and one run
    QCOMPARE(outcome.record->fields.at("author").stringOr(), std::string("1"));
}

void NestedWriteTest::belongsTo_data()
{
    QTest::addColumn<QString>("author");
    QTest::addColumn<QString>("linked"); // of the quiz
    QTest::addColumn<QString>("authors");
    QTest::newRow("link") << uR"({"_link": "2"})"_s << u"2"_s << u"Ann,Bob"_s;
    QTest::newRow("a bare id") << uR"("2")"_s << u"2"_s << u"Ann,Bob"_s;
    QTest::newRow("an object with an id only") << uR"({"id": "2"})"_s << u"2"_s << u"Ann,Bob"_s;
    QTest::newRow("null clears") << u"null"_s << u""_s << u"Ann,Bob"_s;
    QTest::newRow("a null link clears") << uR"({"_link": null})"_s << u""_s << u"Ann,Bob"_s;
    QTest::newRow("create") << uR"({"create": {"name": "Cid"}})"_s << u"3"_s << u"Ann,Bob,Cid"_s;
    QTest::newRow("update another one links it")
        << uR"({"update": {"id": "2", "name": "Bo"}})"_s << u"2"_s << u"Ann,Bo"_s;
    QTest::newRow("update without an id is of the one that is linked")
        << uR"({"update": {"name": "An"}})"_s << u"1"_s << u"An,Bob"_s;
    QTest::newRow("delete") << uR"({"delete": {"id": "1"}})"_s << u""_s << u"Bob"_s;
    QTest::newRow("delete without an id") << uR"({"delete": {}})"_s << u""_s << u"Bob"_s;
    QTest::newRow("delete another one") << uR"({"delete": {"id": "2"}})"_s << u"1"_s << u"Ann"_s;
}

void NestedWriteTest::belongsTo()
{
    QFETCH(const QString, author);
    QFETCH(const QString, linked);
    QFETCH(const QString, authors);
    m_fixture->made("author", R"({"name": "Ann"})");
    m_fixture->made("author", R"({"name": "Bob"})");
    m_fixture->made("quiz", R"({"title": "Birds", "author": "1"})");
    const ActionOutcome outcome =
        m_fixture->call("quiz.update", "1", R"({"author": )" + author.toStdString() + "}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->stored("quiz", 1, "author").stringOr(), linked.toStdString());
    QCOMPARE(m_fixture->all("author", "name"), authors.toStdString());
}

void NestedWriteTest::hasOne_data()
{
    QTest::addColumn<QString>("cover");
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("owners"); // of the covers that have one, by id
    QTest::newRow("create takes the place of the other")
        << uR"({"create": {"name": "new"}})"_s << u"one,two,new"_s << u"1"_s;
    QTest::newRow("update") << uR"({"update": {"id": "1", "name": "x"}})"_s << u"x,two"_s << u"1"_s;
    QTest::newRow("update without an id")
        << uR"({"update": {"name": "x"}})"_s << u"x,two"_s << u"1"_s;
    QTest::newRow("delete") << uR"({"delete": {"id": "1"}})"_s << u"two"_s << u""_s;
    QTest::newRow("relink by id") << uR"({"_relink": {"id": "2"}})"_s << u"one,two"_s << u"1"_s;
    QTest::newRow("relink by link")
        << uR"({"_relink": {"_link": "2"}})"_s << u"one,two"_s << u"1"_s;
    QTest::newRow("unlink") << uR"({"_unlink": "1"})"_s << u"one,two"_s << u""_s;
    QTest::newRow("null unlinks") << u"null"_s << u"one,two"_s << u""_s;
}

void NestedWriteTest::hasOne()
{
    QFETCH(const QString, cover);
    QFETCH(const QString, names);
    QFETCH(const QString, owners);
    m_fixture->made("quiz", R"({"title": "Birds"})");
    m_fixture->made("cover", R"({"name": "one", "quiz": "1"})");
    m_fixture->made("cover", R"({"name": "two"})");
    const ActionOutcome outcome =
        m_fixture->call("quiz.update", "1", R"({"cover": )" + cover.toStdString() + "}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->all("cover", "name"), names.toStdString());
    QCOMPARE(m_fixture->all("cover", "quiz"), owners.toStdString());
    if (cover.contains(u"_relink"_s))
        QCOMPARE(m_fixture->stored("cover", 2, "quiz").stringOr(), std::string("1"));
}

void NestedWriteTest::hasMany_data()
{
    QTest::addColumn<QString>("questions");
    QTest::addColumn<QString>("texts");  // of all questions
    QTest::addColumn<QString>("owners"); // of those that have one
    const auto row = [](const char *name, const QString &questions, const QString &texts,
                        const QString &owners) {
        QTest::newRow(name) << questions << texts << owners;
    };
    row("create", uR"([{"create": {"text": "c"}}])"_s, u"a,b,o,c"_s, u"1,1,2,1"_s);
    row("one verb without a list", uR"({"create": {"text": "c"}})"_s, u"a,b,o,c"_s, u"1,1,2,1"_s);
    row("nothing", u"[]"_s, u"a,b,o"_s, u"1,1,2"_s);
    row("null is nothing", u"null"_s, u"a,b,o"_s, u"1,1,2"_s);
    row("update", uR"([{"update": {"id": "2", "text": "B"}}])"_s, u"a,B,o"_s, u"1,1,2"_s);
    row("delete", uR"([{"delete": {"id": 1}}])"_s, u"b,o"_s, u"1,2"_s);
    row("link takes it from another", uR"([{"_link": "3"}])"_s, u"a,b,o"_s, u"1,1,1"_s);
    row("unlink", uR"([{"_unlink": "1"}])"_s, u"a,b,o"_s, u"1,2"_s);
    row("in order", uR"([{"delete": {"id": "1"}}, {"create": {"text": "c"}},
                         {"update": {"id": "2", "text": "B"}}])"_s,
        u"B,o,c"_s, u"1,2,1"_s);
    row("converge", uR"([{"_converge": {"values": [{"id": "2", "text": "B"}, {"text": "c"}]}}])"_s,
        u"B,o,c"_s, u"1,2,1"_s);
    row("converge keeps what is only named",
        uR"([{"_converge": {"values": [{"id": "1"}, {"id": "2"}]}}])"_s, u"a,b,o"_s, u"1,1,2"_s);
    row("converge takes a link", uR"([{"_converge": {"values": [{"_link": "3"}]}}])"_s, u"o"_s,
        u"1"_s);
    row("converge to nothing", uR"([{"_converge": {"values": []}}])"_s, u"o"_s, u"2"_s);
}

void NestedWriteTest::hasMany()
{
    QFETCH(const QString, questions);
    QFETCH(const QString, texts);
    QFETCH(const QString, owners);
    m_fixture->made("quiz", R"({"title": "Birds"})");
    m_fixture->made("quiz", R"({"title": "Other"})");
    for (const char *question : {R"({"text": "a", "quiz": "1"})", R"({"text": "b", "quiz": "1"})",
                                 R"({"text": "o", "quiz": "2"})"})
        m_fixture->made("question", question);
    const ActionOutcome outcome =
        m_fixture->call("quiz.update", "1", R"({"questions": )" + questions.toStdString() + "}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->all("question", "text"), texts.toStdString());
    QCOMPARE(m_fixture->all("question", "quiz"), owners.toStdString());
}

void NestedWriteTest::hasManyThrough_data()
{
    QTest::addColumn<QString>("tags");
    QTest::addColumn<QString>("names"); // of all tags
    QTest::addColumn<QString>("links"); // tags of the join rows, by id
    const auto row = [](const char *name, const QString &tags, const QString &names,
                        const QString &links) { QTest::newRow(name) << tags << names << links; };
    row("create", uR"([{"create": {"name": "d"}}])"_s, u"a,b,c,d"_s, u"1,2,4"_s);
    row("link", uR"([{"_link": "3"}])"_s, u"a,b,c"_s, u"1,2,3"_s);
    row("a link that is there is none", uR"([{"_link": "1"}])"_s, u"a,b,c"_s, u"1,2"_s);
    row("unlink", uR"([{"_unlink": "1"}])"_s, u"a,b,c"_s, u"2"_s);
    row("update", uR"([{"update": {"id": "1", "name": "A"}}])"_s, u"A,b,c"_s, u"1,2"_s);
    row("delete takes the link along", uR"([{"delete": {"id": "1"}}])"_s, u"b,c"_s, u"2"_s);
    row("converge links and unlinks",
        uR"([{"_converge": {"values": [{"id": "2", "name": "B"}, {"id": "3"}, {"name": "d"}]}}])"_s,
        u"a,B,c,d"_s, u"2,3,4"_s);
    row("converge deletes when told so",
        uR"([{"_converge": {"values": [{"id": "2"}], "actions": {"delete": "delete"}}}])"_s,
        u"b,c"_s, u"2"_s);
}

void NestedWriteTest::hasManyThrough()
{
    QFETCH(const QString, tags);
    QFETCH(const QString, names);
    QFETCH(const QString, links);
    for (const char *tag : {R"({"name": "a"})", R"({"name": "b"})", R"({"name": "c"})"})
        m_fixture->made("tag", tag);
    m_fixture->made("quiz", R"({"title": "Birds", "tags": [{"_link": "1"}, {"_link": "2"}]})");
    QCOMPARE(m_fixture->all("quizTag", "tag"), std::string("1,2"));
    const ActionOutcome outcome =
        m_fixture->call("quiz.update", "1", R"({"tags": )" + tags.toStdString() + "}");
    QVERIFY2(outcome.success, firstError(outcome).c_str());
    QCOMPARE(m_fixture->all("tag", "name"), names.toStdString());
    QCOMPARE(m_fixture->all("quizTag", "tag"), links.toStdString());
}

void NestedWriteTest::wrongInputIsRefusedBeforeAnythingRuns_data()
{
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QString &fields, const QString &says) {
        QTest::newRow(name) << fields << says;
    };
    row("an unknown verb", uR"("questions": [{"creat": {}}])"_s,
        u"quiz.questions[0]: the model question has no action \"creat\"; it takes create, delete, "
        "update, _converge, _link, _unlink."_s);
    row("two verbs", uR"("questions": [{"create": {}, "update": {}}])"_s,
        u"quiz.questions[0]: takes one of"_s);
    row("no verb", uR"("questions": ["3"])"_s, u"quiz.questions[0]: takes one of"_s);
    row("an update without an id", uR"("questions": [{"update": {"text": "x"}}])"_s,
        u"quiz.questions[0]: update needs the id of a question"_s);
    row("a wrong id", uR"("cover": {"update": {"id": true}})"_s,
        u"quiz.cover: update needs the id of a cover"_s);
    row("converge without values", uR"("questions": [{"_converge": {}}])"_s,
        u"quiz.questions[0]: _converge takes"_s);
    row("converge with an unknown action",
        uR"("questions": [{"_converge": {"values": [], "actions": {"update": "nope"}}}])"_s,
        u"the model question has no action \"nope\" that could update its records"_s);
    row("converge with one value twice",
        uR"("questions": [{"_converge": {"values": [{"id": "1"}, {"id": "1"}]}}])"_s,
        u"quiz.questions[0]._converge.values[1]: the question 1 stands twice."_s);
    row("relink of a list", uR"("questions": [{"_relink": {"id": "1"}}])"_s,
        u"has no action \"_relink\""_s);
    row("fields that are none", uR"("author": {"create": [1]})"_s,
        u"quiz.author: create takes an object of fields and params."_s);
    row("an unlinked id", uR"("questions": [{"_link": null}])"_s,
        u"quiz.questions[0]: _link takes the id of a question"_s);
}

void NestedWriteTest::wrongInputIsRefusedBeforeAnythingRuns()
{
    QFETCH(const QString, fields);
    QFETCH(const QString, says);
    const ActionOutcome outcome = m_fixture->call(
        "quiz.create", {},
        R"({"title": "Birds", "tags": [{"create": {"name": "t"}}], )" + fields.toStdString() + "}");
    QVERIFY(!outcome.success);
    QCOMPARE(outcome.errors.front().code, std::string(errc::invalidActionInput));
    const QString message = QString::fromStdString(outcome.errors.front().message());
    QVERIFY2(message.contains(says), qPrintable(message));
    QCOMPARE(m_fixture->count("quiz"), 0);
    QCOMPARE(m_fixture->count("tag"), 0);
}

QTEST_GUILESS_MAIN(NestedWriteTest)
#include "NestedWriteTest.moc"
