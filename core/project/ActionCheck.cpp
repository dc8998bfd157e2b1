#include "core/project/LoadedFiles.h"
#include "core/project/StateFile.h"

#include <algorithm>

namespace syncline {

namespace {

/** Where the effects of the list @p key stand in the file. */
std::string listPointer(const JsonFile &file, std::string_view key)
{
    const std::string pointer = ObjectReader::join({}, key);
    return file.value()[key].isObject() ? pointer + "/effects" : pointer;
}

/** Why @p effect cannot stand in an action of @p kind; empty: it can. */
std::string effectFault(const EffectDef &effect, const ActionDef &action)
{
    const std::string &name = effect.builtin;
    if (name.empty())
        return {};
    if (!isBuiltinEffect(name)) {
        return "There is no built-in effect " + inQuotes(name) +
               "; a Lua file's name ends with \".lua\".";
    }
    if (action.model.empty())
        return "The effect " + inQuotes(name) +
               " needs a record, which a global action does not have.";
    const bool creates = action.kind == ActionKind::Create;
    if ((name == "createRecord" && !creates) || (name == "updateRecord" && creates)) {
        return "The effect " + inQuotes(name) + " cannot stand in an action of the kind " +
               std::string(actionKindName(action.kind)) + ".";
    }
    return {};
}

void checkList(const Loaded<ActionDef> &action, std::string_view key,
               const std::vector<EffectDef> &effects, bool filesOnly)
{
    const std::string base = listPointer(*action.file, key);
    for (std::size_t i = 0; i < effects.size(); ++i) {
        std::string fault = effectFault(effects[i], action.def);
        if (filesOnly && !effects[i].builtin.empty())
            fault = "A precondition must be a Lua file, whose name ends with \".lua\".";
        if (!fault.empty()) {
            action.file->error("unknown_effect", std::move(fault), ObjectReader::join(base, i));
        }
    }
}

} // namespace

void checkActions(LoadedFiles &loaded)
{
    std::erase_if(loaded.actions, [&](const Loaded<ActionDef> &action) {
        if (!action.def.model.empty() || !loaded.findModel(action.def.name))
            return false;
        action.file->leaveOut("duplicate_name",
                              "There is a model " + inQuotes(action.def.name) +
                                  " too, so the global action of that name is left out.",
                              {});
        return true;
    });
    for (const Loaded<ActionDef> &action : loaded.actions) {
        if (!action.file)
            continue;
        checkList(action, "preconditions", action.def.preconditions, true);
        checkList(action, "run", action.def.run.effects, false);
        checkList(action, "success", action.def.success.effects, false);
        checkList(action, "failure", action.def.failure.effects, false);
    }
    checkTransitions(loaded);
}

} // namespace syncline
