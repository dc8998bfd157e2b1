#include "core/project/ScriptCheck.h"

#include "core/project/ActionFile.h"

#include <algorithm>
#include <set>

namespace syncline {

namespace {

/** Looks up every script that a definition names, and remembers it as used. */
class ScriptUse
{
public:
    explicit ScriptUse(const ProjectFiles &files)
        : m_files(files)
    {
    }

    void need(JsonFile &file, const std::string &script, const std::string &pointer)
    {
        m_used.insert(script);
        if (m_files.files.contains(script) && script.ends_with(".lua"))
            return;
        file.error("script_missing", "The Lua file " + inQuotes(script) + " does not exist.",
                   pointer);
    }

    void needAll(JsonFile &file, const std::vector<std::string> &scripts,
                 const std::string &pointer)
    {
        for (std::size_t i = 0; i < scripts.size(); ++i)
            need(file, scripts[i], ObjectReader::join(pointer, i));
    }

    void needEffects(JsonFile &file, const std::vector<EffectDef> &effects, std::string_view key)
    {
        const bool object = file.value()[key].isObject();
        const std::string pointer = ObjectReader::join({}, key) + (object ? "/effects" : "");
        for (std::size_t i = 0; i < effects.size(); ++i) {
            if (!effects[i].file.empty())
                need(file, effects[i].file, ObjectReader::join(pointer, i));
        }
    }

    /** @p file was understood, so what it does not name is not used. */
    void own(const JsonFile &file) { m_owners.insert(file.path()); }
    [[nodiscard]] bool isUnderstood(const std::string &file) const
    {
        return m_owners.contains(file);
    }

    /** Named by a definition, or by `require "models.order.update.helper"` of any script. */
    [[nodiscard]] bool isUsed(const std::string &script) const
    {
        if (m_used.contains(script))
            return true;
        std::string module = script.substr(0, script.size() - 4);
        std::replace(module.begin(), module.end(), '/', '.');
        return std::any_of(m_files.files.begin(), m_files.files.end(), [&](const auto &file) {
            return file.first != script && file.first.ends_with(".lua") &&
                   file.second.text.find(module) != std::string::npos;
        });
    }

private:
    const ProjectFiles &m_files;
    std::set<std::string, std::less<>> m_used;
    std::set<std::string, std::less<>> m_owners;
};

/** "a/b/c/d" cut after @p count parts; empty when it has no more than that. */
std::string firstParts(const std::string &path, int count)
{
    std::size_t at = 0;
    for (int i = 0; i < count; ++i) {
        at = path.find('/', i == 0 ? 0 : at + 1);
        if (at == std::string::npos)
            return {};
    }
    return path.substr(0, at);
}

Problem unused(const std::string &file, std::string_view code, std::string message)
{
    return {.severity = Problem::Severity::Warning,
            .code = std::string(code),
            .message = std::move(message),
            .file = file,
            .line = 0,
            .column = 0};
}

/** The folder of the definition that @p script stands beside, and its file; empty: it may stand
 * there alone. */
struct Owner
{
    std::string folder;
    std::string file;
};

Owner ownerOf(const std::string &script)
{
    if (script.starts_with("models/")) {
        const std::string folder = firstParts(script, 3);
        if (folder.ends_with("/validations"))
            return {.folder = folder, .file = firstParts(script, 2) + "/model.json"};
        return {.folder = folder, .file = folder + "/action.json"};
    }
    if (script.starts_with("actions/"))
        return {.folder = firstParts(script, 2), .file = firstParts(script, 2) + "/action.json"};
    if (script.starts_with("connections/"))
        return {.folder = firstParts(script, 2),
                .file = firstParts(script, 2) + "/connection.json"};
    return {};
}

void reportUnused(const ScriptUse &use, const ProjectFiles &files, std::vector<Problem> &problems)
{
    std::set<std::string> told;
    for (const auto &[path, file] : files.files) {
        if (!path.ends_with(".lua"))
            continue;
        const Owner owner = ownerOf(path);
        if (owner.folder.empty() || use.isUsed(path))
            continue;
        if (use.isUnderstood(owner.file)) {
            problems.push_back(unused(path, "unused_script",
                                      "The Lua file is not used: " + owner.file +
                                          " does not name it, and no script requires it."));
        } else if (!files.files.contains(owner.file) && told.insert(owner.folder).second) {
            problems.push_back(unused(path, "no_action_file",
                                      "The Lua files in " + owner.folder +
                                          " are not used, because there is no " + owner.file +
                                          " that lists them."));
        }
    }
}

} // namespace

void checkScripts(const LoadedFiles &loaded, const ProjectFiles &files,
                  std::vector<Problem> &problems)
{
    ScriptUse use(files);
    for (const auto &model : loaded.models) {
        use.own(*model.file);
        use.needAll(*model.file, model.def.validations, "/validations");
        const Value &fields = model.file->value()["fields"];
        for (std::size_t i = 0; fields.isList() && i < fields.asList().size(); ++i) {
            const FieldDef *field = model.def.findField(fields.asList()[i]["name"].stringOr());
            if (field) {
                use.needAll(*model.file, field->validations,
                            ObjectReader::join("/fields", i) + "/validations");
            }
        }
    }
    for (const auto &action : loaded.actions) {
        if (!action.file)
            continue;
        use.own(*action.file);
        use.needEffects(*action.file, action.def.preconditions, "preconditions");
        use.needEffects(*action.file, action.def.run.effects, "run");
        use.needEffects(*action.file, action.def.success.effects, "success");
        use.needEffects(*action.file, action.def.failure.effects, "failure");
    }
    for (const auto &connection : loaded.connections) {
        use.own(*connection.file);
        if (!connection.def.script.empty())
            use.need(*connection.file, connection.def.script, "/script");
    }
    reportUnused(use, files, problems);
}

} // namespace syncline
