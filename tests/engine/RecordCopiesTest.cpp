#include "tests/support/StdToString.h"

#include "core/base/Json.h"
#include "core/engine/RecordCopies.h"
#include "tests/engine/SchemaProject.h"

#include <QTemporaryDir>

using namespace syncline;
using namespace syncline::test;
namespace fs = std::filesystem;

/** Backups of a project's records, put back into it and into others. */
class RecordCopiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void recordsAreCopiedAndRestored();
    void recordsOfAnotherProjectAreLeftAlone();

private:
    void open()
    {
        m_engine.reset();
        auto engine = openShop(m_shop);
        QVERIFY2(engine.ok(), engine ? "" : engine.error().describe().c_str());
        m_engine = std::move(engine).value();
    }
    Result<void> apply(ModelChange change)
    {
        return answerOf(m_engine->schemas().apply(std::move(change), Confirm::Yes));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_shop;
    std::unique_ptr<Engine> m_engine;
};

void RecordCopiesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_shop = m_folder->filePath(QStringLiteral("shop")).toStdString();
    makeShop(m_shop);
    open();
}

void RecordCopiesTest::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

void RecordCopiesTest::recordsAreCopiedAndRestored()
{
    const DateTime now{1'700'000'000'000};
    const auto copy = copyRecords(m_shop, "development", {}, now, {}); // while it is open
    VERIFY_DONE(copy);
    QCOMPARE(copy->reason, std::string("manual"));
    VERIFY_DONE(apply({.save = {}, .remove = {"order"}}));
    const auto locked = restoreRecords(m_shop, "development", copy->file, now, {});
    QVERIFY(!locked.ok());
    QCOMPARE(locked.error().code, std::string(errc::locked));
    m_engine.reset();
    const auto restored = restoreRecords(m_shop, "development", copy->file, now, {});
    VERIFY_DONE(restored);
    QVERIFY(fs::exists(restored->kept));
    open(); // the files rule: the model that they no longer have is empty, so it goes again
    QVERIFY(answerOf(m_engine->planSchema())->empty());
    QCOMPARE(valuesOf(*m_engine, "product", "title"), std::string("1=\"t\" 2=\"t\" 3=\"t\""));
    const fs::path mine = m_folder->path().toStdString() + "/mine.sqlite";
    for (int round = 0; round < 2; ++round) // the second takes the place of the first
        VERIFY_DONE(copyRecords(m_shop, "development", mine, now, {}));
    const std::string text = m_folder->path().toStdString() + "/notes.txt";
    std::ofstream(text) << "mine";
    for (const fs::path &other : {fs::path(text), m_shop / "syncline.json", fs::path("/dev/null"),
                                  m_shop / ".syncline" / "logs.sqlite"}) {
        const auto refused = copyRecords(m_shop, "development", other, now, {});
        QVERIFY2(!refused.ok(), other.c_str());
        QCOMPARE(refused.error().code, std::string(errc::invalidInput));
    }
    QCOMPARE(copyRecords(m_shop, "nowhere", {}, now, {}).error().code, std::string(errc::notFound));
    QCOMPARE(copyRecords(m_folder->path().toStdString(), "development", {}, now, {}).error().code,
             std::string(errc::notFound));
}

void RecordCopiesTest::recordsOfAnotherProjectAreLeftAlone()
{
    const DateTime now{1'700'000'000'000};
    const fs::path other = m_folder->filePath(QStringLiteral("other")).toStdString();
    VERIFY_DONE(Project::create(other, "Other", "0b0e9f4e-1111-4222-8333-944455566699"));
    VERIFY_DONE(openShop(other));
    const fs::path foreign = m_folder->path().toStdString() + "/foreign.sqlite";
    VERIFY_DONE(copyRecords(other, "development", foreign, now, {}));
    m_engine.reset();

    const auto restored = restoreRecords(m_shop, "development", foreign, now, {});
    QVERIFY(!restored.ok());
    QCOMPARE(restored.error().code, std::string("SYNC_NEEDS_CONFIRMATION"));
    QVERIFY(restored.error().message().find("--force") != std::string::npos);
    const auto copied = copyRecords(m_shop, "development", foreign, now, {});
    QVERIFY(!copied.ok());
    QCOMPARE(copied.error().code, std::string("SYNC_NEEDS_CONFIRMATION"));
    open();
    QCOMPARE(valuesOf(*m_engine, "product", "title"), std::string("1=\"t\" 2=\"t\" 3=\"t\""));
    m_engine.reset();

    VERIFY_DONE(restoreRecords(m_shop, "development", foreign, now, {}, Foreign::Accept));
    open();
    QCOMPARE(valuesOf(*m_engine, "product", "title"), std::string());
    VERIFY_DONE(copyRecords(m_shop, "development", foreign, now, {}, Foreign::Accept));
}

QTEST_GUILESS_MAIN(RecordCopiesTest)
#include "RecordCopiesTest.moc"
