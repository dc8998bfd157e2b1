#include "core/project/ActionFile.h"
#include "core/project/JsonFile.h"
#include "core/project/ModelFile.h"
#include "core/project/ModelRenames.h"
#include "core/project/Names.h"
#include "core/project/ProjectLoader.h"
#include "core/project/ProjectOnDisk.h"
#include "core/project/StorageKey.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <utility>

// What a change of models does to the project's files, found out before anything is written.

namespace syncline {

namespace fs = std::filesystem;

namespace {

std::string folderOfModel(std::string_view model)
{
    return "models/" + std::string(model);
}

/** Works out the models and actions after a change. */
class ModelPlanner
{
public:
    ModelPlanner(const ProjectDef &project, Random &random)
        : m_project(project),
          m_random(random)
    {
    }

    Result<void> plan(const std::vector<ModelDef> &save, const std::vector<std::string> &remove)
    {
        for (const std::string &name : remove)
            SYNCLINE_CHECK(takeAway(name));
        for (const ModelDef &given : save)
            SYNCLINE_CHECK(take(given));
        followNames();
        followFieldNames();
        return checkNames();
    }

    struct Planned
    {
        std::shared_ptr<const ModelDef> before; ///< nullptr: it is new.
        ModelDef after;
        bool given = false;
    };
    [[nodiscard]] const std::vector<Planned> &models() const { return m_models; }
    [[nodiscard]] const Renames &renames() const { return m_renames; }
    [[nodiscard]] const std::vector<std::shared_ptr<const ModelDef>> &removed() const
    {
        return m_removed;
    }

private:
    Result<void> takeAway(const std::string &name)
    {
        const auto model = m_project.findModel(name);
        if (!model)
            return Error(errc::notFound, "There is no model %1.", {inQuotes(name)});
        m_removed.push_back(model);
        return {};
    }

    [[nodiscard]] bool isRemoved(const ModelDef &model) const
    {
        return std::ranges::any_of(
            m_removed, [&](const auto &gone) { return gone->storageKey == model.storageKey; });
    }

    Result<void> take(ModelDef model)
    {
        if (const auto fault = nameFault(NameKind::Model, model.name))
            return Error(errc::invalidInput, "%1", {*fault});
        if (model.storageKey.empty())
            model.storageKey = makeStorageKey(m_random, "m_");
        for (FieldDef &field : model.fields) {
            if (field.isStored() && field.storageKey.empty())
                field.storageKey = makeStorageKey(m_random, "f_");
        }
        if (model.plural.empty())
            model.plural = text::plural(model.name);
        Planned planned{.before = {}, .after = std::move(model), .given = true};
        for (const auto &old : m_project.models) {
            if (old->storageKey == planned.after.storageKey && !isRemoved(*old))
                planned.before = old;
        }
        if (planned.before && planned.before->name != planned.after.name)
            m_renames.emplace(planned.before->name, planned.after.name);
        m_models.push_back(std::move(planned));
        return {};
    }

    /** Models that are not part of the change come in here, too. */
    void followNames()
    {
        for (const auto &old : m_project.models) {
            const bool isGiven = std::ranges::any_of(m_models, [&](const Planned &planned) {
                return planned.after.storageKey == old->storageKey;
            });
            if (!isGiven && !isRemoved(*old))
                m_models.push_back({.before = old, .after = *old, .given = false});
        }
        // Who gives definitions knows the new names; an old one that is no name any more is meant
        // to follow.
        Renames stale = m_renames;
        std::erase_if(stale, [this](const auto &rename) {
            return std::ranges::any_of(m_models, [&](const Planned &planned) {
                return planned.given && planned.after.name == rename.first;
            });
        });
        for (Planned &planned : m_models) {
            if (planned.given && planned.before &&
                planned.after.plural == text::plural(planned.before->name))
                planned.after.plural = text::plural(planned.after.name);
            planned.after = followed(planned.after, planned.given ? stale : m_renames);
        }
    }

    void followFieldNames()
    {
        for (const Planned &changed : std::vector<Planned>(m_models)) {
            if (!changed.given || !changed.before)
                continue;
            Renames fields;
            for (const FieldDef &field : changed.before->fields) {
                const FieldDef *now = field.storageKey.empty()
                                          ? nullptr
                                          : changed.after.findByStorageKey(field.storageKey);
                if (now != nullptr && now->name != field.name)
                    fields.emplace(field.name, now->name);
            }
            if (fields.empty())
                continue;
            for (Planned &planned : m_models)
                planned.after = followedFields(planned.after, changed.after, fields);
        }
    }

    [[nodiscard]] Result<void> checkNames() const
    {
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            const ModelDef &model = m_models[i].after;
            for (std::size_t k = 0; k < i; ++k) {
                const ModelDef &other = m_models[k].after;
                if (typeName(other.name) == typeName(model.name))
                    return Error(errc::invalidInput, "There is already a model %1.",
                                 {inQuotes(model.name)});
                if (other.storageKey == model.storageKey) {
                    return Error(errc::invalidInput,
                                 "The model %1 has the storage key of the model %2. Clear it to "
                                 "get a new one.",
                                 {inQuotes(model.name), inQuotes(other.name)});
                }
            }
        }
        for (const auto &gone : m_removed)
            SYNCLINE_CHECK(checkLeftAlone(*gone));
        return {};
    }

    /** Nothing may point at a model that goes. */
    [[nodiscard]] Result<void> checkLeftAlone(const ModelDef &gone) const
    {
        std::string relations;
        for (const Planned &planned : m_models) {
            if (planned.after.name == gone.name)
                return {}; // another of the name comes
            for (const FieldDef &field : planned.after.fields) {
                const bool isMember = std::ranges::find(field.members, gone.name,
                                                        &UnionMember::model) != field.members.end();
                if (field.relatedModel == gone.name || field.joinModel == gone.name || isMember)
                    relations +=
                        (relations.empty() ? "" : ", ") + planned.after.name + '.' + field.name;
            }
        }
        if (relations.empty())
            return {};
        return Error(errc::invalidInput,
                     "The model %1 cannot be removed while relationships point at it: %2. Remove "
                     "those fields first.",
                     {inQuotes(gone.name), relations});
    }

    const ProjectDef &m_project;
    Random &m_random;
    std::vector<Planned> m_models;
    std::vector<std::shared_ptr<const ModelDef>> m_removed;
    Renames m_renames;
};

/** Folders of removed models go away, those of renamed ones to their new names. */
Result<std::vector<FilesChange::Move>> movesOf(const ModelPlanner &planner,
                                               const std::vector<std::string> &removed,
                                               const std::string &changeId, const fs::path &project)
{
    std::vector<FilesChange::Move> moves;
    for (const auto &gone : planner.removed())
        moves.push_back({.from = folderOfModel(gone->name),
                         .to = ChangeJournal::takenFolder(changeId, moves.size())});
    for (const auto &[from, to] : planner.renames()) {
        std::error_code error;
        const bool isFreed =
            planner.renames().contains(to) || std::ranges::find(removed, to) != removed.end();
        if (!isFreed && fs::exists(project / folderOfModel(to), error))
            return Error(errc::invalidInput, "There is already a folder models/%1.", {to});
        moves.push_back({.from = folderOfModel(from), .to = folderOfModel(to)});
    }
    return moves;
}

} // namespace

/** Adds a file, which is @p isThere under @p oldPath now, unless it stays as it is. */
Result<void> ProjectOnDisk::addText(FilesChange &files, Change change, const std::string &oldPath,
                                    bool isThere) const
{
    FilesChange::Text text{.path = std::move(change.path),
                           .oldPath = oldPath,
                           .before = {},
                           .after = std::move(change.text)};
    if (isThere) {
        SYNCLINE_CHECK(checkUnchanged(oldPath));
        SYNCLINE_TRY(text.before, readFile(oldPath));
    }
    if (text.before != text.after)
        files.texts.push_back(std::move(text));
    return {};
}

Result<Project::PlannedModels> ProjectOnDisk::planModels(const std::vector<ModelDef> &save,
                                                         const std::vector<std::string> &remove,
                                                         const std::string &changeId) const
{
    const std::scoped_lock lock(m_mutex);
    const ProjectPtr project = current();
    ModelPlanner planner(*project, m_random);
    SYNCLINE_CHECK(planner.plan(save, remove));

    FilesChange files;
    SYNCLINE_TRY(files.moves, movesOf(planner, remove, changeId, m_folder));
    std::vector<std::string> touched;
    for (const auto &gone : planner.removed())
        touched.push_back(gone->storageKey);
    std::error_code error;
    for (const auto &[before, after, given] : planner.models()) {
        if (before && *before == after && !given)
            continue;
        touched.push_back(after.storageKey);
        if (before && *before == after)
            continue; // its file may be written by hand, and stays as it is
        const std::string oldPath = modelPath(before ? before->name : after.name);
        const bool isThere = before || (fs::exists(m_folder / oldPath, error) &&
                                        std::ranges::find(remove, after.name) == remove.end());
        SYNCLINE_CHECK(addText(files, {.path = modelPath(after.name), .text = writeModel(after)},
                               oldPath, isThere));
    }
    for (const auto &action : project->actions) {
        const bool isGone = std::ranges::find(remove, action->model) != remove.end();
        if (action->isDefault || isGone || planner.renames().empty())
            continue;
        const ActionDef after = followed(*action, planner.renames());
        if (std::string text = writeAction(after); text != writeAction(*action))
            SYNCLINE_CHECK(addText(
                files, {.path = actionPath(after.model, after.name), .text = std::move(text)},
                actionPath(action->model, action->name), true));
    }
    SYNCLINE_TRY(PlannedModels planned, loadPlanned(std::move(files)));
    planned.touched = std::move(touched);
    return planned;
}

Result<Project::PlannedModels> ProjectOnDisk::planFiles(const FilesChange &files) const
{
    const std::scoped_lock lock(m_mutex);
    std::error_code error;
    for (const auto &[from, to] : files.moves) {
        const bool isFreed = std::ranges::any_of(
            files.moves, [&to = to](const auto &move) { return move.from == to; });
        if (!fs::exists(m_folder / from, error) || (!isFreed && fs::exists(m_folder / to, error)))
            return Error(conflictCode, "The folder %1 is not where the change left it.", {from});
    }
    for (const FilesChange::Text &text : files.texts) {
        const Result<std::string> now = readFile(text.oldPath);
        const bool isSame = text.before ? now && *now == *text.before : !now;
        // In a folder that comes back, nobody has changed anything.
        if (!isSame && !text.oldPath.starts_with('.'))
            return Error(conflictCode, "%1 was changed since.", {text.oldPath});
    }
    return loadPlanned(files);
}

/** @p files as they would be loaded; refused when something of them would not be understood. */
Result<Project::PlannedModels> ProjectOnDisk::loadPlanned(FilesChange files) const
{
    const ProjectPtr project = current();
    auto after = std::make_shared<ProjectDef>(loadProject(
        overlaid(scanProject(m_folder), files, m_folder), m_folder.filename().native()));
    if (!after->complete) {
        const auto isOld = [&](const Problem &problem) {
            return std::ranges::any_of(project->problems, [&](const Problem &old) {
                return old.file == problem.file && old.message == problem.message;
            });
        };
        for (const Problem &problem : after->problems) {
            if (problem.leftOut && !isOld(problem))
                return Error(errc::invalidInput, "%1 cannot be saved like this: %2",
                             {problem.file, problem.message});
        }
        return Error(errc::problems, "The project has files that cannot be understood; mend the "
                                     "problems before its models are changed.");
    }
    return PlannedModels{.after = std::move(after), .files = std::move(files), .touched = {}};
}

Result<void> ProjectOnDisk::finishChange(ChangeJournal &journal)
{
    const std::scoped_lock lock(m_mutex);
    SYNCLINE_TRY(const auto entry, journal.pending());
    if (!entry)
        return {};
    const Result<void> finished = journal.finish();
    std::vector<std::string> paths;
    for (const auto &[from, to] : entry->files.moves) {
        paths.push_back(from);
        paths.push_back(to);
    }
    for (const FilesChange::Text &text : entry->files.texts)
        paths.push_back(text.path);
    settleOwn(paths);
    return finished;
}

} // namespace syncline
