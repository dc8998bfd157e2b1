#include "core/record/ModelCodec.h"

#include "core/model/DependentNames.h"

namespace syncline {

namespace {

Value texts(const std::vector<std::string> &list)
{
    return ValueList(list.begin(), list.end());
}

std::vector<std::string> textsFrom(const Value &value)
{
    std::vector<std::string> list;
    if (value.isList()) {
        for (const Value &item : value.asList())
            list.push_back(item.stringOr());
    }
    return list;
}

Value optionsToValue(const std::vector<EnumOption> &options)
{
    ValueList list;
    for (const EnumOption &option : options)
        list.emplace_back(
            ValueObject{{"value", option.value}, {"label", option.label}, {"color", option.color}});
    return list;
}

std::vector<EnumOption> optionsFrom(const Value &value)
{
    std::vector<EnumOption> options;
    if (value.isList()) {
        for (const Value &item : value.asList())
            options.push_back({.value = item["value"].stringOr(),
                               .label = item["label"].stringOr(),
                               .color = item["color"].stringOr()});
    }
    return options;
}

Value fieldsToValue(const std::vector<FieldDef> &fields)
{
    ValueList list;
    for (const FieldDef &field : fields)
        list.push_back(fieldToValue(field));
    return list;
}

FieldDef fieldFromValue(const Value &value)
{
    FieldDef field;
    field.name = value["name"].stringOr();
    field.storageKey = value["storageKey"].stringOr();
    field.type = fieldTypeFromName(value["type"].stringOr()).value_or(FieldType::String);
    field.list = value["list"].boolOr();
    field.required = value["required"].boolOr();
    field.unique = value["unique"].boolOr();
    field.integer = value["integer"].boolOr();
    field.decimals = static_cast<int>(value["decimals"].intOr(-1));
    field.filterable = value["filterable"].boolOr(true);
    field.searchable = value["searchable"].boolOr(true);
    field.comment = value["comment"].stringOr();
    field.defaultValue = value["default"];
    field.options = optionsFrom(value["options"]);
    field.allowUnlisted = value["allowUnlisted"].boolOr();
    field.relatedModel = value["relatedModel"].stringOr();
    field.inverseField = value["inverseField"].stringOr();
    if (value["members"].isList()) {
        for (const Value &item : value["members"].asList())
            field.members.push_back({.model = item["model"].stringOr(),
                                     .key = item["storageKey"].stringOr(),
                                     .document = {}});
    }
    if (value["fields"].isList()) {
        for (const Value &inner : value["fields"].asList())
            field.fields.push_back(fieldFromValue(inner));
    }
    field.owner = value["owner"].stringOr();
    field.from = value["from"].stringOr();
    field.rules = rulesFromValue(value["rules"]);
    field.joinModel = value["joinModel"].stringOr();
    field.joinField = value["joinField"].stringOr();
    field.expression = value["expression"].stringOr();
    field.dependent = dependentFromName(value["dependent"].stringOr()).value_or(Dependent::Ignore);
    if (value["transitions"].isList()) {
        for (const Value &item : value["transitions"].asList())
            field.transitions.push_back({.action = item["action"].stringOr(),
                                         .from = textsFrom(item["from"]),
                                         .to = item["to"].stringOr()});
    }
    field.validations = textsFrom(value["validations"]);
    if (value["extra"].isObject())
        field.extra = value["extra"].asObject();
    return field;
}

} // namespace

Value fieldToValue(const FieldDef &field)
{
    ValueObject object{{"name", field.name},
                       {"storageKey", field.storageKey},
                       {"type", fieldTypeName(field.type)},
                       {"list", field.list},
                       {"required", field.required},
                       {"unique", field.unique},
                       {"integer", field.integer},
                       {"decimals", field.decimals},
                       {"filterable", field.filterable},
                       {"searchable", field.searchable},
                       {"comment", field.comment},
                       {"default", field.defaultValue},
                       {"options", optionsToValue(field.options)},
                       {"allowUnlisted", field.allowUnlisted},
                       {"relatedModel", field.relatedModel},
                       {"inverseField", field.inverseField},
                       {"fields", fieldsToValue(field.fields)},
                       {"owner", field.owner},
                       {"from", field.from},
                       {"validations", texts(field.validations)},
                       {"extra", field.extra}};
    // What older databases do not know is written only when it is set: their definitions stay
    // equal.
    if (ValueObject rules = rulesToValue(field.rules); !rules.empty())
        object.append("rules", std::move(rules));
    const std::pair<const char *, const std::string *> words[] = {
        {"joinModel", &field.joinModel},
        {"joinField", &field.joinField},
        {"expression", &field.expression}};
    for (const auto &[name, word] : words) {
        if (!word->empty())
            object.append(name, *word);
    }
    if (field.dependent != Dependent::Ignore)
        object.append("dependent", dependentName(field.dependent));
    ValueList transitions;
    for (const StateTransition &transition : field.transitions)
        transitions.push_back(ValueObject{{"action", transition.action},
                                          {"from", texts(transition.from)},
                                          {"to", transition.to}});
    if (!transitions.empty())
        object.append("transitions", std::move(transitions));
    ValueList members;
    for (const UnionMember &member : field.members)
        members.push_back(ValueObject{{"model", member.model}, {"storageKey", member.key}});
    if (!members.empty())
        object.append("members", std::move(members));
    return object;
}

Value modelToValue(const ModelDef &model)
{
    ValueObject source{{"connection", model.source.connection},
                       {"document", model.source.document},
                       {"cacheField", model.source.cacheField},
                       {"idFromRemote", model.source.idFromRemote},
                       {"localized", model.source.localized}};
    if (!model.source.locales.empty())
        source.append("locales", texts(model.source.locales));
    ValueList indexes;
    for (const auto &index : model.indexes)
        indexes.push_back(texts(index));
    return ValueObject{{"name", model.name},
                       {"plural", model.plural},
                       {"storageKey", model.storageKey},
                       {"comment", model.comment},
                       {"displayField", model.displayField},
                       {"source", std::move(source)},
                       {"fields", fieldsToValue(model.fields)},
                       {"indexes", std::move(indexes)},
                       {"validations", texts(model.validations)},
                       {"extra", model.extra}};
}

ModelDef modelFromValue(const Value &value)
{
    ModelDef model;
    model.name = value["name"].stringOr();
    model.plural = value["plural"].stringOr();
    model.storageKey = value["storageKey"].stringOr();
    model.comment = value["comment"].stringOr();
    model.displayField = value["displayField"].stringOr();
    const Value &source = value["source"];
    model.source.connection = source["connection"].stringOr();
    model.source.document = source["document"].stringOr();
    model.source.cacheField = source["cacheField"].stringOr();
    model.source.idFromRemote = source["idFromRemote"].boolOr();
    model.source.localized = source["localized"].boolOr();
    model.source.locales = textsFrom(source["locales"]);
    if (value["fields"].isList()) {
        for (const Value &field : value["fields"].asList())
            model.fields.push_back(fieldFromValue(field));
    }
    if (value["indexes"].isList()) {
        for (const Value &index : value["indexes"].asList())
            model.indexes.push_back(textsFrom(index));
    }
    model.validations = textsFrom(value["validations"]);
    if (value["extra"].isObject())
        model.extra = value["extra"].asObject();
    return model;
}

} // namespace syncline
