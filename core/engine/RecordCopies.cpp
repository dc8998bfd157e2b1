#include "core/engine/RecordCopies.h"

#include "core/base/Json.h"
#include "core/project/ConnectionFile.h"
#include "core/store/BackupFolder.h"
#include "core/store/ProjectLock.h"
#include "core/store/Restore.h"
#include "core/store/Store.h"
#include "core/store/StoreFile.h"

#include <fstream>
#include <iterator>

namespace syncline {

namespace fs = std::filesystem;

namespace {

RecordCopy copyOf(const BackupFile &file)
{
    return {.file = file.file,
            .environment = file.environment,
            .reason = std::string(backupKindName(file.kind)),
            .time = file.time,
            .bytes = file.bytes};
}

BackupFolder backupsOf(const fs::path &project)
{
    return BackupFolder(project / ".syncline" / "backups");
}

Result<void> checkProject(const fs::path &project)
{
    std::error_code error;
    if (!fs::exists(project / projectFileName, error)) {
        return Error(errc::notFound,
                     "The folder %1 is no Syncline project: it has no syncline.json.",
                     {project.string()});
    }
    return {};
}

fs::path recordsOf(const fs::path &project, const std::string &environment)
{
    return project / ".syncline" / (environment + ".sqlite");
}

/** Whether @p file is a database of records that nobody has open. */
bool isRecordCopy(const fs::path &file)
{
    const Result<StoreFile> found = StoreFile::inspect(file);
    if (!found || !found->exists || found->hasLog)
        return false;
    Result<std::unique_ptr<Database>> database = Database::open(file, Database::Mode::ReadOnly);
    return database && StoreFile::checkFormat(*database.value(), file);
}

/** The id of the project that the records in @p file belong to; empty: it is not told. */
std::string ownerIn(const fs::path &file)
{
    const auto database = Database::open(file, Database::Mode::ReadOnly);
    if (!database)
        return {};
    const Result<Value> owner = Store::getMeta(**database, ownerKey);
    return owner ? owner->stringOr() : std::string();
}

std::string idOf(const fs::path &project)
{
    std::ifstream in(project / projectFileName, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Result<Value> file = json::parse(text);
    return file ? (*file)["id"].stringOr() : std::string();
}

Result<void> checkOwner(const fs::path &project, const fs::path &file, std::string_view verb)
{
    const std::string owner = ownerIn(file);
    const std::string own = idOf(project);
    if (owner.empty() || own.empty() || owner == own)
        return {};
    return Error("SYNC_NEEDS_CONFIRMATION",
                 "%1 holds the records of another project, so it was not %2. Nothing was changed; "
                 "--force does it all the same.",
                 {file.string(), std::string(verb)});
}

/** A backup takes the place of nothing but an earlier one. */
Result<void> checkCopyTarget(const fs::path &project, const fs::path &to)
{
    std::error_code error;
    const fs::file_status status = fs::status(to, error);
    if (!fs::exists(status))
        return {};
    const bool isInside = fs::equivalent(to.parent_path().empty() ? "." : to.parent_path(),
                                         project / ".syncline", error);
    const bool isEmpty = fs::is_regular_file(status) && fs::file_size(to, error) == 0;
    if (fs::is_regular_file(status) && !isInside && (isEmpty || isRecordCopy(to)))
        return {};
    return Error(errc::invalidInput,
                 "%1 is there already and is no backup, so it is not replaced; name another file.",
                 {to.string()});
}

} // namespace

std::vector<RecordCopy> recordCopies(const fs::path &project)
{
    std::vector<RecordCopy> copies;
    for (const BackupFile &file : backupsOf(project).list())
        copies.push_back(copyOf(file));
    return copies;
}

Result<RecordCopy> copyRecords(const fs::path &project, const std::string &environment, fs::path to,
                               DateTime now, std::stop_token stop, Foreign foreign)
{
    SYNCLINE_CHECK(checkProject(project));
    const fs::path records = recordsOf(project, environment);
    std::error_code error;
    if (!fs::exists(records, error)) {
        return Error(errc::notFound, "The environment %1 has no records yet.", {environment});
    }
    SYNCLINE_TRY(const auto store,
                 Store::open({.file = records, .readOnly = true, .readers = 1, .ballast = false}));
    if (to.empty()) {
        SYNCLINE_TRY(to, backupsOf(project).newFile(environment, BackupKind::Manual, now));
    }
    if (fs::equivalent(to, records, error)) {
        return Error(errc::invalidInput, "%1 holds the records themselves; name another file.",
                     {to.string()});
    }
    SYNCLINE_CHECK(checkCopyTarget(project, to));
    if (foreign == Foreign::Refuse && fs::exists(to, error))
        SYNCLINE_CHECK(checkOwner(project, to, "replaced"));
    SYNCLINE_CHECK(store->backup(to, std::move(stop)));
    return copyOf({.file = to,
                   .environment = environment,
                   .kind = BackupKind::Manual,
                   .time = now,
                   .bytes = fs::file_size(to, error)});
}

Result<CopyRestore> restoreRecords(const fs::path &project, const std::string &environment,
                                   const fs::path &from, DateTime now, std::stop_token stop,
                                   Foreign foreign)
{
    SYNCLINE_CHECK(checkProject(project));
    const fs::path records = recordsOf(project, environment);
    std::error_code error;
    fs::create_directories(records.parent_path(), error);
    SYNCLINE_TRY(const auto lock, ProjectLock::take(records.parent_path()));
    if (fs::equivalent(from, records, error)) {
        return Error(errc::invalidInput, "%1 holds the records themselves; name a backup.",
                     {from.string()});
    }
    if (foreign == Foreign::Refuse && isRecordCopy(from))
        SYNCLINE_CHECK(checkOwner(project, from, "restored"));
    SYNCLINE_TRY(const fs::path keepAs,
                 backupsOf(project).newFile(environment, BackupKind::Replaced, now));
    SYNCLINE_TRY(const RestoredStore restored, restoreStore(from, records, keepAs, stop));
    return CopyRestore{.kept = restored.kept, .damaged = restored.damaged};
}

} // namespace syncline
