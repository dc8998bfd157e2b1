#include "core/project/ChangeJournal.h"

#include "core/base/Json.h"
#include "core/project/JsonFile.h"

#include <algorithm>
#include <chrono>

#include <sys/stat.h>

namespace syncline {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxJournalBytes = 512U * 1024 * 1024;
constexpr const char *pendingName = "pending.json";

Error cannotMove(const fs::path &from, const std::string &why)
{
    return {errc::storage, "The folder %1 cannot be moved: %2.", {from.string(), why}};
}

Result<void> moveFolder(const fs::path &from, const fs::path &to)
{
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (!error)
        fs::remove(to, error); // only when it is empty
    fs::rename(from, to, error);
    if (error)
        return cannotMove(from, error.message());
    return {};
}

/** A folder is moved by its name alone: copying it could be killed half way. */
Result<void> checkSameDisk(const fs::path &from, const fs::path &to)
{
    struct stat a = {};
    struct stat b = {};
    if (::stat(from.c_str(), &a) != 0)
        return cannotMove(from, "it is not there");
    if (::stat(to.c_str(), &b) != 0 || a.st_dev != b.st_dev)
        return cannotMove(from, to.string() + " is on another disk");
    return {};
}

std::optional<std::string> textOf(const fs::path &file)
{
    Result<std::string> text = readWholeFile(file, maxJournalBytes);
    return text ? std::optional(std::move(text).value()) : std::nullopt;
}

} // namespace

ChangeJournal::ChangeJournal(fs::path project)
    : m_project(std::move(project)),
      m_folder(m_project / ".syncline" / "changes")
{
}

std::string ChangeJournal::takenFolder(const std::string &id, std::size_t number)
{
    return ".syncline/changes/" + id + "/" + std::to_string(number);
}

Result<std::optional<ChangeJournal::Entry>> ChangeJournal::read(const fs::path &file) const
{
    std::error_code error;
    if (!fs::exists(file, error))
        return std::optional<Entry>();
    SYNCLINE_TRY(const std::string text, readWholeFile(file, maxJournalBytes));
    Result<Value> json = json::parse(text);
    if (!json || !(*json)["id"].isString()) {
        return Error(errc::corrupt,
                     "%1 cannot be read, so it is not known whether a change of models was carried "
                     "out. Restore the file, or move it away when models and data fit.",
                     {file.string()});
    }
    return std::optional(Entry{.id = (*json)["id"].asString(),
                               .environment = (*json)["environment"].stringOr(),
                               .files = filesChangeFromValue(*json)});
}

Result<std::optional<ChangeJournal::Entry>> ChangeJournal::pending() const
{
    return read(m_folder / pendingName);
}

Result<std::optional<ChangeJournal::Entry>> ChangeJournal::filed(const std::string &id) const
{
    return read(m_folder / (id + ".json"));
}

Result<void> ChangeJournal::begin(const Entry &entry)
{
    std::error_code error;
    fs::create_directories(m_folder, error);
    for (const FilesChange::Move &move : entry.files.moves)
        SYNCLINE_CHECK(checkSameDisk(m_project / move.from, m_folder));
    Value json = toValue(entry.files);
    json.asObject().set("id", entry.id);
    json.asObject().set("environment", entry.environment);
    return writeFileAtomically(m_folder / pendingName, json::write(json), 0600);
}

Result<void> ChangeJournal::drop()
{
    std::error_code error;
    fs::remove(m_folder / pendingName, error);
    if (error) {
        return Error(errc::storage, "%1 cannot be removed: %2.",
                     {(m_folder / pendingName).string(), error.message()});
    }
    return {};
}

Result<void> ChangeJournal::finish()
{
    SYNCLINE_TRY(const std::optional<Entry> entry, pending());
    if (!entry)
        return {};
    SYNCLINE_CHECK(moveFolders(*entry));
    SYNCLINE_CHECK(writeTexts(entry->files));
    std::error_code error;
    fs::rename(m_folder / pendingName, m_folder / (entry->id + ".json"), error);
    if (error) {
        return Error(errc::storage, "%1 cannot be filed: %2.",
                     {(m_folder / pendingName).string(), error.message()});
    }
    // Not before: without the mark, folders that changed places would change them again.
    fs::remove(m_folder / (entry->id + ".placing"), error);
    fs::remove(m_folder / (entry->id + ".parked"), error); // empty by now
    return {};
}

/** First all away, then all to their places, so that two can change places; in between a mark, so
 * that who goes on knows which half it is in. */
Result<void> ChangeJournal::moveFolders(const Entry &entry)
{
    if (entry.files.moves.empty())
        return {};
    const fs::path parked = m_folder / (entry.id + ".parked");
    const fs::path placing = m_folder / (entry.id + ".placing");
    std::error_code error;
    if (!fs::exists(placing, error)) {
        for (std::size_t i = 0; i < entry.files.moves.size(); ++i) {
            const fs::path from = m_project / entry.files.moves[i].from;
            const fs::path to = parked / std::to_string(i);
            if (fs::exists(from, error) && !fs::exists(to, error))
                SYNCLINE_CHECK(moveFolder(from, to));
        }
        SYNCLINE_CHECK(writeFileAtomically(placing, ""));
    }
    for (std::size_t i = 0; i < entry.files.moves.size(); ++i) {
        const fs::path from = parked / std::to_string(i);
        if (fs::exists(from, error))
            SYNCLINE_CHECK(moveFolder(from, m_project / entry.files.moves[i].to));
    }
    return {};
}

Result<void> ChangeJournal::writeTexts(const FilesChange &files)
{
    for (const FilesChange::Text &text : files.texts) {
        const fs::path file = m_project / text.path;
        const std::optional<std::string> now = textOf(file);
        if (now == text.after || now != text.before)
            continue; // done already, or written by somebody else since
        if (text.after) {
            SYNCLINE_CHECK(writeFileAtomically(file, *text.after));
            continue;
        }
        std::error_code error;
        fs::remove(file, error);
        if (error) {
            return Error(errc::storage, "%1 cannot be removed: %2.",
                         {file.string(), error.message()});
        }
        fs::remove(file.parent_path(), error); // only when it is empty
    }
    return {};
}

void ChangeJournal::forgetAllBut(const std::string &environment,
                                 const std::vector<std::string> &kept)
{
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(24 * 30);
    std::vector<std::string> gone;
    std::error_code error;
    for (const auto &file : fs::directory_iterator(m_folder, error)) {
        const std::string id = file.path().stem().string();
        if (file.path().extension() != ".json" || file.path().filename() == pendingName ||
            std::ranges::find(kept, id) != kept.end() || file.last_write_time(error) > old)
            continue;
        const auto entry = read(file.path());
        if (entry && *entry && (*entry)->environment == environment)
            gone.push_back(id);
    }
    for (const std::string &id : gone) { // what cannot go now can go later: the journal goes last
        for (const char *suffix : {"", ".parked", ".placing", ".json"})
            fs::remove_all(m_folder / (id + suffix), error);
    }
}

} // namespace syncline
