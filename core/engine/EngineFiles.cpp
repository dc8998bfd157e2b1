#include "core/engine/EngineImpl.h"

#include "core/base/TextSafe.h"
#include "core/record/FileUse.h"

#include <QFile>

// Contents of file fields.

namespace syncline {

namespace {

/** A run that is under way may have stored a content that no record refers to yet. */
constexpr std::chrono::hours youngest{24};

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
    SYNCLINE_TRY(const auto unused,
                 unusedFiles(reader.database(), effective()->models, *m_files, youngest));
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
