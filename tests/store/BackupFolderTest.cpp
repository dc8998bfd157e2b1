#include "core/store/BackupFolder.h"
#include "tests/store/StoreTestTools.h"

#include <QDir>
#include <QFile>

using namespace syncline;
using namespace syncline::test;

/** Names and retention of backups. */
class BackupFolderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void namesSayWhatTheyAre();
    void twoOfOneSecondHaveTwoNames();
    void otherFilesAreLeftAlone();
    void theOldestGo();
    void largeOnesGo();
    void whatIsNeededStays();
    void aFolderThatCannotBeMadeIsNamed();

private:
    [[nodiscard]] BackupFolder folder() const { return BackupFolder(pathIn(*m_folder, "backups")); }
    /** Makes a backup of @p bytes bytes at the second @p second; its name. */
    std::string make(int second, BackupKind kind = BackupKind::SchemaChange, int bytes = 10,
                     const std::string &environment = "development") const
    {
        const auto file =
            folder().newFile(environment, kind, DateTime{1'700'000'000'000 + second * 1000LL});
        QFile out(QString::fromStdString(file->string()));
        if (!out.open(QIODevice::WriteOnly))
            return {};
        out.write(QByteArray(bytes, 'x'));
        return file->filename().string();
    }
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const BackupFile &file : folder().list())
            found.push_back(file.file.filename().string());
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void BackupFolderTest::namesSayWhatTheyAre()
{
    QCOMPARE(make(0, BackupKind::Manual, 12, "two-words"),
             std::string("two-words-manual-20231114T221320Z.sqlite"));
    const std::vector<BackupFile> files = folder().list();
    QCOMPARE(files.size(), 1U);
    QCOMPARE(files.front().environment, std::string("two-words"));
    QVERIFY(files.front().kind == BackupKind::Manual);
    QCOMPARE(files.front().time.ms, 1'700'000'000'000);
    QCOMPARE(files.front().bytes, 12U);
}

void BackupFolderTest::twoOfOneSecondHaveTwoNames()
{
    const std::string first = make(0);
    const std::string second = make(0);
    QVERIFY(first != second);
    QCOMPARE(names(), (std::vector<std::string>{second, first}));
}

void BackupFolderTest::otherFilesAreLeftAlone()
{
    make(0);
    for (const char *name :
         {"notes.txt", "x.sqlite", "development-schema-2023.sqlite",
          "-schema-20231114T221320Z.sqlite", "a-other-20231114T221320Z.sqlite"}) {
        QFile out(m_folder->filePath(QStringLiteral("backups/") + QLatin1String(name)));
        QVERIFY(out.open(QIODevice::WriteOnly));
    }
    QCOMPARE(names().size(), 1U);
    folder().prune("development", {.count = 1, .bytes = 1}, {});
    QCOMPARE(QDir(m_folder->filePath(QStringLiteral("backups"))).entryList(QDir::Files).size(), 6);
}

void BackupFolderTest::theOldestGo()
{
    std::vector<std::string> made;
    for (int second = 0; second < 5; ++second)
        made.push_back(make(second));
    const std::string manual = make(-5, BackupKind::Manual);
    const std::string replaced = make(-6, BackupKind::Replaced);
    const std::string other = make(-7, BackupKind::SchemaChange, 10, "production");
    folder().prune("development", {.count = 2, .bytes = 1000}, {});
    QCOMPARE(names(), (std::vector<std::string>{made[4], made[3], manual, replaced, other}));
}

void BackupFolderTest::largeOnesGo()
{
    make(0, BackupKind::SchemaChange, 400);
    make(1, BackupKind::SchemaChange, 400);
    const std::string newest = make(2, BackupKind::SchemaChange, 400);
    folder().prune("development", {.count = 10, .bytes = 500}, {});
    QCOMPARE(names(), std::vector<std::string>{newest});
    folder().prune("development", {.count = 10, .bytes = 5}, {}); // the newest stays
    QCOMPARE(names(), std::vector<std::string>{newest});
}

void BackupFolderTest::whatIsNeededStays()
{
    const std::vector<std::string> needed{make(0)};
    make(1);
    const std::string newest = make(2);
    folder().prune("development", {.count = 1, .bytes = 1000}, needed);
    QCOMPARE(names(), (std::vector<std::string>{newest, needed.front()}));
}

void BackupFolderTest::aFolderThatCannotBeMadeIsNamed()
{
    QFile out(m_folder->filePath(QStringLiteral("backups")));
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.close();
    const auto file = folder().newFile("development", BackupKind::Manual, DateTime{});
    VERIFY_CODE(file, errc::storage);
    QVERIFY(file.error().message().find("backups") != std::string::npos);
}

QTEST_GUILESS_MAIN(BackupFolderTest)
#include "BackupFolderTest.moc"
