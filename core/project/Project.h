#pragma once

#include "core/base/Result.h"
#include "core/project/ChangeJournal.h"
#include "core/project/ProjectDef.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * A project's folder on disk: loads, checks, saves and watches it.
 *
 * load() never fails for what a file says (that is a Problem), only when the folder is no project
 * or cannot be read. Saving is atomic per file (write, fsync, rename), canonical (2-space JSON,
 * fixed key order, final newline: loading and saving changes no byte) and remembers the hash, so
 * that the watcher knows our own writes. Thread-safe.
 */
class Project
{
public:
    enum class Access : std::uint8_t { ReadWrite, ReadOnly };
    static Result<std::unique_ptr<Project>> open(const std::filesystem::path &folder,
                                                 Access access = Access::ReadWrite);
    /**
     * Writes an empty project (syncline.json, .gitignore) into @p folder, which must be empty (but
     * for a .git folder) or absent.
     */
    static Result<void> create(const std::filesystem::path &folder, std::string_view name,
                               std::string_view id);
    virtual ~Project() = default;

    [[nodiscard]] virtual const std::filesystem::path &folder() const = 0;
    /** Asked for, the folder cannot be written, or its files are of a newer version. */
    [[nodiscard]] virtual bool isReadOnly() const = 0;
    /** The newest successful load. */
    [[nodiscard]] virtual ProjectPtr current() const = 0;
    /** Reads everything again; returns the new state (the old pointer when nothing differs). */
    virtual ProjectPtr reload() = 0;

    /*
     * Saving. Each call writes its files, and current() is the new state when it returns. A
     * definition without a storage key gets one. Refused: SYNC_READ_ONLY; SYNC_INVALID_INPUT (a bad
     * name, a name already used); SYNC_CONFLICT when the file was changed on disk since it was
     * loaded (reload first); SYNC_PROJECT_PROBLEMS when the file on disk holds something that was
     * not understood and would be lost.
     */
    virtual Result<void> saveModels(const std::vector<ModelDef> &models) = 0;
    Result<void> saveModel(const ModelDef &model) { return saveModels({model}); }
    /** Moves the folder and follows the name in relationships of other models. Data is kept: the
     * storage key stays. */
    virtual Result<void> renameModel(std::string_view from, std::string_view to) = 0;
    struct PlannedModels
    {
        ProjectPtr after; ///< As it would be loaded; its revision is 0.
        FilesChange files;
        std::vector<std::string> touched; ///< Storage keys of the models concerned.
    };
    /**
     * The files that saving @p save (new or changed; matched by storage key, so another name is a
     * rename, which is followed everywhere) and removing @p remove (by name, with all in their
     * folders) would change. Writes nothing. Errors as those of saving.
     */
    [[nodiscard]] virtual Result<PlannedModels> planModels(const std::vector<ModelDef> &save,
                                                           const std::vector<std::string> &remove,
                                                           const std::string &changeId) const = 0;
    /** The same for files: SYNC_CONFLICT unless they are as @p files found them. */
    [[nodiscard]] virtual Result<PlannedModels> planFiles(const FilesChange &files) const = 0;
    /** Carries a pending change out, and loads the project anew. */
    virtual Result<void> finishChange(ChangeJournal &journal) = 0;
    /** Refused while a relationship of another model points at it. */
    virtual Result<void> removeModel(std::string_view name) = 0;
    virtual Result<void> saveAction(const ActionDef &action) = 0;
    /** Removes the action with its Lua files; create, update and delete fall back to their default.
     */
    virtual Result<void> removeAction(std::string_view fullName) = 0;
    virtual Result<void> saveConnection(const ConnectionDef &connection) = 0;
    virtual Result<void> removeConnection(std::string_view name) = 0;
    virtual Result<void> saveEnvironment(const EnvironmentDef &environment) = 0;
    /** Moves views/<from>.sql. Refused: SYNC_NOT_FOUND, and SYNC_INVALID_INPUT for a name that
     * another view has. */
    virtual Result<void> renameView(std::string_view from, std::string_view to) = 0;
    virtual Result<void> removeView(std::string_view name) = 0;
    /** Text files by project path; refuses paths outside the project, symlinks out of it, and
     * .syncline. */
    [[nodiscard]] virtual Result<std::string> readFile(std::string_view path) const = 0;
    virtual Result<void> writeFile(std::string_view path, std::string_view text) = 0;
    /** writeFile(), but only while the file still holds @p before (nullopt: while there is none);
     * SYNC_CONFLICT else. */
    virtual Result<void> replaceFile(std::string_view path,
                                     const std::optional<std::string> &before,
                                     std::string_view text) = 0;

    /**
     * Calls @p changed (on the watcher's thread) with the new state after 200 ms of quiet whenever
     * a reload differs. inotify; polls every 2 s where that fails. Stops with the returned token's
     * destruction.
     */
    [[nodiscard]] virtual std::shared_ptr<void> watch(std::function<void(ProjectPtr)> changed) = 0;
};

} // namespace syncline
