#include "app/cli/ModelDifference.h"

#include "core/record/ModelCodec.h"

#include <algorithm>

namespace syncline::cli {

namespace {

std::string typeText(const FieldDef &field)
{
    std::string type(fieldTypeName(field.type));
    if (!field.relatedModel.empty())
        type += " " + field.relatedModel;
    if (!field.members.empty())
        type += " " + memberNames(field, " | ");
    return field.list ? "list of " + type : type;
}

/** Which members of two definitions differ, by the names that model files give them. */
std::string differingMembers(const Value &before, const Value &after,
                             const std::vector<std::string_view> &without)
{
    std::string names;
    for (const auto &[key, value] : after.asObject()) {
        if (std::ranges::find(without, key) != without.end() || before[key] == value)
            continue;
        names += (names.empty() ? "" : ", ") + key;
    }
    return names;
}

class Comparison
{
public:
    std::vector<ModelDifference> run(const ProjectDef &before, const ProjectDef &after)
    {
        for (const auto &old : before.models) {
            if (!modelOf(after, old->storageKey))
                add(old->name, {}, "removed", "removed");
        }
        for (const auto &now : after.models) {
            if (const ModelDef *old = modelOf(before, now->storageKey))
                compare(*old, *now);
            else
                add(now->name, {}, "added",
                    "new, " + std::to_string(now->fields.size()) +
                        (now->fields.size() == 1 ? " field" : " fields"));
        }
        return std::move(m_found);
    }

private:
    static const ModelDef *modelOf(const ProjectDef &project, const std::string &key)
    {
        const auto found = std::ranges::find(project.models, key,
                                             [](const auto &model) { return model->storageKey; });
        return found == project.models.end() ? nullptr : found->get();
    }

    /** Fields without a column have no storage key; their name must do. */
    static const FieldDef *fieldOf(const ModelDef &model, const FieldDef &like)
    {
        if (!like.storageKey.empty())
            return model.findByStorageKey(like.storageKey);
        const FieldDef *named = model.findField(like.name);
        return named != nullptr && named->storageKey.empty() ? named : nullptr;
    }

    void compare(const ModelDef &old, const ModelDef &now)
    {
        if (old.name != now.name)
            add(now.name, {}, "renamed", "renamed from " + old.name);
        const std::string members = differingMembers(modelToValue(old), modelToValue(now),
                                                     {"name", "storageKey", "fields"});
        if (!members.empty())
            add(now.name, {}, "changed", members);
        for (const FieldDef &field : old.fields) {
            if (fieldOf(now, field) == nullptr)
                add(now.name, field.name, "removed", "removed, " + typeText(field));
        }
        for (const FieldDef &field : now.fields) {
            if (const FieldDef *was = fieldOf(old, field))
                compareFields(now, *was, field);
            else
                add(now.name, field.name, "added", "new, " + typeText(field));
        }
    }

    void compareFields(const ModelDef &model, const FieldDef &old, const FieldDef &now)
    {
        if (old.name != now.name)
            add(model.name, now.name, "renamed", "renamed from " + old.name);
        if (typeText(old) != typeText(now))
            add(model.name, now.name, "retyped", typeText(old) + " → " + typeText(now));
        const std::string members =
            differingMembers(fieldToValue(old), fieldToValue(now),
                             {"name", "storageKey", "type", "list", "relatedModel", "members"});
        if (!members.empty())
            add(model.name, now.name, "changed", members);
    }

    void add(const std::string &model, const std::string &field, const char *kind, std::string text)
    {
        m_found.push_back({.model = model, .field = field, .kind = kind, .text = std::move(text)});
    }

    std::vector<ModelDifference> m_found;
};

} // namespace

std::vector<ModelDifference> modelDifferences(const ProjectDef &before, const ProjectDef &after)
{
    return Comparison().run(before, after);
}

} // namespace syncline::cli
