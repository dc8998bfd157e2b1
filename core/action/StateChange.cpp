#include "core/action/StateChange.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::string_view noTransition = "GGT_NO_TRANSITION";

bool isIn(std::string_view state, std::string_view wanted)
{
    return state == wanted || (state.starts_with(wanted) && state.substr(wanted.size(), 1) == ".");
}

bool begins(const StateTransition &transition, std::string_view state)
{
    return transition.from.empty() ||
           std::ranges::any_of(transition.from,
                               [state](const auto &from) { return isIn(state, from); });
}

/** The transition of @p action that begins at @p state; nullptr: none. */
const StateTransition *transitionOf(const FieldDef &field, const ActionDef &action,
                                    std::string_view state)
{
    const auto found = std::ranges::find_if(field.transitions, [&](const auto &transition) {
        return transition.action == action.name && begins(transition, state);
    });
    return found == field.transitions.end() ? nullptr : &*found;
}

std::string stateOf(const ActionRecord &record, const FieldDef &field)
{
    return record.row().fields.at(field.name).stringOr();
}

} // namespace

Result<void> checkStates(const ActionRecord &record, const ActionDef &action)
{
    for (const FieldDef &field : record.model().fields) {
        const bool moves = std::ranges::any_of(field.transitions, [&](const auto &transition) {
            return transition.action == action.name;
        });
        const std::string state = stateOf(record, field);
        if (!moves || action.kind == ActionKind::Create || transitionOf(field, action, state))
            continue;
        return Error(
            noTransition,
            "Invalid action for the %1 model. Unable to execute the \"%2\" action in state "
            "\"%3\".",
            {record.modelName(), action.name, state});
    }
    return {};
}

void changeStates(ActionRecord &record, const ActionDef &action)
{
    for (const FieldDef &field : record.model().fields) {
        if (field.transitions.empty())
            continue;
        const auto *transition = transitionOf(field, action, stateOf(record, field));
        if (transition == nullptr && action.kind == ActionKind::Create) {
            const auto any =
                std::ranges::find(field.transitions, action.name, &StateTransition::action);
            transition = any == field.transitions.end() ? nullptr : &*any;
        }
        if (transition != nullptr)
            record.setState(field, transition->to);
    }
}

} // namespace syncline
