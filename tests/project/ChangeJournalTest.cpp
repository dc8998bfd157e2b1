#include "core/project/ChangeJournal.h"
#include "tests/support/StdToString.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <iterator>

using namespace syncline;
namespace fs = std::filesystem;

/** Files that change together with a database (being killed in between: SchemaKillTest). */
class ChangeJournalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void textsAndFoldersChange();
    void foldersChangePlaces();
    void goingOnAfterHalfOfIt();
    void whatSomebodyElseWroteStays();
    void droppedItIsForgotten();
    void takenBackItIsAsBefore();
    void aBrokenJournalIsNoAbsentOne();
    void oldOnesAreForgotten();

private:
    void write(const std::string &path, const std::string &text) const
    {
        fs::create_directories((m_project / path).parent_path());
        std::ofstream(m_project / path, std::ios::binary) << text;
    }
    [[nodiscard]] std::string read(const std::string &path) const
    {
        std::ifstream in(m_project / path, std::ios::binary);
        return in ? std::string(std::istreambuf_iterator<char>(in), {}) : std::string("absent");
    }
    void begin(const FilesChange &files, const std::string &id = "c_one") const
    {
        QVERIFY(ChangeJournal(m_project)
                    .begin({.id = id, .environment = "development", .files = files})
                    .ok());
    }
    static FilesChange::Text text(const std::string &path, std::optional<std::string> before,
                                  std::optional<std::string> after)
    {
        return {
            .path = path, .oldPath = path, .before = std::move(before), .after = std::move(after)};
    }
    [[nodiscard]] Result<void> finish() const { return ChangeJournal(m_project).finish(); }

    QTemporaryDir m_folder;
    fs::path m_project;
};

void ChangeJournalTest::init()
{
    m_project = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction())).toStdString();
    write("a/x.txt", "of a");
    write("b/x.txt", "of b");
    write("one.txt", "old");
}

void ChangeJournalTest::textsAndFoldersChange()
{
    FilesChange files;
    files.moves = {{"a", ChangeJournal::takenFolder("c_one", 0)}, {"b", "deep/er/b"}};
    files.texts = {text("one.txt", "old", "new"), text("two.txt", {}, "made"),
                   text("deep/er/b/x.txt", "of b", {})};
    begin(files);
    QCOMPARE(read("one.txt"), std::string("old")); // nothing before finish()
    QVERIFY(finish().ok());
    QCOMPARE(read("one.txt"), std::string("new"));
    QCOMPARE(read("two.txt"), std::string("made"));
    QVERIFY(!fs::exists(m_project / "a") && !fs::exists(m_project / "b"));
    QVERIFY(!fs::exists(m_project / "deep/er/b")); // empty by then
    QCOMPARE(read(".syncline/changes/c_one/0/x.txt"), std::string("of a"));
    const ChangeJournal journal(m_project);
    QVERIFY(!journal.pending()->has_value());
    QVERIFY(journal.filed("c_one")->value().files == files);
    QVERIFY(finish().ok()); // again is nothing
}

void ChangeJournalTest::foldersChangePlaces()
{
    FilesChange files;
    files.moves = {{"a", "b"}, {"b", "a"}};
    begin(files);
    QVERIFY(finish().ok());
    QCOMPARE(read("a/x.txt"), std::string("of b"));
    QCOMPARE(read("b/x.txt"), std::string("of a"));
}

void ChangeJournalTest::goingOnAfterHalfOfIt()
{
    FilesChange files;
    files.moves = {{"a", "b"}, {"b", "a"}};
    begin(files);
    // One parked, the other not.
    fs::create_directories(m_project / ".syncline/changes/c_one.parked");
    fs::rename(m_project / "a", m_project / ".syncline/changes/c_one.parked/0");
    QVERIFY(finish().ok());
    QCOMPARE(read("a/x.txt"), std::string("of b"));
    QCOMPARE(read("b/x.txt"), std::string("of a"));
    // All placed, but not filed.
    fs::rename(m_project / ".syncline/changes/c_one.json",
               m_project / ".syncline/changes/pending.json");
    write(".syncline/changes/c_one.placing", "");
    QVERIFY(finish().ok());
    QCOMPARE(read("a/x.txt"), std::string("of b"));
}

void ChangeJournalTest::whatSomebodyElseWroteStays()
{
    FilesChange files;
    files.texts = {text("one.txt", "old", "new"), text("two.txt", {}, "made")};
    begin(files);
    write("one.txt", "theirs");
    write("two.txt", "theirs, too");
    QVERIFY(finish().ok());
    QCOMPARE(read("one.txt"), std::string("theirs"));
    QCOMPARE(read("two.txt"), std::string("theirs, too"));
}

void ChangeJournalTest::droppedItIsForgotten()
{
    FilesChange files;
    files.texts = {text("one.txt", "old", "new")};
    begin(files);
    ChangeJournal journal(m_project);
    QVERIFY(journal.drop().ok());
    QVERIFY(!journal.pending()->has_value());
    QVERIFY(finish().ok());
    QCOMPARE(read("one.txt"), std::string("old"));
}

void ChangeJournalTest::takenBackItIsAsBefore()
{
    FilesChange files;
    files.moves = {{"a", ChangeJournal::takenFolder("c_one", 0)}, {"b", "c"}};
    files.texts = {{.path = "c/x.txt", .oldPath = "b/x.txt", .before = "of b", .after = "of c"},
                   text("two.txt", {}, "made")};
    begin(files);
    QVERIFY(finish().ok());
    QCOMPARE(read("c/x.txt"), std::string("of c"));
    begin(reversed(files), "c_two");
    QVERIFY(finish().ok());
    QCOMPARE(read("a/x.txt"), std::string("of a"));
    QCOMPARE(read("b/x.txt"), std::string("of b"));
    QVERIFY(!fs::exists(m_project / "two.txt") && !fs::exists(m_project / "c"));
}

void ChangeJournalTest::aBrokenJournalIsNoAbsentOne()
{
    write(".syncline/changes/pending.json", "{\"id\":");
    const auto pending = ChangeJournal(m_project).pending();
    QVERIFY(!pending.ok());
    QVERIFY(pending.error().is(errc::corrupt));
    QVERIFY(!finish().ok());
}

void ChangeJournalTest::oldOnesAreForgotten()
{
    FilesChange files;
    files.moves = {{"a", ChangeJournal::takenFolder("c_one", 0)}};
    begin(files);
    QVERIFY(finish().ok());
    ChangeJournal journal(m_project);
    const fs::path file = m_project / ".syncline/changes/c_one.json";
    journal.forgetAllBut("development", {});
    QVERIFY(fs::exists(file)); // too young
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(24 * 31));
    journal.forgetAllBut("production", {});
    journal.forgetAllBut("development", {"c_one"});
    QVERIFY(fs::exists(file));
    journal.forgetAllBut("development", {});
    QVERIFY(!fs::exists(file) && !fs::exists(m_project / ".syncline/changes/c_one"));
}

QTEST_GUILESS_MAIN(ChangeJournalTest)
#include "ChangeJournalTest.moc"
