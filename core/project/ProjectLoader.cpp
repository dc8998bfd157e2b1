#include "core/project/ProjectLoader.h"

#include "core/project/ActionFile.h"
#include "core/project/ConnectionFile.h"
#include "core/project/LoadedFiles.h"
#include "core/project/ModelFile.h"
#include "core/project/Names.h"
#include "core/project/ProjectFormat.h"
#include "core/project/ScriptCheck.h"
#include "core/project/ViewFile.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace syncline {

namespace {

std::vector<std::string> parts(std::string_view path)
{
    std::vector<std::string> result;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        result.emplace_back(path.substr(at, end - at));
        at = end + 1;
    }
    return result;
}

Problem leftOut(std::string path, std::string_view code, std::string message)
{
    return {.severity = Problem::Severity::Error,
            .code = std::string(code),
            .message = std::move(message),
            .file = std::move(path),
            .line = 0,
            .column = 0,
            .leftOut = true};
}

/** Reads all files one after another, then checks them as a whole. */
class Loader
{
public:
    Loader(const ProjectFiles &files, std::string_view folderName)
        : m_files(files),
          m_folderName(folderName)
    {
    }

    ProjectDef load()
    {
        m_def.problems = m_files.problems;
        loadSettings();
        for (const auto &[path, file] : m_files.files)
            loadFile(path, file.text);
        for (const std::string &model : m_withoutFile) {
            m_def.problems.push_back(
                leftOut(modelPath(model), "no_model_file",
                        "The folder models/" + model +
                            " has actions, but no model.json; they are left out."));
        }
        checkModels(m_loaded);
        checkSavedFilters(m_loaded);
        dropActionsOfMissingModels();
        addDefaultActions();
        checkActions(m_loaded);
        checkScripts(m_loaded, m_files, m_def.problems);
        collect();
        return std::move(m_def);
    }

private:
    void loadSettings()
    {
        m_def.name = m_folderName;
        const std::string path(projectFileName);
        const auto it = m_files.files.find(path);
        if (it == m_files.files.end()) {
            m_def.problems.push_back(
                leftOut(path, "no_project_file", "The project's file syncline.json is missing."));
            return;
        }
        JsonFile file(path, it->second.text, m_def.problems);
        if (auto settings = readSettings(file)) {
            m_def.id = settings->id;
            if (!settings->name.empty())
                m_def.name = settings->name;
            m_def.locales = settings->locales;
            m_def.settings = settings->settings;
            m_def.extra = settings->extra;
        } else if (!m_def.problems.empty() && m_def.problems.back().code == "too_new") {
            m_def.formatVersion = static_cast<int>(projectFormat) + 1;
        }
    }

    void loadFile(const std::string &path, const std::string &text)
    {
        if (path.ends_with(".lua")) {
            m_def.scripts.emplace(path, m_files.files.at(path).hash);
            return;
        }
        const std::vector<std::string> part = parts(path);
        const std::string &top = part.front();
        const std::string &last = part.back();
        if (top == "views")
            return loadView(path, part, text);
        auto file = std::make_shared<JsonFile>(path, text, m_def.problems);
        if (top == "models" && part.size() == 3 && last == "model.json")
            keep(m_loaded.models, readModel(*file, part[1]), file);
        else if (top == "models" && part.size() == 3 && last == "filters.json")
            loadFilters(part[1], file);
        else if (top == "models" && part.size() == 4 && last == "action.json")
            loadModelAction(part[1], part[2], file);
        else if (top == "actions" && part.size() == 3 && last == "action.json")
            keep(m_loaded.actions, readAction(*file, {}, part[1]), file);
        else if (top == "connections" && part.size() == 3 && last == "connection.json")
            keep(m_loaded.connections, readConnection(*file, part[1]), file);
        else if (top == "environments" && part.size() == 2 && last.ends_with(".env.json"))
            keep(m_loaded.environments, readEnvironment(*file, last.substr(0, last.size() - 9)),
                 file);
        else if (top == "models" || top == "actions" || top == "connections" ||
                 top == "environments")
            file->warn("unexpected_file",
                       "No definition has this name in this place, so the file is not read.", {});
    }

    void loadFilters(const std::string &model, std::shared_ptr<JsonFile> &file)
    {
        if (!m_files.files.contains(modelPath(model)))
            file->warn("unexpected_file",
                       "There is no model " + inQuotes(model) + ", so its filters are not read.",
                       {});
        else
            m_loaded.filters.insert_or_assign(
                model, Loaded<SavedFilters>{.def = readFilters(*file), .file = file});
    }

    void loadView(const std::string &path, const std::vector<std::string> &part,
                  const std::string &text)
    {
        const std::string name = part.back().substr(0, part.back().find('.'));
        const auto ignored = [&](std::string message) {
            m_def.problems.push_back({.severity = Problem::Severity::Warning,
                                      .code = "unexpected_file",
                                      .message = std::move(message),
                                      .file = path});
        };
        if (part.size() != 2 || part.back() != name + ".sql") {
            return ignored("A view is a file views/<name>.sql; this one is not read.");
        }
        if (const auto fault = nameFault(NameKind::View, name))
            return ignored("The view is not read: " + *fault);
        m_def.views.push_back(
            std::make_shared<const ViewDef>(readView(name, text, path, m_def.problems)));
    }

    void loadModelAction(const std::string &model, const std::string &name,
                         std::shared_ptr<JsonFile> &file)
    {
        m_actionFiles.insert(model + '.' + name);
        if (!m_files.files.contains(modelPath(model)))
            m_withoutFile.insert(model);
        keep(m_loaded.actions, readAction(*file, model, name), file);
    }

    template <typename Def>
    void keep(std::vector<Loaded<Def>> &list, std::optional<Def> def,
              std::shared_ptr<JsonFile> &file)
    {
        if (def)
            list.push_back({.def = std::move(*def), .file = std::move(file)});
    }

    void dropActionsOfMissingModels()
    {
        std::erase_if(m_loaded.actions, [&](const Loaded<ActionDef> &action) {
            return !action.def.model.empty() && !m_loaded.findModel(action.def.model);
        });
    }

    /** An action whose file is broken does not fall back to its default, which would skip its
     * checks. */
    void addDefaultActions()
    {
        for (const auto &model : m_loaded.models) {
            for (const std::string_view name : {"create", "update", "delete"}) {
                if (!m_actionFiles.contains(model.def.name + '.' + std::string(name)))
                    m_loaded.actions.push_back(
                        {.def = defaultAction(model.def.name, name), .file = nullptr});
            }
        }
    }

    template <typename Def>
    static std::vector<std::shared_ptr<const Def>> shared(std::vector<Loaded<Def>> &list)
    {
        std::vector<std::shared_ptr<const Def>> result;
        for (Loaded<Def> &item : list)
            result.push_back(std::make_shared<const Def>(std::move(item.def)));
        return result;
    }

    void collect()
    {
        m_def.complete = std::none_of(m_def.problems.begin(), m_def.problems.end(),
                                      [](const Problem &problem) { return problem.leftOut; });
        m_def.models = shared(m_loaded.models);
        m_def.actions = shared(m_loaded.actions);
        m_def.connections = shared(m_loaded.connections);
        for (auto &environment : m_loaded.environments)
            m_def.environments.push_back(std::move(environment.def));
        std::sort(m_def.models.begin(), m_def.models.end(),
                  [](const auto &a, const auto &b) { return a->name < b->name; });
        std::sort(m_def.actions.begin(), m_def.actions.end(),
                  [](const auto &a, const auto &b) { return a->fullName() < b->fullName(); });
        std::sort(m_def.connections.begin(), m_def.connections.end(),
                  [](const auto &a, const auto &b) { return a->name < b->name; });
        std::sort(m_def.views.begin(), m_def.views.end(),
                  [](const auto &a, const auto &b) { return a->name < b->name; });
        std::sort(m_def.environments.begin(), m_def.environments.end(),
                  [](const auto &a, const auto &b) { return a.name < b.name; });
        std::stable_sort(
            m_def.problems.begin(), m_def.problems.end(), [](const Problem &a, const Problem &b) {
                return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
            });
    }

    const ProjectFiles &m_files;
    std::string_view m_folderName;
    ProjectDef m_def;
    LoadedFiles m_loaded;
    std::set<std::string> m_actionFiles;
    std::set<std::string> m_withoutFile;
};

} // namespace

ProjectDef loadProject(const ProjectFiles &files, std::string_view folderName)
{
    return Loader(files, folderName).load();
}

} // namespace syncline
