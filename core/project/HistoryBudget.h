#pragma once

#include "core/project/JsonFile.h"
#include "core/project/ProjectDef.h"

#include <cstdint>
#include <optional>

namespace syncline {

/** The key of model files, and of the settings in syncline.json: a whole number of bytes, or
 * "unlimited". */
inline constexpr std::string_view historyBudgetKey = "historyBudget";
/** ModelDef::historyBudget of a model whose history is never shortened. */
inline constexpr std::int64_t unlimitedHistory = -1;
/** When neither the model nor the project says anything. */
inline constexpr std::int64_t defaultHistoryBudget = 200'000'000;

/** Marks the key as known; nullopt: it is not there, or reported as wrong. */
std::optional<std::int64_t> readHistoryBudget(ObjectReader &reader);
/** Reports a budget among the settings that is none. */
void checkHistoryBudget(JsonFile &file, const ValueObject &settings);
void putHistoryBudget(ValueObject &object, std::optional<std::int64_t> budget);

/** Bytes that the history of @p model may take; nullopt: as many as it likes. nullptr: a model that
 * is gone from the project. */
std::optional<std::int64_t> historyBudget(const ProjectDef &project, const ModelDef *model);

} // namespace syncline
