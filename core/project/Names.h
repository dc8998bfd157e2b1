#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

enum class NameKind : std::uint8_t {
    Model,
    Field,
    Action,
    GlobalAction,
    Connection,
    Environment,
    Variable,
    View
};

/**
 * Why @p name cannot be the name of such a thing, as a sentence; nullopt: it can. Names are
 * identifiers, and those that mean something else already (a field "id", a model "transaction", an
 * action "find_many") are reserved.
 */
std::optional<std::string> nameFault(NameKind kind, std::string_view name);

/** "blogPost" → "BlogPost": the name of the type in the API. Two models may not share one. */
std::string typeName(std::string_view model);

} // namespace syncline
