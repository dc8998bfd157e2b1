#include "core/project/ModelFile.h"

#include "core/base/TextSafe.h"
#include "core/project/FieldFile.h"
#include "core/project/HistoryBudget.h"
#include "core/project/LocalesFile.h"
#include "core/project/Names.h"
#include "core/project/ProjectFormat.h"
#include "core/project/RulesFile.h"
#include "core/project/StorageKey.h"

#include <algorithm>

namespace syncline {

namespace {

std::string folderOf(std::string_view name)
{
    return "models/" + std::string(name);
}

ModelSource readSource(ObjectReader &model)
{
    const Value &value = model.take("source");
    if (!value.isObject()) {
        model.object("source"); // reports a wrong kind
        return {};
    }
    ObjectReader reader(model.file(), value.asObject(), model.pointerTo("source"));
    ModelSource source{.connection = reader.text("connection"),
                       .document = reader.text("document"),
                       .cacheField = reader.text("cacheField"),
                       .idFromRemote = reader.flag("idFromRemote", false),
                       .localized = reader.flag("localized", false),
                       .locales = readLocales(reader)};
    if (source.connection.empty()) {
        reader.file().leaveOut("missing_key", "\"source\" must name its \"connection\".",
                               reader.pointer());
    }
    if (!reader.rest().empty())
        reader.file().leaveOut("unknown_key", "\"source\" holds a key that is not known.",
                               reader.pointer());
    return source;
}

std::vector<std::vector<std::string>> readIndexes(ObjectReader &model, const ModelDef &def)
{
    std::vector<std::vector<std::string>> indexes;
    const ValueList *items = model.list("indexes");
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        const std::string pointer = ObjectReader::join(model.pointerTo("indexes"), i);
        std::vector<std::string> names;
        const Value &item = (*items)[i];
        bool good = item.isList() && !item.asList().empty();
        for (std::size_t k = 0; good && k < item.asList().size(); ++k) {
            const Value &name = item.asList()[k];
            const FieldDef *field = name.isString() ? def.findField(name.asString()) : nullptr;
            good = field && field->isStored();
            if (good)
                names.push_back(name.asString());
        }
        if (good)
            indexes.push_back(std::move(names));
        else
            model.file().leaveOut("unknown_field",
                                  "An index must be a list of names of this model's stored fields; "
                                  "this one is left out.",
                                  pointer);
    }
    return indexes;
}

void checkFieldName(ObjectReader &model, const ModelDef &def, std::string_view key,
                    const std::string &name, const std::string &pointer)
{
    if (name.empty() || def.findField(name) || isSystemField(name))
        return;
    model.file().error("unknown_field",
                       inQuotes(key) + " names the field " + inQuotes(name) +
                           ", which this model does not have.",
                       pointer);
}

void readModelKey(ObjectReader &reader, ModelDef &model)
{
    model.storageKey = reader.text("storageKey");
    if (!model.storageKey.empty())
        return;
    model.storageKey = derivedStorageKey(StorageKind::Model, model.name);
    if (!reader.has("storageKey")) {
        reader.file().warn("no_storage_key",
                           "The model " + inQuotes(model.name) +
                               " has no storage key yet; one is derived from its name until it is "
                               "saved. Do not rename the folder before that.",
                           reader.pointer());
    }
}

/** A belongsTo "customer" also makes "customerId", which no other field may be called. */
void checkIdNames(ObjectReader &reader, const ModelDef &model)
{
    for (const FieldDef &field : model.fields) {
        if (field.type != FieldType::BelongsTo || !model.findField(field.name + "Id"))
            continue;
        reader.file().error("reserved_name",
                            "The relationship " + inQuotes(field.name) + " also makes " +
                                inQuotes(field.name + "Id") +
                                ", so no other field can have that name.",
                            reader.pointerTo("fields"));
    }
}

} // namespace

std::string modelPath(std::string_view name)
{
    return folderOf(name) + "/model.json";
}

std::optional<ModelDef> readModel(JsonFile &file, std::string_view name)
{
    const Value *value = file.parse();
    if (!value)
        return std::nullopt;
    ObjectReader reader(file, value->asObject(), {});
    reader.take("format");

    ModelDef model;
    model.name = name;
    if (const auto fault = nameFault(NameKind::Model, name)) {
        file.leaveOut(fault->find("reserved") == std::string::npos ? "bad_identifier"
                                                                   : "reserved_name",
                      *fault + " The model is left out.", {});
        return std::nullopt;
    }
    readModelKey(reader, model);
    if (!isStorageKey(StorageKind::Model, model.storageKey)) {
        file.leaveOut("bad_storage_key",
                      "The storage key " + inQuotes(model.storageKey) +
                          " is none: it begins with \"m_\" and goes on with a–z, 0–9 and '_'. The "
                          "model is left out.",
                      "/storageKey");
        return std::nullopt;
    }
    model.plural = reader.text("plural");
    if (model.plural.empty())
        model.plural = text::plural(name);
    else if (!text::isIdentifier(model.plural))
        file.leaveOut("bad_identifier",
                      inQuotes(model.plural) + " cannot be a model's plural name.", "/plural");
    model.comment = reader.text("comment");
    model.displayField = reader.text("displayField");
    model.source = readSource(reader);
    const std::string folder = folderOf(name);
    model.fields = readFields(reader, "fields", FieldPlace::Model, folder);
    model.indexes = readIndexes(reader, model);
    model.validations = readPaths(reader, "validations", folder);
    model.historyBudget = readHistoryBudget(reader);
    checkFieldName(reader, model, "displayField", model.displayField, "/displayField");
    checkFieldName(reader, model, "cacheField", model.source.cacheField, "/source/cacheField");
    checkIdNames(reader, model);
    checkUniqueScopes(file, model);
    model.extra = reader.rest();
    return model;
}

std::string writeModel(const ModelDef &model)
{
    const std::string folder = folderOf(model.name);
    ValueObject object{{"format", projectFormat}};
    putText(object, "storageKey", model.storageKey);
    if (model.plural != text::plural(model.name))
        putText(object, "plural", model.plural);
    putText(object, "comment", model.comment);
    putText(object, "displayField", model.displayField);
    if (!model.source.connection.empty()) {
        ValueObject source{{"connection", model.source.connection}};
        putText(source, "document", model.source.document);
        putText(source, "cacheField", model.source.cacheField);
        putFlag(source, "idFromRemote", model.source.idFromRemote, false);
        putFlag(source, "localized", model.source.localized, false);
        putTexts(source, "locales", model.source.locales);
        object.append("source", std::move(source));
    }
    object.append("fields", writeFields(model.fields, FieldPlace::Model, folder));
    if (!model.indexes.empty()) {
        ValueList indexes;
        for (const auto &index : model.indexes)
            indexes.emplace_back(ValueList(index.begin(), index.end()));
        object.append("indexes", std::move(indexes));
    }
    putPaths(object, "validations", model.validations, folder);
    putHistoryBudget(object, model.historyBudget);
    putExtra(object, model.extra);
    return fileText(object);
}

} // namespace syncline
