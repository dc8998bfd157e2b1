#include "core/project/ActionFile.h"
#include "core/project/ConnectionFile.h"
#include "core/project/FieldFile.h"
#include "core/project/JsonFile.h"
#include "core/project/ModelFile.h"
#include "core/project/ModelRenames.h"
#include "core/project/Names.h"
#include "core/project/ProjectOnDisk.h"
#include "core/project/StorageKey.h"
#include "core/project/ViewFile.h"

#include "core/base/TextSafe.h"

#include <algorithm>
#include <utility>

namespace syncline {

namespace fs = std::filesystem;

namespace {

/** What @p read makes of @p text must be whole: a definition that would not be understood again is
 * refused. */
template <typename Read>
Result<void> checkReadable(const std::string &path, const std::string &text, Read read)
{
    std::vector<Problem> problems;
    JsonFile file(path, text, problems);
    read(file);
    const auto fatal = std::find_if(problems.begin(), problems.end(),
                                    [](const Problem &problem) { return problem.leftOut; });
    if (fatal == problems.end())
        return {};
    return Error(errc::invalidInput, "%1 cannot be saved like this: %2", {path, fatal->message});
}

ModelDef withStorageKeys(ModelDef model, Random &random)
{
    if (model.storageKey.empty())
        model.storageKey = makeStorageKey(random, "m_");
    for (FieldDef &field : model.fields) {
        if (field.isStored() && field.storageKey.empty())
            field.storageKey = makeStorageKey(random, "f_");
    }
    if (model.plural.empty())
        model.plural = text::plural(model.name);
    return model;
}

/** No other model may have its name in the API or its storage key. */
Result<void> checkUnique(const ProjectDef &project, const ModelDef &model)
{
    for (const auto &other : project.models) {
        if (other->name == model.name)
            continue;
        if (typeName(other->name) == typeName(model.name)) {
            return Error(errc::invalidInput, "There is already a model %1.",
                         {inQuotes(other->name)});
        }
        if (other->storageKey == model.storageKey) {
            return Error(
                errc::invalidInput,
                "The model %1 has the storage key of the model %2. Clear it to get a new one.",
                {inQuotes(model.name), inQuotes(other->name)});
        }
    }
    return {};
}

Error missing(std::string_view what, std::string_view name)
{
    return {errc::notFound, "There is no %1 %2.", {std::string(what), inQuotes(name)}};
}

} // namespace

Result<void> ProjectOnDisk::saveModels(const std::vector<ModelDef> &models)
{
    const std::scoped_lock lock(m_mutex);
    std::vector<Change> changes;
    for (const ModelDef &given : models) {
        if (const auto fault = nameFault(NameKind::Model, given.name))
            return Error(errc::invalidInput, "%1", {*fault});
        const ModelDef model = withStorageKeys(given, m_random);
        SYNCLINE_CHECK(checkUnique(*current(), model));
        Change change{.path = modelPath(model.name), .text = writeModel(model)};
        SYNCLINE_CHECK(checkReadable(change.path, change.text,
                                     [&](JsonFile &file) { (void)readModel(file, model.name); }));
        changes.push_back(std::move(change));
    }
    return saveLocked(changes);
}

std::vector<ProjectOnDisk::Change>
ProjectOnDisk::renameChanges(const ProjectDef &project, std::string_view from, std::string_view to)
{
    const Renames renames{{std::string(from), std::string(to)}};
    std::vector<Change> changes;
    for (const auto &model : project.models) {
        const ModelDef changed = followed(*model, renames);
        if (!(changed == *model))
            changes.push_back({.path = modelPath(changed.name), .text = writeModel(changed)});
    }
    for (const auto &action : project.actions) {
        const ActionDef changed = followed(*action, renames);
        std::string text = writeAction(changed);
        if (!action->isDefault && text != writeAction(*action))
            changes.push_back(
                {.path = actionPath(changed.model, changed.name), .text = std::move(text)});
    }
    return changes;
}

Result<void> ProjectOnDisk::renameModel(std::string_view from, std::string_view to)
{
    const std::scoped_lock lock(m_mutex);
    const ProjectPtr project = current();
    if (!project->findModel(from))
        return missing("model", from);
    if (from == to)
        return {};
    if (const auto fault = nameFault(NameKind::Model, to))
        return Error(errc::invalidInput, "%1", {*fault});
    std::error_code error;
    const fs::path target = m_folder / "models" / fs::path(to);
    for (const auto &other : project->models) {
        if (other->name != from && typeName(other->name) == typeName(to))
            return Error(errc::invalidInput, "There is already a model %1.",
                         {inQuotes(other->name)});
    }
    if (fs::exists(target, error)) {
        return Error(errc::invalidInput, "There is already a folder models/%1.", {std::string(to)});
    }

    const std::vector<Change> after = renameChanges(*project, from, to);
    SYNCLINE_CHECK(checkWritable());
    for (const Change &change : after) {
        const std::string moved = "models/" + std::string(to) + "/";
        SYNCLINE_CHECK(checkUnchanged(change.path.starts_with(moved)
                                          ? "models/" + std::string(from) + "/" +
                                                change.path.substr(moved.size())
                                          : change.path));
    }

    fs::rename(m_folder / "models" / fs::path(from), target, error);
    if (error) {
        return Error(errc::storage, "The folder models/%1 cannot be renamed: %2.",
                     {std::string(from), error.message()});
    }
    std::vector<std::string> paths{"models/" + std::string(from), "models/" + std::string(to)};
    Result<void> result;
    for (const Change &change : after) {
        paths.push_back(change.path);
        result = writeFileAtomically(m_folder / change.path, change.text);
        if (!result)
            break;
    }
    settleOwn(paths);
    return result;
}

Result<void> ProjectOnDisk::removeLocked(const std::string &path)
{
    SYNCLINE_CHECK(checkWritable());
    std::error_code error;
    fs::remove_all(m_folder / path, error);
    settleOwn({path});
    if (error) {
        return Error(errc::storage, "%1 cannot be removed: %2.", {path, error.message()});
    }
    return {};
}

Result<void> ProjectOnDisk::removeModel(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    const ProjectPtr project = current();
    if (!project->findModel(name))
        return missing("model", name);
    std::string relations;
    for (const auto &other : project->models) {
        for (const FieldDef &field : other->fields) {
            const bool isMember =
                std::ranges::find(field.members, name, &UnionMember::model) != field.members.end();
            if (other->name != name && (field.relatedModel == name || isMember))
                relations += (relations.empty() ? "" : ", ") + other->name + '.' + field.name;
        }
    }
    if (!relations.empty()) {
        return Error(
            errc::invalidInput,
            "The model %1 cannot be removed while relationships point at it: %2. Remove those "
            "fields first.",
            {inQuotes(name), relations});
    }
    return removeLocked("models/" + std::string(name));
}

Result<void> ProjectOnDisk::saveAction(const ActionDef &action)
{
    const std::scoped_lock lock(m_mutex);
    const NameKind kind = action.model.empty() ? NameKind::GlobalAction : NameKind::Action;
    if (const auto fault = nameFault(kind, action.name))
        return Error(errc::invalidInput, "%1", {*fault});
    if (!action.model.empty() && !current()->findModel(action.model))
        return missing("model", action.model);
    const Change change{.path = actionPath(action.model, action.name), .text = writeAction(action)};
    SYNCLINE_CHECK(checkReadable(change.path, change.text, [&](JsonFile &file) {
        (void)readAction(file, action.model, action.name);
    }));
    return saveLocked({change});
}

Result<void> ProjectOnDisk::removeAction(std::string_view fullName)
{
    const std::scoped_lock lock(m_mutex);
    const auto action = current()->findAction(fullName);
    if (!action || action->isDefault)
        return missing("action of the project's own", fullName);
    return removeLocked(actionFolder(action->model, action->name));
}

Result<void> ProjectOnDisk::saveConnection(const ConnectionDef &connection)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto fault = nameFault(NameKind::Connection, connection.name))
        return Error(errc::invalidInput, "%1", {*fault});
    const Change change{.path = connectionPath(connection.name),
                        .text = writeConnection(connection)};
    SYNCLINE_CHECK(checkReadable(change.path, change.text, [&](JsonFile &file) {
        (void)readConnection(file, connection.name);
    }));
    return saveLocked({change});
}

Result<void> ProjectOnDisk::removeConnection(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    if (!current()->findConnection(name))
        return missing("connection", name);
    SYNCLINE_CHECK(removeLocked(connectionPath(name)));
    std::error_code error;
    fs::remove((m_folder / connectionPath(name)).parent_path(), error); // only when empty
    return {};
}

Result<void> ProjectOnDisk::saveEnvironment(const EnvironmentDef &environment)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto fault = nameFault(NameKind::Environment, environment.name))
        return Error(errc::invalidInput, "%1", {*fault});
    for (const EnvironmentVariable &variable : environment.variables) {
        if (const auto fault = nameFault(NameKind::Variable, variable.name))
            return Error(errc::invalidInput, "%1", {*fault});
        if (variable.secret && !variable.value.empty()) {
            return Error(errc::invalidInput,
                         "The value of the secret variable %1 cannot be saved in a file.",
                         {inQuotes(variable.name)});
        }
    }
    return saveLocked(
        {{.path = environmentPath(environment.name), .text = writeEnvironment(environment)}});
}

Result<void> ProjectOnDisk::renameView(std::string_view from, std::string_view to)
{
    const std::scoped_lock lock(m_mutex);
    SYNCLINE_CHECK(checkWritable());
    if (!current()->findView(from))
        return missing("view", from);
    SYNCLINE_CHECK(checkViewName(to));
    if (from == to)
        return {};
    std::error_code error;
    // Unlike rename(), a link never replaces a file that somebody made meanwhile.
    fs::create_hard_link(m_folder / viewPath(from), m_folder / viewPath(to), error);
    std::error_code ignored;
    if (error && fs::exists(m_folder / viewPath(to), ignored))
        return Error(errc::invalidInput, "There is already a view %1.", {inQuotes(to)});
    if (error) // a file system without links
        fs::rename(m_folder / viewPath(from), m_folder / viewPath(to), error);
    else
        fs::remove(m_folder / viewPath(from), error);
    settleOwn({viewPath(from), viewPath(to)});
    if (error) {
        return Error(errc::storage, "%1 cannot be renamed: %2.", {viewPath(from), error.message()});
    }
    return {};
}

Result<void> ProjectOnDisk::removeView(std::string_view name)
{
    const std::scoped_lock lock(m_mutex);
    if (!current()->findView(name))
        return missing("view", name);
    return removeLocked(viewPath(name));
}

} // namespace syncline
