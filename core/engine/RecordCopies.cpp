#include "core/engine/RecordCopies.h"

#include "core/project/ConnectionFile.h"
#include "core/store/BackupFolder.h"
#include "core/store/ProjectLock.h"
#include "core/store/Restore.h"
#include "core/store/Store.h"
#include "core/store/StoreFile.h"

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
                               DateTime now, std::stop_token stop)
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
    SYNCLINE_CHECK(store->backup(to, std::move(stop)));
    return copyOf({.file = to,
                   .environment = environment,
                   .kind = BackupKind::Manual,
                   .time = now,
                   .bytes = fs::file_size(to, error)});
}

Result<CopyRestore> restoreRecords(const fs::path &project, const std::string &environment,
                                   const fs::path &from, DateTime now, std::stop_token stop)
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
    SYNCLINE_TRY(const fs::path keepAs,
                 backupsOf(project).newFile(environment, BackupKind::Replaced, now));
    SYNCLINE_TRY(const RestoredStore restored, restoreStore(from, records, keepAs, stop));
    return CopyRestore{.kept = restored.kept, .damaged = restored.damaged};
}

} // namespace syncline
