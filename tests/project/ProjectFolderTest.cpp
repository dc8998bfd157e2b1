#include "core/project/ProjectFolder.h"

#include "tests/support/StdToString.h"
#include <QTemporaryDir>

#include <QTest>

#include <filesystem>
#include <fstream>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

using namespace syncline;
namespace fs = std::filesystem;

namespace {

void put(const fs::path &file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

std::string get(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/** Gives up root's right to write everywhere, for as long as it lives. */
class WithoutPrivileges
{
public:
    WithoutPrivileges()
        : m_wasRoot(::geteuid() == 0)
    {
        if (m_wasRoot && ::seteuid(65'534) != 0)
            qFatal("cannot give up root's rights");
    }
    ~WithoutPrivileges()
    {
        if (m_wasRoot && ::seteuid(0) != 0)
            qFatal("cannot get root's rights back");
    }
    Q_DISABLE_COPY_MOVE(WithoutPrivileges)

private:
    bool m_wasRoot;
};

} // namespace

class ProjectFolderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pathsThatAreRefused_data();
    void pathsThatAreRefused();
    void pathsThatAreTaken_data();
    void pathsThatAreTaken();
    void scanningReadsDefinitionsAndScriptsOnly();
    void scanningDoesNotFollowLinksOut();
    void writingReplacesAllOrNothing();
    void writingKeepsTheModeOfAnExistingFile();
    void writingIntoAReadOnlyFolderSaysSo();
    void writingThroughALinkInsideTheProjectKeepsTheLink();
    void oldLeftoversAreRemoved();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_outer;
    fs::path m_root;
};

void ProjectFolderTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_outer = m_dir->path().toStdString();
    m_root = m_outer / "project";
    put(m_root / "syncline.json", "{}");
    put(m_root / "lib/pad.lua", "return {}");
    put(m_root / ".syncline/secrets.json", "{}");
    put(m_outer / "outside.txt", "secret");
    fs::create_symlink(m_outer / "outside.txt", m_root / "lib/out.lua");
    fs::create_directory_symlink(m_outer, m_root / "lib/up");
    fs::create_directory_symlink(m_root / ".syncline", m_root / "lib/data");
    fs::create_symlink(m_root / "lib/pad.lua", m_root / "lib/alias.lua");
}

void ProjectFolderTest::pathsThatAreRefused_data()
{
    QTest::addColumn<std::string>("path");
    const auto row = [](const char *name, std::string path) { QTest::newRow(name) << path; };
    row("empty", "");
    row("absolute", "/etc/passwd");
    row("up", "../outside.txt");
    row("up in the middle", "lib/../../outside.txt");
    row("here", "./syncline.json");
    row("an empty part", "lib//pad.lua");
    row("a final slash", "lib/");
    row("a NUL byte", std::string("lib/pad.lua\0.txt", 16));
    row("the data folder", ".syncline/secrets.json");
    row("the data folder itself", ".syncline");
    row("Git's folder", ".git/config");
    row("a link out", "lib/out.lua");
    row("through a linked folder out", "lib/up/outside.txt");
    row("a new file through a linked folder out", "lib/up/new.txt");
    row("through a link into the data folder", "lib/data/secrets.json");
    row("only dots", "..");
}

void ProjectFolderTest::pathsThatAreRefused()
{
    QFETCH(const std::string, path);
    const auto file = resolveInside(m_root, path);
    QVERIFY(!file);
    QCOMPARE(file.error().code, std::string(errc::invalidInput));
    QVERIFY(!file.error().message().empty());
}

void ProjectFolderTest::pathsThatAreTaken_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("real");
    const auto row = [](const char *path, const char *real) {
        QTest::newRow(path) << std::string(path) << std::string(real);
    };
    row("syncline.json", "syncline.json");
    row("lib/pad.lua", "lib/pad.lua");
    row("lib/new/deep.lua", "lib/new/deep.lua");
    row("lib/alias.lua", "lib/pad.lua");
    row("..lua", "..lua");
    row("lib/.hidden", "lib/.hidden");
    row("routes/GET-[id].lua", "routes/GET-[id].lua");
}

void ProjectFolderTest::pathsThatAreTaken()
{
    QFETCH(const std::string, path);
    QFETCH(const std::string, real);
    const auto file = resolveInside(m_root, path);
    QVERIFY2(file, file ? "" : file.error().message().c_str());
    QCOMPARE(file.value(), fs::canonical(m_root) / real);
}

void ProjectFolderTest::scanningReadsDefinitionsAndScriptsOnly()
{
    put(m_root / "models/a/model.json", "{}");
    put(m_root / "models/a/notes.txt", "x");
    put(m_root / "models/.hidden/model.json", "{}");
    put(m_root / "assets/data.json", "{}");
    put(m_root / "lib/vendor/inspect.lua", "return 1");
    put(m_root / "other.json", "{}");
    fs::remove(m_root / "lib/out.lua");
    fs::remove(m_root / "lib/up");
    fs::remove(m_root / "lib/data");
    const ProjectFiles files = scanProject(m_root);
    QVERIFY(files.problems.empty());
    std::string names;
    for (const auto &[path, file] : files.files)
        names += path + ' ';
    QCOMPARE(names, std::string("lib/alias.lua lib/pad.lua lib/vendor/inspect.lua "
                                "models/a/model.json syncline.json "));
}

void ProjectFolderTest::scanningDoesNotFollowLinksOut()
{
    const ProjectFiles files = scanProject(m_root);
    std::string codes;
    for (const Problem &problem : files.problems)
        codes += problem.file + ' ' + problem.code + (problem.leftOut ? "; " : "? ");
    for (const char *expected :
         {"lib/out.lua outside_project; ", "lib/up linked_folder; ", "lib/data linked_folder; "})
        QVERIFY2(codes.find(expected) != std::string::npos, codes.c_str());
    QVERIFY(!files.files.contains("lib/out.lua"));
    QVERIFY(files.files.contains("lib/alias.lua"));
}

void ProjectFolderTest::writingReplacesAllOrNothing()
{
    const fs::path file = m_root / "models/new/model.json";
    QVERIFY(writeFileAtomically(file, "one"));
    QVERIFY(writeFileAtomically(file, "two"));
    QCOMPARE(get(file), std::string("two"));
    QCOMPARE(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()),
             std::ptrdiff_t(1)); // nothing temporary stays behind

    fs::create_directory(m_root / "taken");
    put(m_root / "taken/inner", "x");
    const auto refused = writeFileAtomically(m_root / "taken", "text"); // a folder is in the way
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, std::string(errc::storage));
    QVERIFY(fs::exists(m_root / "taken/inner"));
}

void ProjectFolderTest::writingKeepsTheModeOfAnExistingFile()
{
    const fs::path file = m_root / "lib/pad.lua";
    QCOMPARE(::chmod(file.c_str(), 0640), 0);
    QVERIFY(writeFileAtomically(file, "return 2"));
    struct stat info = {};
    QCOMPARE(::stat(file.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0640U);
}

void ProjectFolderTest::writingIntoAReadOnlyFolderSaysSo()
{
    const fs::path folder = m_root / "locked";
    put(folder / "file.json", "old");
    fs::permissions(m_outer, fs::perms(0755));
    fs::permissions(folder, fs::perms(0555));
    {
        const WithoutPrivileges restricted;
        QVERIFY(!isWritableFolder(folder));
        const auto refused = writeFileAtomically(folder / "file.json", "new");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string(errc::readOnly));
    }
    fs::permissions(folder, fs::perms(0755));
    QCOMPARE(get(folder / "file.json"), std::string("old"));
}

void ProjectFolderTest::writingThroughALinkInsideTheProjectKeepsTheLink()
{
    const auto file = resolveInside(m_root, "lib/alias.lua");
    QVERIFY(file);
    QVERIFY(writeFileAtomically(file.value(), "return 3"));
    QVERIFY(fs::is_symlink(m_root / "lib/alias.lua"));
    QCOMPARE(get(m_root / "lib/pad.lua"), std::string("return 3"));
}

void ProjectFolderTest::oldLeftoversAreRemoved()
{
    const fs::path old = m_root / "lib/.pad.lua.123-0.syncline-tmp";
    const fs::path fresh = m_root / "lib/.pad.lua.123-1.syncline-tmp";
    put(old, "x");
    put(fresh, "x");
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
    removeLeftovers(m_root);
    QVERIFY(!fs::exists(old));
    QVERIFY(fs::exists(fresh));
}

QTEST_APPLESS_MAIN(ProjectFolderTest)
#include "ProjectFolderTest.moc"
