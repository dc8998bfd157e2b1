#pragma once

#include "core/base/Clock.h"
#include "core/project/Project.h"
#include "core/project/ProjectFolder.h"
#include "core/project/ProjectWatcher.h"

#include <map>
#include <mutex>
#include <vector>

namespace syncline {

/** Project over a real folder. */
class ProjectOnDisk final : public Project
{
public:
    ProjectOnDisk(std::filesystem::path folder, Access access);

    [[nodiscard]] const std::filesystem::path &folder() const override { return m_folder; }
    [[nodiscard]] bool isReadOnly() const override;
    [[nodiscard]] ProjectPtr current() const override;
    ProjectPtr reload() override;

    Result<void> saveModels(const std::vector<ModelDef> &models) override;
    Result<void> renameModel(std::string_view from, std::string_view to) override;
    [[nodiscard]] Result<PlannedModels> planModels(const std::vector<ModelDef> &save,
                                                   const std::vector<std::string> &remove,
                                                   const std::string &changeId) const override;
    [[nodiscard]] Result<PlannedModels> planFiles(const FilesChange &files) const override;
    Result<void> finishChange(ChangeJournal &journal) override;
    Result<void> removeModel(std::string_view name) override;
    Result<void> saveAction(const ActionDef &action) override;
    Result<void> removeAction(std::string_view fullName) override;
    Result<void> saveConnection(const ConnectionDef &connection) override;
    Result<void> removeConnection(std::string_view name) override;
    Result<void> saveEnvironment(const EnvironmentDef &environment) override;
    Result<void> renameView(std::string_view from, std::string_view to) override;
    Result<void> removeView(std::string_view name) override;
    [[nodiscard]] Result<std::string> readFile(std::string_view path) const override;
    Result<void> writeFile(std::string_view path, std::string_view text) override;
    Result<void> replaceFile(std::string_view path, const std::optional<std::string> &before,
                             std::string_view text) override;
    [[nodiscard]] std::shared_ptr<void> watch(std::function<void(ProjectPtr)> changed) override;

private:
    static constexpr std::string_view conflictCode = "SYNC_CONFLICT";
    using Fingerprint = std::map<std::string, std::string>;
    struct Watch;
    /** A definition file about to be written. */
    struct Change
    {
        std::string path;
        std::string text;
    };

    /** Every file whose text changes with the model's name, under its new path. */
    static std::vector<Change> renameChanges(const ProjectDef &project, std::string_view from,
                                             std::string_view to);
    ProjectPtr reloadLocked();
    [[nodiscard]] Result<void> checkWritable() const;
    [[nodiscard]] Result<void> checkUnchanged(const std::string &path) const;
    Result<void> addText(FilesChange &files, Change change, const std::string &oldPath,
                         bool isThere) const;
    [[nodiscard]] Result<PlannedModels> loadPlanned(FilesChange files) const;
    Result<void> saveLocked(const std::vector<Change> &changes);
    Result<void> removeLocked(const std::string &path);
    Result<void> writeLocked(std::string_view path, const std::filesystem::path &file,
                             std::string_view text);
    /** Reads again after own changes below @p paths, of which the watchers need not hear. */
    void settleOwn(const std::vector<std::string> &paths);
    void look(Watch &watch);

    const std::filesystem::path m_folder;
    const Access m_access;
    mutable SystemRandom m_random; ///< Thread-safe.

    mutable std::mutex m_mutex; ///< One load or save at a time.
    Fingerprint m_fingerprint;
    std::vector<std::weak_ptr<Watch>> m_watches;

    mutable std::mutex m_currentMutex;
    ProjectPtr m_current;
};

} // namespace syncline
