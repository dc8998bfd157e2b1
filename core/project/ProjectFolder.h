#pragma once

#include "core/base/Result.h"
#include "core/project/Problem.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** The content of one file of the project, and its contentHash(). */
struct ProjectFile
{
    std::string text;
    std::string hash;
};

/** Definition files and scripts of a project as they were at one moment, by project path. */
struct ProjectFiles
{
    std::map<std::string, ProjectFile, std::less<>> files;
    std::vector<Problem> problems; ///< Files that could not be read.

    /** Path → hash; equal for equal content. A problem counts as content. */
    [[nodiscard]] std::map<std::string, std::string> fingerprint() const;
};

/** Reads syncline.json, every .json and .lua file of the folders that hold definitions, and the
 * .sql files of views. Hidden files and links out of the project are not read. */
ProjectFiles scanProject(const std::filesystem::path &folder);

/** Whether @p relative (a project path) is one that scanProject() reads. */
bool isScanned(std::string_view relative);

/** Folders that scanProject() goes through; for watching. Relative, existing, including "" (the
 * project folder). */
std::vector<std::string> projectFolders(const std::filesystem::path &folder);

/**
 * The file that the project path @p path stands for. SYNC_INVALID_INPUT for an empty path, an
 * absolute one, "..", a NUL byte, anything in .syncline or .git, and a symbolic link that leads to
 * one of those or out of the project.
 */
Result<std::filesystem::path> resolveInside(const std::filesystem::path &folder,
                                            std::string_view path);

/** The whole file. SYNC_NOT_FOUND, SYNC_STORAGE; SYNC_INVALID_INPUT when it is larger than @p
 * limit. */
Result<std::string> readWholeFile(const std::filesystem::path &file, std::size_t limit);

/**
 * Replaces @p file by @p text, all or nothing: a temporary file beside it, fsync, rename, fsync of
 * the folder. Folders are made as needed; the mode of an existing file is kept. SYNC_READ_ONLY,
 * SYNC_DISK_FULL, SYNC_STORAGE. @p mode is that of a new file.
 */
Result<void> writeFileAtomically(const std::filesystem::path &file, std::string_view text,
                                 unsigned mode = 0644);

/** Removes what an interrupted writeFileAtomically() left behind more than an hour ago. */
void removeLeftovers(const std::filesystem::path &folder);

/** SYNC_INVALID_INPUT unless @p folder is empty (but for a .git folder) or absent. */
Result<void> checkFreeFolder(const std::filesystem::path &folder);

/** Whether files can be made in @p folder by this process. */
bool isWritableFolder(const std::filesystem::path &folder);

} // namespace syncline
