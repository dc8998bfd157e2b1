#include "core/project/StateFile.h"

#include <algorithm>

namespace syncline {

namespace {

bool isState(const FieldDef &field, const std::string &name)
{
    return std::any_of(field.options.begin(), field.options.end(),
                       [&](const EnumOption &option) { return option.value == name; });
}

/** `from` is a text or a list of texts. */
std::vector<std::string> readFrom(ObjectReader &reader)
{
    const Value &from = reader.take("from");
    return from.isString() ? std::vector{from.asString()} : reader.texts("from");
}

/** Why @p transition cannot work; empty: it can. */
std::string fault(const FieldDef &field, const StateTransition &transition)
{
    if (transition.action.empty())
        return "has no \"action\"";
    if (!isState(field, transition.to))
        return "leads to " + inQuotes(transition.to) + ", which is no state of the field";
    for (const std::string &state : transition.from) {
        if (!isState(field, state))
            return "begins at " + inQuotes(state) + ", which is no state of the field";
    }
    return {};
}

} // namespace

void readTransitions(ObjectReader &reader, FieldDef &field)
{
    JsonFile &file = reader.file();
    if (field.type == FieldType::RecordState && field.options.empty()) {
        file.error("state_without_options",
                   "The field " + inQuotes(field.name) +
                       " is a record state without states. Add \"options\".",
                   reader.pointer());
    }
    const ValueList *items = reader.list("transitions");
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        const std::string pointer = ObjectReader::join(reader.pointerTo("transitions"), i);
        if (!(*items)[i].isObject()) {
            file.leaveOut("wrong_type", "A transition must be an object with action, from and to.",
                          pointer);
            continue;
        }
        ObjectReader item(file, (*items)[i].asObject(), pointer);
        StateTransition transition{
            .action = item.text("action"), .from = readFrom(item), .to = item.text("to")};
        if (const std::string why = fault(field, transition); !why.empty()) {
            file.leaveOut("bad_transition", "This transition " + why + ", so it is left out.",
                          pointer);
            continue;
        }
        if (!item.rest().empty())
            file.leaveOut("unknown_key", "A transition has only action, from and to.", pointer);
        field.transitions.push_back(std::move(transition));
    }
}

void putTransitions(ValueObject &object, const FieldDef &field)
{
    ValueList items;
    for (const StateTransition &transition : field.transitions) {
        ValueObject item{{"action", transition.action}};
        putTexts(item, "from", transition.from);
        item.append("to", transition.to);
        items.emplace_back(std::move(item));
    }
    if (!items.empty())
        object.append("transitions", std::move(items));
}

void checkTransitions(const LoadedFiles &loaded)
{
    const auto isAction = [&](const ModelDef &model, const std::string &name) {
        return name == "create" || name == "update" || name == "delete" ||
               std::any_of(loaded.actions.begin(), loaded.actions.end(), [&](const auto &action) {
                   return action.def.model == model.name && action.def.name == name;
               });
    };
    for (const Loaded<ModelDef> &model : loaded.models) {
        const Value &fields = model.file->value()["fields"];
        for (std::size_t i = 0; fields.isList() && i < fields.asList().size(); ++i) {
            const FieldDef *field = model.def.findField(fields.asList()[i]["name"].stringOr());
            if (field == nullptr || field->transitions.empty())
                continue;
            for (const StateTransition &transition : field->transitions) {
                if (isAction(model.def, transition.action))
                    continue;
                model.file->warn(
                    "unknown_action",
                    "The state " + inQuotes(field->name) + " has a transition of the action " +
                        inQuotes(transition.action) + ", which this model does not have.",
                    ObjectReader::join("/fields", i) + "/transitions");
            }
        }
    }
}

} // namespace syncline
