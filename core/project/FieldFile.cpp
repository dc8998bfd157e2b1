#include "core/project/FieldFile.h"

#include "core/model/DependentNames.h"
#include "core/project/Names.h"
#include "core/project/RulesFile.h"
#include "core/project/StateFile.h"
#include "core/project/StorageKey.h"

#include <algorithm>
#include <array>
#include <set>

namespace syncline {

namespace {

constexpr std::size_t maxObjectDepth = 16;

struct Scope
{
    FieldPlace place = FieldPlace::Model;
    const std::string &folder;
    std::size_t depth = 0;
};

std::optional<EnumOption> readOption(JsonFile &file, const Value &item, const std::string &pointer)
{
    if (item.isString())
        return EnumOption{.value = item.asString(), .label = {}, .color = {}};
    if (!item.isObject()) {
        file.leaveOut("wrong_type",
                      "An option must be text or an object with \"value\", but is " +
                          std::string(item.kindName()) + ".",
                      pointer);
        return std::nullopt;
    }
    ObjectReader reader(file, item.asObject(), pointer);
    EnumOption option{.value = reader.text("value"),
                      .label = reader.text("label"),
                      .color = reader.text("color")};
    if (!reader.has("value")) {
        file.leaveOut("missing_key", "The option has no \"value\", so it is left out.", pointer);
        return std::nullopt;
    }
    if (!reader.rest().empty())
        file.leaveOut("unknown_key", "An option has only value, label and color.", pointer);
    return option;
}

void readOptions(ObjectReader &reader, FieldDef &field)
{
    const ValueList *items = reader.list("options");
    std::set<std::string> seen;
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        const std::string pointer = ObjectReader::join(reader.pointerTo("options"), i);
        std::optional<EnumOption> option = readOption(reader.file(), (*items)[i], pointer);
        if (!option)
            continue;
        if (!seen.insert(option->value).second) {
            reader.file().leaveOut("duplicate_option",
                                   "The option " + inQuotes(option->value) + " stands twice.",
                                   pointer);
            continue;
        }
        field.options.push_back(std::move(*option));
    }
    if (field.type == FieldType::Enum && field.options.empty() && !field.allowUnlisted) {
        reader.file().error(
            "enum_without_options",
            "The field " + inQuotes(field.name) +
                " is an enum without options, so no value fits it. Add \"options\".",
            reader.pointer());
    }
}

void readStorageKey(ObjectReader &reader, FieldDef &field, FieldPlace place)
{
    field.storageKey = reader.text("storageKey");
    if (place == FieldPlace::Object || !field.isStored()) {
        if (!field.storageKey.empty())
            reader.file().warn("setting_without_effect",
                               "The field " + inQuotes(field.name) +
                                   " has no column, so \"storageKey\" has no effect on it.",
                               reader.pointerTo("storageKey"));
        return;
    }
    if (field.storageKey.empty()) {
        field.storageKey = derivedStorageKey(StorageKind::Field, field.name);
        if (!reader.has("storageKey")) {
            reader.file().warn("no_storage_key",
                               "The field " + inQuotes(field.name) +
                                   " has no storage key yet; one is derived from its name until "
                                   "the model is saved. Do not rename the field before that.",
                               reader.pointer());
        }
    }
}

/** A type that no list can hold: secrets, a state, and what is a list by itself. */
bool isSingle(const FieldDef &field)
{
    return field.isSecret() || field.type == FieldType::RecordState ||
           field.type == FieldType::RoleList || field.type == FieldType::Vector ||
           field.type == FieldType::Computed || field.type == FieldType::Union;
}

void readMembers(ObjectReader &reader, FieldDef &field)
{
    for (std::string &name : reader.texts("relatedModels")) {
        UnionMember member{.model = std::move(name), .key = {}, .document = {}};
        if (std::ranges::find(field.members, member) != field.members.end()) {
            reader.file().leaveOut("duplicate_name",
                                   "The model " + inQuotes(member.model) + " stands twice.",
                                   reader.pointerTo("relatedModels"));
            continue;
        }
        field.members.push_back(std::move(member));
    }
}

/** A setting that the field's type does not have: kept, and pointed out. */
void checkSettings(ObjectReader &reader, const FieldDef &field)
{
    struct Setting
    {
        std::string_view key;
        bool fits;
    };
    const bool number = field.type == FieldType::Number;
    const bool isEnum = field.type == FieldType::Enum;
    const bool isState = field.type == FieldType::RecordState;
    const bool isRoles = field.type == FieldType::RoleList;
    const bool through = field.type == FieldType::HasManyThrough;
    const bool many =
        field.type == FieldType::HasMany || field.type == FieldType::HasOne || through;
    const bool computed = field.type == FieldType::Computed;
    const std::array settings{
        Setting{"integer", number},
        Setting{"decimals", number},
        Setting{"options", isEnum || isRoles || isState},
        Setting{"allowUnlisted", isEnum || isRoles},
        Setting{"transitions", isState},
        Setting{"relatedModel", field.isRelationship()},
        Setting{"relatedModels", field.type == FieldType::Union},
        Setting{"inverseField", many},
        Setting{"joinModel", through},
        Setting{"joinField", through},
        Setting{"dependent", many},
        Setting{"expression", computed},
        Setting{"fields", field.type == FieldType::Object},
        Setting{"list", !field.isRelationship() && !isSingle(field)},
        Setting{"required", field.isStored()},
        Setting{"unique", field.isStored() && !field.isSecret() && field.type != FieldType::File},
        Setting{"from", field.isFilledBySources() && !computed},
        Setting{"owner", field.isFilledBySources() && !computed},
        Setting{"default", !field.isRelationship() && !field.isSecret() && !computed &&
                               field.type != FieldType::Union},
    };
    for (const Setting &setting : settings) {
        if (!setting.fits && reader.has(setting.key)) {
            reader.file().warn("setting_without_effect",
                               inQuotes(setting.key) + " has no effect on the field " +
                                   inQuotes(field.name) + ", whose type is " +
                                   std::string(fieldTypeName(field.type)) + ".",
                               reader.pointerTo(setting.key));
        }
    }
}

void readDependent(ObjectReader &reader, FieldDef &field)
{
    const std::string word = reader.text("dependent");
    if (word.empty())
        return; // absent, or reported already
    if (const auto known = dependentFromName(word)) {
        field.dependent = *known;
        return;
    }
    reader.file().leaveOut("unknown_dependent",
                           "The field " + inQuotes(field.name) + " has the \"dependent\" " +
                               inQuotes(word) +
                               ", which is none of \"ignore\", \"delete\" and \"refuse\"; "
                               "deleting a record leaves those that belong to it alone.",
                           reader.pointerTo("dependent"));
}

void readDefault(ObjectReader &reader, FieldDef &field)
{
    const Value &raw = reader.take("default");
    if (raw.isNull() || field.isSecret() || !field.isStored() ||
        field.type == FieldType::Union) // secrets stand in no file, nor do records
        return;
    Result<Value> value = coerce(field, raw);
    if (value) {
        field.defaultValue = std::move(value).value();
        return;
    }
    reader.file().leaveOut("bad_default",
                           "The default of the field " + inQuotes(field.name) +
                               " does not fit it: " + value.error().message(),
                           reader.pointerTo("default"));
}

std::vector<FieldDef> readList(ObjectReader &owner, std::string_view key, const Scope &scope);

std::optional<FieldDef> readField(ObjectReader &reader, const Scope &scope)
{
    JsonFile &file = reader.file();
    FieldDef field;
    field.name = reader.text("name");
    if (const auto fault = nameFault(NameKind::Field, field.name)) {
        const bool identifier = fault->find("reserved") == std::string::npos;
        if (identifier || scope.place == FieldPlace::Model) {
            file.leaveOut(identifier ? "bad_identifier" : "reserved_name",
                          *fault + " The field is left out.",
                          reader.has("name") ? reader.pointerTo("name") : reader.pointer());
            return std::nullopt;
        }
    }
    const std::string type = reader.text("type");
    const std::optional<FieldType> known = fieldTypeFromName(type);
    if (!known) {
        file.leaveOut("unknown_field_type",
                      "The field " + inQuotes(field.name) + " has the unknown type " +
                          inQuotes(type) + ", so it is left out.",
                      reader.has("type") ? reader.pointerTo("type") : reader.pointer());
        return std::nullopt;
    }
    field.type = *known;
    const bool ownPlace = !field.isStored() || field.isRelationship() ||
                          field.type == FieldType::Union || !field.isFilledBySources();
    if (scope.place == FieldPlace::Object && ownPlace) {
        file.leaveOut("unknown_field_type",
                      "The field " + inQuotes(field.name) + " is a " + std::string(type) +
                          ", which an object cannot hold; it is left out.",
                      reader.pointerTo("type"));
        return std::nullopt;
    }
    readStorageKey(reader, field, scope.place);
    field.list = reader.flag("list", false) && !isSingle(field);
    field.required = reader.flag("required", false);
    field.integer = reader.flag("integer", false);
    field.decimals = reader.integer("decimals", -1, -1, 15);
    field.filterable = reader.flag("filterable", true);
    field.searchable = reader.flag("searchable", true);
    field.comment = reader.text("comment");
    field.allowUnlisted = reader.flag("allowUnlisted", false);
    readOptions(reader, field);
    readTransitions(reader, field);
    field.relatedModel = reader.text("relatedModel");
    readMembers(reader, field);
    field.inverseField = reader.text("inverseField");
    field.joinModel = reader.text("joinModel");
    field.joinField = reader.text("joinField");
    readDependent(reader, field);
    field.expression = reader.text("expression");
    field.fields =
        readList(reader, "fields",
                 {.place = FieldPlace::Object, .folder = scope.folder, .depth = scope.depth + 1});
    field.owner = reader.text("owner");
    field.from = reader.text("from");
    readRules(reader, field);
    field.validations = readPaths(reader, "validations", scope.folder);
    readDefault(reader, field);
    checkSettings(reader, field);
    field.extra = reader.rest();
    return field;
}

/** Whether @p field may stand beside @p fields; else it is reported. */
bool fitsBeside(const std::vector<FieldDef> &fields, const FieldDef &field, ObjectReader &reader)
{
    JsonFile &file = reader.file();
    for (const FieldDef &other : fields) {
        if (other.name == field.name) {
            file.leaveOut("duplicate_name",
                          "There are two fields " + inQuotes(field.name) +
                              "; the second one is left out.",
                          reader.pointerTo("name"));
            return false;
        }
        if (!field.storageKey.empty() && other.storageKey == field.storageKey) {
            file.leaveOut("duplicate_storage_key",
                          "The fields " + inQuotes(other.name) + " and " + inQuotes(field.name) +
                              " have the same storage key; the second one is left out. Remove its "
                              "\"storageKey\" to get a new one.",
                          reader.has("storageKey") ? reader.pointerTo("storageKey")
                                                   : reader.pointer());
            return false;
        }
    }
    if (!field.storageKey.empty() && !isStorageKey(StorageKind::Field, field.storageKey)) {
        file.leaveOut("bad_storage_key",
                      "The storage key " + inQuotes(field.storageKey) + " of the field " +
                          inQuotes(field.name) +
                          " is none: it begins with \"f_\" and goes on with a–z, 0–9 and '_'. The "
                          "field is left out.",
                      reader.pointerTo("storageKey"));
        return false;
    }
    return true;
}

std::vector<FieldDef> readList(ObjectReader &owner, std::string_view key, const Scope &scope)
{
    std::vector<FieldDef> fields;
    const ValueList *items = owner.list(key);
    if (!items)
        return fields;
    if (scope.depth > maxObjectDepth) {
        owner.file().leaveOut("too_deep", "Objects are nested more than 16 deep.",
                              owner.pointerTo(key));
        return fields;
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        const std::string pointer = ObjectReader::join(owner.pointerTo(key), i);
        if (!(*items)[i].isObject()) {
            owner.file().leaveOut("wrong_type",
                                  "A field must be an object, but this is " +
                                      std::string((*items)[i].kindName()) + ".",
                                  pointer);
            continue;
        }
        ObjectReader reader(owner.file(), (*items)[i].asObject(), pointer);
        std::optional<FieldDef> field = readField(reader, scope);
        if (field && fitsBeside(fields, *field, reader))
            fields.push_back(std::move(*field));
    }
    return fields;
}

Value writeOption(const EnumOption &option)
{
    if (option.label.empty() && option.color.empty())
        return option.value;
    ValueObject object{{"value", option.value}};
    putText(object, "label", option.label);
    putText(object, "color", option.color);
    return object;
}

ValueObject writeField(const FieldDef &field, FieldPlace place, const std::string &folder)
{
    ValueObject object{{"name", field.name}};
    if (place == FieldPlace::Model)
        putText(object, "storageKey", field.storageKey);
    object.append("type", std::string(fieldTypeName(field.type)));
    putFlag(object, "list", field.list, false);
    putFlag(object, "required", field.required, false);
    putUnique(object, field);
    putFlag(object, "integer", field.integer, false);
    if (field.decimals >= 0)
        object.append("decimals", field.decimals);
    putFlag(object, "filterable", field.filterable, true);
    putFlag(object, "searchable", field.searchable, true);
    if (!field.defaultValue.isNull())
        object.append("default", field.defaultValue);
    if (!field.options.empty()) {
        ValueList options;
        std::transform(field.options.begin(), field.options.end(), std::back_inserter(options),
                       writeOption);
        object.append("options", std::move(options));
    }
    putFlag(object, "allowUnlisted", field.allowUnlisted, false);
    putTransitions(object, field);
    putText(object, "relatedModel", field.relatedModel);
    if (!field.members.empty()) {
        ValueList models;
        for (const UnionMember &member : field.members)
            models.emplace_back(member.model);
        object.append("relatedModels", std::move(models));
    }
    putText(object, "inverseField", field.inverseField);
    putText(object, "joinModel", field.joinModel);
    putText(object, "joinField", field.joinField);
    if (field.dependent != Dependent::Ignore)
        object.append("dependent", dependentName(field.dependent));
    putText(object, "expression", field.expression);
    if (!field.fields.empty())
        object.append("fields", writeFields(field.fields, FieldPlace::Object, folder));
    putText(object, "owner", field.owner);
    putText(object, "from", field.from);
    putRules(object, field);
    putPaths(object, "validations", field.validations, folder);
    putText(object, "comment", field.comment);
    putExtra(object, field.extra);
    return object;
}

} // namespace

std::vector<FieldDef> readFields(ObjectReader &owner, std::string_view key, FieldPlace place,
                                 const std::string &folder)
{
    return readList(owner, key, {.place = place, .folder = folder, .depth = 0});
}

ValueList writeFields(const std::vector<FieldDef> &fields, FieldPlace place,
                      const std::string &folder)
{
    ValueList list;
    list.reserve(fields.size());
    for (const FieldDef &field : fields)
        list.emplace_back(writeField(field, place, folder));
    return list;
}

std::string projectPath(const std::string &folder, std::string_view file)
{
    if (file.starts_with('/'))
        return std::string(file.substr(1));
    return folder + '/' + std::string(file);
}

std::string relativePath(const std::string &folder, std::string_view file)
{
    if (file.starts_with(folder + '/'))
        return std::string(file.substr(folder.size() + 1));
    return '/' + std::string(file);
}

std::vector<std::string> readPaths(ObjectReader &reader, std::string_view key,
                                   const std::string &folder)
{
    std::vector<std::string> paths = reader.texts(key);
    for (std::string &path : paths)
        path = projectPath(folder, path);
    return paths;
}

void putPaths(ValueObject &object, std::string_view key, const std::vector<std::string> &paths,
              const std::string &folder)
{
    std::vector<std::string> relative;
    relative.reserve(paths.size());
    for (const std::string &path : paths)
        relative.push_back(relativePath(folder, path));
    putTexts(object, key, relative);
}

} // namespace syncline
