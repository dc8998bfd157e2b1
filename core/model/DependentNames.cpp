#include "core/model/DependentNames.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::array<std::string_view, 3> names{"ignore", "delete", "refuse"};

} // namespace

std::string_view dependentName(Dependent dependent)
{
    return names.at(static_cast<std::size_t>(dependent));
}

std::optional<Dependent> dependentFromName(std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Dependent>(found - names.begin());
}

bool hasDependents(const ModelDef &model)
{
    return std::ranges::any_of(model.fields, [](const FieldDef &field) {
        const bool leadsOut = field.type == FieldType::HasOne || field.type == FieldType::HasMany ||
                              field.type == FieldType::HasManyThrough;
        return leadsOut && field.dependent != Dependent::Ignore;
    });
}

} // namespace syncline
