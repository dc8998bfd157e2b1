#include "core/project/ProjectDef.h"

#include <algorithm>

namespace syncline {

namespace {

bool sameObject(const ValueObject &a, const ValueObject &b)
{
    return Value(a) == Value(b);
}

template <typename Def, typename NameOf>
std::shared_ptr<const Def> findByName(const std::vector<std::shared_ptr<const Def>> &items,
                                      std::string_view name, NameOf nameOf)
{
    const auto it = std::find_if(items.begin(), items.end(),
                                 [&](const auto &item) { return nameOf(*item) == name; });
    return it == items.end() ? nullptr : *it;
}

} // namespace

bool EffectDef::operator==(const EffectDef &other) const
{
    return builtin == other.builtin && file == other.file && sameObject(settings, other.settings);
}

std::string_view actionKindName(ActionKind kind)
{
    switch (kind) {
    case ActionKind::Create:
        return "create";
    case ActionKind::Update:
        return "update";
    case ActionKind::Delete:
        return "delete";
    case ActionKind::Custom:
        return "custom";
    case ActionKind::Global:
        break;
    }
    return "global";
}

bool isBuiltinEffect(std::string_view name)
{
    return std::find(std::begin(builtinEffects), std::end(builtinEffects), name) !=
           std::end(builtinEffects);
}

EffectList defaultRun(ActionKind kind)
{
    const auto builtin = [](std::string_view name) {
        return EffectDef{.builtin = std::string(name), .file = {}, .settings = {}};
    };
    switch (kind) {
    case ActionKind::Create:
        return {.effects = {builtin("applyParams"), builtin("createRecord")},
                .transactional = true};
    case ActionKind::Update:
        return {.effects = {builtin("applyParams"), builtin("updateRecord")},
                .transactional = true};
    case ActionKind::Delete:
        return {.effects = {builtin("deleteRecord")}, .transactional = true};
    case ActionKind::Custom:
        return {.effects = {}, .transactional = true};
    case ActionKind::Global:
        break;
    }
    return {.effects = {}, .transactional = false};
}

bool ActionDef::isPlain() const
{
    return preconditions.empty() && success.effects.empty() && failure.effects.empty() &&
           run.effects == defaultRun(kind).effects;
}

bool ActionDef::operator==(const ActionDef &other) const
{
    return name == other.name && model == other.model && kind == other.kind &&
           comment == other.comment && preconditions == other.preconditions && run == other.run &&
           success == other.success && failure == other.failure &&
           sameObject(params, other.params) && sameObject(triggers, other.triggers) &&
           timeoutMs == other.timeoutMs && transactionTimeoutMs == other.transactionTimeoutMs &&
           returnsResult == other.returnsResult && isDefault == other.isDefault &&
           sameObject(extra, other.extra);
}

bool ConnectionDef::operator==(const ConnectionDef &other) const
{
    return name == other.name && kind == other.kind && sameObject(options, other.options) &&
           models == other.models && typePrefix == other.typePrefix && script == other.script &&
           enabled == other.enabled && comment == other.comment && sameObject(extra, other.extra);
}

const EnvironmentVariable *EnvironmentDef::find(std::string_view variable) const
{
    const auto it = std::find_if(variables.begin(), variables.end(),
                                 [&](const auto &item) { return item.name == variable; });
    return it == variables.end() ? nullptr : &*it;
}

bool EnvironmentDef::operator==(const EnvironmentDef &other) const
{
    return name == other.name && variables == other.variables && sameObject(extra, other.extra);
}

std::shared_ptr<const ModelDef> ProjectDef::findModel(std::string_view modelName) const
{
    return findByName(models, modelName, [](const ModelDef &model) { return model.name; });
}

std::shared_ptr<const ActionDef> ProjectDef::findAction(std::string_view fullName) const
{
    return findByName(actions, fullName, [](const ActionDef &action) { return action.fullName(); });
}

std::shared_ptr<const ConnectionDef>
ProjectDef::findConnection(std::string_view connectionName) const
{
    return findByName(connections, connectionName,
                      [](const ConnectionDef &connection) { return connection.name; });
}

std::shared_ptr<const ViewDef> ProjectDef::findView(std::string_view viewName) const
{
    return findByName(views, viewName, [](const ViewDef &view) { return view.name; });
}

const EnvironmentDef *ProjectDef::findEnvironment(std::string_view environmentName) const
{
    const auto it =
        std::find_if(environments.begin(), environments.end(),
                     [&](const auto &environment) { return environment.name == environmentName; });
    return it == environments.end() ? nullptr : &*it;
}

} // namespace syncline
