#include "core/model/Computation.h"
#include "core/project/LoadedFiles.h"
#include "core/project/Names.h"
#include "core/project/Relationships.h"

#include <algorithm>
#include <map>
#include <set>

namespace syncline {

namespace {

/** "/fields/3": the first field of the file with this name. */
std::string fieldPointer(const JsonFile &file, std::string_view name)
{
    const Value &fields = file.value()["fields"];
    for (std::size_t i = 0; fields.isList() && i < fields.asList().size(); ++i) {
        if (fields.asList()[i]["name"].stringOr() == name)
            return ObjectReader::join("/fields", i);
    }
    return "/fields";
}

void leaveOutSecond(LoadedFiles &loaded)
{
    std::map<std::string, std::string> types;
    std::map<std::string, std::string> keys;
    std::vector<Loaded<ModelDef>> kept;
    for (Loaded<ModelDef> &model : loaded.models) {
        const std::string &name = model.def.name;
        const auto type = types.emplace(typeName(name), name);
        if (!type.second) {
            model.file->leaveOut("duplicate_name",
                                 "The models " + inQuotes(type.first->second) + " and " +
                                     inQuotes(name) +
                                     " have the same name in the API; the second one is left out.",
                                 {});
            continue;
        }
        const auto key = keys.emplace(model.def.storageKey, name);
        if (!key.second) {
            model.file->leaveOut(
                "duplicate_storage_key",
                "The models " + inQuotes(key.first->second) + " and " + inQuotes(name) +
                    " have the same storage key; the second one is left out. Remove "
                    "its \"storageKey\" to get a new one.",
                "/storageKey");
            continue;
        }
        kept.push_back(std::move(model));
    }
    loaded.models = std::move(kept);
}

/** Why @p name of the join model is no belongsTo to @p target; empty: it is. */
std::string joinFault(const ModelDef &join, std::string_view key, const std::string &name,
                      const std::string &target)
{
    if (name.empty())
        return inQuotes(key) + " is missing";
    const FieldDef *field = join.findField(name);
    if (field && field->type == FieldType::BelongsTo && field->relatedModel == target)
        return {};
    return "the field " + inQuotes(join.name + '.' + name) + " does not belong to " +
           inQuotes(target);
}

std::string throughFault(const LoadedFiles &loaded, const ModelDef &model, const FieldDef &field)
{
    if (field.joinModel.empty())
        return "it does not say through which model: \"joinModel\" is missing";
    const ModelDef *join = loaded.findModel(field.joinModel);
    if (!join)
        return "there is no model " + inQuotes(field.joinModel);
    const std::string here = joinFault(*join, "inverseField", field.inverseField, model.name);
    return here.empty() ? joinFault(*join, "joinField", field.joinField, field.relatedModel) : here;
}

/** Why the relationship @p field of @p model cannot work; empty: it can. */
std::string relationshipFault(const LoadedFiles &loaded, const ModelDef &model,
                              const FieldDef &field)
{
    if (field.relatedModel.empty())
        return "it does not say which model: \"relatedModel\" is missing";
    const ModelDef *other = loaded.findModel(field.relatedModel);
    if (!other)
        return "there is no model " + inQuotes(field.relatedModel);
    if (field.type == FieldType::BelongsTo)
        return {};
    if (field.type == FieldType::HasManyThrough)
        return throughFault(loaded, model, field);
    if (field.inverseField.empty())
        return "it does not say by which belongsTo field: \"inverseField\" is missing";
    const FieldDef *inverse = other->findField(field.inverseField);
    if (!inverse)
        return "the model " + inQuotes(other->name) + " has no field " +
               inQuotes(field.inverseField);
    if (inverse->type != FieldType::BelongsTo || inverse->relatedModel != model.name) {
        return "the field " + inQuotes(other->name + '.' + inverse->name) + " does not belong to " +
               inQuotes(model.name);
    }
    return {};
}

std::string_view faultCode(const LoadedFiles &loaded, const FieldDef &field)
{
    return loaded.findModel(field.relatedModel) ? "missing_inverse" : "unknown_model";
}

void removeFromIndexes(ModelDef &model, const std::set<std::string> &gone)
{
    std::erase_if(model.indexes, [&](const std::vector<std::string> &index) {
        return std::any_of(index.begin(), index.end(),
                           [&](const std::string &name) { return gone.contains(name); });
    });
}

/** Leaves out the relationships of one kind that cannot work. */
void checkRelationships(LoadedFiles &loaded, bool belongsTo)
{
    for (Loaded<ModelDef> &model : loaded.models) {
        std::set<std::string> gone;
        for (const FieldDef &field : model.def.fields) {
            if (!field.isRelationship() || (field.type == FieldType::BelongsTo) != belongsTo)
                continue;
            const std::string fault = relationshipFault(loaded, model.def, field);
            if (fault.empty())
                continue;
            gone.insert(field.name);
            model.file->leaveOut(faultCode(loaded, field),
                                 "The relationship " + inQuotes(field.name) +
                                     " is left out: " + fault + ".",
                                 fieldPointer(*model.file, field.name));
        }
        std::erase_if(model.def.fields,
                      [&](const FieldDef &field) { return gone.contains(field.name); });
        removeFromIndexes(model.def, gone);
    }
}

/** Finds the models of unions; leaves out those that are not there, and unions of none. */
void resolveUnions(LoadedFiles &loaded)
{
    for (Loaded<ModelDef> &model : loaded.models) {
        std::set<std::string> gone;
        for (FieldDef &field : model.def.fields) {
            if (field.type != FieldType::Union)
                continue;
            std::erase_if(field.members, [&](UnionMember &member) {
                const ModelDef *other = loaded.findModel(member.model);
                if (!other) {
                    model.file->leaveOut("unknown_model",
                                         "The union " + inQuotes(field.name) +
                                             " goes without the model " + inQuotes(member.model) +
                                             ": there is none of that name.",
                                         fieldPointer(*model.file, field.name) + "/relatedModels");
                    return true;
                }
                member.key = other->storageKey;
                member.document = other->source.document;
                return false;
            });
            if (!field.members.empty())
                continue;
            gone.insert(field.name);
            model.file->leaveOut("unknown_model",
                                 "The union " + inQuotes(field.name) +
                                     " is left out: it does not say of which models. Name them in "
                                     "\"relatedModels\".",
                                 fieldPointer(*model.file, field.name));
        }
        std::erase_if(model.def.fields,
                      [&](const FieldDef &field) { return gone.contains(field.name); });
        removeFromIndexes(model.def, gone);
    }
}

/** A belongsTo of the user's own whose records nothing lists: it works, but from one side only. */
void warnOneSided(const LoadedFiles &loaded)
{
    std::vector<const ModelDef *> models;
    for (const Loaded<ModelDef> &model : loaded.models)
        models.push_back(&model.def);
    for (const Loaded<ModelDef> &model : loaded.models) {
        for (const FieldDef &field : model.def.fields) {
            const bool own = field.type == FieldType::BelongsTo && field.owner.empty();
            if (!own || field.list || hasOtherSide(models, model.def, field))
                continue;
            model.file->warn("one_sided_relationship",
                             "The relationship " + inQuotes(field.name) +
                                 " has one side only: no field of " + inQuotes(field.relatedModel) +
                                 " lists what belongs to it. Add a hasMany or hasOne field there, "
                                 "with the \"inverseField\" " +
                                 inQuotes(field.name) + ".",
                             fieldPointer(*model.file, field.name));
        }
    }
}

/** Understands the expressions of computed fields; leaves out those that mean nothing. */
void resolveComputed(LoadedFiles &loaded)
{
    const ModelLookup models = [&](std::string_view name) { return loaded.findModel(name); };
    for (Loaded<ModelDef> &model : loaded.models) {
        std::set<std::string> gone;
        for (FieldDef &field : model.def.fields) {
            if (field.type != FieldType::Computed)
                continue;
            auto computation = parseComputation(field.expression, model.def, models);
            if (computation) {
                field.computation =
                    std::make_shared<const Computation>(std::move(computation).value());
                continue;
            }
            gone.insert(field.name);
            model.file->leaveOut("bad_expression",
                                 "The computed field " + inQuotes(field.name) + " is left out. " +
                                     computation.error().message() + ".",
                                 fieldPointer(*model.file, field.name) + "/expression");
        }
        std::erase_if(model.def.fields,
                      [&](const FieldDef &field) { return gone.contains(field.name); });
    }
}

void checkSources(const LoadedFiles &loaded)
{
    const auto known = [&](const std::string &name) {
        return std::any_of(loaded.connections.begin(), loaded.connections.end(),
                           [&](const auto &connection) { return connection.def.name == name; });
    };
    for (const Loaded<ModelDef> &model : loaded.models) {
        const std::string &source = model.def.source.connection;
        if (!source.empty() && !known(source)) {
            model.file->warn("unknown_connection",
                             "The model is kept up to date by the connection " + inQuotes(source) +
                                 ", which does not exist; its records stay as they are.",
                             "/source/connection");
        }
    }
}

} // namespace

void checkSavedFilters(LoadedFiles &loaded)
{
    // Models of others are lent for as long as a filter is read.
    const FilterModels models = [&loaded](std::string_view name) {
        return std::shared_ptr<const ModelDef>(std::shared_ptr<void>(), loaded.findModel(name));
    };
    for (auto &[name, filters] : loaded.filters) {
        if (const ModelDef *model = loaded.findModel(name))
            checkFilters(*filters.file, filters.def, *model, models);
    }
}

const ModelDef *LoadedFiles::findModel(std::string_view name) const
{
    const auto it = std::find_if(models.begin(), models.end(),
                                 [&](const auto &model) { return model.def.name == name; });
    return it == models.end() ? nullptr : &it->def;
}

void checkModels(LoadedFiles &loaded)
{
    leaveOutSecond(loaded);
    resolveUnions(loaded);
    checkRelationships(loaded, true);
    checkRelationships(loaded, false);
    warnOneSided(loaded);
    resolveComputed(loaded);
    checkSources(loaded);
}

} // namespace syncline
