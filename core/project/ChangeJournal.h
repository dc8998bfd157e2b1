#pragma once

#include "core/base/Result.h"
#include "core/project/FilesChange.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/**
 * Makes a change of files and one of a database happen both or not at all, whatever is killed when:
 *
 *   1. begin() writes `.syncline/changes/pending.json`: which files, and under which id;
 *   2. the database commits its change together with that id;
 *   3. finish() carries the files out and files the journal as `<id>.json`.
 *
 * Who finds a pending journal asks the database for the id: finish() when it is there, drop() when
 * it is not. finish() can be killed and called again at any point. Filed journals, and the folders
 * that were taken away (`<id>/`), are what undoing a change needs. Not thread-safe.
 */
class ChangeJournal
{
public:
    struct Entry
    {
        std::string id;
        std::string environment; ///< Whose database has the other half.
        FilesChange files;
    };

    /** @p project: the project's folder. */
    explicit ChangeJournal(std::filesystem::path project);

    /** Where the folder number @p number that the change @p id takes away is kept (a project path).
     */
    [[nodiscard]] static std::string takenFolder(const std::string &id, std::size_t number);

    /** nullopt: none. An unreadable one is an error, not none. */
    [[nodiscard]] Result<std::optional<Entry>> pending() const;
    Result<void> begin(const Entry &entry);
    /** Carries the pending change out. A file that somebody else wrote meanwhile is left alone. */
    Result<void> finish();
    Result<void> drop();

    /** A change that was carried out; nullopt: its journal is gone. */
    [[nodiscard]] Result<std::optional<Entry>> filed(const std::string &id) const;
    /** Forgets filed changes of @p environment, and what they took away, but those of @p kept and
     * those of the last 30 days. */
    void forgetAllBut(const std::string &environment, const std::vector<std::string> &kept);

private:
    [[nodiscard]] Result<std::optional<Entry>> read(const std::filesystem::path &file) const;
    Result<void> moveFolders(const Entry &entry);
    Result<void> writeTexts(const FilesChange &files);

    const std::filesystem::path m_project;
    const std::filesystem::path m_folder;
};

} // namespace syncline
