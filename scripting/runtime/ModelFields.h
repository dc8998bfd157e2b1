#pragma once

#include "core/base/Value.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What the bindings must know of a model's fields; read once per run from RunScope::modelInfo. */
struct ModelFields
{
    struct Relation
    {
        enum class Kind : std::uint8_t { BelongsTo, HasOne, HasMany, HasManyThrough, Union };
        Kind kind = Kind::BelongsTo;
        std::string field;
        std::string model;
        std::string inverse;
    };
    std::vector<Relation> relations;
    std::vector<std::string> lists;
    bool isLocalized = false;

    static ModelFields fromInfo(const Value &info);
    [[nodiscard]] const Relation *relation(std::string_view field) const
    {
        for (const Relation &candidate : relations) {
            if (candidate.field == field)
                return &candidate;
        }
        return nullptr;
    }
    [[nodiscard]] bool isList(std::string_view field) const
    {
        for (const std::string &list : lists) {
            if (list == field)
                return true;
        }
        return false;
    }
};

} // namespace syncline
