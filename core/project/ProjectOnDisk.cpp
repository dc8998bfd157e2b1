#include "core/project/ProjectOnDisk.h"

#include "core/project/ConnectionFile.h"
#include "core/project/JsonFile.h"
#include "core/project/ProjectFormat.h"
#include "core/project/ProjectLoader.h"
#include "core/project/StorageKey.h"

#include <algorithm>
#include <utility>

namespace syncline {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxReadBytes = 32U * 1024 * 1024;

/** Whether @p path is @p base or in the folder @p base. */
bool isAtOrBelow(std::string_view path, std::string_view base)
{
    return path.starts_with(base) && (path.size() == base.size() || path[base.size()] == '/');
}

} // namespace

/** Who watches, and the state of the files that it knows of. */
struct ProjectOnDisk::Watch
{
    std::function<void(ProjectPtr)> changed;
    Fingerprint known; ///< Under m_mutex.
    std::unique_ptr<ProjectWatcher> watcher;
};

Result<std::unique_ptr<Project>> Project::open(const fs::path &folder, Access access)
{
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    if (error || !fs::is_directory(root, error)) {
        return Error(errc::notFound, "There is no folder %1.", {inQuotes(folder.native())});
    }
    if (!fs::exists(root / projectFileName, error)) {
        return Error(
            errc::notFound,
            "The folder %1 is no Syncline project: it has no syncline.json. \"syncline new\" "
            "makes one.",
            {inQuotes(folder.native())});
    }
    auto project = std::make_unique<ProjectOnDisk>(root, access);
    if (!project->isReadOnly())
        removeLeftovers(root);
    return std::unique_ptr<Project>(std::move(project));
}

Result<void> Project::create(const fs::path &folder, std::string_view name, std::string_view id)
{
    SYNCLINE_CHECK(checkFreeFolder(folder));
    SYNCLINE_CHECK(writeFileAtomically(folder / ".gitignore", projectGitIgnore));
    const ProjectSettings settings{.name = std::string(name),
                                   .id = std::string(id),
                                   .locales = {},
                                   .settings = {},
                                   .extra = {}};
    return writeFileAtomically(folder / projectFileName, writeSettings(settings));
}

ProjectOnDisk::ProjectOnDisk(fs::path folder, Access access)
    : m_folder(std::move(folder)),
      m_access(access)
{
    reloadLocked();
}

bool ProjectOnDisk::isReadOnly() const
{
    return m_access == Access::ReadOnly || current()->formatVersion > projectFormat ||
           !isWritableFolder(m_folder);
}

ProjectPtr ProjectOnDisk::current() const
{
    const std::scoped_lock lock(m_currentMutex);
    return m_current;
}

ProjectPtr ProjectOnDisk::reload()
{
    const std::scoped_lock lock(m_mutex);
    ProjectPtr state = reloadLocked();
    for (const auto &weak : m_watches) {
        if (const auto watch = weak.lock())
            watch->known = m_fingerprint;
    }
    return state;
}

ProjectPtr ProjectOnDisk::reloadLocked()
{
    ProjectPtr old = current();
    std::error_code error;
    if (old && !fs::is_directory(m_folder, error))
        return old; // unmounted or moved away: what is known stays
    const ProjectFiles files = scanProject(m_folder);
    Fingerprint fingerprint = files.fingerprint();
    if (old && fingerprint == m_fingerprint)
        return old;
    auto state = std::make_shared<ProjectDef>(loadProject(files, m_folder.filename().native()));
    state->revision = old ? old->revision + 1 : 1;
    m_fingerprint = std::move(fingerprint);
    const std::scoped_lock lock(m_currentMutex);
    m_current = std::move(state);
    return m_current;
}

Result<void> ProjectOnDisk::checkWritable() const
{
    if (m_access == Access::ReadOnly)
        return Error(errc::readOnly, "The project was opened read-only, so nothing can be saved.");
    if (current()->formatVersion > projectFormat) {
        return Error(errc::readOnly,
                     "The project was written by a newer version of Syncline, so this one saves "
                     "nothing in it. Update Syncline.");
    }
    if (!isWritableFolder(m_folder)) {
        return Error(errc::readOnly,
                     "The project folder %1 cannot be written, so nothing can be saved. Check its "
                     "permissions.",
                     {inQuotes(m_folder.native())});
    }
    return {};
}

Result<void> ProjectOnDisk::checkUnchanged(const std::string &path) const
{
    const auto loaded = m_fingerprint.find(path);
    std::error_code error;
    const bool exists = fs::exists(m_folder / path, error);
    std::string hash;
    if (exists) {
        Result<std::string> text = readWholeFile(m_folder / path, maxDefinitionBytes);
        if (text)
            hash = contentHash(text.value());
    }
    if (hash != (loaded == m_fingerprint.end() ? "" : loaded->second)) {
        return Error(
            conflictCode,
            "%1 was changed by another program since it was read. Look at that change, then "
            "save again.",
            {path});
    }
    for (const Problem &problem : current()->problems) {
        if (problem.file == path && problem.leftOut) {
            return Error(errc::problems,
                         "%1 holds something that could not be understood and would be lost by "
                         "saving: "
                         "%2 Correct the file first.",
                         {path, problem.message})
                .withPlace(path + ':' + std::to_string(problem.line) + ':' +
                           std::to_string(problem.column));
        }
    }
    return {};
}

Result<void> ProjectOnDisk::saveLocked(const std::vector<Change> &changes)
{
    SYNCLINE_CHECK(checkWritable());
    for (const Change &change : changes)
        SYNCLINE_CHECK(checkUnchanged(change.path));
    std::vector<std::string> paths;
    Result<void> result;
    for (const Change &change : changes) {
        const auto loaded = m_fingerprint.find(change.path);
        if (loaded != m_fingerprint.end() && loaded->second == contentHash(change.text))
            continue;
        result = writeFileAtomically(m_folder / change.path, change.text);
        if (!result)
            break;
        paths.push_back(change.path);
    }
    settleOwn(paths);
    return result;
}

void ProjectOnDisk::settleOwn(const std::vector<std::string> &paths)
{
    reloadLocked();
    const auto isOwn = [&](const std::string &path) {
        return std::any_of(paths.begin(), paths.end(),
                           [&](const std::string &base) { return isAtOrBelow(path, base); });
    };
    for (const auto &weak : m_watches) {
        const auto watch = weak.lock();
        if (!watch)
            continue;
        std::erase_if(watch->known, [&](const auto &entry) { return isOwn(entry.first); });
        for (const auto &[path, hash] : m_fingerprint) {
            if (isOwn(path))
                watch->known.emplace(path, hash);
        }
    }
}

Result<std::string> ProjectOnDisk::readFile(std::string_view path) const
{
    SYNCLINE_TRY(const fs::path file, resolveInside(m_folder, path));
    return readWholeFile(file, maxReadBytes);
}

Result<void> ProjectOnDisk::writeFile(std::string_view path, std::string_view text)
{
    const std::scoped_lock lock(m_mutex);
    SYNCLINE_CHECK(checkWritable());
    SYNCLINE_TRY(const fs::path file, resolveInside(m_folder, path));
    return writeLocked(path, file, text);
}

Result<void> ProjectOnDisk::replaceFile(std::string_view path,
                                        const std::optional<std::string> &before,
                                        std::string_view text)
{
    const std::scoped_lock lock(m_mutex);
    SYNCLINE_CHECK(checkWritable());
    SYNCLINE_TRY(const fs::path file, resolveInside(m_folder, path));
    std::error_code error;
    const bool exists = fs::exists(file, error);
    if (!exists && before) {
        return Error(conflictCode,
                     "%1 was removed by another program since it was read. Save again to make it "
                     "anew.",
                     {std::string(path)});
    }
    if (exists) {
        SYNCLINE_TRY(const std::string now, readWholeFile(file, maxReadBytes));
        if (!before || now != *before) {
            return Error(conflictCode,
                         "%1 was changed by another program since it was read. Look at that "
                         "change, then save again.",
                         {std::string(path)});
        }
    }
    return writeLocked(path, file, text);
}

Result<void> ProjectOnDisk::writeLocked(std::string_view path, const fs::path &file,
                                        std::string_view text)
{
    SYNCLINE_CHECK(writeFileAtomically(file, text));
    settleOwn({std::string(path)});
    return {};
}

std::shared_ptr<void> ProjectOnDisk::watch(std::function<void(ProjectPtr)> changed)
{
    auto watch = std::make_shared<Watch>();
    watch->changed = std::move(changed);
    {
        const std::scoped_lock lock(m_mutex);
        watch->known = m_fingerprint;
        std::erase_if(m_watches, [](const auto &weak) { return weak.expired(); });
        m_watches.push_back(watch);
    }
    Watch *raw = watch.get();
    watch->watcher = std::make_unique<ProjectWatcher>(m_folder, [this, raw] { look(*raw); });
    return watch;
}

void ProjectOnDisk::look(Watch &watch)
{
    ProjectPtr state;
    {
        const std::scoped_lock lock(m_mutex);
        state = reloadLocked();
        if (watch.known == m_fingerprint)
            return;
        watch.known = m_fingerprint;
    }
    const auto changed = watch.changed; // who is told may end the watch
    changed(state);
}

} // namespace syncline
