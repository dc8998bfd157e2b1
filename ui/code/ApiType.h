#pragma once

#include "ui/code/ApiCatalog.h"

#include <string>
#include <string_view>
#include <vector>

/** How ApiCatalog reads the types that signatures name. */
namespace syncline::ui::api {

inline constexpr std::string_view modelOperations = "api.<model>";

/** "<model>", "<action>": stands for names of the project. */
[[nodiscard]] bool isPlaceholder(std::string_view word);
/** "record|nil" → "record": the first of several, and not nil. */
[[nodiscard]] std::string firstType(std::string_view type);
/** @p type with records and lists of @p model. */
[[nodiscard]] std::string bindType(const std::string &type, const std::string &model);
void sortByName(std::vector<ApiMember> &members);

} // namespace syncline::ui::api
