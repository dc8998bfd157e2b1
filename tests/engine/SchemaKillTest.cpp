#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/engine/RecordCopies.h"
#include "core/store/Restore.h"
#include "tests/engine/SchemaProject.h"
#include "tests/store/KillPoint.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

using namespace syncline;
using namespace syncline::test;
namespace fs = std::filesystem;

namespace {

/** The change that is killed: a field is retyped and another added, a model is renamed, one is
 * removed. Everything that moves, moves. */
ModelChange bigChange(const Engine &engine)
{
    ModelDef article = modelOf(engine, "product");
    article.name = "article";
    article.fields[1].type = FieldType::Number;
    article.fields.push_back(newField("sku"));
    article.indexes = {{"price"}};
    return {.save = {article}, .remove = {"order"}};
}

int failed(const Error &error)
{
    std::fprintf(stderr, "%s %s\n", error.describe().c_str(), error.detail.c_str());
    return 1;
}

/** What the killed process does: "change" or "undo". */
int runChild(const fs::path &folder, const QByteArray &what, int killedAt)
{
    prepareKill();
    auto engine = openShop(folder);
    if (!engine)
        return failed(engine.error());
    ModelChange change;
    if (what == "change")
        change = bigChange(**engine);
    killAt(killedAt);
    Schemas &schemas = (*engine)->schemas();
    const Result<void> done =
        answerOf(what == "undo" ? schemas.undo(Confirm::Yes) : schemas.apply(change, Confirm::Yes));
    std::printf("%d\n", killSteps());
    return done ? 0 : failed(done.error());
}

} // namespace

/** Models, files and data after a kill: the old or the new, never a mix. */
class SchemaKillTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void killedAtEveryStep_data();
    void killedAtEveryStep();

private:
    /** Its exit code, and what it wrote. */
    static std::pair<int, QByteArray> child(const fs::path &folder, const QByteArray &what, int at);
    /** Opens what a kill left, and says which it is: "old", "new" or what is wrong. */
    static std::string look(const fs::path &folder);

    QTemporaryDir m_folder;
    fs::path m_old;
    fs::path m_new;
};

void SchemaKillTest::initTestCase()
{
    m_old = m_folder.filePath(QStringLiteral("old")).toStdString();
    m_new = m_folder.filePath(QStringLiteral("new")).toStdString();
    makeShop(m_old);
    fs::copy(m_old, m_new, fs::copy_options::recursive);
    const auto [code, out] = child(m_new, "change", 0);
    QVERIFY2(code == 0, out.constData());
    QCOMPARE(look(m_old), std::string("old"));
    QCOMPARE(look(m_new), std::string("new"));
}

std::pair<int, QByteArray> SchemaKillTest::child(const fs::path &folder, const QByteArray &what,
                                                 int at)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--child"), QString::fromStdString(folder.string()),
                   QString::fromLatin1(what), QString::number(at)});
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000))
        return {-1, "does not end"};
    return {process.exitCode(), process.readAllStandardOutput() + process.readAllStandardError()};
}

std::string SchemaKillTest::look(const fs::path &folder)
{
    for (const RecordCopy &copy : recordCopies(folder)) {
        if (const auto sound = checkBackup(copy.file, {}); !sound)
            return "the backup: " + sound.error().describe();
    }
    auto engine = openShop(folder);
    if (!engine)
        return engine.error().describe();
    const auto plan = answerOf((*engine)->planSchema());
    if (!plan || !plan->empty())
        return "files and data differ";
    if (fs::exists(folder / ".syncline/changes/pending.json"))
        return "something is pending";
    const std::string script = "/flag/flag.lua";
    if (fs::exists(folder / "models/product")) {
        const bool old = textIn(folder / "models/product/model.json") == productText &&
                         textIn(folder / "models/order/model.json") == orderText &&
                         textIn(folder / ("models/product" + script)) == scriptText &&
                         !fs::exists(folder / "models/article") &&
                         valuesOf(**engine, "product", "price") == "1=\"1\" 2=\" 2.5 \" 3=\"abc\"";
        return old ? "old" : "not the old: " + valuesOf(**engine, "product", "price");
    }
    const bool isNew = textIn(folder / ("models/article" + script)) == scriptText &&
                       !fs::exists(folder / "models/order") &&
                       modelOf(**engine, "article").findField("sku") != nullptr &&
                       valuesOf(**engine, "article", "price") == "1=1 2=2.5 3=-";
    return isNew ? "new" : "not the new";
}

void SchemaKillTest::killedAtEveryStep_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("a change") << QByteArray("change");
    QTest::newRow("an undo") << QByteArray("undo");
}

/** Every step in the nightly run; by day each few, beginning elsewhere for each of the two. */
void SchemaKillTest::killedAtEveryStep()
{
    QFETCH(const QByteArray, what);
    const bool isUndo = what == "undo";
    const fs::path folder = m_folder.filePath(QStringLiteral("work")).toStdString();
    const int stride = qEnvironmentVariableIsSet("SYNCLINE_NIGHTLY") ? 1 : 5;
    bool wasOld = false;
    bool wasNew = false;
    int ended = 0;
    for (int at = isUndo ? 2 : 1; ended == 0; at += stride) {
        fs::remove_all(folder);
        fs::copy(isUndo ? m_new : m_old, folder, fs::copy_options::recursive);
        const auto [code, out] = child(folder, what, at);
        QVERIFY2(code == 0 || code == killedCode, out.constData());
        const std::string found = look(folder);
        QVERIFY2(found == "old" || found == "new",
                 ("killed at " + std::to_string(at) + ": " + found).c_str());
        wasOld = wasOld || found == "old";
        wasNew = wasNew || found == "new";
        if (code == 0) {
            QCOMPARE(found, std::string(isUndo ? "old" : "new"));
            ended = at;
        }
    }
    QVERIFY(wasOld && wasNew);
    QVERIFY2(ended > 40, std::to_string(ended).c_str());
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 5 && QByteArray(argv[1]) == "--child")
        return runChild(argv[2], argv[3], QByteArray(argv[4]).toInt());
    SchemaKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "SchemaKillTest.moc"
