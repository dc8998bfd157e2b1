#include "core/project/HistoryBudget.h"

namespace syncline {

namespace {

constexpr std::string_view unlimitedWord = "unlimited";

/** nullopt: it is no budget. */
std::optional<std::int64_t> budgetOf(const Value &value)
{
    if (value.isString() && value.asString() == unlimitedWord)
        return unlimitedHistory;
    return value.isInt() && value.asInt() >= 0 ? std::optional(value.asInt()) : std::nullopt;
}

void report(JsonFile &file, std::string_view pointer)
{
    file.leaveOut("bad_value",
                  "\"historyBudget\" must be a whole number of bytes, or \"unlimited\".", pointer);
}

} // namespace

std::optional<std::int64_t> readHistoryBudget(ObjectReader &reader)
{
    const Value &value = reader.take(historyBudgetKey);
    if (value.isNull())
        return std::nullopt;
    const auto budget = budgetOf(value);
    if (!budget)
        report(reader.file(), reader.pointerTo(historyBudgetKey));
    return budget;
}

void checkHistoryBudget(JsonFile &file, const ValueObject &settings)
{
    const Value &value = settings.at(historyBudgetKey);
    if (!value.isNull() && !budgetOf(value))
        report(file, ObjectReader::join("/settings", historyBudgetKey));
}

void putHistoryBudget(ValueObject &object, std::optional<std::int64_t> budget)
{
    if (!budget)
        return;
    object.append(std::string(historyBudgetKey),
                  *budget < 0 ? Value(unlimitedWord) : Value(*budget));
}

std::optional<std::int64_t> historyBudget(const ProjectDef &project, const ModelDef *model)
{
    std::optional<std::int64_t> budget = model != nullptr ? model->historyBudget : std::nullopt;
    if (!budget)
        budget = budgetOf(project.settings.at(historyBudgetKey));
    const std::int64_t bytes = budget.value_or(defaultHistoryBudget);
    return bytes < 0 ? std::nullopt : std::optional(bytes);
}

} // namespace syncline
