#include "core/model/types/FieldTypeInfo.h"
#include "tests/e2e/Program.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

namespace {

/** What files can carry of a thing; secrets are never exported. */
const QString carried =
    u"title,code,count,ratio,active,day,at,status,labels,lines,days,mail,site,"
    "tint,accent,notes,data,address,roles,place,photo,papers,state,team,about"_s;

constexpr const char *full = R"j({
  "title": " =1+2 'quoted', ünïcode ", "code": "A-1", "count": 9007199254740993, "ratio": -0.125,
  "active": false, "day": "1899-12-31", "at": "2024-02-29T23:59:59.999Z", "status": "done",
  "labels": ["hot", "own; word"], "lines": ["", "a\nb", "'x'"], "days": ["2024-02-29", "0001-01-01"],
  "mail": "a@x.org", "site": "SITE", "tint": "#1e90ff", "accent": "#fff",
  "notes": "# Hi\n\n*there*", "data": {"a": [1, 2.5, null, true, {"b": ""}]},
  "address": {"street": "Main", "zip": 10115, "since": "2020-01-02"}, "roles": ["staff"],
  "place": [0.1, -2, 1e300], "token": "s3cret", "secret": "Tr0ub4d&r", "team": "1",
  "about": {"__typename": "topic", "id": "1"},
  "photo": {"copy": "PHOTO"}, "papers": [{"copy": "PAPER"}]
})j";

} // namespace

/** The template with every type and every validation, through the built program. */
class TypesTemplateTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void itHasEveryType();
    void recordsAreMade();
    void everyValidationRefuses_data();
    void everyValidationRefuses();
    void everyFieldFilters_data();
    void everyFieldFilters();
    void everyFieldSortsOrSaysWhyNot_data();
    void everyFieldSortsOrSaysWhyNot();
    void fieldsAreEdited();
    void passwordsAreVerified();
    void filesCarryEveryValue_data();
    void filesCarryEveryValue();
    void theSampleSourceHasLocalesAndUnions();

private:
    Ran act(const QString &action, const QByteArray &params, const QStringList &more = {})
    {
        return run(QStringList{u"action"_s, m_project, action, u"--params"_s,
                               QString::fromUtf8(params), u"--json"_s} +
                   more);
    }
    Ran things(const QStringList &more)
    {
        return run(QStringList{u"records"_s, m_project, u"thing"_s} + more);
    }

    QTemporaryDir m_folder;
    QString m_project;
};

void TypesTemplateTest::initTestCase()
{
    qputenv("SYNCLINE_SECRETS", "keyfile");
    m_project = m_folder.filePath(u"types"_s);
    QCOMPARE(run({u"new"_s, m_project, u"--template"_s, u"types"_s}).code, 0);
    writeAll(m_folder.filePath(u"face.png"_s), QByteArray("\x89PNG\r\n\x1A\n....IDAT"));
    writeAll(m_folder.filePath(u"paper.txt"_s), "text");
}

void TypesTemplateTest::itHasEveryType()
{
    const Ran check = run({u"check"_s, m_project});
    QVERIFY2(check.code == 0 && check.out.isEmpty(), check.all().c_str());
    const Ran schema = run({u"schema"_s, m_project, u"--json"_s});
    const Value json = schema.json();
    std::set<std::string> types;
    const Value &models = json.isList() ? json : json["models"];
    QVERIFY2(models.isList(), schema.all().c_str());
    for (const Value &model : models.asList()) {
        for (const Value &field : model["fields"].asList())
            types.insert(field["type"].stringOr());
    }
    for (const FieldTypeInfo *info : allFieldTypes())
        QVERIFY2(types.contains(std::string(info->name)), std::string(info->name).c_str());
    const Ran text = run({u"schema"_s, m_project});
    for (const char *words : {"localized en-US, fr-CA", "union team | topic"})
        QVERIFY2(text.out.contains(words), text.all().c_str());
}

void TypesTemplateTest::recordsAreMade()
{
    QCOMPARE(act(u"team.create"_s, R"({"name": "Blue"})").code, 0);
    QCOMPARE(act(u"topic.create"_s, R"({"name": "Birds"})").code, 0);
    QCOMPARE(act(u"teamTopic.create"_s, R"({"team": "1", "topic": "1"})").code, 0);
    const Ran made =
        act(u"thing.create"_s, QByteArray(full)
                                   .replace("SITE", "https://x.org/?a=1&b=2")
                                   .replace("PHOTO", m_folder.filePath(u"face.png"_s).toUtf8())
                                   .replace("PAPER", m_folder.filePath(u"paper.txt"_s).toUtf8()));
    QVERIFY2(made.code == 0, made.all().c_str());
    QCOMPARE(act(u"thing.create"_s, R"({"title": "bare"})").code, 0);
    const Value row = things({u"--json"_s}).json()["records"].asList().at(0);
    QCOMPARE(row["count"], Value(9007199254740993));
    QVERIFY(row["place"] == Value(ValueList{0.1, -2.0, 1e300}));
    QCOMPARE(row["state"], Value("draft"));
    QCOMPARE(row["secret"], Value(true));
    QVERIFY(row["about"] == unionValue("topic", "1"));
    QCOMPARE(run({u"check"_s, m_project, u"--records"_s}).code, 0);
    QCOMPARE(act(u"badge.create"_s, R"({"number": 7, "thing": "2"})").code, 0);
}

void TypesTemplateTest::everyValidationRefuses_data()
{
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const char *fields, const char *said) {
        QTest::newRow(name) << QString::fromUtf8(fields) << QString::fromUtf8(said);
    };
    row("required", R"({"title": null})", "is required");
    row("length", R"({"title": ""})", "at least 1");
    row("pattern", R"({"title": "<b>"})", "^[^<>]*$");
    row("unique within", R"({"team": "1", "code": "A-1"})", "is not unique");
    row("Lua of a field", R"({"code": "a b"})", "cannot have spaces");
    row("Lua of the record", R"({"status": "done"})", "is needed when it is done");
    row("range", R"({"count": -1})", "at least 0");
    row("whole numbers", R"({"count": 1.5})", "whole number");
    row("an option", R"({"status": "lost"})", "lost");
    row("a role", R"({"roles": ["root"]})", "root");
    row("an address", R"({"mail": "nobody"})", "nobody");
    row("a web address", R"({"site": "nowhere"})", "nowhere");
    row("a color", R"({"tint": "blue"})", "blue");
    row("a text that is a color", R"({"accent": "blue"})", "color");
    row("dimensions", R"({"place": [1, 2]})", "3");
    row("a strong password", R"({"secret": "weak"})", "too weak");
    row("an image", R"({"photo": {"fileName": "a.txt", "base64": "aGk="}})", "image");
    row("a state", R"({"state": "published"})", "the actions of its transitions change it");
    row("computed", R"({"product": 5})", "computed");
    row("no such record", R"({"team": "99"})", "does not exist");
    row("no such record of a union", R"({"about": {"__typename": "team", "id": "99"}})",
        "does not exist");
    row("another model", R"({"about": {"__typename": "badge", "id": "1"}})",
        "takes a record of team, topic");
}

void TypesTemplateTest::everyValidationRefuses()
{
    QFETCH(const QString, fields);
    QFETCH(const QString, said);
    const Ran refused = act(u"thing.update"_s, fields.toUtf8(), {u"--id"_s, u"2"_s});
    QVERIFY2(refused.code != 0 && refused.out.contains(said.toUtf8()), refused.all().c_str());
}

void TypesTemplateTest::everyFieldFilters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("found"); // ids, or a part of the message
    const auto row = [](const char *filter, const char *found) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << QString::fromUtf8(found);
    };
    row(R"({"title": {"contains": "quoted"}})", "1");
    row(R"({"code": {"isSet": false}})", "2");
    row(R"({"count": {"equals": 9007199254740993}})", "1");
    row(R"({"count": {"equals": 9007199254740992}})", "");
    row(R"({"ratio": {"lessThan": 0}})", "1");
    row(R"({"active": {"equals": true}})", "2");
    row(R"({"day": {"before": "1900-01-01"}})", "1");
    row(R"({"at": {"equals": "2024-02-29T23:59:59.999Z"}})", "1");
    row(R"({"status": {"in": ["done", "open"]}})", "1");
    row(R"({"labels": {"contains": "hot"}})", "1");
    row(R"({"lines": {"contains": ["", "'x'"]}})", "1");
    row(R"({"days": {"contains": "0001-01-01"}})", "1");
    row(R"({"mail": {"endsWith": "x.org"}})", "1");
    row(R"({"site": {"isSet": true}})", "1");
    row(R"({"tint": {"equals": "#1e90ff"}})", "cannot be filtered");
    row(R"({"accent": {"equals": "#fff"}})", "1");
    row(R"({"notes": {"contains": "there"}})", "1");
    row(R"({"data": {"matches": {"a": [2.5]}}})", "1");
    row(R"({"address": {"matches": {"zip": 10115}}})", "1");
    row(R"({"roles": {"contains": "staff"}})", "1");
    row(R"({"place": {"l2Distance": {"to": [0.1, -2, 1e300], "lessThan": 1}}})", "1");
    row(R"({"token": {"isSet": true}})", "cannot be filtered");
    row(R"({"secret": {"isSet": true}})", "cannot be filtered");
    row(R"({"photo": {"isSet": true}})", "cannot be filtered");
    row(R"({"state": {"inState": "draft"}})", "1 2");
    row(R"({"team": {"name": {"equals": "Blue"}}})", "1");
    row(R"({"teamId": {"equals": "1"}})", "1");
    row(R"({"about": {"equals": {"__typename": "topic", "id": "1"}}})", "1");
    row(R"({"about": {"name": {"equals": "Birds"}}})", "several models (team, topic)");
    row(R"({"badge": {"number": {"equals": 7}}})", "2");
    row(R"({"product": {"lessThan": 0}})", "1");
    row(R"({"remoteId": {"isSet": true}})", "");
    row(R"({"_locale": {"equals": "en-US"}})", "its documents are not localized");
}

void TypesTemplateTest::everyFieldFilters()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, found);
    const Ran ran = things({u"--filter"_s, filter, u"--json"_s});
    if (ran.code != 0) {
        QVERIFY2(!found.isEmpty() && ran.all().find(found.toStdString()) != std::string::npos,
                 ran.all().c_str());
        return;
    }
    QStringList ids;
    const Value answer = ran.json();
    for (const Value &record : answer["records"].asList())
        ids.append(QString::fromStdString(record["id"].stringOr()));
    QCOMPARE(ids.join(u' '), found);
}

void TypesTemplateTest::everyFieldSortsOrSaysWhyNot_data()
{
    QTest::addColumn<bool>("sorts");
    for (const char *field :
         {"id", "title", "code", "count", "ratio", "active", "day", "at", "status", "mail", "site",
          "accent", "state", "product", "createdAt", "remoteId"})
        QTest::newRow(field) << true;
    for (const char *field :
         {"labels", "lines", "days", "notes", "data", "address", "roles", "place", "token",
          "secret", "photo", "papers", "team", "about", "badge"})
        QTest::newRow(field) << false;
}

void TypesTemplateTest::everyFieldSortsOrSaysWhyNot()
{
    QFETCH(const bool, sorts);
    const QString sort =
        u"{\"%1\": \"Descending\"}"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
    const Ran ran = things({u"--sort"_s, sort, u"--json"_s});
    QVERIFY2((ran.code == 0) == sorts, ran.all().c_str());
    if (!sorts)
        QVERIFY2(ran.all().find(QTest::currentDataTag()) != std::string::npos, ran.all().c_str());
}

void TypesTemplateTest::fieldsAreEdited()
{
    const Ran edited = run({u"edit"_s, m_project, u"thing"_s, u"--id"_s, u"2"_s, u"--set"_s,
                            uR"({"labels": ["new"], "place": [1, 2, 3], "team": "1", "code": "B",
                  "about": {"__typename": "team", "id": "1"}})"_s});
    QVERIFY2(edited.code == 0, edited.all().c_str());
    const Value row = things({u"--json"_s}).json()["records"].asList().at(1);
    QVERIFY(row["about"] == unionValue("team", "1"));
    QVERIFY(row["labels"] == Value(ValueList{"new"}));
    const Ran published = act(u"thing.publish"_s, "{}", {u"--id"_s, u"2"_s});
    QVERIFY2(published.code == 0, published.all().c_str());
    const Ran kept = run({u"edit"_s, m_project, u"team"_s, u"--id"_s, u"1"_s, u"--delete"_s});
    QVERIFY2(kept.code != 0, kept.all().c_str()); // things belong to it
}

void TypesTemplateTest::passwordsAreVerified()
{
    for (const auto &[text, known] :
         {std::pair("Tr0ub4d&r", true), std::pair("tr0ub4d&r", false)}) {
        const Ran ran = act(u"thing.checkSecret"_s,
                            QByteArray(R"({"text": "%"})").replace("%", text), {u"--id"_s, u"1"_s});
        QVERIFY2(ran.code == 0 && ran.json()["result"]["known"] == Value(known), ran.all().c_str());
    }
}

void TypesTemplateTest::filesCarryEveryValue_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"ndjson", "json", "csv", "xlsx"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

void TypesTemplateTest::filesCarryEveryValue()
{
    QFETCH(const QString, format);
    const auto written = [this] {
        return things({u"--select"_s, carried, u"--format"_s, u"ndjson"_s}).out;
    };
    // Ids are given out anew: what is compared is everything else.
    const auto values = [&written] {
        QByteArrayList lines;
        for (QByteArray line : written().split('\n')) {
            const qsizetype comma = line.indexOf(',');
            lines.append(line.mid(comma));
        }
        return lines;
    };
    const QByteArrayList before = values();
    QVERIFY(before.size() >= 2);
    const QString file = m_folder.filePath(u"things."_s + format);
    const Ran exported =
        things({u"--select"_s, carried, u"--format"_s, format, u"--output"_s, file});
    QVERIFY2(exported.code == 0, exported.all().c_str());
    const Ran gone = run({u"edit"_s, m_project, u"thing"_s, u"--all"_s, u"--delete"_s, u"--yes"_s});
    QVERIFY2(gone.code == 0, gone.all().c_str());
    QCOMPARE(things({u"--json"_s}).json()["records"].asList().size(), 0U);
    const Ran imported = run({u"import"_s, m_project, u"thing"_s, file});
    QVERIFY2(imported.code == 0, imported.all().c_str());
    QCOMPARE(values(), before);
}

void TypesTemplateTest::theSampleSourceHasLocalesAndUnions()
{
    for (int i = 0; i < 2; ++i) {
        const Ran sync = run({u"sync"_s, m_project, u"sample"_s, u"--json"_s});
        QVERIFY2(sync.code == 0, sync.all().c_str());
        QCOMPARE(counts(sync.json(), "page"), std::string(i == 0 ? "3/0/0/0/0" : "0/0/3/0/0"));
        QCOMPARE(counts(sync.json(), "remark"), std::string(i == 0 ? "3/0/0/0/0" : "0/0/3/0/0"));
    }
    const Ran french = run({u"records"_s, m_project, u"page"_s, u"--json"_s, u"--filter"_s,
                            uR"({"_locale": {"equals": "fr-CA"}})"_s});
    const Value page = french.json()["records"].asList().at(0);
    QCOMPARE(page["title"], Value("Bienvenue"));
    QCOMPARE(page["_locale"], Value("fr-CA"));
    QCOMPARE(page["remoteId"], Value("home"));
    const Ran lua =
        run({u"eval"_s, m_project,
             u"local page = api.page.find_first{ filter = { _locale = { equals = 'fr-CA' } } } "
             "local other = page._translations[1] "
             "local r = api.remark.find_first{ filter = { text = { equals = 'Well said' } } } "
             "return page._locale .. '/' .. #page._translations .. '/' .. other._locale .. '/' .. "
             "other.title .. '/' .. r.about.title"_s});
    QVERIFY2(lua.out.contains("fr-CA/1/en-US/Welcome/Welcome"), lua.all().c_str());
    const Ran csv = run({u"records"_s, m_project, u"page"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(csv.out.contains("_locale") && csv.out.contains("fr-CA"), csv.all().c_str());
    // The models of the template are those that its connector proposes.
    const Ran update = run({u"connections"_s, m_project, u"update-models"_s, u"sample"_s});
    QVERIFY2(update.out.contains("The models are up to date."), update.all().c_str());
}

QTEST_GUILESS_MAIN(TypesTemplateTest)
#include "TypesTemplateTest.moc"
