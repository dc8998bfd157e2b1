#include "core/project/ProjectFolder.h"

#include "core/project/JsonFile.h"
#include "core/project/ProjectFormat.h"
#include "core/project/StorageKey.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace syncline {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 10> definitionFolders{
    "models", "actions", "connections", "environments", "lib",
    "boot",   "routes",  "tests",       "access",       "views"};

bool isHidden(std::string_view name)
{
    return name.starts_with('.');
}

std::size_t limitOf(std::string_view path)
{
    if (path.ends_with(".sql"))
        return maxViewBytes;
    return path.ends_with(".lua") ? maxScriptBytes : maxDefinitionBytes;
}

Problem problemOf(std::string path, std::string_view code, std::string message)
{
    return {.severity = Problem::Severity::Error,
            .code = std::string(code),
            .message = std::move(message),
            .file = std::move(path),
            .line = 0,
            .column = 0,
            .leftOut = true};
}

/** Whether the real path of @p entry is inside @p root (a canonical path). */
bool leadsInside(const fs::path &root, const fs::path &entry)
{
    std::error_code error;
    const fs::path real = fs::canonical(entry, error);
    if (error)
        return false;
    const fs::path relative = real.lexically_relative(root);
    return !relative.empty() && *relative.begin() != ".." && !isHidden(relative.begin()->native());
}

/** Reads one file into @p found, or says why not. */
void readInto(ProjectFiles &found, const fs::path &root, const std::string &path)
{
    const fs::path file = root / path;
    std::error_code error;
    if (fs::is_symlink(file, error) && !leadsInside(root, file)) {
        found.problems.push_back(
            problemOf(path, "outside_project",
                      "The file is a link to a place outside of the project, so it is left out."));
        return;
    }
    Result<std::string> text = readWholeFile(file, limitOf(path));
    if (!text) {
        found.problems.push_back(problemOf(path, "unreadable", text.error().message()));
        return;
    }
    std::string hash = contentHash(text.value());
    found.files.emplace(path,
                        ProjectFile{.text = std::move(text).value(), .hash = std::move(hash)});
}

/** Calls @p visit with the project path of every entry below @p relative that is not hidden. */
void walk(const fs::path &root, const std::string &relative,
          const std::function<void(const std::string &path, const fs::directory_entry &)> &visit)
{
    std::error_code error;
    auto it = fs::recursive_directory_iterator(root / relative, error);
    const auto end = fs::recursive_directory_iterator();
    for (; !error && it != end; it.increment(error)) {
        if (isHidden(it->path().filename().native())) {
            it.disable_recursion_pending();
            continue;
        }
        visit(it->path().lexically_relative(root).generic_string(), *it);
    }
}

/** Empty but for a .git folder, or absent. */
bool isFreeFolder(const fs::path &folder)
{
    std::error_code error;
    if (!fs::exists(folder, error))
        return !error;
    for (const auto &entry : fs::directory_iterator(folder, error)) {
        if (entry.path().filename() != ".git")
            return false;
    }
    return !error;
}

} // namespace

Result<void> checkFreeFolder(const fs::path &folder)
{
    if (!isFreeFolder(folder)) {
        return Error(errc::invalidInput,
                     "The folder %1 is not empty. A new project needs an empty folder, or one that "
                     "does not exist yet.",
                     {inQuotes(folder.native())});
    }
    return {};
}

std::map<std::string, std::string> ProjectFiles::fingerprint() const
{
    std::map<std::string, std::string> result;
    for (const auto &[path, file] : files)
        result.emplace(path, file.hash);
    for (const Problem &problem : problems)
        result.emplace(problem.file, problem.code);
    return result;
}

bool isScanned(std::string_view relative)
{
    if (relative == "syncline.json")
        return true;
    const std::string_view top = relative.substr(0, relative.find('/'));
    const bool isView = top == "views" && relative.ends_with(".sql");
    if (top == relative || (!relative.ends_with(".json") && !relative.ends_with(".lua") && !isView))
        return false;
    if (std::find(definitionFolders.begin(), definitionFolders.end(), top) ==
        definitionFolders.end())
        return false;
    return relative.find("/.") == std::string_view::npos;
}

ProjectFiles scanProject(const fs::path &folder)
{
    ProjectFiles found;
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    if (error)
        return found;
    if (fs::exists(root / "syncline.json", error))
        readInto(found, root, "syncline.json");
    for (const std::string_view area : definitionFolders) {
        walk(root, std::string(area), [&](const std::string &path, const auto &entry) {
            std::error_code ignored;
            if (entry.is_directory(ignored)) {
                if (entry.is_symlink(ignored))
                    found.problems.push_back(problemOf(
                        path, "linked_folder",
                        "The folder is a link, and linked folders are not followed; what is in it "
                        "is left out."));
                return;
            }
            if (isScanned(path))
                readInto(found, root, path);
        });
    }
    return found;
}

std::vector<std::string> projectFolders(const fs::path &folder)
{
    std::vector<std::string> folders{""};
    std::error_code error;
    for (const std::string_view area : definitionFolders) {
        if (!fs::is_directory(folder / area, error))
            continue;
        folders.emplace_back(area);
        walk(folder, std::string(area), [&](const std::string &path, const auto &entry) {
            std::error_code ignored;
            if (entry.is_directory(ignored) && !entry.is_symlink(ignored))
                folders.push_back(path);
        });
    }
    return folders;
}

Result<fs::path> resolveInside(const fs::path &folder, std::string_view path)
{
    const auto refuse = [&](std::string_view why) {
        return Error(errc::invalidInput, "The path %1 cannot be used: %2.",
                     {inQuotes(path), std::string(why)});
    };
    if (path.empty())
        return refuse("it is empty");
    if (path.find('\0') != std::string_view::npos)
        return refuse("it holds a NUL byte");
    if (path.front() == '/')
        return refuse("it is not relative to the project folder");
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, end - at);
        if (part.empty() || part == "." || part == "..")
            return refuse("it has an empty part, \".\" or \"..\"");
        if (at == 0 && (part == ".syncline" || part == ".git"))
            return refuse("what is in that folder is not for editing");
        at = end + 1;
    }
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    if (error)
        return refuse("the project folder is gone");
    const fs::path real = fs::weakly_canonical(root / path, error);
    if (error)
        return refuse(error.message());
    const fs::path relative = real.lexically_relative(root);
    if (relative.empty() || *relative.begin() == "..")
        return refuse("a link in it leads out of the project");
    if (*relative.begin() == ".syncline" || *relative.begin() == ".git" || relative == ".")
        return refuse("a link in it leads to what is not for editing");
    return real;
}

Result<std::string> readWholeFile(const fs::path &file, std::size_t limit)
{
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status))
        return Error(errc::notFound, "The file %1 does not exist.",
                     {inQuotes(file.filename().native())});
    if (!fs::is_regular_file(status))
        return Error(errc::invalidInput, "%1 is no file.", {inQuotes(file.filename().native())});
    if (fs::file_size(file, error) > limit && !error)
        return Error(errc::invalidInput, "The file is larger than %1 MB, so it is left out.",
                     {std::to_string(limit / (1024 * 1024))});
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        return Error(errc::storage, "The file %1 cannot be read: %2.",
                     {inQuotes(file.filename().native()), std::generic_category().message(errno)});
    return text;
}

bool isWritableFolder(const fs::path &folder)
{
    return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

} // namespace syncline
