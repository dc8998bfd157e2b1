#include "core/project/ModelRenames.h"

#include "core/base/TextSafe.h"

namespace syncline {

namespace {

void follow(std::string &name, const Renames &renames)
{
    if (const auto found = renames.find(name); found != renames.end())
        name = found->second;
}

/** "models/from/x.lua" → "models/to/x.lua". */
void followPath(std::string &path, const Renames &models)
{
    constexpr std::string_view area = "models/";
    if (!path.starts_with(area))
        return;
    const std::size_t end = path.find('/', area.size());
    if (end == std::string::npos)
        return;
    const auto found = models.find(std::string_view(path).substr(area.size(), end - area.size()));
    if (found != models.end())
        path = std::string(area) + found->second + path.substr(end);
}

void followEffects(std::vector<EffectDef> &effects, const Renames &models)
{
    for (EffectDef &effect : effects)
        followPath(effect.file, models);
}

} // namespace

ModelDef followed(ModelDef model, const Renames &models)
{
    if (const auto found = models.find(model.name); found != models.end()) {
        if (model.plural == text::plural(found->first))
            model.plural = text::plural(found->second);
        model.name = found->second;
    }
    for (std::string &script : model.validations)
        followPath(script, models);
    for (FieldDef &field : model.fields) {
        follow(field.relatedModel, models);
        follow(field.joinModel, models);
        for (UnionMember &member : field.members)
            follow(member.model, models);
        for (std::string &script : field.validations)
            followPath(script, models);
    }
    return model;
}

ActionDef followed(ActionDef action, const Renames &models)
{
    follow(action.model, models);
    followEffects(action.preconditions, models);
    followEffects(action.run.effects, models);
    followEffects(action.success.effects, models);
    followEffects(action.failure.effects, models);
    return action;
}

ModelDef followedFields(ModelDef model, const ModelDef &of, const Renames &fields)
{
    const auto followOf = [&](std::string &name) {
        if (of.findField(name) == nullptr)
            follow(name, fields);
    };
    if (model.storageKey == of.storageKey) {
        followOf(model.displayField);
        followOf(model.source.cacheField);
        for (std::vector<std::string> &index : model.indexes) {
            for (std::string &name : index)
                followOf(name);
        }
        for (FieldDef &field : model.fields)
            followOf(field.rules.uniqueWithin);
    }
    for (FieldDef &field : model.fields) {
        if (field.type == FieldType::HasManyThrough) {
            if (field.joinModel == of.name) {
                followOf(field.inverseField);
                followOf(field.joinField);
            }
        } else if (field.relatedModel == of.name) {
            followOf(field.inverseField);
        }
    }
    return model;
}

} // namespace syncline
