// A whole sync of a million records from a loopback server, by the program, against a hand-written
// one.
//   sync_bench [RECORDS]
// Runs both in the same minute and prints CPU time, wall time and peak memory of each process.

#include "tests/bench/support/Child.h"
#include "tests/bench/support/Report.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace syncline::bench;
namespace fs = std::filesystem;

constexpr double firstLimit = 1 / 0.5;
constexpr double againLimit = 1 / 0.6;
constexpr double memoryLimitMb = 250;

constexpr const char *projectJson =
    R"({"format": 1, "id": "6f0c5a9e-3f4b-4c55-9d42-0a8f5be7c011", "name": "bench"})";

constexpr const char *modelJson = R"({
  "format": 1,
  "storageKey": "m_record",
  "displayField": "title",
  "source": {"connection": "remote", "document": "Record"},
  "fields": [
    {"name": "title", "storageKey": "f_title", "type": "string", "owner": "remote"},
    {"name": "description", "storageKey": "f_description", "type": "string", "owner": "remote"},
    {"name": "sku", "storageKey": "f_sku", "type": "string", "owner": "remote"},
    {"name": "email", "storageKey": "f_email", "type": "email", "owner": "remote"},
    {"name": "link", "storageKey": "f_link", "type": "url", "owner": "remote"},
    {"name": "price", "storageKey": "f_price", "type": "number", "owner": "remote"},
    {"name": "quantity", "storageKey": "f_quantity", "type": "number", "integer": true,
     "owner": "remote"},
    {"name": "rank", "storageKey": "f_rank", "type": "number", "integer": true, "owner": "remote"},
    {"name": "active", "storageKey": "f_active", "type": "boolean", "owner": "remote"},
    {"name": "tags", "storageKey": "f_tags", "type": "string", "list": true, "owner": "remote"},
    {"name": "kind", "storageKey": "f_kind", "type": "enum", "options": ["draft", "live"],
     "owner": "remote"},
    {"name": "updated", "storageKey": "f_updated", "type": "dateTime", "owner": "remote",
     "from": "updatedAt"},
    {"name": "category", "storageKey": "f_category", "type": "string", "owner": "remote"}
  ]
})";

constexpr const char *connectionJson = R"({
  "format": 1,
  "kind": "rest",
  "options": {
    "baseUrl": "http://127.0.0.1:PORT",
    "documents": [{"name": "Record", "path": "/records", "itemsPath": "items", "idField": "id"}],
    "pagination": "cursor", "pageParam": "offset", "cursorPath": "next", "pageSize": 250
  }
})";

/** Gone with everything in it at the end. */
class Folder
{
public:
    Folder()
    {
        std::string name = (fs::temp_directory_path() / "syncline-bench-XXXXXX").string();
        if (mkdtemp(name.data()) != nullptr)
            m_path = name;
    }
    ~Folder()
    {
        std::error_code ignored;
        if (!m_path.empty())
            fs::remove_all(m_path, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    [[nodiscard]] const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

void write(const fs::path &file, const std::string &text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

void writeProject(const fs::path &folder, const std::string &port)
{
    std::string connection = connectionJson;
    connection.replace(connection.find("PORT"), 4, port);
    write(folder / "syncline.json", projectJson);
    write(folder / "models/record/model.json", modelJson);
    write(folder / "connections/remote/connection.json", connection);
}

[[noreturn]] void fail(const std::string &what, const Usage &usage)
{
    std::fprintf(stderr, "%s: exit code %d\n%s\n", what.c_str(), usage.code, usage.out.c_str());
    std::exit(1);
}

/** Runs a program that must say @p wanted, and prints what it took. */
Usage measured(const std::string &what, const std::vector<std::string> &words,
               const std::string &wanted)
{
    Usage usage = runChild(words);
    if (usage.code != 0 || usage.out.find(wanted) == std::string::npos)
        fail(what, usage);
    std::printf("  %-20s %7.2f s CPU   %7.2f s wall   %4ld MB\n", what.c_str(), usage.cpu,
                usage.wall, usage.peakMb);
    std::fflush(stdout);
    return usage;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string records = argc > 1 ? argv[1] : "1000000";
    const fs::path here = fs::absolute(argv[0]).parent_path();
    const char *given = std::getenv("SYNCLINE_PROGRAM");
    const std::string program = given != nullptr ? given : (here / "syncline").string();
    const Folder folder;
    const Service server({(here / "sync_server").string(), records});
    const std::string &port = server.line();
    if (port.empty() || folder.path().empty()) {
        std::fprintf(stderr, "The server or its folder could not be made.\n");
        return 1;
    }
    const std::string raw = (here / "raw_sync").string();
    const std::string database = (folder.path() / "raw.sqlite").string();
    const std::string project = (folder.path() / "project").string();
    writeProject(project, port);
    const std::vector<std::string> sync{program, "sync", project, "remote", "--json"};

    std::printf("%s records, pages of 250\n", records.c_str());
    const Usage rawFirst = measured("raw, first", {raw, "first", port, database}, records + " 0\n");
    const Usage first = measured("syncline, first", sync, "\"created\":" + records + ",");
    const Usage rawAgain = measured("raw, again", {raw, "again", port, database}, records + " 0\n");
    const Usage again = measured("syncline, again", sync, "\"unchanged\":" + records + ",");
    report({.what = "first sync, CPU",
            .unit = "s",
            .raw = rawFirst.cpu,
            .ours = first.cpu,
            .limit = firstLimit});
    report({.what = "unchanged sync, CPU",
            .unit = "s",
            .raw = rawAgain.cpu,
            .ours = again.cpu,
            .limit = againLimit});
    report("peak memory, first sync", static_cast<double>(first.peakMb), "MB", memoryLimitMb);
    report("peak memory, unchanged sync", static_cast<double>(again.peakMb), "MB", memoryLimitMb);
    return 0;
}
