#include "tests/e2e/Program.h"

#include "core/base/Json.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *team = R"j({
  "format": 1,
  "storageKey": "m_team",
  "fields": [
    { "name": "name", "storageKey": "f_name", "type": "string", "required": true,
      "unique": { "caseSensitive": false }, "stringLength": { "min": 2, "max": 20 } },
    { "name": "members", "type": "hasMany", "relatedModel": "person", "inverseField": "team" },
    { "name": "skills", "type": "hasManyThrough", "relatedModel": "skill", "inverseField": "team",
      "joinModel": "need", "joinField": "skill" },
    { "name": "size", "type": "computed", "expression": "count(members, where: active)" }
  ]
})j";
constexpr const char *skill = R"j({ "format": 1, "storageKey": "m_skill", "fields": [
  { "name": "name", "storageKey": "f_name", "type": "string" } ] })j";
constexpr const char *need = R"j({ "format": 1, "storageKey": "m_need", "fields": [
  { "name": "team", "storageKey": "f_team", "type": "belongsTo", "relatedModel": "team" },
  { "name": "skill", "storageKey": "f_skill", "type": "belongsTo", "relatedModel": "skill" },
  { "name": "asked", "storageKey": "f_asked", "type": "union", "relatedModels": ["person", "team"] }
] })j";
constexpr const char *person = R"j({
  "format": 1,
  "storageKey": "m_person",
  "fields": [
    { "name": "mail", "storageKey": "f_mail", "type": "email",
      "unique": { "scopeByField": "team", "caseSensitive": false } },
    { "name": "active", "storageKey": "f_active", "type": "boolean", "default": true },
    { "name": "age", "storageKey": "f_age", "type": "number", "numberRange": { "min": 18 } },
    { "name": "code", "storageKey": "f_code", "type": "string", "regex": ["^[A-Z]+$"] },
    { "name": "bio", "storageKey": "f_bio", "type": "richText" },
    { "name": "roles", "storageKey": "f_roles", "type": "roleList", "options": ["admin", "staff"] },
    { "name": "taste", "storageKey": "f_taste", "type": "vector", "dimensionCount": 2 },
    { "name": "token", "storageKey": "f_token", "type": "encryptedString" },
    { "name": "password", "storageKey": "f_password", "type": "password", "strongPassword": true },
    { "name": "photo", "storageKey": "f_photo", "type": "file", "imagesOnly": true },
    { "name": "state", "storageKey": "f_state", "type": "recordState", "options": ["new", "known"],
      "transitions": [{ "action": "welcome", "from": "new", "to": "known" }] },
    { "name": "team", "storageKey": "f_team", "type": "belongsTo", "relatedModel": "team" }
  ]
})j";

} // namespace

/** A project with every new type and validation, through the built program and real Lua. */
class TypesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theProjectIsSound();
    void recordsAreCreatedAndRead();
    void everythingWrongIsTold();
    void luaReadsSecretsAndLinks();
    void unionsLeadToSeveralModels();
    void statesMoveByActions();
    void nothingSecretIsOnTheDisk();

private:
    Ran act(const char *action, const char *params, const QStringList &more = {})
    {
        return run(QStringList{u"action"_s, m_project, QString::fromLatin1(action), u"--params"_s,
                               QString::fromUtf8(params), u"--json"_s} +
                   more);
    }

    QTemporaryDir m_folder;
    QString m_project;
};

void TypesTest::initTestCase()
{
    qputenv("SYNCLINE_SECRETS", "keyfile");
    m_project = m_folder.filePath(u"staff"_s);
    QVERIFY(run({u"new"_s, m_project}).code == 0);
    for (const auto &[name, text] : std::initializer_list<std::pair<const char *, const char *>>{
             {"team", team}, {"skill", skill}, {"need", need}, {"person", person}}) {
        QDir().mkpath(m_project + u"/models/"_s + QString::fromLatin1(name));
        writeAll(m_project + u"/models/"_s + QString::fromLatin1(name) + u"/model.json"_s, text);
    }
    QDir().mkpath(m_project + u"/models/person/welcome"_s);
    writeAll(m_project + u"/models/person/welcome/action.json"_s, R"({"format": 1})");
    writeAll(m_folder.filePath(u"face.png"_s), QByteArray("\x89PNG\r\n\x1A\n....IDAT"));
}

void TypesTest::theProjectIsSound()
{
    const Ran check = run({u"check"_s, m_project});
    QVERIFY2(check.code == 0, check.all().c_str());
    QCOMPARE(check.out, QByteArray());
    const Ran schema = run({u"schema"_s, m_project});
    for (const char *words : {"unique within team whatever the case", "matches ^[A-Z]+$",
                              "hasManyThrough skill", "count(members, where: active)",
                              "images only", "strong", "2 dimensions", "welcome → known"})
        QVERIFY2(schema.out.contains(words), (std::string(words) + "\n" + schema.all()).c_str());
}

void TypesTest::recordsAreCreatedAndRead()
{
    QVERIFY(act("team.create", R"({"name": "Blue"})").code == 0);
    const QByteArray params = QByteArray(R"j({"mail": "a@x.org", "age": 30, "code": "OK",
        "bio": "# Hi", "roles": ["staff"], "taste": [1, 0.5], "token": "s3cret",
        "password": "Tr0ub4d&r", "team": "1", "photo": {"copy": "FILE"}})j")
                                  .replace("FILE", m_folder.filePath(u"face.png"_s).toUtf8());
    const Ran made = act("person.create", params.constData());
    QVERIFY2(made.code == 0, made.all().c_str());
    const Ran read = run({u"records"_s, m_project, u"person"_s, u"--json"_s});
    const Value row = read.json()["records"].asList().at(0);
    QVERIFY2(row["state"] == Value("new"), read.all().c_str());
    QVERIFY(row["taste"] == Value(ValueList{1.0, 0.5}));
    QVERIFY(row["password"] == Value(true));
    QVERIFY(row["token"].stringOr().starts_with("sealed:"));
    QVERIFY(row["photo"]["mimeType"] == Value("image/png"));
    const Ran teams = run({u"records"_s, m_project, u"team"_s, u"--json"_s});
    QVERIFY2(teams.json()["records"].asList().at(0)["size"] == Value(1), teams.all().c_str());
    QVERIFY(run({u"check"_s, m_project, u"--records"_s}).code == 0);
}

void TypesTest::everythingWrongIsTold()
{
    const Ran refused =
        act("person.create", R"({"mail": "A@x.org", "age": 3, "code": "no", "taste": [1],
                                 "password": "weak", "team": "1", "token": "hunter2"})");
    QVERIFY(refused.code != 0);
    const Value fields = refused.json()["errors"].asList().at(0)["fields"];
    QVERIFY2(fields.isObject() && fields.asObject().size() == 5, refused.all().c_str());
    QVERIFY(fields["mail"] == Value("is not unique"));
    QVERIFY(fields["password"].stringOr().starts_with("is too weak"));
    QVERIFY(!refused.out.contains("hunter2"));
    QVERIFY(act("team.create", R"({"name": "bLUE"})").code != 0);
    QVERIFY(act("team.create", R"({"name": "Red", "size": 5})").code != 0);
}

void TypesTest::luaReadsSecretsAndLinks()
{
    const Ran linked =
        run({u"eval"_s, m_project, u"--write"_s,
             u"api.skill.create{name = 'Lua'} api.need.create{team = {_link = '1'}, "
             "skill = {_link = '1'}} return api.team.find_one('1').skills[1].name"_s});
    QVERIFY2(linked.out.contains("Lua"), linked.all().c_str());
    const Ran token =
        run({u"eval"_s, m_project,
             u"local p = api.person.find_one('1') return p.token .. tostring(p.password) .. "
             "#p.taste .. p.photo.fileName .. api.team.find_one('1').size"_s});
    QVERIFY2(token.out.contains("s3crettrue2face.png1"), token.all().c_str());
    const Ran verified =
        run({u"eval"_s, m_project,
             u"local p = api.person.find_one('1') return tostring(p:verify_password('password', "
             "'Tr0ub4d&r')) .. tostring(p:verify_password('password', 'tr0ub4d&r'))"_s});
    QVERIFY2(verified.out.contains("truefalse"), verified.all().c_str());
    const Ran noPassword =
        run({u"eval"_s, m_project,
             u"return api.person.find_one('1'):verify_password('token', 's3cret')"_s});
    QVERIFY2(noPassword.code != 0 && noPassword.all().find("is no password") != std::string::npos,
             noPassword.all().c_str());
    const Ran file =
        run({u"eval"_s, m_project, u"--write"_s,
             u"local p = api.person.update('1', { photo = { fileName = 'b.gif', base64 = "
             "base64.encode('GIF89a....') } }) return p.photo.mimeType"_s});
    QVERIFY2(file.out.contains("image/gif"), file.all().c_str());
}

void TypesTest::unionsLeadToSeveralModels()
{
    const QByteArray asked = R"({"asked": {"__typename": "team", "id": "1"}})";
    const Ran made = act("need.create", asked.constData());
    QVERIFY2(made.code == 0, made.all().c_str());
    const QByteArray id = QByteArray::fromStdString(made.json()["record"]["id"].stringOr());
    const Ran wrong = act("need.create", R"({"asked": {"__typename": "skill", "id": "1"}})");
    QVERIFY2(wrong.code != 0 && wrong.out.contains("takes a record of person, team"),
             wrong.all().c_str());
    const Ran missing = act("need.create", R"({"asked": {"__typename": "team", "id": "99"}})");
    QVERIFY2(missing.code != 0 && missing.out.contains("refers to a team that does not exist"),
             missing.all().c_str());
    const Ran found = run({u"records"_s, m_project, u"need"_s, u"--json"_s, u"--filter"_s,
                           uR"({"asked": {"equals": {"__typename": "team", "id": "1"}}})"_s});
    QVERIFY2(found.json()["records"].isList() && found.json()["records"].asList().size() == 1,
             found.all().c_str());
    const Ran refused = run({u"records"_s, m_project, u"need"_s, u"--filter"_s,
                             uR"({"asked": {"name": {"equals": "Blue"}}})"_s});
    QVERIFY2(refused.code != 0 &&
                 refused.all().find("several models (person, team)") != std::string::npos,
             refused.all().c_str());
    const Ran followed =
        run({u"eval"_s, m_project, u"--write"_s,
             u"local n = api.need.find_one('%1') local first = n.asked.name "
             "n.asked = api.person.find_one('1') save(n) "
             "n = api.need.find_one('%1') return first .. n.asked.mail .. n.asked.__typename .. "
             "n:to_table().asked.id"_s.arg(QString::fromLatin1(id))});
    QVERIFY2(followed.out.contains("Bluea@x.orgperson1"), followed.all().c_str());
    const Ran schema = run({u"schema"_s, m_project});
    QVERIFY2(schema.out.contains("union person | team"), schema.all().c_str());
    const QString file = m_folder.filePath(u"needs.ndjson"_s);
    QVERIFY(
        run({u"records"_s, m_project, u"need"_s, u"--format"_s, u"ndjson"_s, u"--output"_s, file})
            .code == 0);
    QVERIFY2(readAll(file).contains(R"("asked":{"__typename":"person","id":"1"})"),
             readAll(file).constData());
}

void TypesTest::statesMoveByActions()
{
    const Ran welcomed = act("person.welcome", "{}", {u"--id"_s, u"1"_s});
    QVERIFY2(welcomed.code == 0, welcomed.all().c_str());
    QVERIFY(welcomed.json()["record"]["state"] == Value("known"));
    const Ran again = act("person.welcome", "{}", {u"--id"_s, u"1"_s});
    QVERIFY2(again.out.contains("GGT_NO_TRANSITION"), again.all().c_str());
}

void TypesTest::nothingSecretIsOnTheDisk()
{
    QVERIFY(act("person.update", R"({"token": "another-s3cret"})", {u"--id"_s, u"1"_s}).code == 0);
    const Ran history = run({u"history"_s, m_project, u"person"_s, u"1"_s, u"--json"_s});
    QVERIFY2(!history.out.contains("s3cret"), history.all().c_str());
    QDir data(m_project + u"/.syncline"_s);
    for (const QString &name : data.entryList(QDir::Files | QDir::Hidden)) {
        const QByteArray bytes = readAll(data.filePath(name));
        QVERIFY2(!bytes.contains("s3cret") && !bytes.contains("Tr0ub4d"), qPrintable(name));
    }
    const Ran doctor = run({u"doctor"_s, m_project, u"--collect"_s});
    QVERIFY2(doctor.code == 0, doctor.all().c_str());
}

QTEST_GUILESS_MAIN(TypesTest)
#include "TypesTest.moc"
