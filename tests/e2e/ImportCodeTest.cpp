#include "tests/e2e/Program.h"

#include "core/base/Json.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

using namespace syncline;
using namespace syncline::e2e;
using namespace Qt::StringLiterals;

/** Imports into models with code, through the built program and real Lua. */
class ImportCodeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theCodeIsSound();
    void aDryRunKeepsNothing();
    void theRowsGoThroughTheActions();
    void theFailedRowsAreMendedAndImported();
    void whatHangsFailsAlone();

private:
    Ran import(const QByteArray &csv, const QStringList &more = {})
    {
        writeAll(m_folder.filePath(u"rows.csv"_s), csv);
        return run(
            QStringList{u"import"_s, m_project, u"part"_s, m_folder.filePath(u"rows.csv"_s)} +
            more + QStringList{u"--json"_s});
    }
    [[nodiscard]] Value records(const char *model) const
    {
        return run({u"records"_s, m_project, QString::fromLatin1(model), u"--json"_s})
            .json()["records"];
    }
    /** created/updated/unchanged/failed */
    static std::string counts(const Ran &ran)
    {
        const Value answer = ran.json()["counts"];
        std::string out;
        for (const char *what : {"created", "updated", "unchanged", "failed"})
            out += (out.empty() ? "" : "/") + json::write(answer[what]);
        return out;
    }

    QTemporaryDir m_folder;
    QString m_project;
};

void ImportCodeTest::initTestCase()
{
    m_project = m_folder.filePath(u"parts"_s);
    QVERIFY(run({u"new"_s, m_project}).code == 0);
    const auto put = [this](const char *path, const char *text) {
        const QString file = m_project + u'/' + QString::fromLatin1(path);
        QDir().mkpath(QFileInfo(file).path());
        writeAll(file, text);
    };
    put("models/part/model.json", R"j({ "format": 1, "fields": [
        { "name": "code", "type": "string", "required": true, "unique": true },
        { "name": "price", "type": "number", "validations": ["validations/price.lua"] },
        { "name": "slug", "type": "string" } ] })j");
    put("models/part/validations/price.lua", R"lua(
return function(ctx)
  local record = ctx.record
  if record.code == "loop" then while true do end end
  if record.price and record.price < 0 then
    ctx.errors:add(ctx.field, "must not be negative, but is " .. record.price)
  end
  if record.price == 13 and #api.part.find_many{ filter = { price = { equals = 13 } } } > 0 then
    ctx.errors:add("price", "is taken")
  end
end
)lua");
    put("models/part/create/action.json", R"j({ "format": 1,
        "run": ["applyParams", "slug.lua", "createRecord"], "success": ["tell.lua"],
        "transactionTimeoutMs": 400 })j");
    put("models/part/create/slug.lua", R"lua(
return function(ctx)
  assert(ctx.trigger.type == "file" and ctx.trigger.row > 1 and ctx.trigger.file:find("rows"))
  ctx.record.slug = "part-" .. ctx.record.code:lower()
end
)lua");
    put("models/part/create/tell.lua", R"lua(
return function(ctx) api.note.create{ text = "made " .. ctx.record.slug } end
)lua");
    put("models/note/model.json", R"j({ "format": 1, "fields": [
        { "name": "text", "type": "string" } ] })j");
}

void ImportCodeTest::theCodeIsSound()
{
    const Ran check = run({u"check"_s, m_project});
    QVERIFY2(check.code == 0, check.all().c_str());
}

void ImportCodeTest::aDryRunKeepsNothing()
{
    const Ran ran = import("code,price\nA,1\nB,-2\nA,3\nC,13\nD,13\n", {u"--dry-run"_s});
    QVERIFY2(ran.code == 1, ran.all().c_str());
    QCOMPARE(counts(ran), std::string("2/0/0/3"));
    QVERIFY2(ran.out.contains("must not be negative, but is -2"), ran.all().c_str());
    QVERIFY2(ran.out.contains("is taken"), ran.all().c_str()); // it saw the row before
    QVERIFY2(ran.out.contains("Only the preconditions and validations of part ran"),
             ran.all().c_str());
    QVERIFY(records("part").asList().empty());
    QVERIFY(records("note").asList().empty());
}

void ImportCodeTest::theRowsGoThroughTheActions()
{
    const Ran ran = import("code,price\nA,1\nB,-2\nC,3\n", {u"--on"_s, u"code"_s, u"--errors"_s,
                                                            m_folder.filePath(u"failed.csv"_s)});
    QVERIFY2(ran.code == 1, ran.all().c_str());
    QCOMPARE(counts(ran), std::string("2/0/0/1"));
    const Value parts = records("part");
    QCOMPARE(parts.asList().size(), 2U);
    QCOMPARE(parts.asList().at(1)["slug"].stringOr(), std::string("part-c"));
    QCOMPARE(records("note").asList().size(), 2U);
    // The same again: equal rows run nothing.
    const Ran again = import("code,price\nA,1\nC,4\n", {u"--on"_s, u"code"_s});
    QVERIFY2(again.code == 0, again.all().c_str());
    QCOMPARE(counts(again), std::string("0/1/1/0"));
    QCOMPARE(records("note").asList().size(), 2U);
}

void ImportCodeTest::theFailedRowsAreMendedAndImported()
{
    QByteArray failed = readAll(m_folder.filePath(u"failed.csv"_s));
    QVERIFY2(failed.contains("must not be negative"), failed.constData());
    failed.replace("'-2", "2"); // made harmless for spreadsheets
    const Ran ran = import(failed, {u"--on"_s, u"code"_s});
    QVERIFY2(ran.code == 0, ran.all().c_str());
    QCOMPARE(counts(ran), std::string("1/0/0/0"));
    QCOMPARE(records("part").asList().size(), 3U);
}

void ImportCodeTest::whatHangsFailsAlone()
{
    const Ran ran = import("code\nE\nloop\nF\n");
    QVERIFY2(ran.code == 1, ran.all().c_str());
    QCOMPARE(counts(ran), std::string("2/0/0/1"));
    QVERIFY2(ran.out.contains("GGT_TRANSACTION_TIMEOUT") || ran.out.contains("took longer"),
             ran.all().c_str());
    QCOMPARE(records("part").asList().size(), 5U);
}

QTEST_GUILESS_MAIN(ImportCodeTest)
#include "ImportCodeTest.moc"
