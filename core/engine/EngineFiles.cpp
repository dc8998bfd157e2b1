#include "core/engine/EngineImpl.h"

#include "core/base/TextSafe.h"
#include "core/record/FileUse.h"
#include "core/record/SchemaPlan.h"

#include <QFile>

#include <algorithm>

// Contents of file fields.

namespace syncline {

namespace {

/** A run that is under way may have stored a content that no record refers to yet. */
constexpr std::chrono::hours youngest{24};

/** Takes out of @p unused what undoing a change of models would bring back. */
Result<void> keepForUndo(Database &database, const std::filesystem::path &backups,
                         const FileStore &files, std::vector<FileStore::Content> &unused)
{
    SYNCLINE_TRY(const auto history, schemaHistory(database));
    for (const PastChange &past : history) {
        std::error_code error;
        if (unused.empty() || past.backup.empty() ||
            !std::filesystem::exists(backups / past.backup, error))
            continue;
        SYNCLINE_TRY(const auto backup,
                     Database::open(backups / past.backup, Database::Mode::ReadOnly));
        SYNCLINE_TRY(const auto stored, storedModels(*backup));
        ModelList models;
        for (const ModelDef &model : stored)
            models.push_back(std::make_shared<const ModelDef>(model));
        SYNCLINE_TRY(const auto unusedThere, unusedFiles(*backup, models, files, youngest));
        std::erase_if(unused, [&](const FileStore::Content &content) {
            return std::ranges::find(unusedThere, content.hash, &FileStore::Content::hash) ==
                   unusedThere.end();
        });
    }
    return {};
}

} // namespace

QFuture<Result<Value>> EngineImpl::keepFile(std::filesystem::path path)
{
    return ask<Value>([this, path = std::move(path)](std::stop_token) -> Result<Value> {
        SYNCLINE_CHECK(writable());
        return m_files->keepCopy(path);
    });
}

QFuture<Result<std::string>> EngineImpl::fileContent(Value file, std::int64_t atMost)
{
    return ask<std::string>(
        [this, hash = file["hash"].stringOr(), atMost](std::stop_token) -> Result<std::string> {
            QFile content(QString::fromStdString(m_files->pathOf(hash).string()));
            if (hash.empty() || !content.open(QIODevice::ReadOnly))
                return Error(errc::notFound, "The content of this file is not in the project.");
            return content.read(atMost).toStdString();
        });
}

Result<DoctorFinding> EngineImpl::unusedContents(Unused what, std::stop_token stop)
{
    using Level = DoctorFinding::Level;
    SYNCLINE_TRY(Store::Reader reader, m_store->reader(stop));
    SYNCLINE_TRY(auto unused,
                 unusedFiles(reader.database(), effective()->models, *m_files, youngest));
    SYNCLINE_CHECK(keepForUndo(reader.database(), m_project->folder() / ".syncline" / "backups",
                               *m_files, unused));
    std::uint64_t bytes = 0;
    for (const FileStore::Content &content : unused) {
        bytes += content.bytes;
        if (what == Unused::Remove)
            m_files->remove(content);
    }
    const std::string count =
        std::to_string(unused.size()) + " contents of files (" + text::humanSize(bytes) + ")";
    DoctorFinding finding{
        .level = Level::Ok, .topic = "files", .text = "Every stored content of a file is in use."};
    if (!unused.empty() && what == Unused::Remove)
        finding.text = count + " that nothing referred to were deleted.";
    else if (!unused.empty())
        finding = {.level = Level::Note,
                   .topic = "files",
                   .text = "Nothing refers to " + count +
                           "; `syncline doctor --collect` deletes them."};
    return finding;
}

QFuture<Result<DoctorFinding>> EngineImpl::collectFiles()
{
    return ask<DoctorFinding>([this](std::stop_token stop) -> Result<DoctorFinding> {
        SYNCLINE_CHECK(writable());
        return unusedContents(Unused::Remove, stop);
    });
}

} // namespace syncline
