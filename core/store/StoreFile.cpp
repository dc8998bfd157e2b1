#include "core/store/StoreFile.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdlib.h>
#include <unistd.h>

namespace syncline {

namespace {

namespace fs = std::filesystem;

Result<void> judge(std::int64_t application, std::int64_t version, bool hasTables,
                   const fs::path &file)
{
    if (application == 0 && version == 0 && !hasTables)
        return {}; // made, and never written to
    if (application != StoreFile::applicationId) {
        return Error(errc::invalidInput, "%1 is a database, but not one of Syncline.",
                     {file.string()});
    }
    if (version > StoreFile::formatVersion) {
        return Error(
            errc::tooNew,
            "%1 was written by a newer Syncline (format %2; this one knows %3). Install the "
            "newer version; nothing was changed.",
            {file.string(), std::to_string(version), std::to_string(StoreFile::formatVersion)});
    }
    return {};
}

Result<std::int64_t> number(Database &database, std::string_view sql)
{
    SYNCLINE_TRY(Statement statement, database.prepare(sql));
    SYNCLINE_TRY(const bool row, statement.step());
    return row ? statement.integer(0) : 0;
}

std::uint32_t bigEndian(const std::array<char, 100> &bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

} // namespace

std::filesystem::path StoreFile::logOf(const fs::path &file)
{
    return fs::path(file).concat("-wal");
}

Result<StoreFile> StoreFile::inspect(const fs::path &file)
{
    StoreFile found;
    std::error_code error;
    const std::uintmax_t logSize = fs::file_size(logOf(file), error);
    found.hasLog = !error && logSize > 0;
    const std::uintmax_t size = fs::file_size(file, error);
    if (error || size == 0)
        return found;
    found.exists = true;

    // The header as SQLite documents it: magic, schema size, user_version at 60, application_id
    // at 68.
    std::array<char, 100> header{};
    std::ifstream in(file, std::ios::binary);
    in.read(header.data(), header.size());
    constexpr std::string_view magic("SQLite format 3\0", 16);
    if (in.gcount() != static_cast<std::streamsize>(header.size()) ||
        std::string_view(header.data(), magic.size()) != magic) {
        return Error(errc::corrupt,
                     "%1 is damaged: it does not begin as a database does. Restore a backup.",
                     {file.string()});
    }
    // A log may hold other versions, and an application id of 0 says nothing: see checkFormat().
    const std::uint32_t application = bigEndian(header, 68);
    if (!found.hasLog && application != 0)
        SYNCLINE_CHECK(judge(application, bigEndian(header, 60), true, file));
    return found;
}

Result<void> StoreFile::checkFormat(Database &database, const fs::path &file)
{
    SYNCLINE_TRY(const std::int64_t application, number(database, "PRAGMA application_id"));
    SYNCLINE_TRY(const std::int64_t version, number(database, "PRAGMA user_version"));
    SYNCLINE_TRY(const std::int64_t tables, number(database, "SELECT count(*) FROM sqlite_schema"));
    return judge(application, version, tables > 0, file);
}

Result<void> StoreFile::create(Database &database)
{
    return database.exec("BEGIN IMMEDIATE;"
                         "PRAGMA application_id=" +
                         std::to_string(applicationId) +
                         ";PRAGMA user_version=" + std::to_string(formatVersion) +
                         ";CREATE TABLE IF NOT EXISTS _syncline_meta(key TEXT PRIMARY KEY, value "
                         "TEXT NOT NULL) STRICT, WITHOUT ROWID;"
                         "COMMIT");
}

bool folderTakesFiles(const fs::path &folder)
{
    return access(folder.c_str(), W_OK | X_OK) == 0;
}

Result<std::unique_ptr<TemporaryCopy>> TemporaryCopy::make(const fs::path &file)
{
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "syncline-XXXXXX").string();
    const auto failed = [&](const std::string &why) {
        return Error(errc::storage,
                     "%1 lies in a read-only folder and has to be copied to be read, but that "
                     "failed.",
                     {file.string()})
            .withDetail(why);
    };
    if (error || !mkdtemp(pattern.data()))
        return failed(error ? error.message() : std::strerror(errno));
    std::unique_ptr<TemporaryCopy> copy(new TemporaryCopy(pattern));
    fs::copy_file(file, copy->file(), error);
    if (!error)
        fs::copy_file(StoreFile::logOf(file), StoreFile::logOf(copy->file()), error);
    if (error)
        return failed(error.message());
    return copy;
}

TemporaryCopy::~TemporaryCopy()
{
    std::error_code error;
    fs::remove_all(m_folder, error);
}

} // namespace syncline
