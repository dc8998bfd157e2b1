#include "core/store/BackupFolder.h"

#include "core/base/Time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <utility>

namespace syncline {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<BackupKind, std::string_view>, 3> kinds{
    {{BackupKind::SchemaChange, "schema"},
     {BackupKind::Manual, "manual"},
     {BackupKind::Replaced, "replaced"}}};

/** "2026-01-31T12:00:00.000Z" → "20260131T120000Z". */
std::string compact(DateTime time)
{
    std::string text = iso::format(time).substr(0, 19);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text + "Z";
}

std::optional<DateTime> expand(std::string_view text)
{
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z')
        return std::nullopt;
    const std::string t(text);
    return iso::parseDateTime(t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 5) + ":" +
                              t.substr(11, 2) + ":" + t.substr(13, 2) + "Z");
}

/** Cuts what follows the last '-' off @p text. */
std::string_view takeLast(std::string_view &text)
{
    const std::size_t at = text.rfind('-');
    if (at == std::string_view::npos)
        return {};
    const std::string_view last = text.substr(at + 1);
    text = text.substr(0, at);
    return last;
}

/** What a kill left of a backup that was being made. */
void removeUnfinished(const fs::path &folder)
{
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(24);
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error)) {
        std::error_code ignored;
        if (entry.path().filename().string().find(".sqlite.part") != std::string::npos &&
            entry.last_write_time(ignored) < old && !ignored)
            found.push_back(entry.path());
    }
    for (const fs::path &path : found)
        fs::remove(path, error);
}

std::optional<BackupFile> readEntry(const fs::directory_entry &entry)
{
    if (entry.path().extension() != ".sqlite")
        return std::nullopt;
    const std::string stem = entry.path().stem().string();
    std::string_view rest = stem;
    std::string_view last = takeLast(rest);
    if (!expand(last)) // "…Z-2": the second of one second
        last = takeLast(rest);
    const auto time = expand(last);
    const std::string_view word = takeLast(rest);
    const auto kind =
        std::ranges::find(kinds, word, &std::pair<BackupKind, std::string_view>::second);
    if (!time || kind == kinds.end() || rest.empty())
        return std::nullopt;
    std::error_code error;
    BackupFile file{.file = entry.path(),
                    .environment = std::string(rest),
                    .kind = kind->first,
                    .time = *time,
                    .bytes = entry.file_size(error)};
    return error ? std::nullopt : std::optional(std::move(file));
}

} // namespace

std::string_view backupKindName(BackupKind kind)
{
    return std::ranges::find(kinds, kind, &std::pair<BackupKind, std::string_view>::first)->second;
}

Result<fs::path> BackupFolder::newFile(std::string_view environment, BackupKind kind,
                                       DateTime time) const
{
    std::error_code error;
    fs::create_directories(m_folder, error);
    if (error) {
        return Error(errc::storage, "The folder for backups, %1, cannot be made.",
                     {m_folder.string()})
            .withDetail(error.message());
    }
    fs::permissions(m_folder, fs::perms::owner_all, error); // records are nobody else's business
    const std::string stem =
        std::string(environment) + "-" + std::string(backupKindName(kind)) + "-" + compact(time);
    int last = 0; // of one second; a number is not given again when an older one is gone
    for (const auto &entry : fs::directory_iterator(m_folder, error)) {
        const std::string name = entry.path().stem().string();
        if (name == stem)
            last = std::max(last, 1);
        else if (name.starts_with(stem + "-"))
            last = std::max(last, std::atoi(name.c_str() + stem.size() + 1));
    }
    const std::string number = last == 0 ? std::string() : "-" + std::to_string(last + 1);
    return m_folder / (stem + number + ".sqlite");
}

std::vector<BackupFile> BackupFolder::list() const
{
    std::vector<BackupFile> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(m_folder, error)) {
        if (auto file = readEntry(entry))
            found.push_back(std::move(*file));
    }
    std::ranges::sort(found, [](const BackupFile &a, const BackupFile &b) {
        return std::pair(a.time.ms, a.file.string().size()) >
                   std::pair(b.time.ms, b.file.string().size()) ||
               (a.time == b.time && a.file.string().size() == b.file.string().size() &&
                a.file.string() > b.file.string());
    });
    return found;
}

void BackupFolder::prune(std::string_view environment, const BackupLimits &limits,
                         std::span<const std::string> needed) const
{
    removeUnfinished(m_folder);
    std::size_t count = 0;
    std::uint64_t bytes = 0;
    for (const BackupFile &backup : list()) {
        if (backup.kind != BackupKind::SchemaChange || backup.environment != environment)
            continue;
        ++count;
        bytes += backup.bytes;
        const bool isNeeded =
            count == 1 ||
            std::ranges::find(needed, backup.file.filename().string()) != needed.end();
        if (isNeeded || (count <= limits.count && bytes <= limits.bytes))
            continue;
        std::error_code error; // what cannot be deleted now can be later
        fs::remove(backup.file, error);
        --count;
        bytes -= backup.bytes;
    }
}

} // namespace syncline
